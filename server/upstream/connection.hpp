// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message_reader.hpp"
#include "io/byte_stream.hpp"

namespace halogate::upstream {

/// How reading an answer went.
enum class ReadStatus : std::uint8_t {
    ok,
    no_answer,  ///< closed or reset before the message was complete
    timed_out,
    malformed,  ///< not HTTP as we take it; nothing on this connection can be trusted any more
};

/// One kept-alive connection to the tenant, and one exchange at a time on it.
class Connection {
public:
    Connection(std::unique_ptr<io::ByteStream> stream, http::HeadLimits limits);

    /// Ready for an exchange whose request has this method.
    void begin(http::Method method);

    [[nodiscard]] io::Task<io::WriteResult> send(std::string_view first, std::string_view second,
                                                 TimePoint deadline);

    /// Nothing more of the request will be sent: the connection cannot be used again.
    void leave_unsent() noexcept { sent_whole_ = false; }
    /// Whatever is pending ends as if its time were over.
    void interrupt() { stream_->interrupt(); }

    /// Reads the head of the final answer; 1xx answers are skipped. May be waited for while a send() is
    /// pending.
    [[nodiscard]] io::Task<ReadStatus> read_head(TimePoint deadline);
    /// After ok: views into the connection, valid until the next begin().
    [[nodiscard]] const http::ResponseHead& head() noexcept { return reader_.head(); }

    struct Piece {
        ReadStatus status = ReadStatus::ok;
        std::string_view data;  ///< valid until the next call
        bool complete = false;
    };
    /// The next piece of the body, as it comes. Not to be called after complete.
    [[nodiscard]] io::Task<Piece> read_body(TimePoint deadline);
    [[nodiscard]] bool body_complete() const noexcept { return complete_; }
    /// Bytes of the body are here already: the next read_body() need not wait for the socket.
    [[nodiscard]] bool has_buffered() const noexcept { return begin_ < end_; }

    /// Unused so far, or after a whole answer to a whole request: nothing odd happened, and the peer wants to
    /// keep the connection. A tenant may answer before it has read all of a request; where the rest of that
    /// was never sent it would take the next request for it. Whether it is_quiet() is asked when it is lent.
    [[nodiscard]] bool reusable();
    [[nodiscard]] bool is_quiet() { return stream_->is_quiet(); }
    [[nodiscard]] unsigned exchanges() const noexcept { return exchanges_; }
    /// Any byte of the current answer has arrived.
    [[nodiscard]] bool answer_begun() const noexcept { return answer_begun_; }
    /// What was wrong with a malformed answer; for logs.
    [[nodiscard]] const std::string& detail() const noexcept { return detail_; }
    [[nodiscard]] const std::string& peer() const noexcept { return stream_->peer(); }

    TimePoint idle_since{};
    /// Nothing but a share in what the pool counts its connections by.
    std::shared_ptr<const void> membership;

private:
    /// Room for the head and, behind it, for the piece of the body that is being relayed.
    static constexpr std::size_t buffer_bytes = 48 * 1024;

    [[nodiscard]] std::string_view unread() const noexcept {
        return {buffer_.data() + begin_, end_ - begin_};
    }
    [[nodiscard]] ReadStatus fail(io::IoError error);

    std::unique_ptr<io::ByteStream> stream_;
    http::ResponseReader reader_;
    std::vector<char> buffer_;
    std::size_t body_start_ =
        0;  ///< where the head ends: the views into it stay whole while the body is read
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    unsigned exchanges_ = 0;
    bool complete_ = false;
    bool answer_begun_ = false;
    bool sent_whole_ = true;
    bool odd_ = false;
    std::string detail_;
};

}  // namespace halogate::upstream
