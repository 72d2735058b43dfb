// SPDX-License-Identifier: MIT
#include "gateway/read_lead.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "core/cache/freshness.hpp"
#include "core/cache/request_key.hpp"
#include "core/retry/http_date.hpp"
#include "gateway/sharing.hpp"

namespace halogate::gateway {

namespace {

/// Whether it depends on more of the request than its key holds (RFC 9110, 12.5.5).
bool varies_beyond_key(const http::Fields& answer) {
    for (const http::Field& field : answer) {
        if (!ascii::equal_ignoring_case(field.name, "Vary")) continue;
        std::string_view list = field.value;
        while (const auto name = ascii::next_element(list))
            if (*name == "*" || !cache::selects_answer(*name)) return true;
    }
    return false;
}

/// An answer that comes bit by bit, as events happen, is not held back to its end.
bool is_event_stream(const http::Fields& answer) {
    const auto type = answer.find("Content-Type");
    return type && ascii::starts_with_ignoring_case(*type, "text/event-stream");
}

std::optional<Duration> expires_after(const http::Fields& answer, WallTime wall_now) {
    const auto expires = answer.find("Expires");
    if (!expires) return std::nullopt;
    const auto until = retry::parse_http_date(*expires, wall_now);
    const auto date = answer.find("Date");
    const auto said = date ? retry::parse_http_date(*date, wall_now) : std::nullopt;
    if (!until) return Duration::zero();
    return *until - said.value_or(std::chrono::floor<std::chrono::seconds>(wall_now));
}

cache::AnswerFacts facts_of(const http::ResponseHead& answer, WallTime wall_now) {
    cache::AnswerFacts facts;
    facts.status = answer.status;
    for (const http::Field& field : answer.fields)
        if (ascii::equal_ignoring_case(field.name, "Cache-Control")) facts.directives.read(field.value);
    facts.expires_after = expires_after(answer.fields, wall_now);
    if (const auto age = answer.fields.find("Age"))
        facts.age = cache::parse_delta_seconds(*age).value_or(Duration::zero());
    facts.varies = varies_beyond_key(answer.fields);
    return facts;
}

/// Whose caller hung up, or could not wait long enough, leaves a place that was near enough.
LinePlace place_after(const call::CallRecord& leader) {
    const bool left = leader.caller_hung_up || leader.error == ErrorCode::budget_exhausted;
    return left ? LinePlace::front : LinePlace::back;
}

}  // namespace

ReadLead::ReadLead(Call& call, std::shared_ptr<Flight> flight, std::optional<CacheWish> wish)
    : call_{call}, flight_{std::move(flight)}, wish_{wish} {
    flight_->led_by(call);
}

ReadLead::~ReadLead() {
    if (!flight_->hand_on(place_after(call_.record))) call_.services.sharing.remove_read(*flight_);
}

void ReadLead::begun() {
    Sharing& sharing = call_.services.sharing;
    flight_->begun(sharing.writes());
    generation_ = sharing.cache().generation(cache::resource_of(call_.target.folded_path));
}

void ReadLead::sent_back() {
    flight_->sent_back(call_.now());
}

std::optional<std::size_t> ReadLead::wants(const http::ResponseHead& answer) {
    const bool is_for_many = !is_event_stream(answer.fields) && !varies_beyond_key(answer.fields);
    if (is_for_many && wish_)
        fresh_for_ = cache::fresh_for(facts_of(answer, call_.services.clock.wall_now()), wish_->keep);
    if (is_for_many && (flight_->is_followed() || fresh_for_))
        return call_.services.sharing.settings().largest_answer;
    keep_to_itself();
    return std::nullopt;
}

cache::KeptAnswer ReadLead::keep(cache::Answer& answer, const http::ResponseHead& /*head*/) {
    Sharing& sharing = call_.services.sharing;
    auto kept = sharing.memory().keep(answer);
    if (kept == nullptr) {
        keep_to_itself();
        return nullptr;
    }
    if (fresh_for_)
        stored_ = sharing.cache().put(flight_->text(), cache::resource_of(call_.target.folded_path),
                                      generation_, kept, *fresh_for_, call_.now());
    // What a retry might have mended is an answer to those alone that could not wait for one either.
    const bool is_passing = kept->status >= 502 && kept->status <= 504;
    flight_->land(kept, is_passing ? Flight::Concerns::same_wait : Flight::Concerns::all);
    if (!flight_->is_followed()) sharing.remove_read(*flight_);
    return kept;
}

void ReadLead::too_large(unsigned /*status*/) {
    keep_to_itself();
}

void ReadLead::failed(const OwnAnswer& answer) {
    flight_->fail(answer, Flight::Concerns::same_wait);
}

std::string_view ReadLead::cache_status() const {
    if (!wish_) return {};
    if (wish_->insists) return stored_ ? "halogate; fwd=request; stored" : "halogate; fwd=request";
    return stored_ ? "halogate; fwd=miss; stored" : "halogate; fwd=miss";
}

void ReadLead::keep_to_itself() {
    call_.services.sharing.remove_read(*flight_);
    flight_->dissolve();
}

}  // namespace halogate::gateway
