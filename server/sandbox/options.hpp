// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/throttle.hpp"
#include "sandbox/token_desk.hpp"

namespace halogate::sandbox {

/// What the built-in tenant is like. Every default is good for a first try.
struct Options {
    std::string listen =
        "127.0.0.1:4443";  ///< ADDRESS:PORT, [IPv6]:PORT or localhost:PORT; port 0: a free one
    std::string tenant;    ///< asked for as the `tenant` parameter; empty: self-hosted, not asked
    /// HaloPSA's are a GUID, and two GUIDs joined. Not a secret here: it is printed at start and in the
    /// documents.
    std::string client_id = "5a4d8b0c-0000-4000-8000-73616e64626f";
    std::string client_secret = "5a4d8b0c-1111-4111-8111-73616e64626f-5a4d8b0c-2222-4222-8222-73616e64626f";
    std::string
        granted_scopes;  ///< what the application may ask for, separated by blanks; empty: every scope
    Window window;       ///< over API requests; token requests are not counted
    ThrottleForm throttle_form = ThrottleForm::window;
    Duration latency = Duration::zero();  ///< before every answer of the API and the token endpoint
    Duration token_lifetime = std::chrono::hours{1};
    RefusalHabit refusal = RefusalHabit::always_401;
    std::string ca_out;              ///< a file that gets the certificate as PEM; empty: none
    std::vector<std::string> names;  ///< more DNS names for the certificate, e.g. a container's
    std::vector<FaultRule> faults;
    std::size_t body_limit = std::size_t{64} * 1024 * 1024;
    std::size_t log_capacity = 20'000;  ///< requests kept for GET /sandbox/requests
};

}  // namespace halogate::sandbox
