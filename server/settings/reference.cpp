// SPDX-License-Identifier: MIT
#include "settings/reference.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "settings/option_table.hpp"

namespace halogate::settings {
namespace {

constexpr auto head =
    R"(# halogate: every option, its sentence and its default. Lines that begin with `#` and no blank are options to
# uncomment. Unknown keys, wrong types and impossible combinations stop the start; `halogate check` names them all.
#
# ${NAME} and ${NAME:-default} read the environment, ${file:PATH} a file without its final newline; $${ is a plain ${.
# Inside {…} and […] such a reference needs quotes.
)";

/// As it has to be written so that YAML takes it for one text.
std::string yaml_text(const Option& option, std::string_view text) {
    if (text.substr(0, 1) == "[") return std::string{text};
    const bool digits = option.type == OptionType::mode || option.key == "tenant.tls.min_version";
    return digits ? '"' + std::string{text} + '"' : std::string{text};
}

std::string yaml_value(const Option& option) {
    if (!option.example.empty()) return yaml_text(option, option.example);
    const bool many = option.type == OptionType::words || option.type == OptionType::list;
    if (!many || option.default_text == "auto") return yaml_text(option, option.default_text);
    std::string list{"["};
    for (const char c : option.default_text) list += c == ' ' ? std::string{", "} : std::string{c};
    return list + ']';
}

class YamlWriter {
public:
    std::string write() {
        text_ = head;
        for (const auto section : keys_below("")) {
            text_ += '\n';
            write_part(section, section, 0, false);
        }
        return std::move(text_);
    }

private:
    void line(std::size_t indent, bool commented, std::string_view content) {
        text_.append(indent, ' ');
        if (commented) text_ += '#';
        text_.append(content);
        while (text_.back() == ' ') text_.pop_back();
        text_ += '\n';
    }

    void write_part(std::string_view key, std::string_view part, std::size_t indent, bool commented) {
        if (const auto* const option = find_option(key))
            return write_option(*option, part, indent, commented);
        const auto below = keys_below(key);
        const bool list = below.front() == "[]";
        const bool named = below.front() == "*";
        // The user's own names, and lists that are empty by default: an example, commented out.
        commented = commented || named || key == "policy.routes" || key == "listeners[].tls";
        line(indent, commented, std::string{part} + ':');
        if (list) return write_element(joined_key(key, "[]"), indent + 2, commented);
        for (const auto next : below) {
            const auto shown = next == "*" ? std::string_view{"alert-bridge"} : next;
            write_part(joined_key(key, next), shown, indent + 2, commented);
        }
    }

    void write_element(std::string_view key, std::size_t indent, bool commented) {
        line(indent, commented, "-");
        for (const auto next : keys_below(key))
            write_part(joined_key(key, next), next, indent + 2, commented);
    }

    void write_option(const Option& option, std::string_view part, std::size_t indent, bool commented) {
        line(indent, false, "# " + std::string{option.sentence});
        const bool whole = option.key.ends_with(".*");  // the example holds the user's key as well
        const auto content =
            whole ? std::string{option.example} : std::string{part} + ": " + yaml_value(option);
        line(indent, commented, content);
    }

    std::string text_;
};

std::string_view type_name(OptionType type) {
    constexpr std::array<std::pair<OptionType, std::string_view>, 13> names{{
        {OptionType::text, "text"},
        {OptionType::secret, "secret"},
        {OptionType::choice, "choice"},
        {OptionType::flag, "true, false"},
        {OptionType::count, "whole number"},
        {OptionType::number, "number"},
        {OptionType::percent, "percentage"},
        {OptionType::duration, "duration"},
        {OptionType::size, "size"},
        {OptionType::mode, "octal"},
        {OptionType::words, "list"},
        {OptionType::list, "list"},
        {OptionType::cap, "count per duration"},
    }};
    const auto* const found =
        std::find_if(names.begin(), names.end(), [&](const auto& n) { return n.first == type; });
    return found->second;
}

std::string allowed_values(const Option& option) {
    if (!option.choices.empty()) {
        std::string choices{option.choices};
        for (auto at = choices.find('|'); at != std::string::npos; at = choices.find('|', at + 2)) {
            choices.replace(at, 1, ", ");
        }
        return choices;
    }
    std::string text{type_name(option.type)};
    if (!option.least.empty()) text += ", " + std::string{option.least} + " to " + std::string{option.most};
    return text;
}

}  // namespace

std::string reference_yaml() {
    return YamlWriter{}.write();
}

std::string reference_markdown() {
    std::string text{"| key | values | default | meaning |\n|---|---|---|---|\n"};
    for (const auto& option : option_table()) {
        std::string default_text =
            option.default_text.empty() ? "" : '`' + std::string{option.default_text} + '`';
        if (option.status == Status::required) default_text = "required";
        text += "| `" + std::string{option.key} + "` | " + allowed_values(option) + " | " + default_text +
                " | " + std::string{option.sentence} + " |\n";
    }
    return text;
}

}  // namespace halogate::settings
