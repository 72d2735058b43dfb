// SPDX-License-Identifier: MIT
#include "gateway/gateway.hpp"

#include <array>
#include <span>
#include <string>
#include <utility>

#include "gateway/counted.hpp"
#include "http/error_body.hpp"
#include "http/head_writer.hpp"

namespace halogate::gateway {

namespace {

/// Telling costs a descriptor: beyond this many a connection is closed without a word.
constexpr std::size_t most_turned_away = 64;
constexpr Duration patience_with_the_turned_away = std::chrono::seconds{1};
/// A request that is on its way when a drain begins is served: for so long an idle connection stays open.
constexpr Duration patience_with_the_idle = std::chrono::milliseconds{100};
/// Whoever has just connected is about to send something.
constexpr Duration patience_with_newcomers = std::chrono::seconds{1};
constexpr Duration pause_between_aborts = std::chrono::seconds{1};

}  // namespace

void Gateway::take(std::shared_ptr<const Entrance> entrance, std::unique_ptr<io::ByteStream> caller) {
    // One that was accepted in the moment in which accepting ended is served like those before it.
    if (draining_ && !end_idle_.is_set()) return;
    if (sessions_.size() >= entrance->services->settings.max_connections) {
        if (turned_away_ < most_turned_away) tasks_.spawn(turn_away(std::move(caller)));
        return;
    }
    const auto session = sessions_.emplace(sessions_.end(), std::move(entrance), std::move(caller));
    if (draining_ || session->entrance().is_closed) session->drain();
    tasks_.spawn(run(session));
}

io::Task<void> Gateway::turn_away(std::unique_ptr<io::ByteStream> caller) {
    const Counted counted{turned_away_};
    const std::string body = http::error_body(
        ErrorCode::queue_full, "there are too many connections (callers.max_connections): come back later",
        "", http::Outcome::certain, {});
    std::string answer;
    http::HeadWriter writer{answer};
    writer.status_line(http_status(ErrorCode::queue_full));
    writer.field("Content-Type", http::FieldValue::literal("application/json"));
    writer.field("Content-Length", std::uint64_t{body.size()});
    writer.field("X-Halogate-Error", http::FieldValue::literal("queue_full"));
    writer.field("Retry-After", std::uint64_t{1});
    writer.field("Connection", http::FieldValue::literal("close"));
    writer.end();
    const TimePoint deadline = alarms_.now() + patience_with_the_turned_away;
    const auto ready = co_await caller->handshake(deadline);
    if (!ready) co_return;
    const io::WriteResult sent = co_await caller->write_all(answer, body, deadline);
    if (sent.error != io::IoError::none) co_return;
    caller->shutdown_send();
    // Closing over unread bytes would reset the connection before the answer is read.
    std::array<char, 1024> dropped{};
    const std::span<char> room{dropped};
    io::ReadResult read;
    while (read.error == io::IoError::none && alarms_.now() < deadline)
        read = co_await caller->read_some(room, deadline);
}

io::Task<void> Gateway::run(std::list<Session>::iterator session) {
    // The session leaves the list whatever ends it, an exception included.
    struct Leave {
        std::list<Session>& sessions;
        std::list<Session>::iterator place;
        ~Leave() { sessions.erase(place); }
    };
    const Leave leave{sessions_, session};
    const auto ready = co_await session->handshake();
    if (ready) {
        co_await session->run();
    } else if (on_failed_handshake_) {
        on_failed_handshake_(session->peer(), ready.error().detail);
    }
}

void Gateway::drain(TimePoint until) {
    draining_ = true;
    admission_.drain(until);
    for (Session& session : sessions_) session.drain();
    end_idle_soon();
}

void Gateway::drain(const Entrance& entrance) {
    for (Session& session : sessions_)
        if (&session.entrance() == &entrance) session.drain();
    end_idle_soon();
}

void Gateway::end_idle_soon() {
    const TimePoint now = alarms_.now();
    newcomers_leave_at_ = now + patience_with_newcomers;
    end_idle_.set(now + patience_with_the_idle);
}

void Gateway::end_idle() {
    const bool all = alarms_.now() >= newcomers_leave_at_;
    bool is_anyone_left = false;
    for (Session& session : sessions_) {
        if (all || !session.is_newcomer()) {
            session.end_idle();
        } else {
            is_anyone_left = true;
        }
    }
    if (is_anyone_left) end_idle_.set(newcomers_leave_at_);
}

std::vector<std::string> Gateway::calls_in_hand() const {
    std::vector<std::string> lines;
    for (const Session& session : sessions_)
        if (auto line = session.call_in_hand(); !line.empty()) lines.push_back(std::move(line));
    return lines;
}

void Gateway::abort() {
    drain(alarms_.now());
    newcomers_leave_at_ = alarms_.now();
    end_idle();
    // Ending the waits first lets every caller be told what became of its call.
    if (std::exchange(aborting_, true))
        for (Session& session : sessions_) session.abort();
    alarms_.ring_all();
    if (tasks_.size() > 0) abort_again_.set(alarms_.now() + pause_between_aborts);
}

}  // namespace halogate::gateway
