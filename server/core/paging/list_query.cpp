// SPDX-License-Identifier: MIT
#include "core/paging/list_query.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/ascii.hpp"
#include "core/path/percent_coding.hpp"
#include "core/path/query_name.hpp"

namespace halogate::paging {

namespace {

enum class Name : std::uint8_t { all, page_size, page_no, pageinate, count, other };

constexpr std::array<std::string_view, 5> known{"halogate_all", "page_size", "page_no", "pageinate", "count"};

/// Cuts the next parameter from the front; nothing when the query is used up.
std::optional<std::string_view> next_parameter(std::optional<std::string_view>& rest) {
    if (!rest) return std::nullopt;
    const auto end = rest->find('&');
    const auto parameter = rest->substr(0, end);
    if (end == std::string_view::npos) {
        rest.reset();
    } else {
        rest->remove_prefix(end + 1);
    }
    return parameter;
}

/// As ASP.NET reads a name or a value: '+' is a blank, escapes are decoded once, broken ones stay.
std::string decoded_once(std::string_view text) {
    std::string plain{text};
    std::replace(plain.begin(), plain.end(), '+', ' ');
    auto decoded = path::percent_decoded(plain);
    return decoded ? *std::move(decoded) : plain;
}

/// Nothing when readers differ about it.
std::optional<Name> name_of(std::string_view parameter) {
    const auto written = parameter.substr(0, parameter.find('='));
    const bool plain = parameter.find_first_of("%+?;") == std::string_view::npos;
    const std::string decoded = plain ? std::string{} : decoded_once(written);
    const std::string_view name = plain ? written : std::string_view{decoded};
    for (std::size_t i = 0; i < known.size(); ++i) {
        const bool hidden = !plain && path::hides_name(parameter, known.at(i));
        if (ascii::equal_ignoring_case(name, known.at(i)) && !hidden) return static_cast<Name>(i);
        if (hidden || (!plain && path::may_name(parameter, known.at(i)))) return std::nullopt;
    }
    return Name::other;
}

std::string value_of(std::string_view parameter) {
    const auto equals = parameter.find('=');
    return equals == std::string_view::npos ? std::string{} : decoded_once(parameter.substr(equals + 1));
}

/// A size as it may be written: nothing, digits, or a minus and digits. 0 for all that asks for no rows.
/// Other ways of writing a number are read by some and not by others.
std::optional<std::uint64_t> size_of(std::string_view text) {
    if (text.empty()) return 0;
    const bool negative = text.front() == '-' && text.size() > 1;
    const auto digits = negative ? text.substr(1) : text;
    if (!std::all_of(digits.begin(), digits.end(), ascii::is_digit)) return std::nullopt;
    if (negative) return 0;
    return ascii::to_unsigned(digits).value_or(std::numeric_limits<std::uint64_t>::max());
}

std::string doubtful(std::string_view parameter) {
    std::string_view name = "paging";
    for (const auto each : known)
        if (path::may_name(parameter, each) || path::hides_name(parameter, each)) name = each;
    return "the query holds a parameter that some readers take for `" + std::string{name} +
           "` and some do not: write the name plainly";
}

/// The parameters that `write` takes, in order. It appends what is to stand there and returns true, or false
/// for nothing.
template <class Write>
std::string filtered(std::string_view query, Write write) {
    std::string result;
    result.reserve(query.size() + 32);
    std::optional<std::string_view> rest{query};
    bool first = true;
    while (const auto parameter = next_parameter(rest)) {
        const std::size_t size = result.size();
        if (!first) result += '&';
        if (write(name_of(*parameter).value_or(Name::other), *parameter, result)) {
            first = false;
        } else {
            result.resize(size);
        }
    }
    return result;
}

/// The query of one GET, on its way to the one that is sent.
class Reading {
public:
    Reading(const Settings& settings, Preference preference) : settings_{settings}, preference_{preference} {}

