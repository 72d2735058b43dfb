// SPDX-License-Identifier: MIT
#include "observe/line_writer.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace halogate::observe {

namespace {

// Signals belong to the reactor's thread; and with SIGPIPE blocked a reader that went away is an error of
// write().
class AllSignalsBlocked {
public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

constexpr int forever = -1;

/// The last `count` lines of whole ones.
std::string_view last_lines(std::string_view lines, std::uint64_t count) {
    std::size_t begins = lines.size();
    for (; count > 0 && begins > 0; --count) {
        const std::size_t before = begins < 2 ? std::string_view::npos : lines.rfind('\n', begins - 2);
        begins = before == std::string_view::npos ? 0 : before + 1;
    }
    return lines.substr(begins);
}

void drain(int event_descriptor) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto size = ::read(event_descriptor, &count, sizeof count);
}

}  // namespace

LineWriter::LineWriter(std::string destination, Settings settings, Complaint complain)
    : settings_{settings},
      complain_{std::move(complain)},
      sink_{std::move(destination)},
      wake_descriptor_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    if (wake_descriptor_ < 0) throw std::system_error{errno, std::generic_category(), "eventfd"};
    const AllSignalsBlocked inherited_by_the_thread;
    thread_ = std::thread{[this] { run(); }};
}

LineWriter::~LineWriter() {
    {
        const std::lock_guard lock{mutex_};
        stop_by_ = Clock::now() + settings_.farewell;
    }
    wake();
    thread_.join();
    ::close(wake_descriptor_);
}

void LineWriter::write(std::string_view line) {
    bool wakes = false;
    {
        const std::lock_guard lock{mutex_};
        ++asked_;
        const std::size_t needed = line.size() + 1;
        const bool fits = waiting_.size() + needed <= settings_.capacity;
        if (needed > settings_.capacity || (!fits && settings_.unwritten == Unwritten::kept)) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        if (!fits) drop_oldest(waiting_.size() + needed - settings_.capacity);
        const std::size_t half = settings_.capacity / 2;
        const std::size_t before = waiting_.size();
        waiting_.append(line).push_back('\n');
        const auto passes = [&](std::size_t mark) { return before < mark && waiting_.size() >= mark; };
        const bool hurries = passes(settings_.enough) || passes(half);
        if (hurries) hurry_ = true;
        if (passes(half)) behind_.store(true, std::memory_order_relaxed);
        wakes = before == 0 || hurries;
    }
    if (wakes) wake();
}

void LineWriter::reopen() {
    {
        const std::lock_guard lock{mutex_};
        ++asked_;
        reopen_after_ = waiting_.size();
    }
    wake();
}

bool LineWriter::flush(std::chrono::milliseconds limit) {
    std::unique_lock lock{mutex_};
    hurry_ = true;
    wake();
    const auto target = asked_;
    return progress_.wait_for(lock, limit, [&] { return done_ >= target; });
}

// A quarter of the buffer goes at once, so that a writer that has fallen behind does not pay for every line.
void LineWriter::drop_oldest(std::size_t excess) {
    const std::size_t least = std::min(std::max(excess, settings_.capacity / 4), waiting_.size());
    const std::size_t cut = waiting_.find('\n', least - 1) + 1;
    const auto first = waiting_.begin();
    const auto last = first + static_cast<std::ptrdiff_t>(cut);
    dropped_.fetch_add(static_cast<std::uint64_t>(std::count(first, last, '\n')), std::memory_order_relaxed);
    waiting_.erase(first, last);
    if (reopen_after_) *reopen_after_ -= std::min(*reopen_after_, cut);
}

void LineWriter::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto size = ::write(wake_descriptor_, &one, sizeof one);
}

void LineWriter::run() {
    while (wait_for_work()) write_batch();
}

// Looks at what is asked for only after the wake-ups were drained, so that none is lost in between.
bool LineWriter::wait_for_work() {
    bool gathered = false;
    for (;;) {
        drain(wake_descriptor_);
        bool idle = true;
        {
            const std::lock_guard lock{mutex_};
            idle = waiting_.empty();
            if (stop_by_) return !idle;
            if (hurry_ || reopen_after_ || (gathered && !idle)) return true;
        }
        pollfd woken{.fd = wake_descriptor_, .events = POLLIN, .revents = 0};
        const auto pause =
            failing_ && settings_.unwritten == Unwritten::kept ? settings_.again : settings_.gather;
        ::poll(&woken, 1, idle ? forever : static_cast<int>(pause.count()));
        gathered = !idle;
    }
}

void LineWriter::write_batch() {
    std::optional<std::size_t> reopen_after;
    std::uint64_t taken = 0;
    {
        const std::lock_guard lock{mutex_};
        batch_.swap(waiting_);
        reopen_after = std::exchange(reopen_after_, std::nullopt);
        hurry_ = false;
        behind_.store(false, std::memory_order_relaxed);
        taken = asked_;
    }
    std::string_view lines{batch_};
    if (reopen_after) {
        const auto left = write_lines(lines.substr(0, *reopen_after));
        lines.remove_prefix(*reopen_after - left.size());
        report("reopening", sink_.reopen());
    }
    const auto left = write_lines(lines);
    const std::lock_guard lock{mutex_};
    keep_or_give_up(left);
    batch_.clear();
    done_ = taken;
    progress_.notify_all();
}

std::string_view LineWriter::write_lines(std::string_view lines) {
    if (lines.empty()) return {};
    const auto [lost, error] =
        sink_.write(lines, [this](int descriptor) { return wait_writable(descriptor); });
    const bool again = error != 0 && settings_.unwritten == Unwritten::kept;
    if (!again) dropped_.fetch_add(lost, std::memory_order_relaxed);
    report("writing", error);
    return again ? last_lines(lines, lost) : std::string_view{};
}

// Holds the lock. The first of these lines may have arrived in part: the sink has ended that part.
void LineWriter::keep_or_give_up(std::string_view lines) {
    if (lines.empty()) return;
    if (!stop_by_) {
        waiting_.insert(0, lines);
        if (reopen_after_) *reopen_after_ += lines.size();
        return;
    }
    const auto count = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
    dropped_.fetch_add(count, std::memory_order_relaxed);
    if (complain_) complain_(sink_.destination() + ": lines lost at the end: " + std::to_string(count));
}

// Once when it begins to fail and once when it works again: a full disk must not fill the operator's log as
// well.
void LineWriter::report(std::string_view act, int error) {
    const bool fails = error != 0;
    if (fails == failing_) return;
    failing_ = fails;
    if (!complain_) return;
    std::string sentence = sink_.destination();
    if (fails) {
        sentence.append(": ").append(act).append(" fails: ").append(std::generic_category().message(error));
    } else {
        sentence.append(": works again; lines lost since the start: ").append(std::to_string(dropped()));
    }
    complain_(sentence);
}

bool LineWriter::wait_writable(int descriptor) {
    for (;;) {
        const int limit = patience();
        std::array both{pollfd{.fd = descriptor, .events = POLLOUT, .revents = 0},
                        pollfd{.fd = wake_descriptor_, .events = POLLIN, .revents = 0}};
        const int ready = ::poll(both.data(), both.size(), limit);
        if (ready < 0 && errno != EINTR) return false;
        if (ready == 0) return false;
        if (both[0].revents != 0) return true;
        if (ready > 0) drain(wake_descriptor_);
    }
}

int LineWriter::patience() {
    const std::lock_guard lock{mutex_};
    if (!stop_by_) return forever;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*stop_by_ - Clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(0, left.count()));
}

}  // namespace halogate::observe
