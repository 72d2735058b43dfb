// SPDX-License-Identifier: MIT
#include "settings/cross_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/nearest.hpp"
#include "settings/host_names.hpp"
#include "settings/identity_check.hpp"
#include "settings/listen_address.hpp"
#include "settings/listener_check.hpp"
#include "settings/record_check.hpp"
#include "settings/scope_warnings.hpp"

namespace halogate::settings {
namespace {

class Checker {
public:
    Checker(const Settings& settings, const OptionValues& values, TenantKind tenant)
        : settings_{settings}, root_{values}, tenant_{tenant} {}

    CrossCheck check() {
        append(check_listeners(settings_, root_.in("listeners"), tenant_));
        check_admin();
        check_limits();
        check_waiting();
        check_bodies();
        for (auto& warning : scope_warnings(settings_, root_.in("tenant").place("scopes")))
            result_.warnings.push_back(std::move(warning));
        check_consumers();
        check_routes();
        auto records = check_records(settings_, root_);
        for (auto& finding : records.faults) result_.faults.push_back(std::move(finding));
        for (auto& finding : records.warnings) result_.warnings.push_back(std::move(finding));
        return std::move(result_);
    }

private:
    void fault(const Place& place, std::string message) {
        result_.faults.push_back(finding_at(place, std::move(message)));
    }
    void warn(const Place& place, std::string message) {
        result_.warnings.push_back(finding_at(place, std::move(message)));
    }
    void append(CrossCheck part) {
        std::move(part.faults.begin(), part.faults.end(), std::back_inserter(result_.faults));
        std::move(part.warnings.begin(), part.warnings.end(), std::back_inserter(result_.warnings));
    }

    void check_admin() {
        for (auto& finding : check_host_names(settings_.admin_hosts, root_.in("admin")))
            result_.faults.push_back(std::move(finding));
        if (settings_.admin_address.empty()) return;
        const auto place = root_.in("admin").place("address");
        const auto address = parse_listen_address(settings_.admin_address);
        if (!address) return fault(place, "`admin.address` " + address.error() + ", or `off`");
        if (!address->loopback) {
            warn(place, "`admin.address` is open to other machines: metrics and dashboard ask for no key");
        }
        const bool taken = address->port != 0 &&
                           std::any_of(settings_.listeners.begin(), settings_.listeners.end(),
                                       [&](const auto& l) { return l.address == settings_.admin_address; });
        if (taken) fault(place, "`admin.address` is the address of a listener; give it a port of its own");
    }

    void check_limits() {
        const auto& limits = settings_.limits;
        const auto from = root_.in("limits");
        const auto bucket = from.in("bucket");
        if (bucket.has("rate") != bucket.has("burst")) {
            const auto* const missing = bucket.has("rate") ? "burst" : "rate";
            fault(bucket.place(), "`limits.bucket` needs " + quoted(missing) + " too: give both, or neither");
        }
        if (std::floor(static_cast<double>(limits.window.requests) * (1 - limits.reserve)) < 1) {
            fault(from.place("reserve"),
                  "`limits.reserve` leaves nothing of the window to callers that are not urgent");
        }
        if (limits.unknown != limit::Unknown::nothing && !limits.learn) {
            fault(from.place("learn"),
                  "`limits.unknown` needs `limits.learn`: the limit is found by learning it");
        }
        if (limits.concurrency > settings_.tenant.max_connections) {
            warn(from.place("concurrency"),
                 "`limits.concurrency` is more than `tenant.max_connections`: the connections "
                 "are the limit then");
        }
    }

    void check_waiting() {
        const auto& queue = settings_.queue;
        if (queue.max_wait > queue.longest_wait) {
            fault(root_.in("queue").place("max_wait"),
                  "`queue.max_wait` is longer than `queue.longest_wait`");
        }
        if (settings_.retry.base > settings_.retry.cap) {
            fault(root_.in("retry").place("base"), "`retry.base` is longer than `retry.cap`");
        }
        if (settings_.limits.breaker.open > settings_.limits.breaker.longest) {
            fault(root_.in("tenant").in("breaker").place("open"),
                  "`tenant.breaker.open` is longer than `tenant.breaker.longest`");
        }
    }

    void check_bodies() {
        if (settings_.callers.buffer > settings_.callers.max_body) {
            fault(root_.in("callers").place("buffer"), "`callers.buffer` is more than `callers.max_body`");
        }
        if (settings_.callers.buffer > settings_.callers.max_buffered) {
            fault(root_.in("callers").place("buffer"),
                  "`callers.buffer` is more than `callers.max_buffered`: such a body could never be held");
        }
        if (settings_.callers.max_target > settings_.callers.max_head) {
            fault(root_.in("callers").place("max_target"),
                  "`callers.max_target` is more than `callers.max_head`");
        }
    }

    void check_consumers() {
        const auto section = root_.in("policy").in("consumers");
        append(check_identities(settings_, section));
        const auto& consumers = settings_.consumers;
        for (std::size_t index = 1; index < consumers.size(); ++index) {
            const auto from = section.named(consumers[index].policy.name);
            check_consumer_wait(consumers[index], from);
        }
    }

    void check_consumer_wait(const ConsumerSettings& consumer, const Section& from) {
        if (consumer.max_wait.value_or(Duration::zero()) > settings_.queue.longest_wait) {
            fault(from.place("max_wait"),
                  quoted(from.key("max_wait")) + " is longer than `queue.longest_wait`");
        }
    }

    void check_routes() {
        const auto section = root_.in("policy").in("routes");
        std::vector<std::string> seen;
        for (const auto& index : section.members()) {
            const auto from = section.element(index);
            if (!from.has("match")) continue;
            auto match = ascii::lowered(from.get<std::string>("match"));
            if (std::find(seen.begin(), seen.end(), match) != seen.end()) {
                fault(from.place("match"), quoted(from.key("match")) + " stands in `policy.routes` twice");
            }
            seen.push_back(std::move(match));
        }
    }

    const Settings& settings_;
    Section root_;
    TenantKind tenant_;
    CrossCheck result_;
};

}  // namespace

CrossCheck cross_check(const Settings& settings, const OptionValues& values, TenantKind tenant) {
    return Checker{settings, values, tenant}.check();
}

}  // namespace halogate::settings
