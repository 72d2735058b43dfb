// SPDX-License-Identifier: MIT
#include "settings/option_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/nearest.hpp"
#include "settings/interpolation.hpp"

namespace halogate::settings {
namespace {

/// Where the reader is: the key as the table writes it, and as the user does.
struct Position {
    std::string pattern;
    std::string key;

    [[nodiscard]] Position below(std::string_view part, std::string_view name) const {
        return {joined_key(pattern, part), joined_key(key, name)};
    }
};

/// `key: value`, the value only where it cannot be a secret's and is short enough to help.
std::string shown(const Option& option, const std::string& key, const Node& node) {
    const bool harmless = option.type != OptionType::secret && option.type != OptionType::text &&
                          node.kind == Node::Kind::scalar && node.text.size() <= 40 &&
                          node.text.find("${") == std::string::npos &&
                          node.text.find_first_of("\r\n") == std::string::npos;
    return quoted(harmless && node.interpolated ? key + ": " + node.text : key);
}

class OptionReader {
public:
    explicit OptionReader(const Environment& environment) : environment_{environment} {}

    ReadOptions read(const Node& root) {
        result_.values.put_place("", root.place);
        read_section(root, {});
        return std::move(result_);
    }

private:
    void report(const Place& place, std::string message) {
        result_.findings.push_back(finding_at(place, std::move(message)));
    }

    void read_node(const Node& node, const Position& at) {
        result_.values.put_place(at.key, node.place);
        if (const auto* const option = find_option(at.pattern)) return read_one_option(*option, node, at.key);
        const auto parts = keys_below(at.pattern);
        if (parts.front() == "[]") return read_list(node, at);
        if (parts.front() == "*") return read_named(node, at);
        read_section(node, at);
    }

    void read_section(const Node& node, const Position& at) {
        const auto parts = keys_below(at.pattern);
        if (node.kind == Node::Kind::scalar || node.kind == Node::Kind::list) {
            const auto where = at.key.empty() ? std::string{"a configuration"} : quoted(at.key);
            return report(node.place,
                          where + " holds options, such as " + quoted(parts.front()) + ", not a value");
        }
        for (const auto& child : node.children) {
            // A "[]" belongs to the list's name, so what is compared here are names alone.
            if (std::find(parts.begin(), parts.end(), child.key) == parts.end()) {
                report_unknown(child, at, parts);
            } else {
                read_node(child, at.below(child.key, child.key));
            }
        }
        for (const auto part : parts) {
            if (node.find(part) == nullptr) report_missing(node, at.below(part, part));
        }
    }

    void report_missing(const Node& node, const Position& at) {
        const auto* const option = find_option(at.pattern);
        if (option == nullptr) {
            // A section left out is an empty one: what it requires is missing.
            const auto parts = keys_below(at.pattern);
            const bool plain = parts.front() != "[]" && parts.front() != "*";
            if (plain) read_section(Node{.kind = Node::Kind::null, .place = node.place}, at);
            return;
        }
        if (option->status != Status::required) return;
        const auto& place = node.key.empty() ? node.place : node.key_place;
        report(place, quoted(at.key) + " is missing: " + std::string{option->sentence});
    }

    void report_unknown(const Node& child, const Position& at, const std::vector<std::string_view>& parts) {
        std::string message = "unknown key " + quoted(child.key);
        if (!at.key.empty()) message += " in " + quoted(at.key);
        if (const auto near = nearest(child.key, parts)) {
            message += "; did you mean " + quoted(*near) + "?";
        } else if (const auto home = home_of(child.key); !home.empty()) {
            message += "; it belongs in " + quoted(home);
        } else {
            message += "; known are";
            for (const auto part : parts) message += (part == parts.front() ? " " : ", ") + quoted(part);
        }
        report(child.key_place, std::move(message));
    }

    /// The section that has an option of this name.
    static std::string_view home_of(std::string_view name) {
        for (const auto& option : option_table()) {
            const auto dot = option.key.rfind('.');
            if (dot != std::string_view::npos && option.key.substr(dot + 1) == name)
                return option.key.substr(0, dot);
        }
        return {};
    }

