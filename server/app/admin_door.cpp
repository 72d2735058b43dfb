// SPDX-License-Identifier: MIT
#include "app/admin_door.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "app/program_parts.hpp"

namespace halogate::app {

AdminDoor::Change AdminDoor::prepare(const settings::Settings& settings) {
    Change change;
    change.address = settings.admin_address == "off" ? "" : settings.admin_address;
    if (change.address.empty() || change.address == configured_) return change;
    settings::ListenerSettings admin;
    admin.address = change.address;
    change.admin = std::make_unique<gateway::Admin>(view_, tasks_, listener_profile(admin, settings));
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
    if (change.address == configured_) return;
    configured_ = std::move(change.address);
    if (listener_) listener_->stop();
    listener_ = std::move(change.listener);
    if (change.admin) admins_.push_back(std::move(change.admin));
}

void AdminDoor::drain() {
    for (const auto& admin : admins_) admin->drain();
}

}  // namespace halogate::app
