// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/expected.hpp"
#include "sandbox/fault_rule.hpp"
#include "sandbox/json.hpp"
#include "sandbox/message.hpp"
#include "sandbox/target.hpp"

namespace halogate::sandbox {

class Tenant;

/// A fault as JSON: {"match": "GET /api/Tickets", "kind": "429", "form": "seconds", "retry_after": 2,
/// "count": 3, "skip": 1, "pause_ms": 5, "location": "…"}; count "forever" never ends. The error says what is
/// wrong.
[[nodiscard]] Expected<FaultRule, std::string> fault_from_json(const Json& value);

/// Everything below /sandbox/: how a test steers the tenant and asks what it has seen. Nothing here is
/// counted, logged, delayed or faulted, and no credentials are asked for.
class Control {
public:
    explicit Control(Tenant& tenant) noexcept : tenant_{tenant} {}

    [[nodiscard]] Answer answer(const Request& request, const Target& target, Moment moment);

private:
    [[nodiscard]] Answer faults(const Request& request);
    [[nodiscard]] Answer add_faults(const Request& request);
    [[nodiscard]] Answer requests(const Request& request, const Target& target);
    [[nodiscard]] Answer revoke(const Request& request, Moment moment);
    [[nodiscard]] Answer set_window(const Request& request);
    [[nodiscard]] Answer set_latency(const Request& request);
    [[nodiscard]] Answer set_lifetime(const Request& request);
    [[nodiscard]] Answer state() const;

    Tenant& tenant_;
};

}  // namespace halogate::sandbox
