// SPDX-License-Identifier: MIT
#include "settings/admin_address.hpp"

#include <utility>

#include "settings/interpolation.hpp"
#include "settings/option_table.hpp"
#include "settings/source.hpp"
#include "settings/yaml_reader.hpp"

namespace halogate::settings {

std::string usual_admin_address() {
    return std::string{find_option("admin.address")->default_text};
}

Expected<std::string, std::string> find_admin_address(const std::optional<std::string>& config,
                                                      const Environment& environment) {
    const Source source = find_source(config, environment);
    if (!source.path) {
        auto given = environment.get("HALOGATE_ADMIN").value_or("");
        return given.empty() ? usual_admin_address() : std::move(given);
    }
    const auto text = environment.read_file(*source.path);
    if (!text) return Unexpected{"cannot read " + quoted(*source.path) + ": " + text.error()};
    const auto root = read_yaml(*text, *source.path);
    if (!root) return Unexpected{render(root.error().front())};
    const Node* const admin = root->find("admin");
    const Node* const address = admin == nullptr ? nullptr : admin->find("address");
    if (address == nullptr || address->kind != Node::Kind::scalar) return usual_admin_address();
    return address->interpolated ? interpolate(address->text, environment)
                                 : Expected<std::string, std::string>{address->text};
}

}  // namespace halogate::settings
