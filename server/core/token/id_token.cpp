// SPDX-License-Identifier: MIT
#include "core/token/id_token.hpp"

#include <cmath>
#include <cstdint>
#include <optional>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "core/token/flat_object.hpp"
#include "core/token/quotation.hpp"

namespace halogate::token {

namespace {

constexpr std::size_t longest_name = 100;

std::optional<std::string> payload_of(std::string_view jwt) {
    if (jwt.size() > most_reply_bytes) return std::nullopt;
    const auto first = jwt.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = jwt.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    return base64url_decoded(jwt.substr(first + 1, second - first - 1));
}

}  // namespace

std::string agent_in(std::string_view id_token) {
    const auto payload = payload_of(id_token);
    const auto claims = payload ? FlatObject::parse(*payload) : std::nullopt;
    if (!claims) return {};
    for (const auto* claim : {"name", "preferred_username", "email"}) {
        const auto* text = claims->text(claim);
        if (!text) continue;
        auto shown = quotable(ascii::trimmed(*text), longest_name);
        if (!shown.empty()) return shown;
    }
    for (const auto* claim : {"agent_id", "agentid", "sub"}) {
        if (const auto number = claims->number(claim); number && *number >= 0 && *number < 1e15) {
            return "agent " + std::to_string(static_cast<std::int64_t>(*number));
        }
        if (const auto* text = claims->text(claim); text && !text->empty()) {
            return quotable("agent " + *text, longest_name);
        }
    }
    return {};
}

}  // namespace halogate::token
