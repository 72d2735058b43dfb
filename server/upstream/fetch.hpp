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
    http::Method method = http::Method::get;
    Url url;
    std::string content_type;
    Secret body;
    Secret bearer;  ///< empty: no Authorization
};

struct FetchResponse {
    unsigned status = 0;
    std::string content_type;
    std::string retry_after;
    std::string date;
    std::string location;
    std::string body;  ///< 1 MiB at most
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
