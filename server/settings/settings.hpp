// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/secret.hpp"
#include "core/cache/response_cache.hpp"
#include "core/idempotency/key_book.hpp"
#include "core/limit/limits.hpp"
#include "core/paging/list_query.hpp"
#include "core/policy/caps.hpp"
#include "core/policy/mode.hpp"
#include "core/policy/policy.hpp"
#include "core/retry/retry_rule.hpp"
#include "core/token/scope_plan.hpp"

namespace halogate::settings {

struct TenantSettings {
    std::string base_url;   ///< https://host[:port][/path], without a trailing '/'
    std::string name;       ///< `tenant` query parameter; empty when self-hosted
    std::string token_url;  ///< empty: from authinfo, else base_url + /auth/token
    std::string client_id;
    Secret client_secret;
    std::vector<std::string> scopes;  ///< empty: auto, the least set that the policies need
    token::TokenMode tokens = token::TokenMode::shared;
    Duration refresh_before = std::chrono::minutes{5};
    std::vector<std::pair<std::string, std::string>> headers;
    std::string ca_file;                  ///< empty: the system's store
    std::string tls_min_version = "1.2";  ///< "1.2" or "1.3"
    std::string tls_server_name;          ///< empty: the host of base_url
    Duration connect_timeout = std::chrono::seconds{5};
    Duration response_timeout = std::chrono::seconds{60};
    std::size_t max_connections = 32;
};

enum class ClientCertificates : std::uint8_t { none, optional, required };

struct ListenerTlsSettings {
    std::string certificate;  ///< paths of PEM files; without a certificate callers send in plain
    std::string key;
    std::string client_ca;
    ClientCertificates client_certificates = ClientCertificates::none;  ///< never none with client_ca

    [[nodiscard]] bool is_on() const noexcept { return !certificate.empty(); }
};

struct ListenerSettings {
    std::string address;  ///< "127.0.0.1:4256", "[::1]:4256"; empty for a unix socket
    std::string unix_path;
    unsigned mode = 0660;  ///< of the unix socket
    bool trust_network = false;
    std::vector<std::string> hosts;    ///< names a caller may use in Host besides localhost and the address
    std::vector<std::string> origins;  ///< of pages in browsers that may use it, as browsers write them
    std::string consumer;              ///< whoever comes in here is this consumer; empty: no
    ListenerTlsSettings tls;

