// SPDX-License-Identifier: MIT
#include "settings/load.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "settings/catalogue_reader.hpp"
#include "settings/environment_tree.hpp"
#include "settings/named_route_check.hpp"
#include "settings/node.hpp"
#include "settings/option_reader.hpp"
#include "settings/referenced_values.hpp"
#include "settings/settings_builder.hpp"
#include "settings/sharing_reader.hpp"
#include "settings/source.hpp"
#include "settings/yaml_reader.hpp"

namespace halogate::settings {
namespace {

constexpr unsigned readable_by_others = 0044;

using Findings = std::vector<Finding>;

void replace_child(Node& map, Node child) {
    std::erase_if(map.children, [&](const Node& n) { return n.key == child.key; });
    map.children.push_back(std::move(child));
}

bool has_section(const Node& root, std::string_view key) {
    const auto* const section = root.find(key);
    return section != nullptr && section->kind != Node::Kind::null;
}

/// One way from a tree to checked settings, whoever made the tree.
class Loading {
public:
    Loading(const LoadRequest& request, const Environment& environment)
        : request_{request}, environment_{environment}, referenced_{environment} {}

    Expected<LoadedSettings, Findings> load() {
        const auto source = find_source(request_.config, environment_);
        if (!read_tree(source)) return Unexpected{told(std::move(faults_))};
        add_what_goes_without_saying();
        auto read = read_options(root_, referenced_);
        // What the environment alone lacks has been said by the names of its variables.
        if (!source.path)
            std::erase_if(read.findings, [](const Finding& f) { return f.file == "environment"; });
        append(faults_, std::move(read.findings));
        auto built = build_settings(read.values);
        append(faults_, std::move(built.findings));
        built.settings.catalogue = catalogue();
        auto checked = cross_check(built.settings, read.values, request_.tenant);
        append(faults_, std::move(checked.faults));
        if (!faults_.empty()) return Unexpected{told(std::move(faults_))};

        if (source.path) warn_of_readable_secrets(*source.path, read.literal_secrets);
        append(warnings_, std::move(checked.warnings));
        append(warnings_, check_named_routes(built.settings, read.values));
        append(warnings_, check_cached_reads(built.settings, read.values));
        return LoadedSettings{std::move(built.settings), described(source), told(std::move(warnings_)),
                              std::move(read.secrets)};
    }

private:
    static void append(Findings& to, Findings from) {
        std::move(from.begin(), from.end(), std::back_inserter(to));
    }

    /// Ready to be shown: in order, and without what references stand for.
    [[nodiscard]] Findings told(Findings findings) const {
        for (Finding& finding : findings) referenced_.mask(finding);
        return in_order(std::move(findings));
    }

    bool read_tree(const Source& source) {
        if (!source.path) {
            auto tree = environment_tree(environment_, request_.tenant);
            append(faults_, std::move(tree.findings));
            root_ = std::move(tree.root);
            return true;
        }
        const auto text = environment_.read_file(*source.path);
        if (!text) {
            faults_.push_back(
                finding_at(source.said_by, "cannot read " + quoted(*source.path) + ": " + text.error()));
            return false;
        }
        auto tree = read_yaml(*text, *source.path);
        if (!tree) {
            append(faults_, std::move(tree.error()));
            return false;
        }
        root_ = std::move(*tree);
        from_file_ = true;
        if (root_.place.file.empty()) root_.place = {*source.path, 1, 1};  // an empty file
        warn_of_unused_variables();
        return true;
    }

    /// A file is the whole configuration; a variable that would count without one must not be thought to
    /// count.
    void warn_of_unused_variables() {
        for (const auto* const name :
             {"HALOGATE_LISTEN", "HALOGATE_ADMIN", "HALOGATE_ADMIN_HOSTS", "HALOGATE_TRUST"}) {
            if (environment_.get(name).value_or("").empty() || mentions(root_, name)) continue;
            warnings_.push_back(
                finding_at({.file = name}, "is set but not used: the configuration file counts alone"));
        }
    }

    static bool mentions(const Node& node, const std::string& name) {
        for (const auto* const end : {"}", ":"})
            if (node.text.find("${" + name + end) != std::string::npos) return true;
        return std::any_of(node.children.begin(), node.children.end(),
                           [&](const Node& n) { return mentions(n, name); });
    }

