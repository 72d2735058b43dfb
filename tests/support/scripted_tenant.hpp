// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/dialer.hpp"
#include "support/pipe_stream.hpp"

namespace halogate::test {

/// Says what it was told to say, one answer per request, and keeps what it was asked. Its only idea of HTTP
/// is that a head ends with an empty line and that Content-Length says how much follows.
class ScriptedTenant final : public io::Dialer {
public:
    explicit ScriptedTenant(Reactor& reactor) : reactor_{reactor} {}

    static constexpr std::string_view hang_up = "hang up";
    static constexpr std::string_view stay_silent = "stay silent";

    /// Bytes of an answer, or one of the words above. Without a script it answers `200` and a small body.
    void will_answer(std::string_view bytes) { script_.emplace_back(bytes); }
    FailurePlan* plan = nullptr;  ///< breaks the gateway's end of the connections
    bool reachable = true;
    std::function<void()> on_dial;  ///< what happens elsewhere while a connection is made
    std::function<std::unique_ptr<io::ByteStream>()> connects;  ///< in place of a scripted connection
    bool answers_at_the_head = false;  ///< of a request, and reads nothing more of it
    std::size_t answers_in_pieces_of = std::numeric_limits<std::size_t>::max();
    std::size_t takes_at_most = std::numeric_limits<std::size_t>::max();  ///< unread bytes of a request

    bool holds_answers = false;  ///< each until let_go()

    std::vector<std::string> requests;
    int dials = 0;

    /// The answers that are held go out now.
    void let_go() {
        for (io::Signal<int>* const held : std::exchange(held_, {})) held->set(1);
    }

    [[nodiscard]] io::Task<Expected<std::unique_ptr<io::ByteStream>, io::DialError>> dial(
        const io::Origin&, TimePoint) override {
        ++dials;
        if (on_dial) std::exchange(on_dial, nullptr)();
        if (!reachable || (plan != nullptr && plan->strikes()))
            co_return Unexpected{io::DialError{io::DialError::Stage::connect, "connection refused"}};
        if (connects) co_return connects();
        PipeStream::Pair ends = PipeStream::connected(reactor_, plan);
        ends.second->takes_at_most(takes_at_most);
        ends.first->takes_at_most(answers_in_pieces_of);
        reactor_.tasks.spawn(serve(std::move(ends.second)));
        std::unique_ptr<io::ByteStream> stream = std::move(ends.first);
        co_return stream;
    }

private:
    static constexpr std::string_view usual_answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"id\": 1}";

    [[nodiscard]] io::Task<void> serve(std::unique_ptr<PipeStream> stream) {
        std::string bytes;
        for (;;) {
            while (!whole(bytes)) {
                std::array<char, 4096> buffer{};
                const std::span<char> room{buffer};
                const io::ReadResult read = co_await stream->read_some(room, TimePoint::max());
                if (read.error != io::IoError::none) co_return;
                bytes.append(buffer.data(), read.bytes);
            }
            requests.push_back(std::exchange(bytes, {}));
            std::string answer{usual_answer};
            if (!script_.empty()) {
                answer = script_.front();
                script_.pop_front();
            }
            if (holds_answers) co_await until_let_go();
            if (answer == hang_up) co_return;
            if (answer == stay_silent && answers_at_the_head) co_await until_closed(*stream);
            if (answer == stay_silent) continue;
            const io::WriteResult sent =
                co_await stream->write_all(answer, io::no_second_piece, TimePoint::max());
            if (sent.error != io::IoError::none) co_return;
            if (answers_at_the_head) co_await until_closed(*stream);
        }
    }
    [[nodiscard]] io::Task<void> until_let_go() {
        io::Signal<int> signal{reactor_.executor()};
        held_.push_back(&signal);
        co_await signal.wait();
    }
    [[nodiscard]] io::Task<void> until_closed(PipeStream& stream) {
        io::Signal<int> closed{reactor_.executor()};
        stream.watch_for_close([&closed] { closed.set(1); });
        co_await closed.wait();
    }

    [[nodiscard]] bool whole(const std::string& bytes) const {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        if (answers_at_the_head) return true;
        const auto field = bytes.find("Content-Length: ");
        const std::size_t length = field < end ? std::stoul(bytes.substr(field + 16)) : 0;
        return bytes.size() >= end + 4 + length;
    }

    Reactor& reactor_;
    std::deque<std::string> script_;
    std::vector<io::Signal<int>*> held_;
};

}  // namespace halogate::test
