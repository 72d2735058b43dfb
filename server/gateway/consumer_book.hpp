// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "base/secret.hpp"
#include "core/call/call_record.hpp"
#include "http/head.hpp"

namespace halogate::gateway {

struct Consumer {
    std::string name;
    Secret api_key;  ///< empty: has none
    Duration max_wait{};
};

/// What a listener says about who comes in through it.
struct ListenerProfile {
    bool is_unix = false;
    bool loopback = true;
    bool tls = false;                     ///< callers speak TLS here
    bool trusted = true;                  ///< who brings no credential is `anonymous`; else it is refused
    std::optional<std::size_t> consumer;  ///< whoever comes in here is this consumer
    std::vector<std::string>
        hosts;  ///< names that Host may hold, in lower case, besides IP addresses of this machine
    bool any_address = false;  ///< bound to all addresses: Host may hold any IP address
};

/// Presented credential → consumer. Index 0 is `anonymous`.
class ConsumerBook {
public:
    explicit ConsumerBook(std::vector<Consumer> consumers) : consumers_{std::move(consumers)} {}

    struct Identified {
        std::size_t consumer = 0;
        call::Identity identity = call::Identity::none;
    };
    /// A wrong X-API-Key is refused, never anonymous. A Bearer token that is none of ours counts as no token
    /// on a loopback listener: existing clients send their own.
    [[nodiscard]] Expected<Identified, http::Refusal> identify(const ListenerProfile& listener,
                                                               const http::Fields& fields) const;
    [[nodiscard]] const Consumer& at(std::size_t index) const { return consumers_.at(index); }
    [[nodiscard]] std::size_t size() const noexcept { return consumers_.size(); }

private:
    /// Looks at every key, so that the time does not tell which one was nearly right.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const;

    std::vector<Consumer> consumers_;
};

}  // namespace halogate::gateway
