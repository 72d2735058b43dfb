// SPDX-License-Identifier: MIT
#include "settings/caps_reader.hpp"

#include "base/ascii.hpp"
#include "base/duration_text.hpp"
#include "settings/option_values.hpp"

namespace halogate::settings {

namespace {

constexpr std::uint64_t largest_cap = 1'000'000;
constexpr Duration shortest_span = std::chrono::seconds{1};
constexpr Duration longest_span = std::chrono::hours{744};

Unexpected<std::string> wrong(std::string why) {
    return Unexpected{std::move(why)};
}

std::optional<limit::CapShape> cap_of(const Section& from, std::string_view option) {
    if (!from.has(option)) return std::nullopt;
    return from.get<limit::CapShape>(option);
}

}  // namespace

Expected<limit::CapShape, std::string> read_cap(std::string_view text) {
    constexpr std::string_view between = " per ";
    const auto at = text.find(between);
    const auto most = ascii::to_unsigned(ascii::trimmed(text.substr(0, at)));
    if (at == std::string_view::npos || !most) return wrong("is no cap; write it like `20 per 1h`");
    if (*most == 0 || *most > largest_cap)
        return wrong("must be from 1 to 1000000 elements; to allow none, hold no such permission");
    const auto per = parse_duration(ascii::trimmed(text.substr(at + between.size())));
    if (!per) return wrong("is no cap: its duration " + per.error());
    if (*per < shortest_span || *per > longest_span) return wrong("must be per `1s` to `744h`");
    return limit::CapShape{static_cast<std::size_t>(*most), *per};
}

policy::CapShapes read_caps(const Section& from) {
    return {cap_of(from, "create"), cap_of(from, "update"), cap_of(from, "delete")};
}

}  // namespace halogate::settings
