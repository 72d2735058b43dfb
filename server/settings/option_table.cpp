// SPDX-License-Identifier: MIT
// size: one table, read from top to bottom
#include "settings/option_table.hpp"

#include <algorithm>
#include <array>

namespace halogate::settings {
namespace {

using enum OptionType;
using enum Status;

constexpr std::array table{
    Option{.key = "tenant.base_url",
           .sentence = "Address of your HaloPSA, https only; its API is this + /api.",
           .status = required,
           .example = "${HALOPSA_BASE_URL}"},
    Option{.key = "tenant.name",
           .sentence = "Sent as the `tenant` query parameter; empty when self-hosted.",
           .example = "${HALOPSA_TENANT:-}"},
    Option{.key = "tenant.token_url",
           .sentence = "Token endpoint; empty: from the tenant's authinfo, else base_url + /auth/token."},
    Option{.key = "tenant.client_id",
           .sentence = "Client ID of the application made for halogate in HaloPSA.",
           .status = required,
           .example = "${HALOPSA_CLIENT_ID}"},
    Option{.key = "tenant.client_secret",
           .type = secret,
           .sentence = "Its secret; a reference to the environment or a file, better not the secret itself.",
           .status = required,
           .example = "${HALOPSA_CLIENT_SECRET}"},
    Option{.key = "tenant.scopes",
           .type = words,
           .default_text = "auto",
           .sentence = "Scopes asked of HaloPSA; auto: the least set that the policies need; or a list."},
    Option{.key = "tenant.tokens",
           .type = choice,
           .default_text = "shared",
           .choices = "shared|least",
           .sentence = "shared: one token for all; least: each exchange carries only the scope it needs."},
    Option{.key = "tenant.refresh_before",
           .type = duration,
           .default_text = "5m",
           .least = "1s",
           .most = "24h",
           .sentence = "The token is renewed this long before it expires, never more than half its life."},
    Option{.key = "tenant.headers.*",
           .sentence = "Header put on every exchange.",
           .example = "halo-app-name: halogate"},
    Option{.key = "tenant.tls.ca_file",
           .sentence = "PEM file of the authorities trusted for the tenant; empty: the system's."},
    Option{.key = "tenant.tls.min_version",
           .type = choice,
           .default_text = "1.2",
           .choices = "1.2|1.3",
           .sentence = "Oldest TLS version spoken with the tenant."},
    Option{.key = "tenant.tls.server_name",
           .sentence = "Name that the tenant's certificate must hold; empty: the host of base_url."},
    Option{.key = "tenant.connect_timeout",
           .type = duration,
           .default_text = "5s",
           .least = "10ms",
           .most = "5m",
           .sentence = "Longest wait for a connection to the tenant, TLS included."},
    Option{.key = "tenant.response_timeout",
           .type = duration,
           .default_text = "60s",
           .least = "10ms",
           .most = "1h",
           .sentence = "Longest silence of the tenant during an exchange."},
    Option{.key = "tenant.max_connections",
           .type = count,
           .default_text = "32",
           .least = "1",
           .most = "10000",
           .sentence = "Most connections to the tenant at once."},

    Option{.key = "listeners[].address",
           .default_text = "127.0.0.1:4256",
           .sentence = "IP address and port for callers; give this or `unix`."},
    Option{.key = "listeners[].unix", .sentence = "Absolute path of a unix socket, instead of an address."},
    Option{.key = "listeners[].mode",
           .type = mode,
           .default_text = "0660",
           .sentence = "Permission bits of the unix socket."},
    Option{.key = "listeners[].trust",
           .type = choice,
           .choices = "network",
           .sentence =
               "network: whoever can reach this address is trusted; needed beyond loopback unless every "
               "caller must authenticate."},
    Option{.key = "listeners[].hosts",
           .type = list,
           .sentence = "Names a caller may use in Host besides localhost and the listener's own address."},
    Option{.key = "listeners[].consumer", .sentence = "Whoever comes in here is this consumer."},
    Option{.key = "listeners[].tls.certificate",
           .sentence = "PEM file of the certificate shown to callers, then those between it and the root; "
                       "read again on SIGHUP."},
    Option{.key = "listeners[].tls.key",
           .sentence = "PEM file of its private key, without a passphrase; read again on SIGHUP."},
    Option{.key = "listeners[].tls.client_ca",
           .sentence = "PEM file of the authorities whose client certificates are accepted; read again on "
                       "SIGHUP."},
    Option{.key = "listeners[].tls.client_certificates",
           .type = choice,
           .choices = "required|optional",
           .sentence = "Whether callers must show a certificate that client_ca vouches for; with client_ca "
                       "and without this they must."},

    Option{.key = "admin.address",
           .default_text = "127.0.0.1:4257",
           .sentence = "Address for health, readiness, metrics and dashboard; off: none."},

    Option{.key = "limits.window.requests",
           .type = count,
           .default_text = "300",
           .least = "1",
           .most = "1000000",
           .sentence = "Exchanges that the tenant allows in its rolling window."},
    Option{.key = "limits.window.per",
           .type = duration,
           .default_text = "5m",
           .least = "1s",
           .most = "24h",
           .sentence = "Length of that window."},
    Option{.key = "limits.bucket.rate",
           .type = number,
           .least = "0.001",
           .most = "100000",
           .sentence = "Optional pacing on top: exchanges per second; needs `burst`."},
    Option{.key = "limits.bucket.burst",
           .type = number,
           .least = "1",
           .most = "1000000",
           .sentence = "Exchanges that may start at once before the rate holds; needs `rate`."},
    Option{.key = "limits.concurrency",
           .type = count,
           .default_text = "16",
           .least = "1",
           .most = "10000",
           .sentence = "Most exchanges under way at once."},
    Option{.key = "limits.reserve",
           .type = percent,
           .default_text = "10%",
           .least = "0%",
           .most = "100%",
           .sentence = "Part of the window kept for urgent callers (RFC 9218 u=0..2)."},
    Option{.key = "limits.learn",
           .type = flag,
           .default_text = "true",
           .sentence = "Take a stricter window from what a 429 says."},

    Option{.key = "queue.max_wait",
           .type = duration,
           .default_text = "8s",
           .least = "0s",
           .most = "24h",
           .sentence = "Longest wait of a caller that names none."},
    Option{.key = "queue.longest_wait",
           .type = duration,
           .default_text = "10m",
           .least = "0s",
           .most = "24h",
           .sentence = "Longest `Prefer: wait=N` that is taken."},
    Option{.key = "queue.max_waiting",
           .type = count,
           .default_text = "10000",
           .least = "0",
           .most = "1000000",
           .sentence = "Most calls waiting at once."},

    Option{.key = "retry.max_attempts",
           .type = count,
           .default_text = "5",
           .least = "1",
           .most = "100",
           .sentence = "Most exchanges spent on one call."},
    Option{.key = "retry.base",
           .type = duration,
           .default_text = "500ms",
           .least = "1ms",
           .most = "5m",
           .sentence = "First back-off; doubled with each attempt, with full jitter."},
    Option{.key = "retry.cap",
           .type = duration,
           .default_text = "30s",
           .least = "1ms",
           .most = "1h",
           .sentence = "Longest back-off."},
    Option{.key = "retry.budget",
           .type = percent,
           .default_text = "20%",
           .least = "0%",
           .most = "100%",
           .sentence = "Retries may add this part to the exchanges that callers asked for."},

    Option{.key = "callers.buffer",
           .type = size,
           .default_text = "1MiB",
           .least = "0",
           .most = "1GiB",
           .sentence = "Request bodies up to this size are held for a retry; larger ones stream, once."},
    Option{.key = "callers.max_body",
           .type = size,
           .default_text = "1GiB",
           .least = "0",
           .most = "1024GiB",
           .sentence = "Largest request body."},
    Option{.key = "callers.max_connections",
           .type = count,
           .default_text = "10000",
           .least = "1",
           .most = "1000000",
           .sentence = "Most connections of callers at once."},
    Option{.key = "callers.head_timeout",
           .type = duration,
           .default_text = "10s",
           .least = "10ms",
           .most = "1h",
           .sentence = "Longest time for a caller to send a request's head."},
    Option{.key = "callers.body_timeout",
           .type = duration,
           .default_text = "30s",
           .least = "10ms",
           .most = "1h",
           .sentence = "Longest pause between two pieces of a request's body."},
    Option{.key = "callers.idle_timeout",
           .type = duration,
           .default_text = "75s",
           .least = "10ms",
           .most = "24h",
           .sentence = "Kept-alive connections of callers are closed after this long without a request."},
    Option{.key = "callers.drain_timeout",
           .type = duration,
           .default_text = "30s",
           .least = "0s",
           .most = "1h",
           .sentence = "Longest wait at shutdown for calls under way."},

    Option{
        .key = "policy.anonymous",
        .type = words,
        .default_text = "edit:tickets edit:assets read:customers",
        .sentence =
            "Permissions of a caller that is not recognised; without `policy`: HALOPSA_SCOPES, else this."},
    Option{.key = "policy.consumers.*.identify.client_id",
           .sentence = "A Halo client pointed at halogate: its client ID; needs `client_secret`.",
           .example = "alert-bridge"},
    Option{.key = "policy.consumers.*.identify.client_secret",
           .type = secret,
           .sentence = "The secret checked for that client ID, never sent on.",
           .example = "${file:/run/secrets/alert-bridge}"},
    Option{.key = "policy.consumers.*.identify.api_key",
           .type = secret,
           .sentence = "Recognised by `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
           .example = "${file:/run/secrets/alert-bridge}"},
    Option{.key = "policy.consumers.*.identify.api_key_sha256",
           .type = words,
           .sentence = "The same by the key's SHA-256, one or several; `halogate key NAME` makes both."},
    Option{.key = "policy.consumers.*.identify.uid",
           .type = words,
           .sentence = "User ids of processes on a unix socket.",
           .example = "[1000]"},
    Option{.key = "policy.consumers.*.identify.certificate",
           .sentence = "DNS name among the SANs of a client certificate.",
           .example = "alert-bridge.internal"},
    Option{.key = "policy.consumers.*.allow",
           .type = words,
           .sentence = "Permissions: read:X, create:X, update:X, delete:X, edit:X (all four), all; or a "
                       "route: `GET /api/SLA`.",
           .example = "[create:tickets, read:customers]"},
    Option{.key = "policy.consumers.*.deny",
           .type = list,
           .sentence = "Method or *, and a path pattern; wins over allow.",
           .example = "[\"DELETE /api/**\"]"},
    Option{.key = "policy.consumers.*.weight",
           .type = number,
           .default_text = "1",
           .least = "0.001",
           .most = "1000",
           .sentence = "Share of the budget against other consumers when there is a queue."},
    Option{.key = "policy.consumers.*.max_wait",
           .type = duration,
           .least = "0s",
           .most = "24h",
           .sentence = "Longest wait of this consumer's calls; empty: that of the queue.",
           .example = "25s"},
    Option{.key = "policy.routes[].match",
           .sentence = "Method and path pattern of an addition to, or correction of, the catalogue.",
           .status = required,
           .example = "POST /api/Report"},
    Option{.key = "policy.routes[].permission",
           .sentence = "Permission that the route asks; edit:X asks for all four, whatever the body holds.",
           .status = required,
           .example = "edit:reporting"},
    Option{.key = "policy.routes[].risk",
           .type = choice,
           .default_text = "normal",
           .choices = "normal|privileged",
           .sentence = "Shown with the route; privileged: can do more than its domain says.",
           .example = "privileged"},
    Option{.key = "policy.local_tokens.lifetime",
           .type = duration,
           .default_text = "1h",
           .least = "1m",
           .most = "24h",
           .sentence = "How long a token of halogate's own token endpoint is good."},
    Option{.key = "policy.local_tokens.key",
           .type = secret,
           .sentence = "At least 32 bytes that sign those tokens, the same for every replica; empty: made at "
                       "the start."},
    Option{.key = "policy.unlisted",
           .type = choice,
           .default_text = "deny",
           .choices = "deny|allow",
           .sentence = "A path in no catalogue: deny, or allow for consumers that hold `all`."},
    Option{.key = "policy.wrap_single_objects",
           .type = flag,
           .default_text = "false",
           .sentence = "One object POSTed where HaloPSA takes an array is sent as an array of one."},
    Option{.key = "policy.mode",
           .type = choice,
           .default_text = "enforce",
           .choices = "enforce|observe",
           .sentence = "observe: log what would have been refused, and let it pass.",
           .status = planned},

    Option{.key = "log.level",
           .type = choice,
           .default_text = "info",
           .choices = "debug|info|warning|error",
           .sentence = "Least severe event that is logged."},
    Option{.key = "log.access",
           .default_text = "stdout",
           .sentence = "One line per call to: stdout, stderr, off or a path."},
    Option{.key = "log.audit",
           .default_text = "off",
           .sentence = "One audit line per call to: stdout, stderr, off or a path.",
           .status = planned},
    Option{.key = "log.queries",
           .type = choice,
           .default_text = "names",
           .choices = "none|names|full",
           .sentence = "What access lines show of a query: nothing, the names, or values too."},
};

/// The part of `rest` up to the next separator: "[]", or a name.
std::string_view first_part(std::string_view rest) {
    if (rest.substr(0, 2) == "[]") return rest.substr(0, 2);
    return rest.substr(0, rest.find_first_of(".["));
}

/// What follows `section` in `key`, without the dot; nothing when the key does not go on from there.
std::string_view rest_after(std::string_view key, std::string_view section) {
    if (section.empty()) return key;
    if (key.size() <= section.size() || key.substr(0, section.size()) != section) return {};
    const auto rest = key.substr(section.size());
    if (rest.front() == '.') return rest.substr(1);
    return rest.front() == '[' ? rest : std::string_view{};
}

}  // namespace

std::span<const Option> option_table() noexcept {
    return table;
}

const Option* find_option(std::string_view key) noexcept {
    const auto* const found =
        std::find_if(table.begin(), table.end(), [&](const Option& o) { return o.key == key; });
    return found == table.end() ? nullptr : found;
}

std::vector<std::string_view> keys_below(std::string_view section) {
    std::vector<std::string_view> keys;
    for (const auto& option : table) {
        const auto rest = rest_after(option.key, section);
        if (rest.empty()) continue;
        const auto part = first_part(rest);
        if (std::find(keys.begin(), keys.end(), part) == keys.end()) keys.push_back(part);
    }
    return keys;
}

std::string joined_key(std::string_view section, std::string_view next) {
    std::string key{section};
    if (!key.empty() && next.substr(0, 1) != "[") key += '.';
    return key.append(next);
}

}  // namespace halogate::settings
