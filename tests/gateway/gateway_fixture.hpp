// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/gateway.hpp"
#include "settings/catalogue_reader.hpp"
#include "support/scripted_tenant.hpp"

namespace halogate::test {

/// Keeps what was recorded of each call.
class KeptRecords final : public observe::Observer {
public:
    struct Kept {
        unsigned status = 0;
        std::string error;
        unsigned exchanges = 0;
        bool hung_up = false;
        std::string message = {};
        bool queue_entered = false;
        std::string reused = {};
        std::string request_id = {};
    };
    void on_call(const call::CallRecord& record) override {
        if (keeps_nothing) return;
        kept.push_back({record.status, record.error ? std::string{to_string(*record.error)} : "",
                        record.exchanges, record.caller_hung_up, std::string{record.message},
                        record.queue_entered, std::string{record.reused}, std::string{record.request_id}});
    }
    void on_exchange(const call::ExchangeRecord& record) override {
        if (keeps_nothing) return;
        exchanges.push_back(
            {std::string{record.consumer}, std::string{record.route}, record.status, record.duration});
    }
    void on_retry(retry::RetryReason reason) override { retries.push_back(reason); }

    struct KeptExchange {
        std::string consumer;
        std::string route;
        unsigned status = 0;
        Duration duration{};
    };
    bool keeps_nothing = false;  ///< where its own memory would be in the way
    std::vector<Kept> kept;
    std::vector<KeptExchange> exchanges;
    std::vector<retry::RetryReason> retries;
};

class SteadyRandom final : public Random {
public:
    [[nodiscard]] std::uint64_t next() override { return std::uint64_t{1} << 63U; }
};

class TokenAtHand final : public upstream::TokenFetcher {
public:
    [[nodiscard]] io::Task<Expected<token::AccessToken, token::FetchFailure>> fetch(
        std::string scope) override {
        ++asked;
        if (refuse) {
            co_return Unexpected{token::FetchFailure{token::FetchFailure::Kind::refused,
                                                     "the tenant says invalid_client", std::nullopt}};
        }
        if (throttle) {
            co_return Unexpected{token::FetchFailure{token::FetchFailure::Kind::throttled,
                                                     "the token endpoint answered 429", throttle}};
        }
        if (unreachable)
            co_return Unexpected{
                token::FetchFailure{token::FetchFailure::Kind::unreachable, "no answer", std::nullopt}};
        token::AccessToken token;
        token.value = Secret{"token-" + std::to_string(asked)};
        token.scope = scope;
        scopes.push_back(std::move(scope));
        token.lifetime = std::chrono::hours{1};
        co_return token;
    }
    int asked = 0;
    std::vector<std::string> scopes;  ///< of each token given; "token-N" has those of number N
    bool refuse = false;
    std::optional<Duration> throttle;
    bool unreachable = false;
};

/// The whole gateway on virtual time, between a caller in memory and a scripted tenant.
class GatewayFixture {
public:
    struct Shape {
        limit::Limits limits = {};
        int failing_operation = -1;
        token::TokenMode tokens = token::TokenMode::shared;
        gateway::Sharing::Settings sharing = {};

        /// A tenant that allows one exchange a minute.
        static Shape one_a_minute() {
            Shape shape;
            shape.limits.window = {1, std::chrono::minutes{1}};
            shape.limits.reserve = 0;
            return shape;
        }
        static Shape failing(int operation) {
            Shape shape;
            shape.failing_operation = operation;
            return shape;
        }
    };
    GatewayFixture() : GatewayFixture(Shape{}) {}
    explicit GatewayFixture(const Shape& shape)
        : plan{.failing = shape.failing_operation},
          tokens{reactor.tasks,
                 reactor.clock,
                 random,
                 fetcher,
                 {.plan = token::ScopePlan{shape.tokens, {"edit:tickets", "read:customers"}}},
                 [](const upstream::TokenSource&, const token::FetchFailure*) {}},
          admission{admission_settings(shape.limits), reactor.clock.now()},
          sharing{shape.sharing} {
        settings.tenant_authority = "tenant.test";
        if (shape.failing_operation >= 0) tenant.plan = &plan;
        tokens.start();
        reactor.settle();
    }
    ~GatewayFixture() {
        caller.reset();
        tenant.holds_answers = false;
        tenant.let_go();
        tokens.stop();
        gateway.abort();
        pool.close_idle();
        reactor.advance(std::chrono::minutes{2});
        EXPECT_EQ(reactor.tasks.size(), 0U) << "something outlives the gateway";
        EXPECT_EQ(driver.budget().in_flight, 0U) << "a permit was lost";
        EXPECT_EQ(driver.budget().waiting, 0U) << "a place in the line was lost";
        EXPECT_EQ(sharing.flights(), 0U) << "somebody could still follow";
    }

