// SPDX-License-Identifier: MIT
#include "http/message_reader.hpp"

#include "http/body_reader.hpp"
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
    explicit State(HeadLimits limits) noexcept : parser{Side::response, limits} {}

    HeadStatus refuse(Fault fault) {
        refusal = refusal_of(fault, Side::response);
        status = HeadStatus::refused;
        return status;
    }

    /// Up to the first answer that is not an interim one.
    HeadStatus parse(std::string_view bytes) {
        for (;;) {
            const HeadStatus parsed = parser.parse(bytes);
            if (parsed == HeadStatus::refused) return refuse(parser.fault());
            if (parsed == HeadStatus::incomplete || !is_interim(parser.start_line().status)) return parsed;
            // Nothing offers an upgrade, and bytes behind a switch would not be HTTP.
            if (parser.start_line().status == switching_protocols) return refuse(Fault::protocol_switch);
            if (parser.framing().announces_body()) return refuse(Fault::interim_with_body);
            parser.reset(parser.end());
        }
    }

    HeadParser parser;
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
    state.parser.reset(0);
    state.status = HeadStatus::incomplete;
}

HeadStatus ResponseReader::read_head(std::string_view bytes) {
    State& state = *state_;
    if (state.status != HeadStatus::incomplete) return state.status;
    if (const HeadStatus parsed = state.parse(bytes); parsed != HeadStatus::complete) return parsed;

    const Framing& framing = state.parser.framing();
    const StartLine& start = state.parser.start_line();
    state.parser.fill(state.head, bytes);
    state.head.body = framing.response_body(start.status, state.request);
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
    return state_->parser.end();
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
