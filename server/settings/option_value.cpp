// SPDX-License-Identifier: MIT
#include "settings/option_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "base/ascii.hpp"
#include "base/byte_size_text.hpp"
#include "base/duration_text.hpp"
#include "base/nearest.hpp"
#include "settings/caps_reader.hpp"

namespace halogate::settings {
namespace {

using Result = Expected<OptionValue, std::string>;

Unexpected<std::string> wrong(std::string why) {
    return Unexpected{std::move(why)};
}

std::vector<std::string_view> choices_of(const Option& option) {
    std::vector<std::string_view> choices;
    auto rest = option.choices;
    while (!rest.empty()) {
        const auto bar = rest.find('|');
        choices.push_back(rest.substr(0, bar));
        rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
    }
    return choices;
}

Result read_choice(const Option& option, std::string_view text) {
    const auto choices = choices_of(option);
    if (std::find(choices.begin(), choices.end(), text) != choices.end())
        return OptionValue{std::string{text}};
    if (const auto near = nearest(text, choices))
        return wrong("is not known; did you mean " + quoted(*near) + "?");
    std::string list;
    for (const auto choice : choices) list += (list.empty() ? "" : ", ") + quoted(choice);
    return wrong((choices.size() == 1 ? "can only be " : "must be one of ") + list);
}

std::optional<double> to_number(std::string_view text) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
        return std::nullopt;
    return number;
}

Result read_percent(std::string_view text) {
    if (text.empty() || text.back() != '%') {
        return to_number(text) ? wrong("needs its sign: " + quoted(std::string{text} + "%"))
                               : wrong("is no percentage; write it like `10%`");
    }
    const auto number = to_number(text.substr(0, text.size() - 1));
    if (!number) return wrong("is no percentage; write it like `10%`");
    return OptionValue{*number / 100};
}

Result read_mode(std::string_view text) {
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits, 8);
    if (error != std::errc{} || end != text.data() + text.size() || bits > 0777U || text.size() < 3) {
        return wrong("is no file mode; write it in octal, such as `0660`");
    }
    return OptionValue{std::uint64_t{bits}};
}

Result read_flag(std::string_view text) {
    if (text == "true") return OptionValue{true};
    if (text == "false") return OptionValue{false};
    return wrong("must be `true` or `false`");
}

template <class T>
Result as_value(Expected<T, std::string> read) {
    if (!read) return wrong(std::move(read).error());
    return OptionValue{std::move(*read)};
}

Result read_by_type(const Option& option, std::string_view text, const Place& place) {
    switch (option.type) {
        case OptionType::text: return OptionValue{std::string{text}};
        case OptionType::secret: return OptionValue{Secret{text}};
        case OptionType::choice: return read_choice(option, text);
        case OptionType::flag: return read_flag(text);
        case OptionType::count:
            if (const auto number = ascii::to_unsigned(text)) return OptionValue{*number};
            return wrong("must be a whole number");
        case OptionType::number:
            if (const auto number = to_number(text)) return OptionValue{*number};
            return wrong("must be a number");
        case OptionType::percent: return read_percent(text);
        case OptionType::duration: return as_value(parse_duration(text));
        case OptionType::size: return as_value(parse_byte_size(text));
        case OptionType::mode: return read_mode(text);
        case OptionType::words: return OptionValue{split_words(text, place)};
        case OptionType::list: return OptionValue{Words{Word{std::string{text}, place}}};
        case OptionType::cap: return as_value(read_cap(text));
    }
    throw std::logic_error{"an option's type is none of the known ones"};
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20U || byte == 0x7fU;
    });
}

}  // namespace

Expected<OptionValue, std::string> read_option(const Option& option, std::string_view text,
                                               const Place& place) {
    // Every text ends up in a header, a query, a form or a path, where CR, LF and NUL mean something else.
    if (has_control_character(text)) {
        return wrong("holds a line break or another control character, which cannot be sent; take it out");
    }
    auto value = read_by_type(option, text, place);
    if (!value) return value;
    // Values of one type compare as the variant's alternatives do; only ordered types have bounds.
    const auto beyond = [&](std::string_view bound, auto less) {
        if (bound.empty()) return false;
        const auto limit = read_by_type(option, bound, place);
        return std::visit(
            [&]<class T>(const T& read) {
                if constexpr (std::is_same_v<T, Duration> || std::is_arithmetic_v<T>) {
                    return less(read, std::get<T>(*limit));
                }
                return false;
            },
            *value);
    };
    if (beyond(option.least, std::less<>{})) return wrong("must be at least " + quoted(option.least));
    if (beyond(option.most, std::greater<>{})) return wrong("must be at most " + quoted(option.most));
    return value;
}

Words split_words(std::string_view text, const Place& place) {
    Words words;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(" ,"), text.size());
        if (end > 0) words.push_back({std::string{text.substr(0, end)}, place});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

OptionValue default_value(const Option& option) {
    if (!option.default_text.empty()) return read_by_type(option, option.default_text, {}).value();
    switch (option.type) {
        case OptionType::secret: return Secret{};
        case OptionType::flag: return false;
        case OptionType::count:
        case OptionType::size:
        case OptionType::mode: return std::uint64_t{0};
        case OptionType::number:
        case OptionType::percent: return 0.0;
        case OptionType::duration: return Duration::zero();
        case OptionType::words:
        case OptionType::list: return Words{};
        case OptionType::cap: return limit::CapShape{};
        case OptionType::text:
        case OptionType::choice: return std::string{};
    }
    throw std::logic_error{"an option's type is none of the known ones"};
}

}  // namespace halogate::settings
