// SPDX-License-Identifier: MIT
#include "gateway/answer_fields.hpp"

#include "base/ascii.hpp"
#include "gateway/exchange_head.hpp"
#include "gateway/page_answer.hpp"

namespace halogate::gateway {

namespace {

/// Age changes while an answer is kept: then it is written anew.
enum class Age : bool { as_it_was, left_out };

void write_fields(http::HeadWriter& writer, const http::Fields& answer, Age age) {
    const http::HopByHop hop_by_hop{answer};
    for (const http::Field& field : answer) {
        if (!crosses_to_caller(hop_by_hop, field.name)) continue;
        if (age == Age::left_out && ascii::equal_ignoring_case(field.name, "Age")) continue;
        writer.field(field);
    }
    if (may_run_as_page(answer))
        writer.field("Content-Security-Policy", http::FieldValue::literal("sandbox"));
}

}  // namespace

void write_answer_fields(http::HeadWriter& writer, const http::Fields& answer) {
    write_fields(writer, answer, Age::as_it_was);
}

void write_kept_fields(http::HeadWriter& writer, const http::Fields& answer) {
    write_fields(writer, answer, Age::left_out);
}

}  // namespace halogate::gateway
