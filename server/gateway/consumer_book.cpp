// SPDX-License-Identifier: MIT
#include "gateway/consumer_book.hpp"

#include "base/ascii.hpp"

namespace halogate::gateway {

namespace {

http::Refusal unknown(std::string detail) {
    return {ErrorCode::unknown_consumer, std::move(detail)};
}

std::optional<std::string_view> bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!ascii::starts_with_ignoring_case(authorization, scheme)) return std::nullopt;
    return ascii::trimmed(authorization.substr(scheme.size()));
}

}  // namespace

std::optional<std::size_t> ConsumerBook::find(std::string_view key) const {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < consumers_.size(); ++i) {
        const bool same = consumers_[i].api_key.equals(key);
        if (same && !key.empty()) found = i;
    }
    return found;
}

Expected<ConsumerBook::Identified, http::Refusal> ConsumerBook::identify(const ListenerProfile& listener,
                                                                         const http::Fields& fields) const {
    if (listener.consumer) return Identified{*listener.consumer, call::Identity::listener};
    if (const auto key = fields.find("X-API-Key")) {
        if (fields.count("X-API-Key") > 1)
            return Unexpected{unknown("X-API-Key is given more than once: send it once")};
        if (const auto found = find(*key)) return Identified{*found, call::Identity::api_key};
        return Unexpected{
            unknown("X-API-Key is the key of no consumer: check policy.consumers.NAME.identify.api_key")};
    }
    const auto authorization = fields.find("Authorization");
    const auto token = authorization ? bearer_token(*authorization) : std::nullopt;
    if (token) {
        if (const auto found = find(*token)) return Identified{*found, call::Identity::api_key};
    }
    // On a port that others may reach a credential that is none of ours is refused, never anonymous.
    if (listener.trusted && (!authorization || listener.loopback)) return Identified{};
    return Unexpected{
        unknown("this listener wants a key of a consumer: send `Authorization: Bearer KEY` or `X-API-Key: "
                "KEY` with a "
                "key of policy.consumers")};
}

}  // namespace halogate::gateway
