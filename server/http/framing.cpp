// SPDX-License-Identifier: MIT
#include "http/framing.hpp"

#include <string_view>

#include "base/ascii.hpp"

namespace halogate::http {

using namespace std::string_view_literals;

void Framing::note(std::string_view name, std::string_view value) noexcept {
    // The size sorts out nearly every field before a letter is compared.
    switch (name.size()) {
        case "Host"sv.size():
            if (ascii::equal_ignoring_case(name, "Host")) ++hosts_;
            break;
        case "Expect"sv.size():
            if (!ascii::equal_ignoring_case(name, "Expect")) break;
            if (ascii::equal_ignoring_case(value, "100-continue"))
                expects_continue_ = true;
            else
                expectation_unknown_ = true;
            break;
        case "Connection"sv.size():
            if (ascii::equal_ignoring_case(name, "Connection")) note_connection(value);
            break;
        case "Proxy-Connection"sv.size():
            // Of no RFC: nothing is done on its word, but what is read as a list somewhere must be one.
            if (ascii::equal_ignoring_case(name, "Proxy-Connection")) check_connection(value);
            break;
        case "Content-Length"sv.size():
            if (ascii::equal_ignoring_case(name, "Content-Length")) note_length(value);
            break;
        case "Transfer-Encoding"sv.size():
            if (!ascii::equal_ignoring_case(name, "Transfer-Encoding")) break;
            ++codings_;
            if (!ascii::equal_ignoring_case(value, "chunked")) coding_unknown_ = true;
            break;
        default: break;
    }
}

void Framing::note_length(std::string_view value) noexcept {
    constexpr std::size_t most_digits = 19;  // ten to the nineteenth still fits into 64 bits
    ++lengths_;
    const auto length = ascii::to_unsigned(value);
    if (!length || value.size() > most_digits)
        length_malformed_ = true;
    else
        length_ = *length;
}

void Framing::check_connection(std::string_view value) noexcept {
    while (const auto option = ascii::next_element(value))
        if (!ascii::is_token(*option)) connection_malformed_ = true;
}

void Framing::note_connection(std::string_view value) noexcept {
    check_connection(value);
    while (const auto option = ascii::next_element(value)) {
        if (ascii::equal_ignoring_case(*option, "close")) close_ = true;
        if (ascii::equal_ignoring_case(*option, "keep-alive")) keep_alive_ = true;
    }
}

Fault Framing::judge_body(unsigned minor_version) const noexcept {
    if (lengths_ > 0 && codings_ > 0) return Fault::length_and_coding;
    if (lengths_ > 1) return Fault::length_repeated;
    if (length_malformed_) return Fault::length_malformed;
    if (codings_ > 1) return Fault::coding_repeated;
    if (coding_unknown_) return Fault::coding_unknown;
    if (codings_ > 0 && minor_version == 0) return Fault::coding_in_http_1_0;
    if (connection_malformed_) return Fault::connection_malformed;
    return Fault::none;
}

Fault Framing::judge_request(unsigned minor_version) const noexcept {
    if (hosts_ > 1) return Fault::host_repeated;
    // HTTP/1.0 does not ask for Host; we do: without one nobody can tell whether a page's own name was used.
    if (hosts_ == 0) return Fault::host_missing;
    if (const Fault fault = judge_body(minor_version); fault != Fault::none) return fault;
    return expectation_unknown_ ? Fault::expectation_unknown : Fault::none;
}

Fault Framing::judge_response(unsigned minor_version) const noexcept {
    return judge_body(minor_version);
}

BodyFraming Framing::announced(BodyFraming::Kind otherwise) const noexcept {
    if (codings_ > 0) return {.kind = BodyFraming::Kind::chunked};
    if (lengths_ > 0) return {.kind = BodyFraming::Kind::length, .length = length_};
    return {.kind = otherwise};
}

BodyFraming Framing::request_body() const noexcept {
    return announced(BodyFraming::Kind::none);
}

BodyFraming Framing::response_body(unsigned status, Method request) const noexcept {
    if (request == Method::head || status < 200 || status == 204 || status == 304) return {};
    return announced(BodyFraming::Kind::until_close);
}

bool Framing::keep_alive(unsigned minor_version) const noexcept {
    return !close_ && (minor_version >= 1 || keep_alive_);
}

bool Framing::expects_continue(unsigned minor_version) const noexcept {
    return expects_continue_ && minor_version >= 1;
}

}  // namespace halogate::http
