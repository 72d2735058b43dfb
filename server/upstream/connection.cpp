// SPDX-License-Identifier: MIT
#include "upstream/connection.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace halogate::upstream {

Connection::Connection(std::unique_ptr<io::ByteStream> stream, http::HeadLimits limits)
    : stream_{std::move(stream)}, reader_{limits}, buffer_(buffer_bytes) {}

void Connection::begin(http::Method method) {
    reader_.reset(method);
    body_start_ = begin_ = end_ = 0;
    complete_ = false;
    answer_begun_ = false;
    sent_whole_ = true;
    odd_ = true;  // until the answer is complete
    ++exchanges_;
}

io::Task<io::WriteResult> Connection::send(std::string_view first, std::string_view second,
                                           TimePoint deadline) {
    const io::WriteResult sent = co_await stream_->write_all(first, second, deadline);
    sent_whole_ = sent_whole_ && sent.error == io::IoError::none;
    co_return sent;
}

ReadStatus Connection::fail(io::IoError error) {
    detail_ = io::to_string(error);
    if (error == io::IoError::timed_out) return ReadStatus::timed_out;
    return error == io::IoError::tls ? ReadStatus::malformed : ReadStatus::no_answer;
}

io::Task<ReadStatus> Connection::read_head(TimePoint deadline) {
    for (;;) {
        if (end_ > 0) {
            const http::HeadStatus status = reader_.read_head({buffer_.data(), end_});
            if (status == http::HeadStatus::complete) break;
            if (status == http::HeadStatus::refused || end_ == buffer_.size()) {
                detail_ =
                    status == http::HeadStatus::refused ? reader_.refusal().detail : "the head is too large";
                co_return ReadStatus::malformed;
            }
        }
        const std::span<char> room{buffer_.data() + end_, buffer_.size() - end_};
        const io::ReadResult read = co_await stream_->read_some(room, deadline);
        if (read.error != io::IoError::none) co_return fail(read.error);
        answer_begun_ = true;
        end_ += read.bytes;
    }
    body_start_ = begin_ = reader_.head_bytes();
    const http::BodyFraming& body = reader_.head().body;
    complete_ = body.kind == http::BodyFraming::Kind::none;
    // A body of no bytes is read to its end here: there is nothing to wait for.
    if (body.kind == http::BodyFraming::Kind::length && body.length == 0)
        complete_ = reader_.read_body({}).complete;
    odd_ = !complete_;
    co_return ReadStatus::ok;
}

io::Task<Connection::Piece> Connection::read_body(TimePoint deadline) {
    for (;;) {
        if (begin_ < end_) {
            const http::BodyPiece piece = reader_.read_body(unread());
            begin_ += piece.consumed;
            if (piece.refusal) {
                detail_ = piece.refusal->detail;
                co_return Piece{ReadStatus::malformed, {}, false};
            }
            complete_ = piece.complete;
            if (complete_) odd_ = false;
            if (complete_ || !piece.data.empty()) co_return Piece{ReadStatus::ok, piece.data, complete_};
            if (piece.consumed > 0) continue;
        }
        std::memmove(buffer_.data() + body_start_, buffer_.data() + begin_, end_ - begin_);
        end_ = body_start_ + (end_ - begin_);
        begin_ = body_start_;
        if (end_ == buffer_.size()) {
            detail_ = "a chunk header or trailer is too large";
            co_return Piece{ReadStatus::malformed, {}, false};
        }
        const std::span<char> room{buffer_.data() + end_, buffer_.size() - end_};
        const io::ReadResult read = co_await stream_->read_some(room, deadline);
        if (read.error == io::IoError::closed && reader_.end_of_stream()) {
            complete_ = true;
            co_return Piece{ReadStatus::ok, {}, true};
        }
        if (read.error != io::IoError::none) co_return Piece{fail(read.error), {}, false};
        end_ += read.bytes;
    }
}

bool Connection::reusable() {
    if (exchanges_ == 0) return true;
    return complete_ && !odd_ && sent_whole_ && begin_ == end_ && reader_.head().keep_alive &&
           reader_.head().body.kind != http::BodyFraming::Kind::until_close;
}

}  // namespace halogate::upstream
