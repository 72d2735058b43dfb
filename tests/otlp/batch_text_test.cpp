// SPDX-License-Identifier: MIT
#include "otlp/batch_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

namespace halogate::otlp {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using trace::Part;

const Resource resource{.service_name = "gate \"one\"",
                        .service_version = "1.2.3",
                        .tenant_host = "x.halopsa.com",
                        .tenant_port = 443,
                        .tenant_url = "https://x.halopsa.com"};
const UnixTime boot{1'700'000'000s};
const TimePoint start{10s};

trace::Tracer::Record a_call() {
    auto call = std::make_unique<trace::CallTrace>();
    call->trace = {0x0af7651916cd43dd, 0x8448eb211c80319c};
    call->id = {0x11};
    call->parent = {0xb7ad6b7169203331};
    call->began = start;
    call->ended = start + 3s + 5ns;
    call->request_id = "01HZX";
    call->consumer = "alert-bridge";
    call->method = "GET";
    call->path = "/api/Tickets/7";
    call->route = "/api/Tickets/{id}";
    call->permission = "read:tickets";
    call->status = 200;
    call->exchanges = 2;
    call->parts = {{.kind = Part::Kind::queue, .id = {0x12}, .began = start, .ended = start + 1s},
                   {.kind = Part::Kind::token, .id = {0x13}, .began = start + 1s, .ended = start + 2s},
                   {.kind = Part::Kind::exchange,
                    .id = {0x14},
                    .began = start + 2s,
                    .ended = start + 2500ms,
                    .number = 1,
                    .status = 503},
                   {.kind = Part::Kind::exchange,
                    .id = {0x15},
                    .began = start + 2500ms,
                    .ended = start + 3s,
                    .number = 2,
                    .status = 200}};
    return call;
}

json batch_of(trace::Tracer::Record call) {
    std::vector<trace::Tracer::Record> calls;
    calls.push_back(std::move(call));
    std::string text;
    append_batch(text, calls, resource, boot);
    return json::parse(text);
}

json spans_of(trace::Tracer::Record call) {
    return batch_of(std::move(call)).at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans");
}

/// Texts as they are, numbers as OTLP writes them: as text.
std::map<std::string, std::string> attributes_of(const json& owner) {
    std::map<std::string, std::string> result;
    for (const json& each : owner.at("attributes")) {
        const json& value = each.at("value");
        result[each.at("key")] = value.contains("intValue") ? "int " + value.at("intValue").get<std::string>()
                                                            : value.at("stringValue").get<std::string>();
    }
    return result;
}

TEST(BatchText, NamesTheServiceAndWhatMadeTheSpans) {
    const json batch = batch_of(a_call());
    const json& first = batch.at("resourceSpans").at(0);
    EXPECT_EQ(
        attributes_of(first.at("resource")),
        (std::map<std::string, std::string>{{"service.name", "gate \"one\""}, {"service.version", "1.2.3"}}));
    EXPECT_EQ(first.at("scopeSpans").at(0).at("scope"), (json{{"name", "halogate"}, {"version", "1.2.3"}}));
}

TEST(BatchText, TheCallIsAServerSpanOfTheCallersTrace) {
    const json span = spans_of(a_call()).at(0);
    EXPECT_EQ(span.at("traceId"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(span.at("spanId"), "0000000000000011");
    EXPECT_EQ(span.at("parentSpanId"), "b7ad6b7169203331");
    EXPECT_EQ(span.at("name"), "GET /api/Tickets/{id}");
    EXPECT_EQ(span.at("kind"), 2);
    EXPECT_EQ(span.at("startTimeUnixNano"), "1700000010000000000");
    EXPECT_EQ(span.at("endTimeUnixNano"), "1700000013000000005");
    EXPECT_FALSE(span.contains("status"));
    EXPECT_EQ(attributes_of(span),
              (std::map<std::string, std::string>{{"http.request.method", "GET"},
                                                  {"url.scheme", "http"},
                                                  {"url.path", "/api/Tickets/7"},
                                                  {"http.route", "/api/Tickets/{id}"},
                                                  {"http.response.status_code", "int 200"},
                                                  {"halogate.request_id", "01HZX"},
                                                  {"halogate.consumer", "alert-bridge"},
                                                  {"halogate.permission", "read:tickets"},
                                                  {"halogate.exchanges", "int 2"}}));
}

TEST(BatchText, WaitsAreInternalSpansOfTheCall) {
    const json spans = spans_of(a_call());
    EXPECT_EQ(spans.at(1).at("name"), "queue");
    EXPECT_EQ(spans.at(2).at("name"), "token");
    for (const std::size_t i : {1U, 2U}) {
        EXPECT_EQ(spans.at(i).at("parentSpanId"), "0000000000000011");
        EXPECT_EQ(spans.at(i).at("kind"), 1);
    }
}

TEST(BatchText, ExchangesAreClientSpansOfTheCallWithTheirNumberAndStatus) {
    const json spans = spans_of(a_call());
    const json& failed = spans.at(3);
    EXPECT_EQ(failed.at("parentSpanId"), "0000000000000011");
    EXPECT_EQ(failed.at("kind"), 3);
    EXPECT_EQ(failed.at("status").at("code"), 2);
    EXPECT_EQ(attributes_of(failed),
              (std::map<std::string, std::string>{{"http.request.method", "GET"},
                                                  {"server.address", "x.halopsa.com"},
                                                  {"server.port", "int 443"},
                                                  {"url.full", "https://x.halopsa.com/api/Tickets/7"},
                                                  {"url.path", "/api/Tickets/7"},
                                                  {"http.response.status_code", "int 503"},
                                                  {"error.type", "503"},
                                                  {"halogate.attempt", "int 1"}}));
    const auto good = attributes_of(spans.at(4));
    EXPECT_EQ(good.at("http.request.resend_count"), "int 1");
    EXPECT_EQ(good.at("halogate.attempt"), "int 2");
    EXPECT_FALSE(spans.at(4).contains("status"));
}

TEST(BatchText, AnExchangeWithoutAnAnswerSaysWhatHappened) {
    auto call = a_call();
    call->parts = {
        {.kind = Part::Kind::exchange, .id = {1}, .number = 1, .outcome = retry::Outcome::Kind::timed_out}};
    const json span = spans_of(std::move(call)).at(1);
    EXPECT_EQ(attributes_of(span).at("error.type"), "timeout");
    EXPECT_EQ(attributes_of(span).count("http.response.status_code"), 0U);
    EXPECT_EQ(span.at("status").at("code"), 2);
}

TEST(BatchText, ARefusalIsNoErrorOfTheServerAndAFailureOfOursIs) {
    auto refused = a_call();
    refused->status = 403;
    refused->error = "insufficient_permission";
    const json span = spans_of(std::move(refused)).at(0);
    EXPECT_FALSE(span.contains("status"));
    EXPECT_EQ(attributes_of(span).at("halogate.error"), "insufficient_permission");
    EXPECT_EQ(attributes_of(span).count("error.type"), 0U);
    auto failed = a_call();
    failed->status = 502;
    failed->error = "tenant_unreachable";
    const json failure = spans_of(std::move(failed)).at(0);
    EXPECT_EQ(failure.at("status").at("code"), 2);
    EXPECT_EQ(attributes_of(failure).at("error.type"), "tenant_unreachable");
    auto gone = a_call();
    gone->status = 0;
    EXPECT_EQ(attributes_of(spans_of(std::move(gone)).at(0)).at("error.type"), "hung_up");
}

TEST(BatchText, ATraceThatBeginsHereHasNoParentAndAnUnknownMethodNoName) {
    auto call = a_call();
    call->parent = {};
    call->method = "BREW\"";
    call->route.clear();
    const json span = spans_of(std::move(call)).at(0);
    EXPECT_FALSE(span.contains("parentSpanId"));
    EXPECT_EQ(span.at("name"), "HTTP");
    EXPECT_EQ(attributes_of(span).at("http.request.method"), "_OTHER");
}

TEST(BatchText, WhateverBytesAPathHasItIsJson) {
    auto call = a_call();
    call->path = std::string{"/a\"\\\x01\xff\n", 7};
    call->consumer = "\xe2\x82";
    EXPECT_NO_THROW(spans_of(std::move(call)));
}

}  // namespace
}  // namespace halogate::otlp