    void connect(FailurePlan* caller_fails = nullptr, io::PeerCredentials proved = {}) {
        PipeStream::Pair ends = PipeStream::connected(reactor, caller_fails);
        ends.first->proved = std::move(proved);
        caller = std::move(ends.second);
        gateway.take(entrance, std::move(ends.first));
        reactor.settle();
    }
    void send(std::string_view bytes) {
        if (!caller) connect();
        reactor.tasks.spawn(write(std::string{bytes}));
        reactor.settle();
    }
    /// A request on a connection of its own.
    std::unique_ptr<PipeStream> ask(std::string_view bytes, io::PeerCredentials proved = {}) {
        connect(nullptr, std::move(proved));
        send(bytes);
        return std::move(caller);
    }
    /// All that has arrived there since the last call.
    std::string received_by(std::unique_ptr<PipeStream>& asker) {
        std::swap(caller, asker);
        std::string bytes = received();
        std::swap(caller, asker);
        return bytes;
    }
    /// All that has arrived since the last call.
    std::string received() {
        std::string bytes;
        reactor.tasks.spawn(read(bytes));
        reactor.advance(std::chrono::nanoseconds{1});
        return bytes;
    }

    Reactor reactor;
    SteadyRandom random;
    TokenAtHand fetcher;
    ScriptedTenant tenant{reactor};
    FailurePlan plan;
    KeptRecords records;
    gateway::GatewaySettings settings;
    policy::Policy policy{policy_settings()};
    gateway::ConsumerBook consumers{consumer_list(),
                                    {Secret{"a-signing-key-of-thirty-two-bytes"}, std::chrono::hours{1}}};
    upstream::ConnectionPool pool{pool_settings(), reactor.clock, tenant};
    upstream::TokenWallet tokens;
    queue::Admission admission;
    gateway::AdmissionDriver driver{admission, reactor.clock};
    retry::RetryBudget retry_budget{0.2};
    policy::Caps caps{{}};
    gateway::Sharing sharing;
    std::size_t buffered_bytes = 0;
    std::size_t spooled_bytes = 0;
    gateway::Services services{reactor.executor(),
                               reactor.clock,
                               reactor.time,
                               random,
                               settings,
                               policy,
                               consumers,
                               driver,
                               tokens,
                               pool,
                               retry_budget,
                               records,
                               caps,
                               sharing,
                               buffered_bytes,
                               spooled_bytes};
    gateway::Gateway gateway{reactor.clock, driver, reactor.tasks};
    gateway::ListenerProfile profile;
    /// Ours is no heap's: nothing frees it.
    std::shared_ptr<const gateway::Entrance> entrance = std::make_shared<gateway::Entrance>(
        gateway::Entrance{gateway::ServicesInForce{&services, [](const gateway::Services*) {}}, &profile});
    std::unique_ptr<PipeStream> caller;

private:
    static queue::Admission::Settings admission_settings(const limit::Limits& limits) {
        queue::Admission::Settings result;
        result.limits = limits;
        result.consumers.resize(consumer_list().size());
        return result;
    }
    static upstream::ConnectionPool::Settings pool_settings() {
        upstream::ConnectionPool::Settings result;
        result.origin.host = "tenant.test";
        return result;
    }
    static policy::PermissionSet permissions(std::initializer_list<std::string_view> names) {
        policy::PermissionSet set;
        for (const std::string_view name : names) EXPECT_TRUE(set.add(name));
        return set;
    }
    static policy::Policy::Settings policy_settings() {
        policy::Policy::Settings result;
        result.routes = settings::built_in_catalogue();
        for (const gateway::Consumer& consumer : consumer_list())
            result.consumers.push_back({consumer.name, consumer.allow, {}});
        return result;
    }
    /// `anonymous`, and two consumers that are recognised by their uids: one with less, one with the same
    /// rights.
    static std::vector<gateway::Consumer> consumer_list() {
        const auto usual = permissions({"edit:tickets", "read:customers"});
        gateway::Consumer reader{"reader", {}, std::chrono::seconds{8}, permissions({"read:tickets"})};
        reader.credentials.uids = {1000};
        gateway::Consumer equal{"equal", {}, std::chrono::seconds{8}, usual, "usual rights"};
        equal.credentials.uids = {1001};
        return {{"anonymous", {}, std::chrono::seconds{8}, usual, "usual rights"},
                std::move(reader),
                std::move(equal)};
    }
    io::Task<void> write(std::string bytes) {
        const io::WriteResult sent = co_await caller->write_all(bytes, io::no_second_piece, TimePoint::max());
        static_cast<void>(sent);
    }
    io::Task<void> read(std::string& bytes) {
        for (;;) {
            std::array<char, 4096> buffer{};
            const std::span<char> room{buffer};
            const TimePoint deadline = reactor.clock.now() + std::chrono::nanoseconds{1};
            const io::ReadResult got = co_await caller->read_some(room, deadline);
            if (got.error != io::IoError::none) co_return;
            bytes.append(buffer.data(), got.bytes);
        }
    }
};

}  // namespace halogate::test
