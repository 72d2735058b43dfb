// SPDX-License-Identifier: MIT
#include "settings/catalogue_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "base/ascii.hpp"
#include "base/nearest.hpp"
#include "core/policy/domain.hpp"
#include "core/policy/path_pattern.hpp"
#include "settings/catalogue_text.hpp"
#include "settings/route_match.hpp"
#include "settings/yaml_reader.hpp"

namespace halogate::settings {
namespace {

using policy::Action;
using policy::Route;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> sections{"resources", "routes"};
constexpr std::array<std::string_view, 8> resource_keys{"collection", "id",     "below", "ids",
                                                        "domain",     "writes", "risk",  "evidence"};
constexpr std::array<std::string_view, 5> route_keys{"permission", "action", "ids", "risk", "evidence"};
constexpr std::array<std::string_view, 4> methods{"GET", "POST", "DELETE", "*"};
constexpr std::array<std::string_view, 2> id_words{"integer", "any"};
constexpr std::array<std::string_view, 2> risk_words{"normal", "privileged"};
constexpr std::array<std::string_view, 4> evidence_words{"verified", "stated", "name", "unknown"};
constexpr std::array<std::string_view, 5> action_words{"read", "create", "update", "delete", "edit"};
constexpr std::array<policy::Evidence, 4> evidences{policy::Evidence::verified, policy::Evidence::stated,
                                                    policy::Evidence::name, policy::Evidence::unknown};
constexpr std::array<Action, 5> actions{Action::read, Action::create, Action::update, Action::delete_,
                                        Action::edit};

std::string listed(Words words) {
    std::string result;
    for (const auto word : words) result += (result.empty() ? "" : ", ") + quoted(word);
    return result;
}

/// "; did you mean …?", or all that there is.
std::string hint(std::string_view word, Words known) {
    if (const auto near = nearest(word, known)) return "; did you mean " + quoted(*near) + "?";
    return "; known are " + listed(known);
}

Action suggested_by(std::string_view method) {
    if (method == "GET") return Action::read;
    return method == "DELETE" ? Action::delete_ : Action::edit;
}

class CatalogueReader {
public:
    std::vector<Route> read(const Node& root) {
        if (!is_map(root, "a catalogue", sections)) return {};
        if (const auto* const resources = root.find("resources")) {
            each(*resources, "`resources`", [this](const Node& node) { read_resource(node); });
        }
        if (const auto* const routes = root.find("routes")) {
            each(*routes, "`routes`", [this](const Node& node) { read_route(node); });
        }
        return std::move(routes_);
    }
    std::vector<Finding> findings;

private:
    void report(const Place& place, std::string message) {
        findings.push_back(finding_at(place, std::move(message)));
    }

    /// A map with these keys and no other.
    bool is_map(const Node& node, const std::string& what, Words keys) {
        if (node.kind == Node::Kind::null) return true;
        if (node.kind != Node::Kind::map) {
            report(node.place, what + " is a map with " + listed(keys));
            return false;
        }
        for (const auto& child : node.children) {
            if (std::find(keys.begin(), keys.end(), child.key) == keys.end()) {
                report(child.key_place, "unknown key " + quoted(child.key) + hint(child.key, keys));
            }
        }
        return true;
    }

    template <class Read>
    void each(const Node& node, const std::string& what, Read read) {
        if (node.kind == Node::Kind::map) {
            for (const auto& child : node.children) read(child);
        } else if (node.kind != Node::Kind::null) {
            report(node.place, what + " is a map: write `NAME: {…}` for each");
        }
    }

    /// The text of a key that takes one word or several; empty when it was left out or is no text.
    std::string_view text(const Node& node, std::string_view key) {
        const auto* const child = node.find(key);
        if (child == nullptr || child->kind == Node::Kind::null) return {};
        if (child->kind == Node::Kind::scalar) return child->text;
        report(child->place, quoted(key) + " takes one value");
        return {};
    }

    /// Which of these words stands there; `otherwise` when none does.
    std::size_t choice(const Node& node, std::string_view key, Words words, std::size_t otherwise) {
        const auto word = text(node, key);
        if (word.empty()) return otherwise;
        const auto found = std::find(words.begin(), words.end(), word);
        if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
        report(node.find(key)->place, quoted(key) + " has no value " + quoted(word) + hint(word, words));
        return otherwise;
    }

    void read_common(const Node& node, Route& route) {
        route.ids = choice(node, "ids", id_words, 0) == 0 ? policy::Ids::integer : policy::Ids::any;
        route.risk =
            choice(node, "risk", risk_words, 0) == 0 ? policy::Risk::normal : policy::Risk::privileged;
        route.evidence = evidences[choice(node, "evidence", evidence_words, evidences.size() - 1)];
    }

    /// Evidence is of something: without a domain there is none, and a domain needs some.
    void check_evidence(const Node& node, std::string_view key, const Route& route) {
        const bool known = !text(node, key).empty();
        if (known == (route.evidence != policy::Evidence::unknown)) return;
        report(node.key_place,
               known ? quoted(node.key) + " has a " + quoted(key) +
                           ": say by `evidence` how that is known: `verified`, `stated` or `name`"
                     : quoted(node.key) + " has `evidence` and no " + quoted(key) + " that it is of");
    }

