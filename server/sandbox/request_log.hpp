// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sandbox/json.hpp"
#include "sandbox/message.hpp"

namespace halogate::sandbox {

/// SHA-256 as lower-case hex.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// A request that was seen, kept for tests to look at. It holds credentials as they came: that is what tests
/// ask about.
struct SeenRequest {
    std::uint64_t connection = 0;
    TimePoint started_at;  ///< when its head was complete
    std::string method;
    std::string target;
    std::vector<Field> fields;
    std::size_t body_size = 0;
    std::string body;         ///< whole when it is short, else empty
    std::string body_sha256;  ///< of a body that is too long to keep
    unsigned status = 0;      ///< of the answer; 0: none was given
    std::string scope;        ///< of the token that it came with; empty: none, or one that is not known
};

/// The newest requests, at most `capacity`.
class RequestLog {
public:
    static constexpr std::size_t short_body = 4096;

    explicit RequestLog(std::size_t capacity) noexcept : capacity_{capacity} {}

    /// What is not in the request itself.
    struct Circumstances {
        std::uint64_t connection = 0;
        TimePoint started_at;
        std::string scope;
    };
    void add(const Request& request, Circumstances circumstances, unsigned status);
    void clear() noexcept { seen_.clear(); }
    [[nodiscard]] std::size_t size() const noexcept { return seen_.size(); }
    /// The newest `limit` requests, oldest first.
    [[nodiscard]] Json as_json(std::size_t limit) const;

private:
    std::size_t capacity_;
    std::deque<SeenRequest> seen_;
};

}  // namespace halogate::sandbox
