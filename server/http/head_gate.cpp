// SPDX-License-Identifier: MIT
#include "http/head_gate.hpp"

#include "base/ascii.hpp"
#include "http/char_class.hpp"

namespace halogate::http {

namespace {

Fault fault_in_value(char c) noexcept {
    if (c == '\r') return Fault::bare_carriage_return;
    return is(c, high_class) ? Fault::high_byte : Fault::control_character;
}

Fault fault_in_name(char c) noexcept {
    if (c == '\r') return Fault::bare_carriage_return;
    return c == ' ' || c == '\t' ? Fault::blank_before_colon : Fault::field_name_malformed;
}

}  // namespace

void HeadGate::reset(std::size_t from) noexcept {
    stage_ = Stage::start_line;
    fault_ = Fault::none;
    begin_ = line_ = scanned_ = from;
    fields_ = 0;
    start_ = {};
    framing_.reset();
}

HeadStatus HeadGate::refuse(Fault fault) noexcept {
    fault_ = fault;
    return HeadStatus::refused;
}

HeadStatus HeadGate::check(std::string_view bytes) noexcept {
    if (fault_ != Fault::none) return HeadStatus::refused;
    while (stage_ != Stage::done) {
        const auto feed = bytes.find('\n', scanned_);
        if (feed == bytes.npos) {
            scanned_ = bytes.size();
            const Fault fault = judge_unfinished(bytes);
            return fault == Fault::none ? HeadStatus::incomplete : refuse(fault);
        }
        if (feed >= limits_.head_bytes) return refuse(too_large());
        if (feed == line_ || bytes[feed - 1] != '\r') return refuse(Fault::bare_line_feed);
        const auto line = bytes.substr(line_, feed - 1 - line_);
        line_ = scanned_ = feed + 1;
        if (const Fault fault = take_line(line); fault != Fault::none) return refuse(fault);
    }
    return HeadStatus::complete;
}

Fault HeadGate::judge_unfinished(std::string_view bytes) const noexcept {
    if (bytes.size() >= limits_.head_bytes) return too_large();
    if (stage_ != Stage::start_line) return Fault::none;
    return check_unfinished_line(bytes.substr(line_), side_, limits_.target_bytes);
}

Fault HeadGate::too_large() const noexcept {
    return stage_ == Stage::start_line && side_ == Side::request ? Fault::target_too_long
                                                                 : Fault::head_too_large;
}

Fault HeadGate::take_line(std::string_view line) noexcept {
    if (stage_ == Stage::field_lines) return line.empty() ? take_end() : take_field_line(line);
    if (line.empty() && side_ == Side::request) {
        begin_ = line_;
        return Fault::none;
    }
    stage_ = Stage::field_lines;
    return take_start_line(line);
}

Fault HeadGate::take_start_line(std::string_view line) noexcept {
    if (side_ == Side::request) return check_request_line(line, limits_.target_bytes, start_);
    return check_status_line(line, start_);
}

Fault HeadGate::take_field_line(std::string_view line) noexcept {
    if (line.front() == ' ' || line.front() == '\t') return Fault::folded_line;
    const auto colon = first_not(line, token_class);
    if (colon == line.size()) return Fault::colon_missing;
    if (line[colon] != ':') return fault_in_name(line[colon]);
    if (colon == 0) return Fault::field_name_malformed;

    const CharClass allowed = side_ == Side::request ? text_class : text_class | high_class;
    const auto odd = first_not(line, allowed, colon + 1);
    if (odd != line.size()) return fault_in_value(line[odd]);
    if (++fields_ > limits_.fields) return Fault::too_many_fields;

    framing_.note(line.substr(0, colon), ascii::trimmed(line.substr(colon + 1)));
    return Fault::none;
}

Fault HeadGate::take_end() noexcept {
    stage_ = Stage::done;
    if (side_ == Side::request) return framing_.judge_request(start_.minor_version);
    return framing_.judge_response(start_.minor_version);
}

}  // namespace halogate::http
