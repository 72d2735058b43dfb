// SPDX-License-Identifier: MIT
#include "http/message_reader.hpp"

#include "http/body_reader.hpp"
#include "http/head_gate.hpp"
#include "http/head_parser.hpp"

namespace halogate::http {

struct RequestReader::State {
    explicit State(HeadLimits limits) noexcept : gate{Side::request, limits} {}

    HeadStatus refuse(Fault fault) {
        refusal = refusal_of(fault, Side::request);
        status = HeadStatus::refused;
        return status;
    }

    HeadGate gate;
    BodyReader body{Side::request};
    RequestHead head;
    HeadStatus status = HeadStatus::incomplete;
    Refusal refusal;
};

RequestReader::RequestReader(HeadLimits limits) : state_{std::make_unique<State>(limits)} {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

HeadStatus RequestReader::read_head(std::string_view bytes) {
    State& state = *state_;
    if (state.status != HeadStatus::incomplete) return state.status;
    const HeadStatus gate_status = state.gate.check(bytes);
    if (gate_status == HeadStatus::incomplete) return gate_status;
    if (gate_status == HeadStatus::refused) return state.refuse(state.gate.fault());

    const HeadGate& gate = state.gate;
    const unsigned minor_version = gate.start_line().minor_version;
    state.head.body = gate.framing().request_body();
    state.head.keep_alive = gate.framing().keep_alive(minor_version);
    state.head.expects_continue = gate.framing().expects_continue(minor_version);
    const auto head = bytes.substr(gate.begin(), gate.end() - gate.begin());
    if (!parse_request_head(head, state.head) || state.head.fields.size() != gate.fields())
        return state.refuse(Fault::parsers_disagree);
    state.body.start(state.head.body);
    state.status = HeadStatus::complete;
    return state.status;
}

RequestHead& RequestReader::head() noexcept {
    return state_->head;
}
std::size_t RequestReader::head_bytes() const noexcept {
    return state_->gate.end();
}
const Refusal& RequestReader::refusal() const noexcept {
    return state_->refusal;
}

BodyPiece RequestReader::read_body(std::string_view bytes) {
    State& state = *state_;
    if (state.status == HeadStatus::complete) {
        auto piece = state.body.read(bytes);
        if (piece.refusal) state.refuse(state.body.fault());
        return piece;
    }
    BodyPiece piece;
    if (state.status == HeadStatus::refused) piece.refusal = state.refusal;
    return piece;
}

void RequestReader::reset() {
    State& state = *state_;
    if (state.status == HeadStatus::refused) return;
    if (state.status == HeadStatus::complete && !state.body.finished()) {
        // What follows on the connection is the rest of a body and must never be taken for a request.
        state.refuse(Fault::body_not_read);
        return;
    }
    state.gate.reset(0);
    state.status = HeadStatus::incomplete;
}

}  // namespace halogate::http
