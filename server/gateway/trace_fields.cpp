// SPDX-License-Identifier: MIT
#include "gateway/trace_fields.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "core/trace/trace_state.hpp"

namespace halogate::gateway {

namespace {

constexpr std::string_view parent_field = "traceparent";
constexpr std::string_view state_field = "tracestate";

std::optional<trace::Traceparent> given_parent(const http::Fields& fields) {
    const auto text = fields.find(parent_field);
    if (!text || fields.count(parent_field) != 1) return std::nullopt;
    return trace::parse_traceparent(*text);
}

/// Several fields are one list (RFC 9110, 5.3).
std::string given_state(const http::Fields& fields) {
    const auto only = fields.find(state_field);
    if (!only) return {};
    if (fields.count(state_field) == 1) return trace::carried_trace_state(*only);
    std::string list;
    for (const http::Field& field : fields) {
        if (!ascii::equal_ignoring_case(field.name, state_field)) continue;
        list += field.value;
        list += ',';
    }
    return trace::carried_trace_state(list);
}

}  // namespace

void take_trace(Call& call) {
    const http::Fields& fields = call.head().fields;
    const auto given = given_parent(fields);
    std::string state;
    if (given) state = given_state(fields);
    call.trace.join(given, std::move(state), call.services.tracer, call.arrived);
    call.record.trace = call.trace.trace();
}

void write_trace_fields(http::HeadWriter& writer, const Call& call) {
    const auto text = call.trace.traceparent();
    if (!text) return;
    if (const auto parent = http::FieldValue::checked({text->data(), text->size()}))
        writer.field(parent_field, *parent);
    if (call.trace.state().empty()) return;
    if (const auto state = http::FieldValue::checked(call.trace.state())) writer.field(state_field, *state);
}

}  // namespace halogate::gateway
