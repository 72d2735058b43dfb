// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "base/secret.hpp"
#include "http/head.hpp"
#include "io/dialer.hpp"
#include "upstream/url.hpp"

namespace halogate::upstream {

/// One small request on a connection of its own, for the token endpoint, authinfo and checks. Redirects are
/// not followed: the secret goes to the address of the configuration and nowhere else.
struct FetchRequest {
    /// One field more than a request has anyway.
    struct ExtraField {
        std::string name;  ///< a token (RFC 9110, 5.6.2)
        Secret value;
    };
    /// What becomes of an answer whose body is longer than `most_body`: its beginning may be enough.
    enum class LongAnswer : std::uint8_t { fails, is_cut };

    http::Method method = http::Method::get;
    Url url;
    std::string content_type;
    Secret body;
    Secret bearer;  ///< empty: no Authorization
    std::vector<ExtraField> fields = {};
    std::size_t most_body = std::size_t{1024} * 1024;  ///< bytes of the answer's
    LongAnswer long_answer = LongAnswer::fails;
};

struct FetchResponse {
    unsigned status = 0;
    std::string content_type;
    std::string retry_after;
    std::string date;
    std::string location;
    std::string body;  ///< at most as long as the request allows
};

struct FetchError {
    enum class Stage : std::uint8_t { resolve, connect, handshake, exchange };
    Stage stage = Stage::exchange;
    bool timed_out = false;
    std::string detail;  ///< one sentence for people; never a secret
};

[[nodiscard]] io::Task<Expected<FetchResponse, FetchError>> fetch(io::Dialer& dialer,
                                                                  const FetchRequest& request,
                                                                  TimePoint deadline);

}  // namespace halogate::upstream
