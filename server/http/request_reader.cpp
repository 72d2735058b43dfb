// SPDX-License-Identifier: MIT
#include "http/message_reader.hpp"

#include "http/body_reader.hpp"
#include "http/head_parser.hpp"

namespace halogate::http {

struct RequestReader::State {
    explicit State(HeadLimits limits) noexcept : parser{Side::request, limits} {}

    HeadStatus refuse(Fault fault) {
        refusal = refusal_of(fault, Side::request);
        status = HeadStatus::refused;
        return status;
    }

    HeadParser parser;
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
    const HeadParser& parser = state.parser;
    const HeadStatus parsed = state.parser.parse(bytes);
    if (parsed == HeadStatus::incomplete) return parsed;
    if (parsed == HeadStatus::refused) return state.refuse(parser.fault());

    const unsigned minor_version = parser.start_line().minor_version;
    parser.fill(state.head, bytes);
    state.head.body = parser.framing().request_body();
    state.head.keep_alive = parser.framing().keep_alive(minor_version);
    state.head.expects_continue = parser.framing().expects_continue(minor_version);
    state.body.start(state.head.body);
    state.status = HeadStatus::complete;
    return state.status;
}

RequestHead& RequestReader::head() noexcept {
    return state_->head;
}
std::size_t RequestReader::head_bytes() const noexcept {
    return state_->parser.end();
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
    state.parser.reset(0);
    state.status = HeadStatus::incomplete;
}

}  // namespace halogate::http
