// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>
#include <utility>

#include "gateway/admin_view.hpp"
#include "gateway/dashboard_assets.hpp"
#include "gateway/event_stream.hpp"
#include "http/head_writer.hpp"
#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"
#include "io/task_group.hpp"

namespace halogate::gateway {

/// The admin listener: /healthz (the process answers), /readyz (the first token is at hand and no drain has
/// begun), /status.json, /events (the same once a second), /metrics, and the dashboard. The same rule about
/// browsers holds as for callers, but a link to the dashboard may be followed from anywhere: the page itself
/// says nothing, and what it asks for comes from its own origin. One request per connection: an operator's
/// probe needs no more. Reactor thread only.
class Admin {
public:
    Admin(const AdminView& view, io::TaskGroup& tasks, ListenerProfile profile);
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;

    void take(std::unique_ptr<io::ByteStream> caller);
    /// From now on, for connections that are open as well.
    void use(ListenerProfile profile) { profile_ = std::move(profile); }
    void drain();

private:
    struct Page {
        unsigned status = 200;
        std::string body = {};
        http::FieldValue type = http::FieldValue::literal("application/json");
        const DashboardAsset* asset = nullptr;  ///< of the dashboard, instead of `body` and `type`
        bool is_stream = false;                 ///< without a length, and it goes on
    };
    [[nodiscard]] io::Task<void> serve(std::unique_ptr<io::ByteStream> caller);
    [[nodiscard]] io::Task<void> answer(io::ByteStream& caller, const Page& page, http::Method method);
    [[nodiscard]] Page page_for(const http::RequestHead& head) const;
    [[nodiscard]] Page ready_page() const;
    [[nodiscard]] Page events_page() const;
    [[nodiscard]] std::string status() const;

    AdminView view_;
    io::TaskGroup& tasks_;
    ListenerProfile profile_;
    std::size_t connections_ = 0;
    bool draining_ = false;
    EventStream events_;
};

}  // namespace halogate::gateway