    std::vector<policy::Route> catalogue() {
        auto path = request_.catalogue;
        const Place said_by{.file = path ? "--catalogue" : "HALOGATE_CATALOGUE"};
        if (!path) path = environment_.get("HALOGATE_CATALOGUE");
        if (!path || path->empty()) return built_in_catalogue();
        const auto text = environment_.read_file(*path);
        if (!text) {
            faults_.push_back(finding_at(said_by, "cannot read " + quoted(*path) + ": " + text.error()));
            return {};
        }
        auto routes = read_catalogue(*text, *path);
        if (routes) return *std::move(routes);
        append(faults_, std::move(routes.error()));
        return {};
    }

    void add_what_goes_without_saying() {
        if (root_.kind == Node::Kind::null) root_.kind = Node::Kind::map;
        if (root_.kind != Node::Kind::map) return;
        if (request_.tenant == TenantKind::sandbox) replace_credentials();
        if (!has_section(root_, "policy")) replace_child(root_, default_policy(environment_));
        if (request_.listen) {
            const Place place{.file = "--listen"};
            replace_child(root_, from_file_ ? one_listener(*request_.listen, place)
                                            : one_listener(*request_.listen, place, environment_));
        } else if (!has_section(root_, "listeners")) {
            const std::string usual{find_option("listeners[].address")->default_text};
            replace_child(root_, one_listener(usual, root_.place));
        }
    }

    /// The built-in tenant has its own; references to real ones are not followed, so that nothing need be
    /// set.
    void replace_credentials() {
        const Place place{.file = "--sandbox"};
        Node tenant{.kind = Node::Kind::map, .place = place, .key = "tenant", .key_place = place};
        if (const auto* const given = root_.find("tenant")) {
            if (given->kind != Node::Kind::map && given->kind != Node::Kind::null) return;
            tenant = *given;
            tenant.kind = Node::Kind::map;
        }
        constexpr std::array<std::string_view, 6> own{"base_url",  "name",          "token_url",
                                                      "client_id", "client_secret", "tls"};
        std::erase_if(tenant.children,
                      [&](const Node& n) { return std::find(own.begin(), own.end(), n.key) != own.end(); });
        for (const auto& [key, text] :
             {std::pair{"base_url", "https://sandbox.invalid"}, std::pair{"client_id", "sandbox"},
              std::pair{"client_secret", "sandbox"}}) {
            tenant.children.push_back({.kind = Node::Kind::scalar,
                                       .place = place,
                                       .text = text,
                                       .interpolated = false,
                                       .key = key,
                                       .key_place = place});
        }
        replace_child(root_, std::move(tenant));
    }

    void warn_of_readable_secrets(const std::string& path, const std::vector<Place>& secrets) {
        const auto mode = environment_.file_mode(path);
        if (!mode || (*mode & readable_by_others) == 0) return;
        for (const auto& place : secrets) {
            warnings_.push_back(
                finding_at(place,
                           "a secret stands in this file, which others can read; write `${file:PATH}` "
                           "or `${NAME}` instead, or `chmod 600` the file"));
        }
    }

    [[nodiscard]] std::string described(const Source& source) const {
        if (source.path) return *source.path;
        return request_.tenant == TenantKind::sandbox ? "built-in defaults" : "environment";
    }

    const LoadRequest& request_;
    const Environment& environment_;
    ReferencedValues referenced_;
    Node root_;
    bool from_file_ = false;
    Findings faults_;
    Findings warnings_;
};

class EmptyEnvironment final : public Environment {
public:
    [[nodiscard]] std::optional<std::string> get(const std::string& /*name*/) const override {
        return std::nullopt;
    }
    [[nodiscard]] Expected<std::string, std::string> read_file(const std::string& /*path*/) const override {
        return Unexpected{std::string{"there are no files"}};
    }
    [[nodiscard]] std::optional<unsigned> file_mode(const std::string& /*path*/) const override {
        return std::nullopt;
    }
};

}  // namespace

Expected<LoadedSettings, std::vector<Finding>> load(const LoadRequest& request,
                                                    const Environment& environment) {
    return Loading{request, environment}.load();
}

Settings sandbox_defaults() {
    const LoadRequest request{.tenant = TenantKind::sandbox};
    return std::move(load(request, EmptyEnvironment{}).value().settings);
}

}  // namespace halogate::settings
