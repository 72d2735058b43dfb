// SPDX-License-Identifier: MIT
#include "program/support/collector.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

using Json = nlohmann::json;

std::string answer_with(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

bool is_whole(std::string_view bytes) {
    const std::size_t head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    constexpr std::string_view name = "\r\nContent-Length: ";
    const std::size_t at = bytes.substr(0, head).find(name);
    if (at == std::string_view::npos) return true;
    return bytes.size() >= head + 4 + std::strtoul(bytes.substr(at + name.size()).data(), nullptr, 10);
}

SeenSpan span_from(const Json& json) {
    SeenSpan span{.trace = json.at("traceId"),
                  .id = json.at("spanId"),
                  .parent = json.value("parentSpanId", ""),
                  .name = json.at("name"),
                  .kind = json.at("kind").dump(),
                  .began = json.at("startTimeUnixNano"),
                  .ended = json.at("endTimeUnixNano"),
                  .attributes = {}};
    for (const Json& each : json.at("attributes")) {
        const Json& value = each.at("value");
        span.attributes[each.at("key")] = value.begin().value().get<std::string>();
    }
    return span;
}

}  // namespace

Collector::Collector() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::system_error{errno, std::generic_category(), "listen"};
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
}

Collector::~Collector() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void Collector::serve() {
    for (;;) {
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return;
        {
            const std::lock_guard lock{mutex_};
            open_ = connection;
            if (stopping_) ::shutdown(connection, SHUT_RDWR);
        }
        serve_one(connection);
        const std::lock_guard lock{mutex_};
        open_ = -1;
        ::close(connection);
    }
}

void Collector::serve_one(int connection) {
    std::string bytes;
    bool is_kept = false;
    char piece[16 * 1024];
    // To the peer's end: who is not answered has gone when it gives up.
    for (;;) {
        const ssize_t count = ::recv(connection, piece, sizeof piece, 0);
        if (count <= 0) return;
        bytes.append(piece, static_cast<std::size_t>(count));
        if (is_kept || !is_whole(bytes)) continue;
        is_kept = true;
        const std::lock_guard lock{mutex_};
        requests_.push_back(bytes);
        const std::string answer = answer_with(body_);
        if (!silent_) ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
        came_.notify_all();
    }
}

void Collector::will_say(std::string body) {
    const std::lock_guard lock{mutex_};
    body_ = std::move(body);
}

void Collector::fall_silent() {
    const std::lock_guard lock{mutex_};
    silent_ = true;
}

void Collector::wait_for_requests(std::size_t count) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, patience, [&] { return requests_.size() >= count; }))
        throw std::runtime_error{"the collector was not asked often enough"};
}

std::vector<SeenSpan> Collector::spans_of(const std::string& trace) const {
    std::vector<SeenSpan> found;
    for (const std::string& request : requests_) {
        const Json batch = Json::parse(request.substr(request.find("\r\n\r\n") + 4));
        for (const Json& json : batch.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans"))
            if (json.at("traceId") == trace) found.push_back(span_from(json));
    }
    return found;
}

std::vector<SeenSpan> Collector::wait_for_spans(const std::string& trace, std::size_t count) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, patience, [&] { return spans_of(trace).size() >= count; }))
        throw std::runtime_error{"the collector was not sent so many spans of trace " + trace};
    return spans_of(trace);
}

std::string Collector::all_bytes() const {
    const std::lock_guard lock{mutex_};
    std::string all;
    for (const std::string& request : requests_) all += request;
    return all;
}

}  // namespace halogate::program
