// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <csignal>

#include "program/support/collector.hpp"
#include "program/support/gateway.hpp"

namespace halogate::program {

namespace {

using Clock = std::chrono::steady_clock;

const std::string trace_hex = "0af7651916cd43dd8448eb211c80319c";
const std::string parent_hex = "b7ad6b7169203331";
const FieldList traced{{"traceparent", "00-" + trace_hex + "-" + parent_hex + "-01"},
                       {"tracestate", "congo=t61rcWkgMzE"}};

GatewayPlan to(const Collector& collector, const std::string& more = {}, const std::string& sections = {}) {
    return {.sections =
                "tracing: {endpoint: \"" + collector.url() + "\", interval: 20ms" + more + "}\n" + sections};
}

std::vector<SeenSpan> named(const std::vector<SeenSpan>& spans, std::string_view name) {
    std::vector<SeenSpan> found;
    std::ranges::copy_if(spans, std::back_inserter(found), [&](const SeenSpan& s) { return s.name == name; });
    return found;
}

/// Those of that kind, in the order in which they began.
std::vector<SeenSpan> of_kind(const std::vector<SeenSpan>& spans, std::string_view kind) {
    std::vector<SeenSpan> found;
    std::ranges::copy_if(spans, std::back_inserter(found), [&](const SeenSpan& s) { return s.kind == kind; });
    std::ranges::sort(found, {}, &SeenSpan::began);
    return found;
}

TEST(Tracing, ACallIsOneServerSpanWithAClientSpanForItsExchange) {
    Collector collector;
    Gateway gateway{to(collector, ", service_name: gate-1")};
    ASSERT_EQ(gateway.get("/api/Tickets/1?search=hush-31", traced).status, 200U);
    const auto spans = collector.wait_for_spans(trace_hex, 2);
    const auto servers = of_kind(spans, "2");
    const auto clients = of_kind(spans, "3");
    ASSERT_EQ(servers.size(), 1U);
    ASSERT_EQ(clients.size(), 1U);
    const SeenSpan& call = servers[0];
    EXPECT_EQ(call.parent, parent_hex);
    EXPECT_EQ(call.name, "GET /api/Tickets/{id}");
    EXPECT_EQ(call.attributes.at("http.route"), "/api/Tickets/{id}");
    EXPECT_EQ(call.attributes.at("url.path"), "/api/Tickets/1");
    EXPECT_EQ(call.attributes.at("http.response.status_code"), "200");
    EXPECT_EQ(call.attributes.at("halogate.consumer"), "anonymous");
    EXPECT_EQ(call.attributes.at("halogate.permission"), "read:tickets");
    EXPECT_EQ(clients[0].parent, call.id);
    EXPECT_EQ(clients[0].attributes.at("server.address"), "127.0.0.1");
    EXPECT_EQ(clients[0].attributes.at("server.port"), std::to_string(gateway.sandbox.port()));
    EXPECT_LE(call.began, clients[0].began);
    EXPECT_LE(clients[0].ended, call.ended);
    const auto seen = gateway.sandbox.seen().at(0);
    ASSERT_EQ(seen.values("traceparent").size(), 1U);
    EXPECT_EQ(seen.values("traceparent")[0], "00-" + trace_hex + "-" + clients[0].id + "-01");
    EXPECT_EQ(seen.values("tracestate").at(0), "congo=t61rcWkgMzE");
    const std::string bytes = collector.all_bytes();
    EXPECT_NE(bytes.find("POST /v1/traces HTTP/1.1\r\n"), std::string::npos);
    EXPECT_NE(bytes.find(R"({"key":"service.name","value":{"stringValue":"gate-1"}})"), std::string::npos);
    EXPECT_EQ(bytes.find("hush-31"), std::string::npos) << "a query value left the machine";
    EXPECT_EQ(bytes.find("search"), std::string::npos);
}

TEST(Tracing, RetriesAndWaitsAreSpansOfTheCall) {
    Collector collector;
    Gateway gateway{to(collector, "",
                       "limits: {window: {requests: 1, per: 1s}, reserve: 0%}\n"
                       "retry: {base: 1ms, cap: 2ms, budget: 100%}\n")};
    gateway.sandbox.plan({.match = "GET /api/Tickets/1", .kind = "503"});
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U);
    // The second exchange waited for the window, so that there is a span between them.
    const auto spans = collector.wait_for_spans(trace_hex, 4);
    ASSERT_EQ(of_kind(spans, "2").size(), 1U);
    const SeenSpan call = of_kind(spans, "2")[0];
    const auto exchanges = of_kind(spans, "3");
    ASSERT_EQ(exchanges.size(), 2U);
    EXPECT_EQ(exchanges[0].attributes.at("http.response.status_code"), "503");
    EXPECT_EQ(exchanges[0].attributes.at("error.type"), "503");
    EXPECT_EQ(exchanges[1].attributes.at("http.response.status_code"), "200");
    EXPECT_EQ(exchanges[1].attributes.at("http.request.resend_count"), "1");
    EXPECT_EQ(exchanges[1].attributes.at("halogate.attempt"), "2");
    const auto waits = named(spans, "queue");
    ASSERT_EQ(waits.size(), 1U);
    EXPECT_LE(exchanges[0].ended, waits[0].began);
    EXPECT_LE(waits[0].ended, exchanges[1].began);
    for (const SeenSpan& part : {exchanges[0], exchanges[1], waits[0]}) EXPECT_EQ(part.parent, call.id);
    const auto seen = gateway.sandbox.seen("GET /api/Tickets/1");
    ASSERT_EQ(seen.size(), 2U);
    for (std::size_t i = 0; i < seen.size(); ++i)
        EXPECT_EQ(seen[i].values("traceparent").at(0), "00-" + trace_hex + "-" + exchanges[i].id + "-01");
}

TEST(Tracing, TheTraceIsNamedInAccessAndAuditLines) {
    TemporaryFolder folder;
    const std::string audit = folder.file("audit.log");
    Gateway gateway{{.sections = "log: {audit: " + audit + "}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U);
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    const std::string line = gateway.program().wait_for_line("\"/api/Tickets/1\"");
    EXPECT_EQ(json_at(line, "/trace_id"), trace_hex);
    EXPECT_EQ(json_at(gateway.program().wait_for_line("\"/api/Tickets/2\""), "/trace_id"), "null");
    ASSERT_EQ(gateway.stop(), 0);
    EXPECT_EQ(json_at(read_file(audit).substr(0, read_file(audit).find('\n')), "/trace_id"), trace_hex);
}

TEST(Tracing, ACallWithoutATraceBeginsOneThatTheAccessLineNames) {
    Collector collector;
    Gateway gateway{to(collector)};
    ASSERT_EQ(gateway.get("/api/Tickets/2", {{"traceparent", "00-hush"}}).status, 200U);
    const std::string trace = json_at(gateway.program().wait_for_line("/api/Tickets/2"), "/trace_id");
    ASSERT_EQ(trace.size(), 32U);
    const auto spans = collector.wait_for_spans(trace, 2);
    EXPECT_EQ(of_kind(spans, "2").at(0).parent, "");
    EXPECT_EQ(gateway.sandbox.seen().at(0).values("traceparent").at(0).substr(3, 32), trace);
}

TEST(Tracing, WhatIsNotSampledIsNotSent) {
    Collector collector;
    Gateway gateway{to(collector, ", sample: 0%")};
    ASSERT_EQ(gateway.get("/api/Tickets/2").status, 200U);
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U) << "its caller decides";
    collector.wait_for_spans(trace_hex, 2);
    ASSERT_EQ(gateway.stop(), 0);
    EXPECT_EQ(collector.all_bytes().find("/api/Tickets/2"), std::string::npos);
}

TEST(Tracing, NoSecretNoBodyAndNoHeaderIsInASpan) {
    Collector collector;
    Gateway gateway{to(collector)};
    const std::string secret = "hush-77aa";
    const FieldList fields{{"traceparent", traced[0].second},
                           {"Cookie", secret},
                           {"User-Agent", secret},
                           {"X-Halo-Api-Key", secret},
                           {"Authorization", "Bearer " + secret},
                           {"tracestate", "a=" + secret}};
    ASSERT_EQ(gateway.post("/api/Tickets?token=" + secret, ticket(secret), fields).status, 201U);
    EXPECT_EQ(gateway.get("/api/Tickets?q=" + secret, {{"X-API-Key", secret}}).status, 401U);
    ASSERT_EQ(gateway.stop(), 0);
    const std::string bytes = collector.all_bytes();
    EXPECT_NE(bytes.find(trace_hex), std::string::npos);
    for (const std::string_view word : {std::string_view{secret}, canary, std::string_view{"Bearer"}})
        EXPECT_EQ(bytes.find(word), std::string::npos) << word;
}

TEST(Tracing, AKeyForTheCollectorIsSentToItAndShownToNobody) {
    Collector collector;
    const TemporaryFolder folder;
    const std::string key = folder.write("key", "Bearer hush-collector-5a\n");
    Gateway gateway{to(collector, ", headers: {Authorization: \"${file:" + key + "}\", x-team: t-1}",
                       "admin: {address: \"127.0.0.1:0\"}\nlog: {level: debug}\n")};
    const std::uint16_t admin = port_in(gateway.program().wait_for_line("health and status on "));
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U);
    collector.wait_for_spans(trace_hex, 2);
    const std::string bytes = collector.all_bytes();
    EXPECT_NE(bytes.find("\r\nAuthorization: Bearer hush-collector-5a\r\n"), std::string::npos);
    EXPECT_NE(bytes.find("\r\nx-team: t-1\r\n"), std::string::npos);
    for (const char* page : {"/status.json", "/metrics"})
        EXPECT_EQ(Caller{connect_tcp(admin)}.get(page).body.find("hush-"), std::string::npos) << page;
    EXPECT_EQ(gateway.sandbox.seen().at(0).values("x-team").size(), 0U) << "the tenant is somebody else";
    ASSERT_EQ(gateway.stop(), 0);
    EXPECT_EQ(gateway.written().find("hush-"), std::string::npos);
}

TEST(Tracing, SpansThatTheCollectorRejectsCountAsDropped) {
    Collector collector;
    collector.will_say(R"({"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}})");
    Gateway gateway{to(collector, "", "admin: {address: \"127.0.0.1:0\"}\n")};
    const std::uint16_t admin = port_in(gateway.program().wait_for_line("health and status on "));
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U);
    gateway.program().wait_for_line("it rejected 1 of a batch; those spans are lost");
    const Answer metrics = Caller{connect_tcp(admin)}.get("/metrics");
    EXPECT_NE(metrics.body.find("halogate_spans_dropped_total 1\n"), std::string::npos) << metrics.body;
}

