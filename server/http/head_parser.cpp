// SPDX-License-Identifier: MIT
#include "http/head_parser.hpp"

#include <algorithm>
#include <limits>

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

HeadParser::HeadParser(Side side, HeadLimits limits) noexcept : side_{side}, limits_{limits} {
    // So that every place in a head is an Offset.
    constexpr std::size_t most = std::numeric_limits<Offset>::max();
    limits_.head_bytes = std::min(limits_.head_bytes, most);
}

void HeadParser::reset(std::size_t from) noexcept {
    stage_ = Stage::start_line;
    fault_ = Fault::none;
    begin_ = line_ = scanned_ = from;
    fields_.clear();
    start_ = {};
    framing_.reset();
}

HeadStatus HeadParser::refuse(Fault fault) noexcept {
    fault_ = fault;
    return HeadStatus::refused;
}

HeadStatus HeadParser::parse(std::string_view bytes) {
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
        const std::size_t at = line_;
        const auto line = bytes.substr(at, feed - 1 - at);
        line_ = scanned_ = feed + 1;
        if (const Fault fault = take_line(line, at); fault != Fault::none) return refuse(fault);
    }
    return HeadStatus::complete;
}

Fault HeadParser::judge_unfinished(std::string_view bytes) const noexcept {
    if (bytes.size() >= limits_.head_bytes) return too_large();
    if (stage_ != Stage::start_line) return Fault::none;
    return check_unfinished_line(bytes.substr(line_), side_, limits_.target_bytes);
}

Fault HeadParser::too_large() const noexcept {
    return stage_ == Stage::start_line && side_ == Side::request ? Fault::target_too_long
                                                                 : Fault::head_too_large;
}

Fault HeadParser::take_line(std::string_view line, std::size_t at) {
    if (stage_ == Stage::field_lines) return line.empty() ? take_end() : take_field_line(line, at);
    if (line.empty() && side_ == Side::request) {
        begin_ = line_;
        return Fault::none;
    }
    stage_ = Stage::field_lines;
    return take_start_line(line);
}

Fault HeadParser::take_start_line(std::string_view line) noexcept {
    if (side_ == Side::request) return check_request_line(line, limits_.target_bytes, start_);
    return check_status_line(line, start_);
}

Fault HeadParser::take_field_line(std::string_view line, std::size_t at) {
    if (line.front() == ' ' || line.front() == '\t') return Fault::folded_line;
    const auto colon = first_not(line, token_class);
    if (colon == line.size()) return Fault::colon_missing;
    if (line[colon] != ':') return fault_in_name(line[colon]);
    if (colon == 0) return Fault::field_name_malformed;

    const CharClass allowed = side_ == Side::request ? text_class : text_class | high_class;
    const auto odd = first_not(line, allowed, colon + 1);
    if (odd != line.size()) return fault_in_value(line[odd]);
    if (fields_.size() == limits_.fields) return Fault::too_many_fields;

    const auto value = ascii::trimmed(line.substr(colon + 1));
    const auto value_at = static_cast<std::size_t>(value.data() - line.data());
    fields_.push_back({.name = static_cast<Offset>(at),
                       .name_size = static_cast<Offset>(colon),
                       .value = static_cast<Offset>(at + value_at),
                       .value_size = static_cast<Offset>(value.size())});
    framing_.note(line.substr(0, colon), value);
    return Fault::none;
}

Fault HeadParser::take_end() noexcept {
    stage_ = Stage::done;
    if (side_ == Side::request) return framing_.judge_request(start_.minor_version);
    return framing_.judge_response(start_.minor_version);
}

void HeadParser::fill(Fields& fields, std::string_view bytes) const {
    fields.clear();
    for (const Place& place : fields_)
        fields.add({bytes.substr(place.name, place.name_size), bytes.substr(place.value, place.value_size)});
}

void HeadParser::fill(RequestHead& head, std::string_view bytes) const {
    head.method = start_.method;
    head.minor_version = start_.minor_version;
    head.method_name = bytes.substr(begin_, start_.method_size);
    head.target = bytes.substr(begin_ + start_.method_size + 1, start_.target_size);
    fill(head.fields, bytes);
}

void HeadParser::fill(ResponseHead& head, std::string_view bytes) const {
    head.status = start_.status;
    head.minor_version = start_.minor_version;
    head.reason = bytes.substr(begin_ + start_.reason_at, start_.reason_size);
    fill(head.fields, bytes);
}

}  // namespace halogate::http
