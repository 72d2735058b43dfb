// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message_reader.hpp"

namespace halogate::test {

/// Steps in which bytes arrive; results must not depend on them.
inline constexpr std::array<std::size_t, 7> byte_steps{1, 2, 3, 7, 64, 1000, 1000000};

/// A message as text of its own.
struct ReadMessage {
    std::string line;  ///< "GET /x" or "200 OK"
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    bool whole = false;
    bool keep_alive = false;

    [[nodiscard]] bool operator==(const ReadMessage&) const = default;
};

struct ReadConnection {
    std::vector<ReadMessage> messages;
    std::optional<http::Refusal> refusal;
    std::size_t left_over = 0;  ///< bytes that no message took
};

inline std::string first_line(const http::RequestHead& head) {
    return std::string{head.method_name} + ' ' + std::string{head.target};
}
inline std::string first_line(const http::ResponseHead& head) {
    return std::to_string(head.status) + ' ' + std::string{head.reason};
}

/// Plays a connection on which `bytes` arrive in steps. Every read sees a fresh copy of the bytes, so that a
/// view kept too long is found by AddressSanitizer.
template <class Reader>
class ConnectionPlay {
public:
    ConnectionPlay(Reader& reader, std::string_view bytes, std::size_t step)
        : reader_{reader}, bytes_{bytes}, step_{step} {}

    /// `next` makes the reader ready for a further message; false: there is none.
    template <class Next>
    ReadConnection run(Next next) {
        do {
            if (!read_head() || !read_body()) break;
        } while (next());
        result_.left_over = bytes_.size() - dropped_;
        return std::move(result_);
    }

private:
    [[nodiscard]] std::string received() const {
        return std::string{bytes_.substr(dropped_, arrived_ - dropped_)};
    }
    bool more() {
        if (arrived_ == bytes_.size()) return false;
        arrived_ = std::min(arrived_ + step_, bytes_.size());
        return true;
    }

    bool read_head() {
        for (;;) {
            const std::string bytes = received();
            const auto status = reader_.read_head(bytes);
            if (status == http::HeadStatus::complete) {
                keep_head();
                dropped_ += reader_.head_bytes();
                return true;
            }
            if (status == http::HeadStatus::refused) {
                result_.refusal = reader_.refusal();
                return false;
            }
            if (!more()) return false;
        }
    }

    void keep_head() {
        const auto& head = reader_.head();
        ReadMessage message;
        message.line = first_line(head);
        message.keep_alive = head.keep_alive;
        message.whole = head.body.kind == http::BodyFraming::Kind::none;
        for (const auto& field : head.fields)
            message.fields.emplace_back(std::string{field.name}, std::string{field.value});
        result_.messages.push_back(std::move(message));
    }

    bool read_body() {
        ReadMessage& message = result_.messages.back();
        while (!message.whole) {
            const std::string bytes = received();
            const auto piece = reader_.read_body(bytes);
            if (piece.refusal) {
                result_.refusal = piece.refusal;
                return false;
            }
            message.body.append(piece.data);
            message.whole = piece.complete;
            dropped_ += piece.consumed;
            if (piece.consumed == 0 && !piece.complete && !more()) return false;
        }
        return true;
    }

    Reader& reader_;
    std::string_view bytes_;
    std::size_t step_;
    std::size_t arrived_ = 0;
    std::size_t dropped_ = 0;
    ReadConnection result_;
};

inline ReadConnection read_requests(std::string_view bytes, std::size_t step, http::HeadLimits limits = {}) {
    http::RequestReader reader{limits};
    return ConnectionPlay{reader, bytes, step}.run([&reader] {
        reader.reset();
        return true;
    });
}

/// One answer to `request`.
inline ReadConnection read_response(std::string_view bytes, std::size_t step,
                                    http::Method request = http::Method::get, http::HeadLimits limits = {}) {
    http::ResponseReader reader{limits};
    reader.reset(request);
    return ConnectionPlay{reader, bytes, step}.run([] { return false; });
}

}  // namespace halogate::test
