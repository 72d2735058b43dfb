// SPDX-License-Identifier: MIT
#include "sandbox/request_log.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <utility>

namespace halogate::sandbox {

namespace {

Json as_json(const SeenRequest& seen) {
    Json fields = Json::array();
    for (const auto& field : seen.fields) fields.push_back(Json::array({field.name, field.value}));
    const std::chrono::duration<double, std::milli> started = seen.started_at.time_since_epoch();
    Json row{{"connection", seen.connection}, {"started_at", started.count()},
             {"method", seen.method},         {"target", seen.target},
             {"headers", std::move(fields)},  {"body_size", seen.body_size},
             {"status", seen.status},         {"scope", seen.scope}};
    if (seen.body_sha256.empty()) {
        row["body"] = seen.body;
    } else {
        row["body_sha256"] = seen.body_sha256;
    }
    return row;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

void RequestLog::add(const Request& request, Circumstances circumstances, unsigned status) {
    if (capacity_ == 0) return;
    if (seen_.size() >= capacity_) seen_.pop_front();
    SeenRequest seen{.connection = circumstances.connection,
                     .started_at = circumstances.started_at,
                     .method = request.method,
                     .target = request.target,
                     .fields = request.fields,
                     .body_size = request.body.size(),
                     .body = {},
                     .body_sha256 = {},
                     .status = status,
                     .scope = std::move(circumstances.scope)};
    if (request.body.size() <= short_body) {
        seen.body = request.body;
    } else {
        seen.body_sha256 = sha256_hex(request.body);
    }
    seen_.push_back(std::move(seen));
}

Json RequestLog::as_json(std::size_t limit) const {
    Json rows = Json::array();
    for (std::size_t i = seen_.size() - std::min(limit, seen_.size()); i < seen_.size(); ++i) {
        rows.push_back(sandbox::as_json(seen_[i]));
    }
    return rows;
}

}  // namespace halogate::sandbox
