// SPDX-License-Identifier: MIT
#include "app/admin_door.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "app/program_parts.hpp"

namespace halogate::app {

namespace {

gateway::ListenerProfile admin_profile(const settings::Settings& settings) {
    settings::ListenerSettings admin;
    admin.address = settings.admin_address;
    admin.hosts = settings.admin_hosts;
    gateway::ListenerProfile profile = listener_profile(admin, settings);
    profile.hosts_option = "`admin.hosts`";
    return profile;
}

}  // namespace

AdminDoor::Change AdminDoor::prepare(const settings::Settings& settings) {
    Change change;
    change.address = settings.admin_address == "off" ? "" : settings.admin_address;
    if (change.address.empty()) return change;
    change.profile = admin_profile(settings);
    if (change.address == configured_) return change;
    change.admin = std::make_unique<gateway::Admin>(view_, tasks_, change.profile);
    io::SocketSource source;
    source.inherited = inherited_.take(change.address);
    try {
        change.listener = io::listen_tcp(
            executor_, alarms_, change.address,
            [to = change.admin.get()](std::unique_ptr<io::ByteStream> caller) {
                to->take(std::move(caller));
            },
            source);
    } catch (const std::exception& error) {
        throw std::runtime_error{
            fmt::format("{}; `admin.address` must be one of this machine that is free", error.what())};
    }
    return change;
}

void AdminDoor::commit(Change change) {
    if (change.address == configured_) {
        if (listener_) admins_.back()->use(std::move(change.profile));
        return;
    }
    configured_ = std::move(change.address);
    if (listener_) listener_->stop();
    listener_ = std::move(change.listener);
    if (change.admin) admins_.push_back(std::move(change.admin));
}

void AdminDoor::drain() {
    for (const auto& admin : admins_) admin->drain();
}

}  // namespace halogate::app
