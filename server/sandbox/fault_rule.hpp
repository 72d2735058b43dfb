// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/expected.hpp"

namespace halogate::sandbox {

/// How the tenant misbehaves. The first group answers instead of doing the work, the second does the work and
/// then spoils the delivery.
enum class FaultKind {
    status_429,
    status_500,
    status_502,
    status_503,
    status_504,
    html,          ///< 200 and a page where JSON was due
    token_401,     ///< as if the token were unknown, without forgetting it
    token_400,     ///< the same, said with 400 "Token not found"
    redirect,      ///< 302 to somewhere else
    reset_before,  ///< the request is read, then the connection is reset
    stall,         ///< never answers
    reset_after,   ///< the work is done, then the connection is reset
    close_idle,    ///< answers, promises keep-alive, and closes
    truncate,      ///< stops in the middle of the body and closes
    slow_body,     ///< one byte at a time
    slow_head,     ///< the head one byte at a time
    extra_bytes,   ///< a second answer that nobody asked for
    bad_framing,   ///< Content-Length and Transfer-Encoding at once
};

/// The ways in which a 429 tells, or does not tell, when to come back.
enum class ThrottleForm {
    none,     ///< neither header nor body
    seconds,  ///< Retry-After: N
    date,     ///< Retry-After: an HTTP-date
    body,     ///< "retry_after" in the JSON body
    text,     ///< the sentence as text/plain
    window,   ///< the sentence in {"error": …}, without a header: what is known of HaloPSA
};

struct FaultRule {
    std::string method = "*";  ///< or a method name, upper case
    std::string path = "/";    ///< this path and whatever lies below it, in any letter case
    FaultKind kind = FaultKind::status_500;
    ThrottleForm form = ThrottleForm::window;
    std::optional<std::uint64_t> count = 1;         ///< how often it strikes; nothing: for ever
    std::uint64_t skip = 0;                         ///< so many matching requests pass first
    std::optional<Duration> retry_after;            ///< for 429 (default 1 s) and 503 (default: no header)
    Duration pause = std::chrono::milliseconds{5};  ///< between the bytes of slow_*, before close_idle closes
    std::string location = "https://elsewhere.invalid/";  ///< of the redirect
};

[[nodiscard]] std::string_view to_string(FaultKind kind) noexcept;
[[nodiscard]] std::optional<FaultKind> fault_kind_named(std::string_view name) noexcept;
[[nodiscard]] std::optional<ThrottleForm> throttle_form_named(std::string_view name) noexcept;
/// The delivery is spoiled after the work was done.
[[nodiscard]] bool does_the_work(FaultKind kind) noexcept;

/// The flag form: words separated by blanks, the kind first, the rest in any order:
///   KIND[=FORM] [METHOD] [/path] [xN|forever] [skip=N] [retry_after=2s] [pause=5ms] [location=URL]
/// e.g. "429=seconds GET /api/Tickets x3 retry_after=2s". The error says which word is wrong.
[[nodiscard]] Expected<FaultRule, std::string> parse_fault(std::string_view text);

/// The rules in force, in the order in which they were added.
class FaultBook {
public:
    void add(FaultRule rule) { rules_.push_back(std::move(rule)); }
    void clear() noexcept { rules_.clear(); }
    [[nodiscard]] const std::vector<FaultRule>& rules() const noexcept { return rules_; }

    /// The first rule that strikes this request, used up by one. A rule that is still skipping lets the next
    /// one try.
    [[nodiscard]] std::optional<FaultRule> take(std::string_view method, std::string_view path);

private:
    std::vector<FaultRule> rules_;
};

}  // namespace halogate::sandbox
