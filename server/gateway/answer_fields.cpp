// SPDX-License-Identifier: MIT
#include "gateway/answer_fields.hpp"

#include "base/ascii.hpp"
#include "gateway/exchange_head.hpp"
#include "gateway/page_answer.hpp"

namespace halogate::gateway {

namespace {

template <class Crosses>
void write_fields(http::HeadWriter& writer, const http::Fields& answer, Crosses crosses) {
    for (const http::Field& field : answer)
        if (crosses(field)) writer.field(field);
    if (may_run_as_page(answer))
        writer.field("Content-Security-Policy", http::FieldValue::literal("sandbox"));
}

}  // namespace

void write_answer_fields(http::HeadWriter& writer, const http::Fields& answer) {
    const http::HopByHop hop_by_hop{answer};
    write_fields(writer, answer,
                 [&](const http::Field& field) { return crosses_to_caller(hop_by_hop, field.name); });
}

void write_kept_fields(http::HeadWriter& writer, const http::Fields& answer) {
    const http::HopByHop hop_by_hop{answer};
    write_fields(writer, answer, [&](const http::Field& field) {
        return crosses_to_caller(hop_by_hop, field.name) && !ascii::equal_ignoring_case(field.name, "Age");
    });
}

}  // namespace halogate::gateway
