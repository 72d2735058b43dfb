// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "io/tls_server_context.hpp"
#include "settings/settings.hpp"

namespace halogate::app {

/// The translation of `listeners[].tls`, which is on.
[[nodiscard]] io::TlsServerContext::Settings tls_settings(const settings::ListenerTlsSettings& tls);

/// "listeners[0].tls.key: … and what to do".
[[nodiscard]] std::string sentence(std::size_t listener, const io::TlsServerContext::Fault& fault);

/// What callers will say against the certificate at `now`: that it has expired, or is not valid yet.
[[nodiscard]] std::optional<std::string> remark(std::size_t listener,
                                                const io::TlsServerContext::Validity& validity, WallTime now);

/// "2026-03-31 10:00:00 UTC"
[[nodiscard]] std::string date_text(WallTime time);

}  // namespace halogate::app