    /// Nobody gets a word through without a certificate that client_ca vouches for.
    [[nodiscard]] bool knows_every_caller() const noexcept {
        return tls.is_on() && tls.client_certificates == ClientCertificates::required;
    }
};

/// What a consumer is recognised by; any one is enough.
struct IdentifySettings {
    Secret api_key;  ///< empty: none
    /// More keys, by their SHA-256: two of them while callers change from one to the next.
    std::vector<Digest> api_key_sha256;
    std::string client_id;  ///< of a Halo client pointed at us; empty: none
    Secret client_secret;
    std::vector<std::uint32_t> uids;  ///< of processes on a unix socket
    std::string certificate;          ///< a SAN of a client certificate, in lower case; empty: none
};

struct ConsumerSettings {
    policy::ConsumerPolicy policy;
    IdentifySettings identify;
    double weight = 1;
    std::optional<Duration> max_wait;        ///< default: queue.max_wait
    std::optional<std::size_t> max_waiting;  ///< default: no bound of its own
    policy::CapShapes caps;
};

/// The tokens that the gateway's own token endpoint hands out.
struct LocalTokenSettings {
    Secret key;  ///< empty: one made at the start, so that tokens end with the process
    Duration lifetime = std::chrono::hours{1};
};

struct QueueSettings {
    Duration max_wait = std::chrono::seconds{8};
    Duration longest_wait = std::chrono::minutes{10};
    std::size_t max_waiting = 10'000;
};

/// Answers that more callers than one get.
struct SharingSettings {
    bool in_flight = true;                                 ///< identical reads under way share one exchange
    std::size_t largest_answer = std::size_t{256} * 1024;  ///< bytes of a body that is shared
    std::size_t in_flight_size = std::size_t{16} * 1024 * 1024;  ///< bytes of all that are on their way
    std::size_t cache_size = std::size_t{16} * 1024 * 1024;      ///< bytes of what the cache keeps
};

enum class QueryLogging : std::uint8_t { none, names, full };

enum class LogFormat : std::uint8_t {
    automatic,  ///< text for people on a terminal, JSON elsewhere
    text,
    json,
};

struct LogSettings {
    LogFormat format = LogFormat::automatic;
    std::string level = "info";     ///< debug, info, warning, error
    std::string access = "stdout";  ///< stdout, stderr, off, or a path
    std::string audit = "off";      ///< likewise
    bool audit_required = false;    ///< nothing crosses while audit lines cannot be written
    QueryLogging queries = QueryLogging::names;
};

/// Bounds of what callers may send, and for how long they may take.
struct CallerLimits {
    std::size_t buffer = 1024 * 1024;  ///< bodies up to this many bytes are held for retry
    std::size_t max_buffered = std::size_t{256} * 1024 * 1024;  ///< bytes of all such bodies together
    std::uint64_t max_body = std::uint64_t{1} << 30U;           ///< bytes; larger ones are refused
    std::size_t max_connections = 10'000;
    Duration head_timeout = std::chrono::seconds{10};
    Duration body_timeout = std::chrono::seconds{30};  ///< between two pieces
    Duration idle_timeout = std::chrono::seconds{75};
    Duration drain_timeout = std::chrono::seconds{30};
    std::size_t max_head = std::size_t{16} * 1024;  ///< bytes of a request's head
    std::size_t max_fields = 100;
    std::size_t max_target = std::size_t{8} * 1024;  ///< bytes
};

/// One field of every batch of spans, most often a key.
struct CollectorHeader {
    std::string name;
    Secret value;

    [[nodiscard]] bool operator==(const CollectorHeader& other) const {
        return name == other.name && value.equals(other.value.reveal());
    }
};

/// Spans for a collector.
struct TracingSettings {
    std::string endpoint;  ///< https://host[:port][/path], or http:// to what is near; empty: none are sent
    double sample = 1;     ///< part of the traces that begin here
    std::string service_name = "halogate";
    std::string ca_file;  ///< empty: the system's store
    std::vector<CollectorHeader> headers;
    Duration timeout = std::chrono::seconds{5};
    Duration interval = std::chrono::seconds{5};
    std::size_t max_waiting = 2048;  ///< calls

    [[nodiscard]] bool operator==(const TracingSettings&) const = default;
    [[nodiscard]] bool is_on() const noexcept { return !endpoint.empty(); }
};

struct Settings {
    TenantSettings tenant;
    std::vector<ListenerSettings> listeners;
    std::string admin_address = "127.0.0.1:4257";  ///< empty or "off": none
    std::vector<std::string> admin_hosts;          ///< names that Host may hold there, as of a listener
    limit::Limits limits;
    QueueSettings queue;
    retry::RetrySettings retry;
    SharingSettings sharing;
    std::vector<cache::ResponseCache::Rule> cache;  ///< which reads are kept, and for how long
    idempotency::KeyBook::Settings idempotency;
    std::vector<ConsumerSettings> consumers;  ///< [0] is `anonymous`
    std::vector<policy::Route> catalogue;     ///< the built-in one, or that of --catalogue
    std::vector<policy::Route> extra_routes;  ///< additions to it and corrections
    policy::Unlisted unlisted = policy::Unlisted::deny;
    policy::Mode mode = policy::Mode::enforce;
    LocalTokenSettings local_tokens;
    bool wrap_single_objects = false;
    paging::Settings paging;
    LogSettings log;
    CallerLimits callers;
    TracingSettings tracing;
};

}  // namespace halogate::settings
