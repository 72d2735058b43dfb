// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "app/commands.hpp"
#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/strong_random.hpp"
#include "gateway/consumer_book.hpp"
#include "settings/consumer_name.hpp"

namespace halogate::app {

namespace {

constexpr std::size_t key_bytes = 32;

/// YAML would read some names as numbers or as marks of its own.
std::string yaml_key(const std::string& name) {
    return ascii::is_alpha(name.front()) ? name : '"' + name + '"';
}

std::string yaml_to_paste(const std::string& name, const std::string& digest) {
    return fmt::format(
        "policy:\n"
        "  consumers:\n"
        "    {}:\n"
        "      identify:\n"
        "        api_key_sha256: [{}]\n"
        "      allow: [read:tickets]\n",
        yaml_key(name), digest);
}

}  // namespace

Exit make_key(const KeyOptions& options) {
    if (!settings::is_consumer_name(options.name) || options.name == "anonymous") {
        fmt::print(stderr,
                   "halogate: \"{}\" cannot be a consumer's name: use letters, digits, `-`, `_` and `.`, at "
                   "most 64, and not `anonymous`\n",
                   options.name);
        return Exit::usage;
    }
    const Secret random = strong_random_bytes(key_bytes);
    std::string key = std::string{gateway::key_prefix} + base64url(random.reveal());
    const std::string digest = to_hex(sha256(key));
    if (options.json) {
        const nlohmann::ordered_json made{
            {"consumer", options.name}, {"api_key", key}, {"api_key_sha256", digest}};
        fmt::print("{}\n", made.dump(2));
    } else {
        fmt::print(
            "API key of consumer {} (shown this once; give it to the caller):\n\n  {}\n\n"
            "The configuration needs only its SHA-256. Paste, and choose what it may do:\n\n{}\n"
            "The caller sends `Authorization: Bearer KEY` or `X-API-Key: KEY`. To change a key without a "
            "gap, "
            "list both digests for a while.\n",
            options.name, key, yaml_to_paste(options.name, digest));
    }
    wipe(key);
    return Exit::good;
}

}  // namespace halogate::app
