// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/digest.hpp"
#include "io/alarm.hpp"
#include "io/task.hpp"
#include "io/tls_context.hpp"
#include "io/tls_dialer.hpp"
#include "settings/settings.hpp"
#include "upstream/connection_pool.hpp"

namespace halogate::app {

/// Connections to the tenant: whom we trust to be it, how they are opened, and those that are kept. Outlives
/// a reload that changes nothing of that. Reactor thread only.
class TenantLink {
public:
    /// Everything that a connection depends on, so that two configurations can be compared.
    struct Terms {
        std::string base_url;
        std::string server_name;
        io::TlsContext::Settings tls;
        Digest authorities;  ///< of the bytes of tls.ca_file, or of the system's store
        Duration connect_timeout{};

        friend bool operator==(const Terms&, const Terms&) = default;
    };
    [[nodiscard]] static Terms terms(const settings::Settings& settings, const std::string& extra_ca_pem);

    /// Throws std::runtime_error for an authority that cannot be used.
    TenantLink(io::Executor executor, io::AlarmClock& alarms, Terms terms);
    TenantLink(const TenantLink&) = delete;
    TenantLink& operator=(const TenantLink&) = delete;

    [[nodiscard]] const Terms& terms() const noexcept { return terms_; }
    [[nodiscard]] io::TlsContext& tls() noexcept { return tls_; }
    [[nodiscard]] upstream::ConnectionPool& pool() noexcept { return pool_; }

private:
    Terms terms_;
    io::TlsContext tls_;
    io::TlsDialer dialer_;
    upstream::ConnectionPool pool_;
};

}  // namespace halogate::app
