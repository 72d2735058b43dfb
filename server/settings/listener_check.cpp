// SPDX-License-Identifier: MIT
#include "settings/listener_check.hpp"

#include <algorithm>
#include <utility>

#include "base/nearest.hpp"
#include "settings/host_names.hpp"
#include "settings/identity_check.hpp"
#include "settings/listen_address.hpp"
#include "settings/origin_text.hpp"

namespace halogate::settings {
namespace {

constexpr std::size_t longest_unix_path = 107;  // sun_path less its closing NUL

class ListenerChecker {
public:
    ListenerChecker(const Settings& settings, const Section& section, TenantKind tenant)
        : settings_{settings}, section_{section}, tenant_{tenant} {}

    CrossCheck check() {
        if (settings_.listeners.empty()) fault(section_.place(), "`listeners` is empty: nobody could call");
        std::vector<std::string> seen;
        for (std::size_t index = 0; index < settings_.listeners.size(); ++index) {
            const auto& listener = settings_.listeners[index];
            const auto from = section_.element(std::to_string(index));
            check_where(listener, from);
            check_tls(listener, from.in("tls"));
            check_listener_names(listener, from);
            check_origins(listener, from);
            const auto& name = listener.address.empty() ? listener.unix_path : listener.address;
            const bool any_port = listener.address.ends_with(":0");
            if (!any_port && std::find(seen.begin(), seen.end(), name) != seen.end()) {
                fault(from.place(), quoted(name) + " is listened on twice");
            }
            seen.push_back(name);
        }
        return std::move(result_);
    }

private:
    void fault(const Place& place, std::string message) {
        result_.faults.push_back(finding_at(place, std::move(message)));
    }
    void warn(const Place& place, std::string message) {
        result_.warnings.push_back(finding_at(place, std::move(message)));
    }

    void check_where(const ListenerSettings& listener, const Section& from) {
        if (listener.address.empty() == listener.unix_path.empty()) {
            return fault(from.place(), "a listener needs `address` or `unix`, one of them");
        }
        if (listener.address.empty()) {
            const bool good =
                listener.unix_path.front() == '/' && listener.unix_path.size() <= longest_unix_path;
            if (!good)
                fault(from.place("unix"),
                      quoted(from.key("unix")) + " must be an absolute path of at most 107 bytes");
            return;
        }
        const auto address = parse_listen_address(listener.address);
        if (!address)
            return fault(from.place("address"), quoted(from.key("address")) + " " + address.error());
        if (!address->loopback) check_exposure(listener, from);
    }

    // product's rule: who can reach the port must not thereby reach the tenant.
    void check_exposure(const ListenerSettings& listener, const Section& from) {
        const bool in_plain = !listener.tls.is_on();
        if (tenant_ == TenantKind::sandbox) {
            warn(from.place("address"),
                 quoted(listener.address) + " is open to other machines; only the sandbox is behind it");
        } else if (listener.trust_network) {
            warn(from.place("trust"), "whoever can reach " + quoted(listener.address) +
                                          " is trusted (`trust: network`)" +
                                          (in_plain ? ", and what they send can be read on the way" : ""));
        } else if (listener.knows_every_caller()) {
            return;
        } else if (!listener.consumer.empty() || !everyone_must_authenticate(settings_)) {
            fault(from.place("address"),
                  quoted(listener.address) +
                      " is not loopback: other machines could use the tenant without a key. "
                      "Listen on 127.0.0.1; or take all permissions from `anonymous` and give every consumer "
                      "something in `identify`, such as an `api_key`; or ask for certificates with "
                      "`tls.client_ca`; "
                      "or write `trust: network` if whoever reaches this address may");
        } else if (in_plain) {
            warn(from.place("address"),
                 "keys are sent to " + quoted(listener.address) +
                     " in clear and can be read on the way: give the listener `tls.certificate` and "
                     "`tls.key`, or let a proxy in front of it speak TLS");
        }
    }

    void check_tls(const ListenerSettings& listener, const Section& from) {
        const auto& tls = listener.tls;
        if (tls.certificate.empty() != tls.key.empty()) {
            const auto* const missing = tls.key.empty() ? "key" : "certificate";
            fault(from.place(), quoted(from.key(missing)) +
                                    " is missing: a certificate and its private key need each other");
        } else if (!tls.client_ca.empty() && tls.certificate.empty()) {
            fault(from.place("client_ca"),
                  quoted(from.key("client_ca")) + " needs `certificate` and `key`: TLS begins with ours");
        }
        if (from.has("client_certificates") && tls.client_ca.empty()) {
            fault(from.place("client_certificates"),
                  quoted(from.key("client_certificates")) + " needs `client_ca`: who vouches for callers?");
        }
        if (tls.is_on() && !listener.unix_path.empty()) {
            fault(from.place(),
                  "a unix socket has no TLS: its file mode and the kernel's word for the "
                  "caller's uid do what TLS would; leave `tls` out");
        }
    }

    void check_origins(const ListenerSettings& listener, const Section& from) {
        for (const auto& origin : listener.origins) {
            if (const auto wrong = origin_fault(origin))
                fault(from.place("origins"),
                      quoted(from.key("origins")) + ": " + quoted(origin) + " " + *wrong);
        }
    }

    void check_listener_names(const ListenerSettings& listener, const Section& from) {
        for (auto& finding : check_host_names(listener.hosts, from))
            result_.faults.push_back(std::move(finding));
        if (listener.consumer.empty() || listener.consumer == "anonymous") return;
        std::vector<std::string_view> names;
        for (const auto& consumer : settings_.consumers) names.push_back(consumer.policy.name);
        if (std::find(names.begin(), names.end(), listener.consumer) != names.end()) return;
        std::string message =
            quoted(from.key("consumer")) + ": there is no consumer " + quoted(listener.consumer);
        if (const auto near = nearest(listener.consumer, names))
            message += "; did you mean " + quoted(*near) + "?";
        fault(from.place("consumer"), std::move(message));
    }

    const Settings& settings_;
    const Section& section_;
    TenantKind tenant_;
    CrossCheck result_;
};

}  // namespace

CrossCheck check_listeners(const Settings& settings, const Section& section, TenantKind tenant) {
    return ListenerChecker{settings, section, tenant}.check();
}

}  // namespace halogate::settings
