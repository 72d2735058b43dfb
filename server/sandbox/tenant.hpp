// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/halo_api.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/request_log.hpp"
#include "sandbox/target.hpp"
#include "sandbox/throttle.hpp"
#include "sandbox/token_desk.hpp"
#include "sandbox/token_endpoint.hpp"

namespace halogate::sandbox {

/// What the server has seen of connections, for GET /sandbox/state.
struct ConnectionCounts {
    std::uint64_t accepted = 0;
    std::uint64_t open = 0;
    std::uint64_t handshakes = 0;
    std::uint64_t resumed = 0;  ///< handshakes that took up an earlier TLS session
    std::uint64_t in_flight = 0;
    std::uint64_t max_in_flight = 0;  ///< the most requests that were being answered at once
};

/// Where a request came from.
struct Origin {
    std::uint64_t connection = 0;
    TimePoint started_at;
};

/// An answer, and what is to go wrong while it is delivered.
struct Served {
    Answer answer;
    std::optional<FaultRule> fault;
    Duration latency = Duration::zero();
};

/// The whole tenant without its sockets: a request goes in, an answer comes out.
class Tenant {
public:
    explicit Tenant(const Options& options);

    /// In this order: the control endpoint, a fault, the token endpoint and other places that need no token,
    /// the rolling window, the token, the resource.
    [[nodiscard]] Served answer(const Request& request, const Origin& origin, Moment moment);

    [[nodiscard]] ConnectionCounts& connections() noexcept { return connections_; }

private:
    friend class Control;

    [[nodiscard]] Answer work(const Request& request, const Target& target, Moment moment);
    [[nodiscard]] Answer api(const Request& request, const Target& target, Moment moment);
    [[nodiscard]] Answer replaced(const FaultRule& fault, Moment moment) const;
    void count_arrival(const Target& target, bool judged, TimePoint now);

    HaloApi api_;
    TokenDesk desk_;
    TokenEndpoint token_endpoint_;
    Throttle throttle_;
    ThrottleForm throttle_form_;
    FaultBook faults_;
    RequestLog log_;
    ConnectionCounts connections_;
    std::string tenant_name_;
    Duration latency_;
    std::uint64_t token_requests_ = 0;
    std::uint64_t api_requests_ = 0;
};

}  // namespace halogate::sandbox
