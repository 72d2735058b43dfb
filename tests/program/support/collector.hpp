// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace halogate::program {

/// One span as the collector was sent it.
struct SeenSpan {
    std::string trace;
    std::string id;
    std::string parent;  ///< empty: it has none
    std::string name;
    std::string kind;  ///< the number of OTLP's enumeration
    std::string began;
    std::string ended;
    std::map<std::string, std::string> attributes;
};

/// A collector for OTLP over HTTP in plain, in this process: keeps every request, and answers 200 unless told
/// otherwise. One connection at a time.
class Collector {
public:
    Collector();
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    /// From now on this is the body of its answers, which is JSON; it is `{}` otherwise.
    void will_say(std::string body);
    /// From now on requests are read and never answered, until the peer gives up.
    void fall_silent();

    /// Returns when so many requests have come.
    void wait_for_requests(std::size_t count);
    /// All spans of that trace, once there are so many; fails the test's patience otherwise.
    std::vector<SeenSpan> wait_for_spans(const std::string& trace, std::size_t count);
    /// Every byte that has come.
    [[nodiscard]] std::string all_bytes() const;

private:
    void serve();
    void serve_one(int connection);
    [[nodiscard]] std::vector<SeenSpan> spans_of(const std::string& trace) const;

    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::string> requests_;
    std::string body_ = "{}";
    bool silent_ = false;
    bool stopping_ = false;
    int open_ = -1;
    std::thread thread_;
};

}  // namespace halogate::program
