// SPDX-License-Identifier: MIT
#include "io/poller.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>

namespace halogate::io {

namespace {

[[noreturn]] void refuse(const char* what) {
    throw boost::system::system_error{boost::system::error_code{errno, boost::system::system_category()},
                                      what};
}

}  // namespace

boost::asio::execution_context::id Poller::id;

Poller::Poller(boost::asio::execution_context& context)
    : service{context}, epoll_{static_cast<boost::asio::io_context&>(context).get_executor()} {
    const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
    if (descriptor < 0) refuse("epoll_create1");
    epoll_.assign(descriptor);
    wait();
}

Poller::~Poller() = default;

void Poller::shutdown() {
    boost::system::error_code ignored;
    epoll_.close(ignored);
}

void Poller::add(int descriptor, Polled& owner) {
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    wanted.data.ptr = &owner;
    if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, descriptor, &wanted) != 0) refuse("epoll_ctl");
}

void Poller::remove(int descriptor, const Polled& owner) noexcept {
    if (epoll_.is_open()) ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
    for (epoll_event& event : ahead_)
        if (event.data.ptr == &owner) event.data.ptr = nullptr;
}

void Poller::wait() {
    epoll_.async_wait(Descriptor::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;
        fetch();
        wait();
        try {
            tell();
        } catch (...) {
            // One owner's bug must not make all others deaf.
            boost::asio::post(epoll_.get_executor(), [this] { tell(); });
            throw;
        }
    });
}

void Poller::fetch() {
    const int size = static_cast<int>(fetched_.size());
    const int count = ::epoll_wait(epoll_.native_handle(), fetched_.data(), size, 0);
    ahead_ = {fetched_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

void Poller::tell() {
    struct Telling {
        explicit Telling(bool& now) : now_{now} { now_ = true; }
        ~Telling() { now_ = false; }
        bool& now_;
    };
    const Telling telling{telling_};
    while (!ahead_.empty()) {
        const epoll_event event = ahead_.front();
        ahead_ = ahead_.subspan(1);
        ++turn_;
        if (event.data.ptr != nullptr) static_cast<Polled*>(event.data.ptr)->on_events(event.events);
    }
}

}  // namespace halogate::io
