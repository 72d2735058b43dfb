// SPDX-License-Identifier: MIT
// The load of `./dev bench`: kept-alive callers that send one request again and again, as fast as they are
// answered or at a constant rate.
//
//     bench_load PORT REQUEST_FILE CALLERS REQUESTS SECONDS RATE
//
// It ends after REQUESTS answers or SECONDS, whichever comes first (0: no such end), and prints one line of
// JSON. With RATE above 0 requests fall due one by one, evenly, whether or not the ones before have been
// answered, and a latency is counted from when a request was due: a slow answer does not hide the wait of
// those behind it. Where the request holds "########" its number stands there, so that no two are the same:
// whoever answers several alike requests with one exchange must not gain by it here.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

struct Plan {
    std::uint16_t port = 0;
    std::string request;
    std::size_t callers = 1;
    std::size_t requests = 0;  ///< 0: as many as there is time for
    nanoseconds time{};        ///< 0: as long as it takes
    double rate = 0;           ///< requests per second; 0: as fast as they are answered
};

[[noreturn]] void fail(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

/// The length of the body that a head announces. Every answer of the bench's tenant has one.
std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\ncontent-length:";
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : +a) == b; };
    const auto* const found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end())
        throw std::runtime_error{"an answer without Content-Length: " + std::string{head}};
    auto at = static_cast<std::size_t>(found - head.begin()) + name.size();
    while (head[at] == ' ') ++at;
    std::size_t length = 0;
    std::from_chars(head.data() + at, head.data() + head.size(), length);
    return length;
}

/// One kept-alive connection with at most one request under way.
class Caller {
public:
    explicit Caller(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        if (socket_ < 0) fail("socket");
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect");
        if (::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) fail("setsockopt");
    }
    ~Caller() { ::close(socket_); }
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;

    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] Clock::time_point due() const { return due_; }
    [[nodiscard]] bool succeeded() const { return succeeded_; }

    void send(std::string_view request, Clock::time_point due) {
        due_ = due;
        head_.clear();
        body_left_ = 0;
        const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(request.size())) fail("send");
    }

    /// Reads what is there; true when the answer is complete.
    bool receive(std::size_t& bytes) {
        const auto got = ::recv(socket_, piece().data(), piece().size(), MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN) return false;
        if (got <= 0) throw std::runtime_error{"a connection was closed before its answer was complete"};
        bytes += static_cast<std::size_t>(got);
        std::string_view text{piece().data(), static_cast<std::size_t>(got)};
        if (body_left_ == 0) {
            head_ += text;
            const auto end = head_.find("\r\n\r\n");
            if (end == std::string::npos) return false;
            succeeded_ = head_.starts_with("HTTP/1.1 2");
            const std::size_t whole = end + 4 + content_length({head_.data(), end + 2});
            if (head_.size() > whole) throw std::runtime_error{"more came than an answer's length"};
            body_left_ = whole - head_.size();
        } else if (text.size() > body_left_) {
            throw std::runtime_error{"more came than an answer's length"};
        } else {
            body_left_ -= text.size();
        }
        return body_left_ == 0;
    }

private:
    /// Shared by all: nothing of it is kept from one read to the next.
    static std::array<char, 262'144>& piece() {
        static std::array<char, 262'144> bytes;
        return bytes;
    }

    int socket_;
    Clock::time_point due_;
    std::string head_;
    std::size_t body_left_ = 0;
    bool succeeded_ = false;
};

