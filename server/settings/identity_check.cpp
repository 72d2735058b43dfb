// SPDX-License-Identifier: MIT
#include "settings/identity_check.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace halogate::settings {
namespace {

constexpr std::size_t shortest_good_secret = 16;

bool can_prove_itself(const IdentifySettings& identify) {
    return !identify.api_key.empty() || !identify.api_key_sha256.empty() || !identify.client_id.empty() ||
           !identify.uids.empty() || !identify.certificate.empty();
}

std::vector<Digest> keys_of(const IdentifySettings& identify) {
    auto keys = identify.api_key_sha256;
    if (!identify.api_key.empty()) keys.push_back(sha256(identify.api_key.reveal()));
    return keys;
}

template <class T>
bool share_one(const std::vector<T>& a, const std::vector<T>& b) {
    return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

class IdentityChecker {
public:
    IdentityChecker(const Settings& settings, const Section& consumers)
        : settings_{settings}, section_{consumers} {}

    CrossCheck check() {
        for (std::size_t index = 1; index < settings_.consumers.size(); ++index) {
            const auto& consumer = settings_.consumers[index];
            const auto from = section_.named(consumer.policy.name).in("identify");
            check_reachable(consumer, from);
            check_secret(consumer.identify.api_key, from, "api_key");
            check_secret(consumer.identify.client_secret, from, "client_secret");
            for (std::size_t other = 1; other < index; ++other)
                check_apart(settings_.consumers[other], consumer, from);
        }
        return std::move(result_);
    }

private:
    void warn(const Place& place, std::string message) {
        result_.warnings.push_back(finding_at(place, std::move(message)));
    }

    void check_reachable(const ConsumerSettings& consumer, const Section& from) {
        const auto& name = consumer.policy.name;
        const auto& listeners = settings_.listeners;
        const bool by_listener = std::any_of(listeners.begin(), listeners.end(),
                                             [&](const auto& l) { return l.consumer == name; });
        if (by_listener) return;
        if (!can_prove_itself(consumer.identify)) {
            return warn(from.place(), "nobody can be consumer " + quoted(name) +
                                          ": it has nothing in `identify` (`halogate key " + name +
                                          "` makes an API key), and no listener is its own");
        }
        auto usable = consumer.identify;
        const auto any_listener = [&](auto offers) {
            return std::any_of(listeners.begin(), listeners.end(), offers);
        };
        if (!any_listener([](const auto& l) { return !l.unix_path.empty(); })) usable.uids.clear();
        if (!any_listener([](const auto& l) { return !l.tls.client_ca.empty(); })) usable.certificate.clear();
        if (can_prove_itself(usable)) return;
        const bool by_uid = !consumer.identify.uids.empty();
        warn(from.place(by_uid ? "uid" : "certificate"),
             "nobody can be consumer " + quoted(name) + ": it is recognised by " +
                 (by_uid ? "`uid` alone, and no listener is a unix socket"
                         : "`certificate` alone, and no listener has a `tls.client_ca`"));
    }

    void check_secret(const Secret& secret, const Section& from, std::string_view option) {
        if (secret.empty() || secret.reveal().size() >= shortest_good_secret) return;
        const bool is_key = option == "api_key";
        warn(from.place(option), quoted(from.key(option)) + " is shorter than 16 bytes and can be guessed; " +
                                     (is_key ? "`halogate key NAME`" : "`openssl rand -hex 32`") +
                                     " makes a good one");
    }

    void check_apart(const ConsumerSettings& one, const ConsumerSettings& other, const Section& from) {
        const auto& a = one.identify;
        const auto& b = other.identify;
        const auto same = [&](std::string_view option) {
            result_.faults.push_back(finding_at(from.place(option), "consumers " + quoted(one.policy.name) +
                                                                        " and " + quoted(other.policy.name) +
                                                                        " have the same " + quoted(option)));
        };
        if (share_one(keys_of(a), keys_of(b))) same(b.api_key.empty() ? "api_key_sha256" : "api_key");
        if (!a.client_id.empty() && a.client_id == b.client_id) same("client_id");
        if (share_one(a.uids, b.uids)) same("uid");
        if (!a.certificate.empty() && a.certificate == b.certificate) same("certificate");
    }

    const Settings& settings_;
    const Section& section_;
    CrossCheck result_;
};

}  // namespace

bool everyone_must_authenticate(const Settings& settings) {
    const auto& anonymous = settings.consumers.front().policy;
    if (!anonymous.allowed_names().empty()) return false;
    return std::all_of(settings.consumers.begin() + 1, settings.consumers.end(),
                       [](const ConsumerSettings& c) { return can_prove_itself(c.identify); });
}

CrossCheck check_identities(const Settings& settings, const Section& consumers) {
    return IdentityChecker{settings, consumers}.check();
}

}  // namespace halogate::settings
