// SPDX-License-Identifier: MIT
#include "gateway/shared_read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "core/cache/directives.hpp"
#include "core/cache/request_key.hpp"
#include "gateway/exchange_head.hpp"
#include "gateway/forward.hpp"
#include "gateway/kept_answer.hpp"
#include "gateway/read_lead.hpp"
#include "gateway/sharing.hpp"

namespace halogate::gateway {

namespace {

/// What the caller's rights are in effect: what its consumer may do, what its token is good for, and with
/// `tokens: least` the scope that the exchange carries.
std::string rights_of(const Call& call) {
    const Consumer& consumer = call.consumer_of();
    std::string rights = consumer.rights.empty() ? consumer.name : consumer.rights;
    if (call.token_scope) {
        rights += '|';
        for (const std::string& name : call.token_scope->names()) rights += name + ' ';
    }
    const token::ScopePlan& plan = call.services.tokens.plan();
    if (plan.mode() == token::TokenMode::least) {
        rights += '|';
        rights += plan.scopes_for(call.decision.permission);
    }
    return rights;
}

std::string key_of(const Call& call) {
    cache::RequestKey key{rights_of(call), call.target.text()};
    const http::Fields& fields = call.reader.head().fields;
    const http::HopByHop hop_by_hop{fields};
    for (const http::Field& field : fields)
        if (crosses_to_tenant(hop_by_hop, field.name)) key.add(field.name, field.value);
    return key.take();
}

/// What is kept is whole, and answers no question about another version.
bool asks_for_more_than_the_whole(const http::Fields& fields) {
    constexpr std::array<std::string_view, 6> names{
        "Range", "If-Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"};
    return std::any_of(names.begin(), names.end(), [&](auto name) { return fields.find(name).has_value(); });
}

cache::RequestDirectives directives_of(const http::Fields& fields) {
    cache::RequestDirectives says;
    bool any = false;
    for (const http::Field& field : fields) {
        if (!ascii::equal_ignoring_case(field.name, "Cache-Control")) continue;
        says.read(field.value);
        any = true;
    }
    // RFC 9111, 5.4: for those that know HTTP/1.0 only.
    if (!any && fields.lists("Pragma", "no-cache")) says.no_cache = true;
    return says;
}

/// One read, from its key to its answer.
class SharedRead {
public:
    explicit SharedRead(Call& call)
        : call_{call},
          sharing_{call.services.sharing},
          says_{directives_of(call.reader.head().fields)},
          key_{key_of(call)} {}

    [[nodiscard]] io::Task<void> run();

private:
    [[nodiscard]] std::optional<CacheWish> wish() const;
    [[nodiscard]] std::optional<cache::ResponseCache::Hit> hit();
    [[nodiscard]] io::Task<void> send_hit(cache::ResponseCache::Hit hit);
    [[nodiscard]] io::Task<void> follow(std::shared_ptr<Flight> flight);
    [[nodiscard]] io::Task<void> lead(std::shared_ptr<Flight> flight, LinePlace place);
    [[nodiscard]] io::Task<void> go_alone();
    /// While the breaker is open its probe is no promise: who may not go is told so, and does not wait for
    /// it.
    [[nodiscard]] bool tenant_is_well() const {
        return call_.services.admission.breaker().gate(call_.now()) == breaker::Breaker::Gate::passes;
    }

    Call& call_;
    Sharing& sharing_;
    cache::RequestDirectives says_;
    std::string key_;
    std::optional<CacheWish> wish_;
};

std::optional<CacheWish> SharedRead::wish() const {
    if (!sharing_.cache().is_on() || says_.no_store) return std::nullopt;
    if (asks_for_more_than_the_whole(call_.reader.head().fields)) return std::nullopt;
    const auto keep = sharing_.cache().keep_for(call_.target.folded_path);
    if (!keep) return std::nullopt;
    return CacheWish{*keep, says_.no_cache};
}

std::optional<cache::ResponseCache::Hit> SharedRead::hit() {
    if (!wish_ || wish_->insists) return std::nullopt;
    auto hit = sharing_.cache().find(key_, call_.now());
    if (!hit) return std::nullopt;
    // Ages count in whole seconds (RFC 9111, 1.2.2).
    const bool is_young =
        !says_.max_age || std::chrono::floor<std::chrono::seconds>(hit->age) <= *says_.max_age;
    wish_->insists = !is_young || hit->fresh_for < says_.min_fresh;
    return wish_->insists ? std::nullopt : hit;
}

io::Task<void> SharedRead::run() {
    wish_ = wish();
    if (auto found = hit()) {
        co_await send_hit(std::move(*found));
        co_return;
    }
    const bool joins = sharing_.settings().in_flight && !says_.wants_its_own() && tenant_is_well();
    if (auto flight = joins ? sharing_.joinable(FlightKey{key_}, call_) : nullptr) {
        co_await follow(std::move(flight));
        co_return;
    }
    auto flight = std::make_shared<Flight>(std::move(key_), call_);
    if (joins) sharing_.add_read(flight);
    co_await lead(std::move(flight), LinePlace::back);
}

io::Task<void> SharedRead::send_hit(cache::ResponseCache::Hit hit) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(hit.fresh_for).count();
    const std::string status = fmt::format("halogate; hit; ttl={}", seconds);
    const Provenance provenance{status, hit.age};
    call_.record.reused = "hit";
    co_await send_kept_answer(call_, hit.answer, provenance);
}

io::Task<void> SharedRead::follow(std::shared_ptr<Flight> flight) {
    const Fate fate = co_await Flight::follow(call_, flight);
    switch (fate.kind) {
        case Fate::Kind::answered: {
            const Provenance provenance{"halogate; fwd=miss; collapsed", std::nullopt};
            call_.record.reused = "collapsed";
            co_await send_kept_answer(call_, fate.answer, provenance);
            co_return;
        }
        case Fate::Kind::failed: co_await send_own_answer(call_, *fate.failure); co_return;
        case Fate::Kind::leads: co_await lead(std::move(flight), fate.place); co_return;
        case Fate::Kind::alone:
        case Fate::Kind::too_late: co_await go_alone(); co_return;
        case Fate::Kind::open:
        case Fate::Kind::hung_up: co_return;
    }
}

io::Task<void> SharedRead::lead(std::shared_ptr<Flight> flight, LinePlace place) {
    ReadLead lead{call_, std::move(flight), wish_};
    // Its caller may have gone in the very moment in which it was to lead.
    if (call_.record.caller_hung_up) co_return;
    call_.tap = &lead;
    Forward forward{call_, place};
    co_await forward.run();
    call_.tap = nullptr;
}

io::Task<void> SharedRead::go_alone() {
    Forward forward{call_, LinePlace::back};
    co_await forward.run();
}

}  // namespace

bool may_share(const Call& call) {
    Sharing& sharing = call.services.sharing;
    if (call.reader.head().method != http::Method::get) return false;
    if (!sharing.settings().in_flight && !sharing.cache().is_on()) return false;
    if (call.decision.verdict != policy::Decision::Verdict::allowed || call.decision.route == 0) return false;
    const policy::Route& route = call.services.policy.route(call.decision.route);
    return route.action == policy::Action::read && route.risk == policy::Risk::normal;
}

io::Task<void> share_read(Call& call) {
    SharedRead read{call};
    co_await read.run();
}

}  // namespace halogate::gateway
