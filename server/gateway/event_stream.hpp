// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "io/alarm.hpp"
#include "io/byte_stream.hpp"
#include "io/signal.hpp"

namespace halogate::gateway {

/// Tells everybody who listens once a second what is the case, as server-sent events (WHATWG HTML, 9.2): an
/// event `status` with one line of JSON, made once for all of them. While nobody listens nothing is made and
/// no alarm is set. A listener that reads too slowly misses events and never holds up another; one that does
/// not read at all is let go. Reactor thread only.
class EventStream {
public:
    static constexpr std::size_t most_listeners = 16;
    static constexpr Duration interval = std::chrono::seconds{1};
    /// For one event to be taken.
    static constexpr Duration patience = std::chrono::seconds{5};

    /// `describe` gives JSON without a line break in it. All three outlive the stream, and it every serve().
    EventStream(io::Executor executor, io::AlarmClock& alarms, std::function<std::string()> describe);
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    [[nodiscard]] bool has_room() const noexcept { return listeners_.size() < most_listeners; }
    /// After an answer's head: sends events until the listener is gone or end() was called.
    [[nodiscard]] io::Task<void> serve(io::ByteStream& listener);
    /// A last event for everybody, and the end of every serve().
    void end();

private:
    using Event = std::shared_ptr<const std::string>;
    struct Listener {
        io::Signal<Event>* waiting = nullptr;  ///< null while an event is being sent to it
    };

    [[nodiscard]] Event make_event() const;
    void tell_everybody();

    io::Executor executor_;
    io::AlarmClock& alarms_;
    std::function<std::string()> describe_;
    std::list<Listener> listeners_;
    io::Alarm tick_;
    bool ended_ = false;
};

}  // namespace halogate::gateway
