// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/paging/list_query.hpp"
#include "core/policy/caps.hpp"
#include "core/policy/mode.hpp"
#include "core/policy/policy.hpp"
#include "core/retry/retry_rule.hpp"
#include "core/trace/tracer.hpp"
#include "gateway/admission_driver.hpp"
#include "gateway/configuration_state.hpp"
#include "gateway/consumer_book.hpp"
#include "gateway/places.hpp"
#include "gateway/sharing.hpp"
#include "gateway/text_shelf.hpp"
#include "http/head.hpp"
#include "io/alarm.hpp"
#include "observe/observer.hpp"
#include "upstream/connection_pool.hpp"
#include "upstream/token_wallet.hpp"

namespace halogate::gateway {

/// What the gateway holds callers to, and how it speaks to the tenant.
struct GatewaySettings {
    http::HeadLimits head_limits;
    std::size_t buffer_bytes = 1024 * 1024;  ///< bodies up to this are held for retry
    std::size_t max_buffered_bytes = std::size_t{256} * 1024 * 1024;  ///< of all such bodies together
    std::uint64_t max_body_bytes = std::uint64_t{1} << 30U;
    std::size_t max_connections = 10'000;
    Duration head_timeout = std::chrono::seconds{10};
    Duration body_timeout = std::chrono::seconds{30};  ///< between two pieces, from and to the caller
    Duration idle_timeout = std::chrono::seconds{75};
    Duration longest_wait = std::chrono::minutes{10};
    Duration response_timeout = std::chrono::seconds{60};  ///< between two pieces from the tenant
    Duration token_patience =
        std::chrono::seconds{5};  ///< how long any caller waits for a token that is being fetched
    retry::RetrySettings retry;
    policy::Mode mode = policy::Mode::enforce;
    paging::Settings paging;
    std::string tenant_authority;  ///< Host of every exchange; checked bytes
    std::string tenant_path;       ///< put before "/api/…"; usually empty; checked bytes
    std::vector<std::pair<std::string, std::string>> tenant_headers;  ///< on every exchange; checked bytes
};

/// What all calls under one configuration share. Some of it is that configuration's own, some outlives it.
/// Whoever uses it holds it (see Entrance); reactor thread only.
struct Services {
    io::Executor executor;
    io::AlarmClock& alarms;
    const Clock& clock;
    Random& random;
    const GatewaySettings& settings;
    const policy::Policy& policy;
    const ConsumerBook& consumers;
    AdmissionDriver& admission;
    upstream::TokenWallet& tokens;
    upstream::ConnectionPool& pool;
    retry::RetryBudget& retry_budget;
    observe::Observer& observer;
    policy::Caps& caps;
    Sharing& sharing;
    std::size_t& buffered_bytes;  ///< of request bodies that are held for a retry, under every configuration
    std::size_t& spooled_bytes;   ///< of answers that their callers have not taken yet; see AnswerSpool
    Places places = {};
    const ConfigurationState* configuration = nullptr;  ///< for the operator; may be null
    trace::Tracer* tracer = nullptr;                    ///< null: spans are not recorded
    TextShelf texts = {};
};

}  // namespace halogate::gateway
