// SPDX-License-Identifier: MIT
#include "otlp/exporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "support/retry_random.hpp"
#include "support/scripted_tenant.hpp"

namespace halogate::otlp {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

struct ExporterTest : testing::Test {
    ~ExporterTest() override {
        exporter->drain(reactor.clock.now());
        reactor.advance(1min);
        EXPECT_EQ(reactor.tasks.size(), 0U);
        EXPECT_EQ(tracer.exported() + tracer.dropped(), finished) << "every span ends as one or the other";
    }

    static Exporter::Settings to_a_collector() {
        Exporter::Settings settings;
        settings.url = upstream::parse_http_url("http://127.0.0.1:4318/v1/traces").value();
        settings.resource.service_name = "halogate";
        settings.fields = {{"api-key", Secret{"k-1"}}};
        settings.interval = 5s;
        settings.timeout = 2s;
        settings.batch = 3;
        return settings;
    }
    void finish_one() {
        auto record = tracer.blank();
        record->trace = {0, ++finished};
        record->path = "/api/Tickets";
        tracer.finish(std::move(record));
    }
    void finish_calls(int count) {
        for (int i = 0; i < count; ++i) finish_one();
        reactor.settle();
    }
    void will_answer(unsigned status, std::string_view fields = {}, const std::string& body = "{}") {
        collector.will_answer("HTTP/1.1 " + std::to_string(status) + " X\r\n" + std::string{fields} +
                              "Content-Type: application/json\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    void will_reject(int spans) {
        will_answer(200, {}, R"({"partialSuccess":{"rejectedSpans":")" + std::to_string(spans) + R"("}})");
    }
    /// Spans in the request of that number.
    std::size_t spans_in(std::size_t request) {
        const std::string& bytes = collector.requests.at(request);
        const auto batch = nlohmann::json::parse(bytes.substr(bytes.find("\r\n\r\n") + 4));
        return batch.at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").size();
    }

    test::Reactor reactor;
    test::ScriptedTenant collector{reactor};
    retry::FixedRandom random{1};  // the whole pause
    trace::Tracer tracer{{.sample = 1, .most_waiting = 6}, random};
    std::vector<std::string> reports;
    std::uint64_t finished = 0;
    std::optional<Exporter> exporter{
        std::in_place, to_a_collector(),
        Exporter::Surroundings{reactor.tasks, reactor.clock, reactor.time, random, collector, tracer},
        [] { return UnixTime{1'700'000'000s}; },
        [this](const std::string* trouble) { reports.push_back(trouble == nullptr ? "good" : *trouble); }};
};

TEST_F(ExporterTest, AFullBatchIsSentAtOnce) {
    finish_calls(2);
    EXPECT_EQ(collector.dials, 0);
    finish_calls(1);
    ASSERT_EQ(collector.requests.size(), 1U);
    EXPECT_THAT(collector.requests[0], StartsWith("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1:4318\r\n"));
    EXPECT_THAT(collector.requests[0], HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(collector.requests[0], HasSubstr("\r\napi-key: k-1\r\n"));
    EXPECT_EQ(spans_in(0), 3U);
    EXPECT_EQ(tracer.exported(), 3U);
}

TEST_F(ExporterTest, TheFieldsOfItsSettingsAreOnEveryBatch) {
    finish_calls(6);
    ASSERT_EQ(collector.requests.size(), 2U);
    EXPECT_THAT(collector.requests, testing::Each(HasSubstr("\r\napi-key: k-1\r\n")));
}

TEST_F(ExporterTest, SpansThatItSaysItDidNotTakeAreDroppedAndSaidOnce) {
    will_reject(2);
    finish_calls(3);
    EXPECT_EQ(tracer.exported(), 1U);
    EXPECT_EQ(tracer.dropped(), 2U);
    will_reject(1);
    finish_calls(3);
    EXPECT_EQ(tracer.dropped(), 3U);
    EXPECT_THAT(reports, testing::ElementsAre("it rejected 2 of a batch; those spans are lost"));
    finish_calls(3);
    EXPECT_THAT(reports, testing::ElementsAre(testing::_, "good"));
    reactor.advance(1min);
    EXPECT_EQ(collector.dials, 3) << "what was rejected is not sent again";
}

TEST_F(ExporterTest, ACollectorThatRejectsMoreThanItGotHasRejectedAll) {
    will_reject(1'000'000);
    finish_calls(3);
    EXPECT_EQ(tracer.exported(), 0U);
    EXPECT_EQ(tracer.dropped(), 3U);
}

TEST_F(ExporterTest, AnAnswerOfAnyLengthIsReadToABoundAndTheSpansAreTaken) {
    will_answer(
        200, {},
        R"({"partialSuccess":{"rejectedSpans":1,"errorMessage":")" + std::string(2'000'000, 'x') + "\"}}");
    finish_calls(3);
    EXPECT_EQ(tracer.exported(), 3U);
    EXPECT_THAT(reports, testing::IsEmpty());
    reactor.advance(1min);
    EXPECT_EQ(collector.dials, 1) << "they are not sent twice";
}

TEST_F(ExporterTest, ABatchThatDoesNotFillIsSentAfterTheInterval) {
    finish_calls(1);
    reactor.advance(4s);
    finish_calls(1);
    EXPECT_EQ(collector.dials, 0);
    reactor.advance(1s);
    ASSERT_EQ(collector.requests.size(), 1U);
    EXPECT_EQ(spans_in(0), 2U);
    reactor.advance(1min);
    EXPECT_EQ(collector.dials, 1) << "nothing to send, nothing is sent";
}

TEST_F(ExporterTest, OneRequestIsUnderWayAtATime) {
    collector.will_answer(test::ScriptedTenant::stay_silent);
    finish_calls(6);
    EXPECT_EQ(collector.requests.size(), 1U);
    reactor.advance(1s);
    EXPECT_EQ(collector.dials, 1);
}

TEST_F(ExporterTest, ABatchIsTriedAgainAfterAPauseThatGrows) {
    collector.reachable = false;
    finish_calls(3);
    EXPECT_EQ(collector.dials, 1);
    reactor.advance(900ms);
    EXPECT_EQ(collector.dials, 1);
    reactor.advance(100ms);
    EXPECT_EQ(collector.dials, 2);
    reactor.advance(1900ms);
    EXPECT_EQ(collector.dials, 2);
    collector.reachable = true;
    reactor.advance(100ms);
    EXPECT_EQ(collector.dials, 3);
    EXPECT_EQ(spans_in(0), 3U);
    EXPECT_EQ(tracer.exported(), 3U);
    EXPECT_THAT(reports, testing::ElementsAre("connection refused", "good"));
}

TEST_F(ExporterTest, WhileTheCollectorIsAwayTheOldestCallsAreDroppedAndTheRestWaits) {
    collector.reachable = false;
    finish_calls(3);
    finish_calls(17);
    EXPECT_EQ(tracer.waiting(), 6U);
    EXPECT_EQ(tracer.dropped(), 20U - 3U - 6U) << "three are held for the next try";
    EXPECT_EQ(collector.dials, 1) << "a call that ends asks nothing of a collector that is away";
    collector.reachable = true;
    reactor.advance(1s);
    EXPECT_EQ(tracer.exported(), 9U);
}

TEST_F(ExporterTest, ACollectorThatHangsHasItsTime) {
    collector.will_answer(test::ScriptedTenant::stay_silent);
    finish_calls(3);
    reactor.advance(2s);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_THAT(reports[0], HasSubstr("in time"));
    reactor.advance(1s);
    EXPECT_EQ(tracer.exported(), 3U);
}

TEST_F(ExporterTest, ItsRetryAfterIsObeyed) {
    will_answer(429, "Retry-After: 30\r\n");
    finish_calls(3);
    reactor.advance(29s);
    EXPECT_EQ(collector.dials, 1);
    reactor.advance(1s);
    EXPECT_EQ(collector.dials, 2);
    EXPECT_EQ(tracer.exported(), 3U);
}

TEST_F(ExporterTest, WhatItRefusesIsDroppedAndNoRedirectIsFollowed) {
    will_answer(400);
    finish_calls(3);
    EXPECT_EQ(tracer.dropped(), 3U);
    will_answer(307, "Location: http://elsewhere.example/v1/traces\r\n");
    finish_calls(3);
    EXPECT_EQ(tracer.dropped(), 6U);
    reactor.advance(1min);
    EXPECT_EQ(collector.dials, 2);
    EXPECT_THAT(reports, testing::ElementsAre("it answered 400; the spans are lost"));
}

TEST_F(ExporterTest, DrainingSendsAllThatWaitsAtOnce) {
    finish_calls(1);
    exporter->drain(reactor.clock.now() + 10s);
    reactor.settle();
    EXPECT_EQ(tracer.exported(), 1U);
    EXPECT_EQ(reactor.tasks.size(), 0U);
}

TEST_F(ExporterTest, DrainingTriesACollectorThatIsAwayOnceMore) {
    collector.reachable = false;
    finish_calls(3);
    exporter->drain(reactor.clock.now() + 10s);
    reactor.settle();
    EXPECT_EQ(collector.dials, 2);
    EXPECT_EQ(tracer.dropped(), 3U);
    EXPECT_EQ(reactor.tasks.size(), 0U);
    reactor.advance(1min);
    EXPECT_EQ(collector.dials, 2);
}

TEST_F(ExporterTest, DrainingTakesNoLongerThanItsLimit) {
    collector.will_answer(test::ScriptedTenant::stay_silent);
    finish_calls(1);
    exporter->drain(reactor.clock.now() + 500ms);
    reactor.advance(500ms);
    EXPECT_EQ(reactor.tasks.size(), 0U);
    EXPECT_EQ(tracer.dropped(), 1U);
}

TEST_F(ExporterTest, WhatIsUnderWayWhenItDrainsIsFollowedByTheRest) {
    collector.on_dial = [this] {
        finish_one();
        exporter->drain(reactor.clock.now() + 10s);
    };
    finish_calls(3);
    EXPECT_EQ(tracer.exported(), 4U);
    EXPECT_EQ(collector.requests.size(), 2U);
    EXPECT_EQ(reactor.tasks.size(), 0U);
}

}  // namespace
}  // namespace halogate::otlp
