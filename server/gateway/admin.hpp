// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>

#include "gateway/services.hpp"
#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"
#include "io/task_group.hpp"

namespace halogate::gateway {

/// The admin listener: /healthz (the process answers), /readyz (the first token is at hand and no drain has
/// begun) and /status.json. The same rule about browsers holds as for callers. One request per connection: an
/// operator's probe needs no more. Reactor thread only.
class Admin {
public:
    Admin(Services& services, io::TaskGroup& tasks, ListenerProfile profile)
        : services_{services}, tasks_{tasks}, profile_{std::move(profile)} {}
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;

    void take(std::unique_ptr<io::ByteStream> caller);
    void drain() noexcept { draining_ = true; }

private:
    struct Page {
        unsigned status = 200;
        std::string body;
    };
    [[nodiscard]] io::Task<void> serve(std::unique_ptr<io::ByteStream> caller);
    [[nodiscard]] Page page_for(const http::RequestHead& head) const;
    [[nodiscard]] Page ready_page() const;
    [[nodiscard]] Page status_page() const;

    Services& services_;
    io::TaskGroup& tasks_;
    ListenerProfile profile_;
    std::size_t connections_ = 0;
    bool draining_ = false;
};

}  // namespace halogate::gateway
