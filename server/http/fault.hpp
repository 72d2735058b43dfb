// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "http/head.hpp"

namespace halogate::http {

/// Which half of a conversation is read: they are judged alike, yet told in different words.
enum class Side : std::uint8_t {
    request,  ///< from a caller
    response  ///< from the tenant
};

/// What can be wrong with a message. A number while bytes are judged; it becomes a sentence only when
/// refused.
enum class Fault : std::uint8_t {
    none,
    not_http,
    start_line_malformed,
    method_malformed,
    method_refused,
    target_form,
    target_character,
    target_too_long,
    version_unsupported,
    status_malformed,
    bare_line_feed,
    bare_carriage_return,
    control_character,
    high_byte,
    folded_line,
    blank_before_colon,
    colon_missing,
    field_name_malformed,
    too_many_fields,
    head_too_large,
    host_missing,
    host_repeated,
    length_malformed,
    length_repeated,
    coding_unknown,
    coding_repeated,
    coding_in_http_1_0,
    length_and_coding,
    connection_malformed,
    expectation_unknown,
    interim_with_body,
    protocol_switch,
    chunk_size_malformed,
    chunk_extension,
    chunk_end_missing,
    trailer_malformed,
    trailers_too_large,
    body_not_read,
};

/// The refusal to answer with. To a caller it says what is wrong and what to do; about the tenant's answer it
/// is always tenant_bad_response and says what is wrong. `fault` is not Fault::none.
[[nodiscard]] Refusal refusal_of(Fault fault, Side side);

}  // namespace halogate::http
