// SPDX-License-Identifier: MIT
#include "gateway/gateway.hpp"

#include <utility>

namespace halogate::gateway {

namespace {

constexpr Duration pause_between_aborts = std::chrono::seconds{1};

}  // namespace

void Gateway::take(const ListenerProfile& listener, std::unique_ptr<io::ByteStream> caller) {
    if (draining_ || sessions_.size() >= services_.settings.max_connections) return;
    const auto session = sessions_.emplace(sessions_.end(), services_, listener, std::move(caller));
    tasks_.spawn(run(session));
}

io::Task<void> Gateway::run(std::list<Session>::iterator session) {
    // The session leaves the list whatever ends it, an exception included.
    struct Leave {
        std::list<Session>& sessions;
        std::list<Session>::iterator place;
        ~Leave() { sessions.erase(place); }
    };
    const Leave leave{sessions_, session};
    co_await session->run();
}

void Gateway::drain() {
    draining_ = true;
    services_.admission.drain();
    for (Session& session : sessions_) session.drain();
}

void Gateway::abort() {
    drain();
    // Ending the waits first lets every caller be told what became of its call.
    if (std::exchange(aborting_, true))
        for (Session& session : sessions_) session.abort();
    services_.alarms.ring_all();
    if (tasks_.size() > 0) abort_again_.set(services_.alarms.now() + pause_between_aborts);
}

}  // namespace halogate::gateway