    void read_list(const Node& node, const Position& at) {
        if (node.kind == Node::Kind::null) return;
        if (node.kind != Node::Kind::list) {
            return report(node.place, quoted(at.key) + " is a list: begin each element with `- `");
        }
        for (std::size_t index = 0; index < node.children.size(); ++index) {
            const auto number = std::to_string(index);
            result_.values.put_member(at.key, number);
            const auto here = at.below("[]", "[" + number + "]");
            result_.values.put_place(here.key, node.children[index].place);
            read_section(node.children[index], here);
        }
    }

    void read_named(const Node& node, const Position& at) {
        if (node.kind == Node::Kind::null) return;
        if (node.kind != Node::Kind::map) {
            return report(node.place, quoted(at.key) + " is a map: write `NAME: …` for each");
        }
        for (const auto& child : node.children) {
            result_.values.put_member(at.key, child.key);
            read_node(child, at.below("*", child.key));
        }
    }

    void read_one_option(const Option& option, const Node& node, const std::string& key) {
        auto value = read_value(option, node, key);
        if (!value) return;
        result_.values.put(key, std::move(*value), node.place);
    }

    /// Nothing when there is no value, or none that can be used; that has been reported then.
    std::optional<OptionValue> read_value(const Option& option, const Node& node, const std::string& key) {
        const bool takes_many = option.type == OptionType::words || option.type == OptionType::list;
        if (takes_many && node.kind == Node::Kind::list) return read_elements(option, node, key);
        if (node.kind == Node::Kind::list || node.kind == Node::Kind::map) {
            report(node.place, quoted(key) +
                                   (takes_many ? " is a list: write `[…, …]`" : " takes one value") +
                                   (node.kind == Node::Kind::map ? ", not a map" : ", not a list"));
            return std::nullopt;
        }
        const auto text = text_of(node, key);
        if (!text) return std::nullopt;
        if (text->empty()) {
            if (option.status == Status::required) {
                report(node.place, quoted(key) + " is empty: " + std::string{option.sentence});
            }
            return std::nullopt;
        }
        if (option.type == OptionType::list) {
            report(node.place, quoted(key) + " is a list: write it as " + quoted("[…]"));
            return std::nullopt;
        }
        if (option.type == OptionType::secret && node.interpolated && *text == node.text) {
            result_.literal_secrets.push_back(node.place);
        }
        if (option.type == OptionType::secret) result_.secrets.emplace_back(*text);
        return checked(option, node, key, *text);
    }

    std::optional<OptionValue> read_elements(const Option& option, const Node& node, const std::string& key) {
        Words words;
        for (std::size_t index = 0; index < node.children.size(); ++index) {
            const auto& child = node.children[index];
            const auto element = key + "[" + std::to_string(index) + "]";
            if (child.kind != Node::Kind::scalar) {
                report(child.place, quoted(element) + " must be a text");
                continue;
            }
            const auto text = text_of(child, element);
            if (!text || text->empty()) continue;
            auto value = checked(option, child, element, *text);
            if (!value) continue;
            for (auto& word : std::get<Words>(*value)) words.push_back(std::move(word));
        }
        return words;
    }

    std::optional<OptionValue> checked(const Option& option, const Node& node, const std::string& key,
                                       const std::string& text) {
        auto value = read_option(option, text, node.place);
        if (value) return std::move(*value);
        report(node.place, shown(option, key, node) + " " + value.error());
        return std::nullopt;
    }

    std::optional<std::string> text_of(const Node& node, const std::string& key) {
        if (!node.interpolated) return node.text;
        auto text = interpolate(node.text, environment_);
        if (text) return std::move(*text);
        report(node.place, quoted(key) + ": " + text.error());
        return std::nullopt;
    }

    const Environment& environment_;
    ReadOptions result_;
};

}  // namespace

ReadOptions read_options(const Node& root, const Environment& environment) {
    return OptionReader{environment}.read(root);
}

}  // namespace halogate::settings
