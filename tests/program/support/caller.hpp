// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "program/support/answer.hpp"
#include "program/support/channel.hpp"

namespace halogate::program {

/// A caller on one connection. It sends exactly the bytes it is given, or plain requests; it checks nothing.
class Caller {
public:
    explicit Caller(std::unique_ptr<Channel> channel) : channel_{std::move(channel)} {}

    /// One request and its answer, 1xx skipped. Host is added unless `fields` has one, Content-Length when
    /// there is a body.
    Answer call(std::string_view method, std::string_view target, std::string_view body = {},
                const FieldList& fields = {});
    Answer get(std::string_view target, const FieldList& fields = {}) {
        return call("GET", target, {}, fields);
    }
    /// JSON.
    Answer post(std::string_view target, std::string_view body, FieldList fields = {});

    void send(std::string_view bytes) { accepted_ = channel_->send(bytes) && accepted_; }
    /// Whether all that was sent was taken.
    [[nodiscard]] bool accepted() const noexcept { return accepted_; }
    /// The next answer, a 1xx too.
    Answer receive(bool to_head = false);
    /// Returns when the first bytes of an answer are there; they stay for receive().
    void receive_some();
    /// All bytes up to the close; throws when the connection is kept.
    std::string receive_all();
    /// Bytes that have come and belong to no answer yet.
    [[nodiscard]] const std::string& rest() const noexcept { return bytes_; }
    void finish_sending() { channel_->finish_sending(); }
    /// A hang-up.
    void close() { channel_.reset(); }

private:
    std::unique_ptr<Channel> channel_;
    std::string bytes_;
    bool accepted_ = true;
};

/// Of a read that wants an exchange of its own, and not what an identical one under way gets.
inline const FieldList unshared{{"Cache-Control", "no-cache"}};

/// The bytes of a request with the usual fields.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view target,
                                       std::string_view body = {}, const FieldList& fields = {});

}  // namespace halogate::program
