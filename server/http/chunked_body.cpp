// SPDX-License-Identifier: MIT
#include "http/chunked_body.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "http/char_class.hpp"

namespace halogate::http {

namespace {

std::optional<std::uint64_t> hex_digit(char c) noexcept {
    if (ascii::is_digit(c)) return static_cast<std::uint64_t>(c - '0');
    const char letter = ascii::lower(c);
    if (letter >= 'a' && letter <= 'f') return static_cast<std::uint64_t>(letter - 'a') + 10;
    return std::nullopt;
}

}  // namespace

ChunkedBody::Progress ChunkedBody::read(std::string_view bytes) noexcept {
    Progress progress;
    while (progress.consumed < bytes.size() && state_ != State::complete) {
        if (state_ == State::content) {
            if (!progress.data.empty()) return progress;
            const auto room = static_cast<std::uint64_t>(bytes.size() - progress.consumed);
            const auto taken = static_cast<std::size_t>(std::min(left_, room));
            progress.data = bytes.substr(progress.consumed, taken);
            progress.consumed += taken;
            left_ -= taken;
            if (left_ == 0) state_ = State::content_return;
            continue;
        }
        if (const Fault fault = step(bytes[progress.consumed]); fault != Fault::none)
            return {.consumed = 0, .data = {}, .complete = false, .fault = fault};
        ++progress.consumed;
    }
    progress.complete = complete();
    return progress;
}

Fault ChunkedBody::expect(char wanted, char c, State next, Fault fault) noexcept {
    if (c != wanted) return fault;
    state_ = next;
    return Fault::none;
}

Fault ChunkedBody::step(char c) noexcept {
    switch (state_) {
        case State::size: return step_size(c);
        case State::size_line_feed: {
            const State next = left_ > 0 ? State::content : State::trailer_start;
            digits_ = 0;
            return expect('\n', c, next, Fault::chunk_size_malformed);
        }
        case State::content_return:
            return expect('\r', c, State::content_line_feed, Fault::chunk_end_missing);
        case State::content_line_feed: return expect('\n', c, State::size, Fault::chunk_end_missing);
        case State::last_line_feed: return expect('\n', c, State::complete, Fault::trailer_malformed);
        case State::content:
        case State::complete: return Fault::none;
        default: return step_trailer(c);
    }
}

Fault ChunkedBody::step_size(char c) noexcept {
    if (const auto digit = hex_digit(c)) {
        if (++digits_ > most_digits) return Fault::chunk_size_malformed;
        // The first digit of a size finds left_ at zero: the chunk before has been read to its end.
        left_ = left_ * 16 + *digit;
        return Fault::none;
    }
    if (digits_ == 0) return Fault::chunk_size_malformed;
    if (c == ';' || c == ' ' || c == '\t') return Fault::chunk_extension;
    return expect('\r', c, State::size_line_feed, Fault::chunk_size_malformed);
}

Fault ChunkedBody::step_trailer(char c) noexcept {
    if (++trailer_bytes_ > most_trailer_bytes) return Fault::trailers_too_large;
    if (state_ == State::trailer_start && c == '\r') {
        state_ = State::last_line_feed;
        return Fault::none;
    }
    if (state_ == State::trailer_start || state_ == State::trailer_name) return step_trailer_name(c);
    if (state_ == State::trailer_value) {
        const CharClass allowed = side_ == Side::request ? text_class : text_class | high_class;
        if (is(c, allowed)) return Fault::none;
        return expect('\r', c, State::trailer_line_feed, Fault::trailer_malformed);
    }
    return expect('\n', c, State::trailer_start, Fault::trailer_malformed);
}

Fault ChunkedBody::step_trailer_name(char c) noexcept {
    if (state_ == State::trailer_start) trailer_name_size_ = 0;
    if (c == ':' && state_ == State::trailer_name) {
        state_ = State::trailer_value;
        return names_framing() ? Fault::trailer_malformed : Fault::none;
    }
    state_ = State::trailer_name;
    if (trailer_name_size_ < trailer_name_.size()) trailer_name_[trailer_name_size_] = ascii::lower(c);
    ++trailer_name_size_;
    return is(c, token_class) ? Fault::none : Fault::trailer_malformed;
}

bool ChunkedBody::names_framing() const noexcept {
    if (trailer_name_size_ > trailer_name_.size()) return false;
    const std::string_view name{trailer_name_.data(), trailer_name_size_};
    return name == "content-length" || name == "transfer-encoding";
}

}  // namespace halogate::http