class Load {
public:
    explicit Load(const Plan& plan) : plan_{plan}, epoll_{::epoll_create1(EPOLL_CLOEXEC)} {
        if (epoll_ < 0) fail("epoll_create1");
        if (plan.rate > 0) step_ = nanoseconds{static_cast<nanoseconds::rep>(1e9 / plan.rate)};
        for (std::size_t i = 0; i < plan.callers; ++i) {
            Caller& caller = callers_.emplace_back(plan.port);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = &caller;
            if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, caller.socket(), &event) != 0) fail("epoll_ctl");
            idle_.push_back(&caller);
        }
    }
    ~Load() { ::close(epoll_); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void run() {
        const auto began = Clock::now();
        next_due_ = began;
        stop_at_ = plan_.time.count() > 0 ? began + plan_.time : Clock::time_point::max();
        while (true) {
            const auto now = Clock::now();
            if (!over(now)) send_what_is_due(now);
            if (over(now) && idle_.size() == plan_.callers) break;
            wait(now);
        }
        took_ = Clock::now() - began;
    }

    void report() {
        std::sort(latencies_.begin(), latencies_.end());
        const auto part = [&](double share) {
            if (latencies_.empty()) return 0.0;
            const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
            return static_cast<double>(latencies_[at].count()) / 1e3;
        };
        std::printf(
            R"({"requests": %zu, "failures": %zu, "bytes": %zu, "seconds": %.6f, "p50_us": %.1f, "p99_us": %.1f, "max_us": %.1f})"
            "\n",
            latencies_.size(), failures_, bytes_, std::chrono::duration<double>(took_).count(), part(0.5),
            part(0.99), part(1));
    }

private:
    [[nodiscard]] bool over(Clock::time_point now) const {
        return now >= stop_at_ || (plan_.requests > 0 && sent_ >= plan_.requests);
    }

    void send_what_is_due(Clock::time_point now) {
        while (!idle_.empty() && !over(now) && (plan_.rate <= 0 || next_due_ <= now)) {
            Caller* caller = idle_.front();  // the one that has rested longest: all take part
            idle_.pop_front();
            number_request();
            caller->send(request_, plan_.rate > 0 ? next_due_ : Clock::now());
            next_due_ += step_;
            ++sent_;
        }
    }

    void number_request() {
        if (number_at_ == std::string::npos) return;
        std::size_t rest = sent_;
        for (std::size_t i = number_digits; i > 0; rest /= 10)
            request_[number_at_ + --i] = static_cast<char>('0' + rest % 10);
    }

    void wait(Clock::time_point now) {
        std::array<epoll_event, 64> events{};
        timespec most{.tv_sec = 1, .tv_nsec = 0};
        if (plan_.rate > 0 && !idle_.empty() && !over(now)) {
            const nanoseconds left = std::clamp<nanoseconds>(next_due_ - now, nanoseconds{0},
                                                             std::chrono::seconds{1} - nanoseconds{1});
            most = {.tv_sec = 0, .tv_nsec = left.count()};
        }
        const int count =
            ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &most, nullptr);
        if (count < 0 && errno != EINTR) fail("epoll_pwait2");
        for (int i = 0; i < count; ++i) {
            auto* caller = static_cast<Caller*>(events[static_cast<std::size_t>(i)].data.ptr);
            if (!caller->receive(bytes_)) continue;
            latencies_.push_back(Clock::now() - caller->due());
            if (!caller->succeeded()) ++failures_;
            idle_.push_back(caller);
        }
    }

    static constexpr std::size_t number_digits = 8;

    const Plan& plan_;
    std::string request_{plan_.request};
    std::size_t number_at_ = request_.find("########");
    int epoll_;
    std::deque<Caller> callers_;
    std::deque<Caller*> idle_;
    std::vector<nanoseconds> latencies_;
    nanoseconds step_{};
    Clock::time_point next_due_;
    Clock::time_point stop_at_;
    nanoseconds took_{};
    std::size_t sent_ = 0;
    std::size_t failures_ = 0;
    std::size_t bytes_ = 0;
};

Plan read_plan(char** arguments) {
    Plan plan;
    plan.port = static_cast<std::uint16_t>(std::stoul(arguments[0]));
    std::ifstream file{arguments[1], std::ios::binary};
    plan.request.assign(std::istreambuf_iterator<char>{file}, {});
    if (plan.request.empty()) throw std::runtime_error{"no request in the request file"};
    plan.callers = std::stoul(arguments[2]);
    plan.requests = std::stoul(arguments[3]);
    plan.time = nanoseconds{static_cast<nanoseconds::rep>(std::stod(arguments[4]) * 1e9)};
    plan.rate = std::stod(arguments[5]);
    return plan;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 7) {
        std::fputs("usage: bench_load PORT REQUEST_FILE CALLERS REQUESTS SECONDS RATE\n", stderr);
        return 2;
    }
    try {
        // The kernel may otherwise wake a sleeper 50 us late.
        if (::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL) != 0) fail("prctl");
        const Plan plan = read_plan(arguments + 1);
        Load load{plan};
        load.run();
        load.report();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_load: %s\n", error.what());
        return 1;
    }
}