    [[nodiscard]] Expected<ListQuery, std::string> read(std::string_view query) {
        std::optional<std::string_view> rest{query};
        while (const auto parameter = next_parameter(rest)) {
            const auto name = name_of(*parameter);
            if (!name) return Unexpected{doubtful(*parameter)};
            if (auto refusal = look_at(*name, *parameter)) return Unexpected{std::move(*refusal)};
        }
        result_.all = result_.all || preference_ == Preference::all_pages;
        if (auto refusal = result_.all ? refusal_of_all() : std::nullopt)
            return Unexpected{std::move(*refusal)};
        if (has_all_ || result_.asked_size > 0) rewrite(query);
        if (result_.all) result_.page_size = std::min(size_, settings_.page_size);
        return std::move(result_);
    }

private:
    using Refusal = std::optional<std::string>;

    Refusal look_at(Name name, std::string_view parameter) {
        if (name == Name::all) return look_at_all(parameter);
        if (name == Name::page_size) return look_at_size(parameter);
        has_page_no_ = has_page_no_ || name == Name::page_no;
        result_.is_paged = result_.is_paged || name != Name::other;
        return std::nullopt;
    }

    Refusal look_at_all(std::string_view parameter) {
        if (std::exchange(has_all_, true)) return "the query holds `halogate_all` twice: say it once";
        const std::string value = value_of(parameter);
        result_.all = ascii::equal_ignoring_case(value, "true");
        if (result_.all || ascii::equal_ignoring_case(value, "false")) return std::nullopt;
        return "`halogate_all` is true or false";
    }

    Refusal look_at_size(std::string_view parameter) {
        result_.is_paged = true;
        const std::string value = value_of(parameter);
        const auto size = size_of(value);
        if (!size) return "`page_size` is a whole number, in digits and nothing else";
        ++sizes_;
        if (!value.empty()) size_ = *size;
        if (*size > settings_.page_size) result_.asked_size = std::max(result_.asked_size, *size);
        return std::nullopt;
    }

    [[nodiscard]] Refusal refusal_of_all() const {
        if (has_page_no_)
            return "all pages were asked for (`halogate_all=true` or `Prefer: all-pages`) and one page "
                   "(`page_no`): leave one of them out";
        if (sizes_ > 1) return "the query holds `page_size` more than once: say it once";
        if (size_ == 0) return "all pages were asked for, of no rows each: `page_size` is at least 1";
        return std::nullopt;
    }

    void rewrite(std::string_view query) {
        result_.query = filtered(query, [this](Name name, std::string_view parameter, std::string& into) {
            if (name == Name::all) return false;
            const bool too_large =
                name == Name::page_size && size_of(value_of(parameter)).value_or(0) > settings_.page_size;
            if (too_large) {
                into += "page_size=" + std::to_string(settings_.page_size);
            } else {
                into += parameter;
            }
            return true;
        });
    }

    const Settings& settings_;
    Preference preference_;
    ListQuery result_;
    bool has_all_ = false;
    bool has_page_no_ = false;
    std::size_t sizes_ = 0;
    std::uint64_t size_ = std::numeric_limits<std::uint64_t>::max();  ///< as wished; the most when not
};

std::string joined(std::string_view query, std::string_view more) {
    std::string result{query};
    if (!result.empty()) result += '&';
    return result.append(more);
}

}  // namespace

Expected<ListQuery, std::string> read_list_query(std::string_view query, const Settings& settings,
                                                 Preference preference) {
    return Reading{settings, preference}.read(query);
}

bool asks_for_all(std::string_view query) {
    std::optional<std::string_view> rest{query};
    while (const auto parameter = next_parameter(rest))
        if (path::may_name(*parameter, known.front()) || path::hides_name(*parameter, known.front()))
            return true;
    return false;
}

std::string without_paging(std::string_view query) {
    return filtered(query, [](Name name, std::string_view parameter, std::string& into) {
        if (name == Name::page_size || name == Name::page_no || name == Name::pageinate) return false;
        into += parameter;
        return true;
    });
}

std::string with_paging(std::string_view query, std::uint64_t page_size) {
    return joined(query, "pageinate=true&page_size=" + std::to_string(page_size));
}

std::string with_page(std::string_view query, std::uint64_t page_size, std::uint64_t page_no) {
    return with_paging(query, page_size) + "&page_no=" + std::to_string(page_no);
}

}  // namespace halogate::paging
