// SPDX-License-Identifier: MIT
#include "app/listener_set.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "app/listener_tls.hpp"

namespace halogate::app {

namespace {

std::unique_ptr<io::TlsServerContext> load_tls(std::size_t index, const settings::ListenerTlsSettings& tls) {
    if (!tls.is_on()) return nullptr;
    auto loaded = io::TlsServerContext::load(tls_settings(tls));
    if (!loaded) throw std::runtime_error{sentence(index, loaded.error())};
    return std::make_unique<io::TlsServerContext>(std::move(*loaded));
}

/// "4256"; of a unix socket nothing.
std::string port_of(const settings::ListenerSettings& listener) {
    const std::size_t colon = listener.address.rfind(':');
    return colon == std::string::npos ? "" : listener.address.substr(colon + 1);
}

}  // namespace

std::size_t ListenerSet::find(const settings::ListenerSettings& wanted, const Change& change) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const settings::ListenerSettings& there = places_[i].settings;
        const bool same = there.address == wanted.address && there.unix_path == wanted.unix_path;
        const bool taken = std::any_of(change.wanted_.begin(), change.wanted_.end(),
                                       [&](const Change::Wanted& other) { return other.kept == i; });
        if (same && !taken) return i;
    }
    return SIZE_MAX;
}

ListenerSet::Change ListenerSet::prepare(const std::vector<settings::ListenerSettings>& wanted) {
    Change change;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Change::Wanted one;
        one.kept = find(wanted[i], change);
        one.place.settings = wanted[i];
        one.place.tls = load_tls(i, wanted[i].tls);
        change.wanted_.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Change::Wanted& one = change.wanted_[i];
        if (one.kept != SIZE_MAX) continue;
        one.place.entrance = std::make_shared<gateway::Entrance>();
        one.place.listener = open(i, one.place, change);
    }
    return change;
}

std::unique_ptr<io::Listener> ListenerSet::open(std::size_t index, const Place& place, const Change& change) {
    const settings::ListenerSettings& settings = place.settings;
    const bool is_unix = !settings.unix_path.empty();
    try {
        io::SocketSource source;
        source.inherited =
            is_unix ? inherited_.take_unix(settings.unix_path) : inherited_.take(settings.address);
        try {
            return listen(place, source);
        } catch (const std::exception&) {
            if (is_unix || !share_port_of_leaving(place, change)) throw;
        }
        source.shares_port = true;
        return listen(place, source);
    } catch (const std::exception& error) {
        throw std::runtime_error{
            fmt::format("{}; `listeners[{}].{}` must be one of this machine that is free", error.what(),
                        index, is_unix ? "unix" : "address")};
    }
}

std::unique_ptr<io::Listener> ListenerSet::listen(const Place& place, io::SocketSource source) {
    const settings::ListenerSettings& settings = place.settings;
    auto take = [this, entrance = place.entrance](std::unique_ptr<io::ByteStream> caller) {
        gateway_.take(entrance, std::move(caller));
    };
    if (!settings.unix_path.empty())
        return io::listen_unix(executor_, alarms_, settings.unix_path, settings.mode, take, source);
    auto listener = io::listen_tcp(executor_, alarms_, settings.address, take, source);
    listener->use_tls(place.tls.get());
    return listener;
}

bool ListenerSet::share_port_of_leaving(const Place& place, const Change& change) {
    bool any = false;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const bool stays = std::any_of(change.wanted_.begin(), change.wanted_.end(),
                                       [&](const Change::Wanted& other) { return other.kept == i; });
        if (stays || port_of(places_[i].settings) != port_of(place.settings)) continue;
        places_[i].listener->share_port();
        any = true;
    }
    return any;
}

void ListenerSet::commit(Change change, const boost::local_shared_ptr<Generation>& generation) {
    std::vector<Place> before = std::exchange(places_, {});
    gone_.clear();
    for (std::size_t i = 0; i < change.wanted_.size(); ++i) {
        auto& [place, kept] = change.wanted_[i];
        if (kept != SIZE_MAX) {
            Place& old = before[kept];
            place.entrance = std::move(old.entrance);
            place.listener = std::move(old.listener);
            place.listener->use_tls(place.tls.get());
            const bool has_new_mode = place.settings.mode != old.settings.mode;
            if (has_new_mode) ::chmod(place.settings.unix_path.c_str(), place.settings.mode);
        }
        place.entrance->services = gateway::ServicesInForce{generation, &generation->services()};
        place.entrance->profile = &generation->profiles()[i];
        places_.push_back(std::move(place));
    }
    for (Place& gone : before) {
        if (!gone.listener) continue;
        gone.listener->stop();
        gone.entrance->is_closed = true;
        gateway_.drain(*gone.entrance);
        gone_.push_back(std::move(gone));
    }
}

void ListenerSet::stop() {
    for (const Place& place : places_) place.listener->stop();
}

std::vector<std::string> ListenerSet::addresses() const {
    std::vector<std::string> result;
    for (const Place& place : places_) result.push_back(place.listener->address());
    return result;
}

void ListenerSet::report_certificates(observe::Log& log, WallTime now) const {
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (!places_[i].tls) continue;
        const auto validity = places_[i].tls->validity();
        log.info("listeners[{}].tls: certificate, key and authorities read again; valid until {}", i,
                 date_text(validity.until));
        if (const auto doubt = remark(i, validity, now)) log.warning("{}", *doubt);
    }
}

}  // namespace halogate::app