    /// A domain that has scopes; nothing for the `other` word.
    std::string domain_of(const Node& node, std::string_view key, std::string_view other) {
        const auto word = text(node, key);
        if (word.empty() || word == other) return {};
        if (!policy::is_domain(word)) {
            report(node.find(key)->place,
                   quoted(key) + ": HaloPSA has no domain " + quoted(word) + hint(word, policy::domains()));
        }
        return std::string{word};
    }

    void read_resource(const Node& node) {
        if (!is_map(node, quoted(node.key), resource_keys)) return;
        const std::string path = "/api/" + node.key;
        const auto pattern = policy::PathPattern::parse(path);
        const bool is_name = pattern && pattern->segments().size() == 2 &&
                             pattern->segments().back().kind == policy::PathPattern::Kind::literal;
        if (!is_name) return report(node.key_place, quoted(node.key) + " is no name of a resource");
        Route route;
        read_common(node, route);
        check_evidence(node, "domain", route);
        route.domain = domain_of(node, "domain", "none");
        const bool free = text(node, "domain") == "none";
        Route write = route;
        const auto writes = text(node, "writes");
        if (!writes.empty()) write.domain = domain_of(node, "writes", "unknown");
        if (write.domain.empty()) write.evidence = policy::Evidence::unknown;
        route.needs_no_permission = free;
        const Both both{route, write};
        add_all(node, "collection", path, both);
        add_all(node, "id", path + "/{id}", both);
        add_all(node, "below", path + "/**", both);
        if (route.risk != policy::Risk::privileged) return;
        // What is below a privileged resource and in no line of its own is not less so.
        write.method = "*";
        write.pattern = path + "/**";
        write.action = Action::edit;
        add(std::move(write));
    }

    struct Both {
        const Route& read;
        const Route& write;
    };

    void add_all(const Node& node, std::string_view key, const std::string& pattern, Both both) {
        auto list = text(node, key);
        while (!list.empty()) {
            const auto method = list.substr(0, list.find(' '));
            list.remove_prefix(std::min(list.size(), method.size() + 1));
            if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
                report(node.find(key)->place,
                       quoted(key) + ": HaloPSA has no method " + quoted(method) + hint(method, methods));
                continue;
            }
            Route route = method == "GET" ? both.read : both.write;
            route.method = method;
            route.pattern = pattern;
            route.action = suggested_by(method);
            if (method == "POST" && key == "collection") route.body = policy::BodyRule::create_or_update;
            add(std::move(route));
        }
    }

    void read_route(const Node& node) {
        if (!is_map(node, quoted(node.key), route_keys)) return;
        auto match = read_route_match(node.key);
        if (!match) return report(node.key_place, quoted(node.key) + ": " + match.error());
        Route route;
        read_common(node, route);
        check_evidence(node, "permission", route);
        route.method = std::move(match->method);
        route.pattern = std::move(match->pattern);
        const auto permission = text(node, "permission");
        route.needs_no_permission = permission == "none";
        const auto* const suggested = std::find(actions.begin(), actions.end(), suggested_by(route.method));
        route.action = actions[choice(node, "action", action_words,
                                      static_cast<std::size_t>(suggested - actions.begin()))];
        if (!permission.empty() && !route.needs_no_permission) {
            auto parsed = policy::parse_permission(permission);
            if (!parsed) return report(node.find("permission")->place, parsed.error());
            route.domain = std::move(parsed->domain);
            route.action = parsed->action;
        }
        add(std::move(route));
    }

    void add(Route route) {
        // {id} and {name} are one place: what the path's parameters are called decides nothing.
        std::string place = route.method;
        bool in_braces = false;
        for (const char c : route.pattern) {
            in_braces = (in_braces || c == '{') && c != '}';
            if (!in_braces) place += ascii::lower(c);
        }
        const auto [found, is_new] = places_.try_emplace(std::move(place), routes_.size());
        if (is_new) {
            routes_.push_back(std::move(route));
        } else {
            routes_[found->second] = std::move(route);
        }
    }

    std::vector<Route> routes_;
    std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

Expected<std::vector<Route>, std::vector<Finding>> read_catalogue(std::string_view text,
                                                                  const std::string& file) {
    const auto tree = read_yaml(text, file);
    if (!tree) return Unexpected{tree.error()};
    CatalogueReader reader;
    auto routes = reader.read(*tree);
    if (reader.findings.empty() && routes.empty()) {
        reader.findings.push_back(
            finding_at({file, 1, 1}, "the catalogue holds no route: everything would be refused"));
    }
    if (!reader.findings.empty()) return Unexpected{in_order(std::move(reader.findings))};
    return routes;
}

std::vector<Route> built_in_catalogue() {
    auto routes = read_catalogue(catalogue_text, "catalogue.yaml");
    if (!routes) throw std::logic_error{"the built-in catalogue: " + render(routes.error().front())};
    return *std::move(routes);
}

}  // namespace halogate::settings
