// SPDX-License-Identifier: MIT
#include "http/message_reader.hpp"

#include "http/body_reader.hpp"
#include "http/head_gate.hpp"
#include "http/head_parser.hpp"

namespace halogate::http {

namespace {

constexpr unsigned switching_protocols = 101;
constexpr unsigned no_content = 204;

bool is_interim(unsigned status) noexcept {
    return status < 200;
}

}  // namespace

struct ResponseReader::State {
    explicit State(HeadLimits limits) noexcept : gate{Side::response, limits} {}

    HeadStatus refuse(Fault fault) {
        refusal = refusal_of(fault, Side::response);
        status = HeadStatus::refused;
        return status;
    }

    /// The gate up to the first answer that is not an interim one.
    HeadStatus pass_gate(std::string_view bytes) {
        for (;;) {
            const HeadStatus passed = gate.check(bytes);
            if (passed == HeadStatus::refused) return refuse(gate.fault());
            if (passed == HeadStatus::incomplete || !is_interim(gate.start_line().status)) return passed;
            // Nothing offers an upgrade, and bytes behind a switch would not be HTTP.
            if (gate.start_line().status == switching_protocols) return refuse(Fault::protocol_switch);
            if (gate.framing().announces_body()) return refuse(Fault::interim_with_body);
            gate.reset(gate.end());
        }
    }

    HeadGate gate;
    BodyReader body{Side::response};
    ResponseHead head;
    Method request = Method::get;
    HeadStatus status = HeadStatus::incomplete;
    Refusal refusal;
};

ResponseReader::ResponseReader(HeadLimits limits) : state_{std::make_unique<State>(limits)} {}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

void ResponseReader::reset(Method request) {
    State& state = *state_;
    state.request = request;
    if (state.status == HeadStatus::refused) return;
    if (state.status == HeadStatus::complete && !state.body.finished()) {
        // What follows on the connection is the rest of a body: it would become somebody else's answer.
        state.refuse(Fault::body_not_read);
        return;
    }
    state.gate.reset(0);
    state.status = HeadStatus::incomplete;
}

HeadStatus ResponseReader::read_head(std::string_view bytes) {
    State& state = *state_;
    if (state.status != HeadStatus::incomplete) return state.status;
    if (const HeadStatus passed = state.pass_gate(bytes); passed != HeadStatus::complete) return passed;

    const HeadGate& gate = state.gate;
    const Framing& framing = gate.framing();
    const StartLine& start = gate.start_line();
    state.head.body = framing.response_body(start.status, state.request);
    const auto head = bytes.substr(gate.begin(), gate.end() - gate.begin());
    if (!parse_response_head(head, start, state.head) || state.head.fields.size() != gate.fields())
        return state.refuse(Fault::parsers_disagree);
    // A 204 that announces a body may send it after all, later than anyone looks.
    const bool body_may_follow = start.status == no_content && framing.announces_body();
    state.head.keep_alive = framing.keep_alive(start.minor_version) && !body_may_follow &&
                            state.head.body.kind != BodyFraming::Kind::until_close;
    state.body.start(state.head.body);
    state.status = HeadStatus::complete;
    return state.status;
}

ResponseHead& ResponseReader::head() noexcept {
    return state_->head;
}
std::size_t ResponseReader::head_bytes() const noexcept {
    return state_->gate.end();
}
const Refusal& ResponseReader::refusal() const noexcept {
    return state_->refusal;
}

BodyPiece ResponseReader::read_body(std::string_view bytes) {
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

bool ResponseReader::end_of_stream() {
    return state_->status == HeadStatus::complete && state_->body.end_of_stream();
}

}  // namespace halogate::http
