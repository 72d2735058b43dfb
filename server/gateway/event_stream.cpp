// SPDX-License-Identifier: MIT
#include "gateway/event_stream.hpp"

#include <utility>

namespace halogate::gateway {

namespace {

/// Leaves the list, however its coroutine ends.
template <class List>
class Place {
public:
    explicit Place(List& list) : list_{list}, place_{list.emplace(list.end())} {}
    ~Place() { list_.erase(place_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] auto& operator*() const noexcept { return *place_; }

private:
    List& list_;
    typename List::iterator place_;
};

}  // namespace

EventStream::EventStream(io::Executor executor, io::AlarmClock& alarms, std::function<std::string()> describe)
    : executor_{executor}, alarms_{alarms}, describe_{std::move(describe)}, tick_{alarms, [this] {
                                                                                      tell_everybody();
                                                                                  }} {}

EventStream::Event EventStream::make_event() const {
    return std::make_shared<const std::string>("event: status\ndata: " + describe_() + "\n\n");
}

void EventStream::tell_everybody() {
    if (listeners_.empty()) return;
    const Event event = make_event();
    for (Listener& listener : listeners_)
        if (listener.waiting != nullptr) listener.waiting->set(event);
    if (!ended_) tick_.set(alarms_.now() + interval);
}

void EventStream::end() {
    if (std::exchange(ended_, true)) return;
    tick_.clear();
    tell_everybody();
}

io::Task<void> EventStream::serve(io::ByteStream& listener) {
    const Place place{listeners_};
    if (!tick_.is_set()) tick_.set(alarms_.now() + interval);
    Event event = make_event();
    for (;;) {
        const bool is_last = ended_;
        const TimePoint deadline = alarms_.now() + patience;
        const io::WriteResult sent = co_await listener.write_all(*event, io::no_second_piece, deadline);
        if (sent.error != io::IoError::none || is_last) co_return;
        if (ended_) {  // while the event went out, and it did not say so
            event = make_event();
            continue;
        }
        io::Signal<Event> next{executor_};
        (*place).waiting = &next;
        listener.watch_for_close([&next] { next.set(nullptr); });
        event = co_await next.wait();
        listener.unwatch();
        (*place).waiting = nullptr;
        if (!event) co_return;
    }
}

}  // namespace halogate::gateway
