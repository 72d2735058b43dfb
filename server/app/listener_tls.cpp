// SPDX-License-Identifier: MIT
#include "app/listener_tls.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <string_view>

namespace halogate::app {

namespace {

using Context = io::TlsServerContext;

Context::ClientCertificates asked_of_callers(settings::ClientCertificates asked) {
    switch (asked) {
        case settings::ClientCertificates::none: return Context::ClientCertificates::none;
        case settings::ClientCertificates::optional: return Context::ClientCertificates::optional;
        case settings::ClientCertificates::required: break;
    }
    return Context::ClientCertificates::required;
}

std::string_view option_of(Context::Fault::File file) {
    switch (file) {
        case Context::Fault::File::certificate: return "certificate";
        case Context::Fault::File::key: return "key";
        case Context::Fault::File::client_ca: break;
    }
    return "client_ca";
}

}  // namespace

Context::Settings tls_settings(const settings::ListenerTlsSettings& tls) {
    return {tls.certificate, tls.key, tls.client_ca, asked_of_callers(tls.client_certificates)};
}

std::string sentence(std::size_t listener, const Context::Fault& fault) {
    return fmt::format("listeners[{}].tls.{}: {}", listener, option_of(fault.file), fault.detail);
}

std::optional<std::string> remark(std::size_t listener, const Context::Validity& validity, WallTime now) {
    if (now >= validity.until)
        return fmt::format(
            "listeners[{}].tls.certificate: expired at {}: callers will refuse it; renew it, then send "
            "SIGHUP",
            listener, date_text(validity.until));
    if (now < validity.from)
        return fmt::format(
            "listeners[{}].tls.certificate: is not valid before {}: callers will refuse it; check this "
            "machine's clock",
            listener, date_text(validity.from));
    return std::nullopt;
}

std::string date_text(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)));
}

}  // namespace halogate::app
