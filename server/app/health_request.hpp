// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/expected.hpp"
#include "settings/listen_address.hpp"

namespace halogate::app {

struct HealthAnswer {
    unsigned status = 0;
    std::string body;
};

/// One GET to the admin listener of a gateway on this machine, within `patience` in all, by blocking sockets:
/// a probe that runs every few seconds starts no reactor. A listener bound to every address is asked over
/// loopback. The error is one sentence.
[[nodiscard]] Expected<HealthAnswer, std::string> ask_health(const settings::ListenAddress& listener,
                                                             std::string_view path, Duration patience);

/// "127.0.0.1:4257", where that listener is asked.
[[nodiscard]] std::string authority_to_ask(const settings::ListenAddress& listener);

}  // namespace halogate::app
