// SPDX-License-Identifier: MIT
#include "http/fault.hpp"

namespace halogate::http {

namespace {

struct Row {
    std::string_view what;  ///< true of a request and of a response
    std::string_view remedy;
    ErrorCode code = ErrorCode::bad_request;
};

Row start_line_row(Fault fault) noexcept {
    switch (fault) {
        case Fault::not_http:
            return {"the bytes received do not begin an HTTP message",
                    "speak HTTP/1.1 to this address, and check that http:// and https:// are not mixed up"};
        case Fault::method_malformed:
            return {"the method is not a word of at most 32 token characters",
                    "send a method such as GET or POST"};
        case Fault::method_refused:
            return {"CONNECT and TRACE are not served", "use GET, HEAD, POST or DELETE",
                    ErrorCode::method_not_allowed};
        case Fault::target_form:
            return {
                "the request target does not begin with '/'",
                "send the path alone, as in GET /api/Tickets HTTP/1.1, and do not configure this address as "
                "a forward proxy"};
        case Fault::target_character:
            return {"the request target holds '#', a blank, a control character or a byte above 0x7e",
                    "percent-encode it"};
        case Fault::target_too_long:
            return {"the request line is longer than is taken", "shorten the query", ErrorCode::uri_too_long};
        case Fault::version_unsupported:
            return {"the HTTP version is neither 1.0 nor 1.1", "speak HTTP/1.1",
                    ErrorCode::version_not_supported};
        case Fault::status_malformed:
            return {"the status line is not of the form 'HTTP/1.1 200 OK'", "correct the status line"};
        default:
            return {"the request line is not a method, a target and a version with one blank between them",
                    "send a line such as GET /api/Tickets HTTP/1.1"};
    }
}

Row field_row(Fault fault) noexcept {
    switch (fault) {
        case Fault::bare_line_feed:
            return {"a line ends in LF alone", "end every line of the head with CRLF"};
        case Fault::bare_carriage_return:
            return {"a CR stands in the head without an LF after it", "end every line of the head with CRLF"};
        case Fault::control_character: return {"a header value holds a control character", "remove it"};
        case Fault::high_byte: return {"a header value holds a byte of 0x80 or above", "send ASCII only"};
        case Fault::folded_line:
            return {"a header line begins with white space", "put each header on one line of its own"};
        case Fault::blank_before_colon:
            return {"white space stands between a header name and its colon", "remove it"};
        case Fault::colon_missing: return {"a header line has no colon", "write it as Name: value"};
        case Fault::field_name_malformed:
            return {"a header name is empty or holds a character that may not stand in one",
                    "use letters, digits and '-' in header names"};
        case Fault::too_many_fields:
            return {"there are more headers than are taken", "send fewer", ErrorCode::headers_too_large};
        default:
            return {"the headers are larger than is taken", "send less, cookies first",
                    ErrorCode::headers_too_large};
    }
}

Row framing_row(Fault fault) noexcept {
    switch (fault) {
        case Fault::host_missing: return {"there is no Host header", "send exactly one"};
        case Fault::host_repeated: return {"there is more than one Host header", "send exactly one"};
        case Fault::length_malformed:
            return {"Content-Length is not a number of 1 to 19 digits",
                    "send the length of the body in bytes, once and in decimal digits"};
        case Fault::length_repeated:
            return {"there is more than one Content-Length header", "send exactly one"};
        case Fault::coding_unknown:
            return {"Transfer-Encoding is not exactly 'chunked'",
                    "send 'chunked' or Content-Length, and no other transfer coding"};
        case Fault::coding_repeated:
            return {"there is more than one Transfer-Encoding header", "send exactly one"};
        case Fault::coding_in_http_1_0:
            return {"Transfer-Encoding stands in a message of HTTP/1.0",
                    "use HTTP/1.1 or send Content-Length"};
        case Fault::length_and_coding:
            return {"both Content-Length and Transfer-Encoding are present", "send one of them"};
        case Fault::connection_malformed:
            return {"the Connection header is not a list of option names",
                    "send 'close', 'keep-alive' or leave it out"};
        case Fault::expectation_unknown:
            return {"the Expect header asks for something other than 100-continue", "leave it out",
                    ErrorCode::expectation_failed};
        case Fault::interim_with_body:
            return {"an interim answer announces a body", "send 1xx answers without one"};
        default: return {"the protocol was switched without being asked for", "do not answer 101"};
    }
}

Row body_row(Fault fault) noexcept {
    switch (fault) {
        case Fault::chunk_size_malformed:
            return {"a chunk does not begin with a line of 1 to 16 hexadecimal digits ended by CRLF",
                    "write chunk sizes without signs, blanks or prefixes"};
        case Fault::chunk_extension:
            return {"a chunk carries an extension", "send chunk sizes without extensions"};
        case Fault::chunk_end_missing:
            return {"a chunk is not followed by CRLF", "make the chunk size equal the bytes of the chunk"};
        case Fault::trailer_malformed:
            return {"the trailer after the last chunk is malformed", "send no trailers"};
        case Fault::trailers_too_large:
            return {"the trailers are larger than 16 KiB", "send no trailers", ErrorCode::headers_too_large};
        default: return {"the body of the message before was not read to its end", "open a new connection"};
    }
}

Row row_of(Fault fault) noexcept {
    if (fault <= Fault::status_malformed) return start_line_row(fault);
    if (fault <= Fault::head_too_large) return field_row(fault);
    if (fault <= Fault::protocol_switch) return framing_row(fault);
    return body_row(fault);
}

}  // namespace

Refusal refusal_of(Fault fault, Side side) {
    const Row row = row_of(fault);
    Refusal refusal;
    if (side == Side::response) {
        refusal.code = ErrorCode::tenant_bad_response;
        refusal.detail.append("The tenant's answer cannot be read safely: ").append(row.what).append(".");
        return refusal;
    }
    refusal.code = row.code;
    refusal.detail.append("The request was refused because ").append(row.what).append("; ");
    refusal.detail.append(row.remedy).append(".");
    return refusal;
}

}  // namespace halogate::http