TEST(Tracing, WhatWaitsIsSentBeforeTheEnd) {
    Collector collector;
    Gateway gateway{{.sections = "tracing: {endpoint: \"" + collector.url() + "\", interval: 5m}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1", traced).status, 200U);
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_EQ(collector.wait_for_spans(trace_hex, 2).size(), 2U);
}

TEST(Tracing, ACollectorThatIsAwaySlowsNothingAndWhatIsLostIsCounted) {
    std::uint16_t nobody = 0;
    {
        const Collector gone;
        nobody = gone.port();
    }
    Gateway gateway{{.sections = "tracing: {endpoint: \"http://127.0.0.1:" + std::to_string(nobody) +
                                 "\", interval: 20ms, max_waiting: 4}\nadmin: {address: \"127.0.0.1:0\"}\n"}};
    const std::uint16_t admin = port_in(gateway.program().wait_for_line("health and status on "));
    Caller caller = gateway.connect();
    for (int i = 0; i < 300; ++i) ASSERT_EQ(caller.get("/api/Tickets/1").status, 200U);
    gateway.program().wait_for_line("tracing: the collector does not take spans: ");
    const Answer status = Caller{connect_tcp(admin)}.get("/status.json");
    EXPECT_EQ(status.at("/tracing/enabled"), "true") << status.body;
    EXPECT_LE(std::stoul(status.at("/tracing/waiting")), 4U) << status.body;
    EXPECT_EQ(status.at("/tracing/exported"), "0") << status.body;
    // 300 calls of two spans; at most one batch of 256 is held for the next try.
    EXPECT_GE(std::stoul(status.at("/tracing/dropped")), 2 * (300U - 256U - 4U)) << status.body;
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_NE(gateway.written().find("spans were dropped since the start"), std::string::npos);
}

TEST(Tracing, ACollectorThatHangsHoldsUpNeitherCallsNorTheEnd) {
    Collector collector;
    collector.fall_silent();
    Gateway gateway{to(collector, ", timeout: 300ms", "callers: {drain_timeout: 2s}\n")};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    collector.wait_for_requests(1);
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const auto began = Clock::now();
    EXPECT_EQ(gateway.stop(), 0);
    EXPECT_LT(Clock::now() - began, std::chrono::seconds{5});
}

TEST(Tracing, AnHttpsCollectorIsSpokenToOnlyWithACertificateThatIsTrusted) {
    // The tenant's port speaks TLS, and no authority of the system's vouches for it.
    const Sandbox other;
    Gateway gateway{{.sections = "tracing: {endpoint: \"" + other.url() + "\", interval: 20ms}\n"}};
    ASSERT_EQ(gateway.get("/api/Tickets/1").status, 200U);
    const std::string line = gateway.program().wait_for_line("tracing: the collector does not take spans: ");
    EXPECT_NE(line.find("certificate"), std::string::npos) << line;
    EXPECT_EQ(gateway.stop(), 0);
}

}  // namespace

}  // namespace halogate::program
