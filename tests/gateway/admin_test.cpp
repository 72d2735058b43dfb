// SPDX-License-Identifier: MIT
#include "gateway/admin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/gateway_fixture.hpp"

namespace halogate::gateway {
namespace {

using namespace std::chrono_literals;
using test::GatewayFixture;
using test::PipeStream;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class AdminTest : public testing::Test {
protected:
    std::unique_ptr<PipeStream> send(std::string_view request) {
        PipeStream::Pair ends = PipeStream::connected(fixture.reactor);
        admin.take(std::move(ends.first));
        fixture.reactor.tasks.spawn(write(*ends.second, request));
        fixture.reactor.settle();
        return std::move(ends.second);
    }
    std::string read(PipeStream& from) {
        std::string bytes;
        fixture.reactor.tasks.spawn(take(from, bytes));
        fixture.reactor.advance(1ns);
        return bytes;
    }
    std::string ask(std::string_view first_line, std::string_view fields = "") {
        const auto asker =
            send(std::string{first_line} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{fields} + "\r\n");
        return read(*asker);
    }
    static std::string field_of(const std::string& answer, const std::string& name) {
        const std::size_t begin = answer.find("\r\n" + name + ": ") + name.size() + 4;
        return answer.substr(begin, answer.find("\r\n", begin) - begin);
    }

    GatewayFixture fixture;
    observe::Telemetry telemetry{fixture.records, {"anonymous"}, {"0.0.0", {}}};
    Admin admin{{fixture.services, fixture.gateway, telemetry}, fixture.reactor.tasks, ListenerProfile{}};

private:
    io::Task<void> write(PipeStream& to, std::string_view bytes) {
        static_cast<void>(co_await to.write_all(bytes, io::no_second_piece, TimePoint::max()));
    }
    io::Task<void> take(PipeStream& from, std::string& bytes) {
        for (;;) {
            std::array<char, 4096> buffer{};
            const std::span<char> room{buffer};
            const TimePoint deadline = fixture.reactor.clock.now() + 1ns;
            const io::ReadResult got = co_await from.read_some(room, deadline);
            if (got.error != io::IoError::none) co_return;
            bytes.append(buffer.data(), got.bytes);
        }
    }
};

TEST_F(AdminTest, TheDashboardMayRunItsOwnFilesAloneAndStandsInNoFrame) {
    const std::string page = ask("GET /");
    EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(field_of(page, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(
        field_of(page, "Content-Security-Policy"),
        AllOf(StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "),
              HasSubstr("frame-ancestors 'none'"), Not(HasSubstr("unsafe"))));
    EXPECT_EQ(field_of(page, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(field_of(page, "Referrer-Policy"), "no-referrer");
    EXPECT_THAT(page, EndsWith("</html>\n"));
}

TEST_F(AdminTest, EveryFileThatThePageNamesIsThereWithItsType) {
    const std::string page = ask("GET /");
    std::vector<std::string> seen;
    for (std::size_t at = page.find("=\"/"); at != std::string::npos; at = page.find("=\"/", at + 1)) {
        const std::string path = page.substr(at + 2, page.find('"', at + 2) - at - 2);
        if (!path.ends_with(".js") && !path.ends_with(".css")) continue;
        seen.push_back(path);
        const std::string file = ask("GET " + path);
        EXPECT_THAT(file, StartsWith("HTTP/1.1 200 ")) << path;
        EXPECT_EQ(field_of(file, "Content-Type"),
                  path.ends_with(".js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8");
    }
    EXPECT_THAT(seen, testing::IsSupersetOf({"/chart.js", "/dashboard.js", "/dashboard.css"}));
}

TEST_F(AdminTest, AFileThatABrowserHasIsNotSentAgain) {
    const std::string first = ask("GET /dashboard.css");
    const std::string etag = field_of(first, "ETag");
    EXPECT_EQ(field_of(first, "Cache-Control"), "no-cache");
    const std::string again = ask("GET /dashboard.css", "If-None-Match: \"other\", " + etag + "\r\n");
    EXPECT_THAT(again, AllOf(StartsWith("HTTP/1.1 304 "), EndsWith("\r\n\r\n"), HasSubstr(etag)));
    EXPECT_THAT(ask("GET /dashboard.css", "If-None-Match: \"other\"\r\n"), StartsWith("HTTP/1.1 200 "));
    EXPECT_NE(field_of(ask("GET /dashboard.js"), "ETag"), etag);
}

TEST_F(AdminTest, HeadHasTheFieldsOfGetAndNoBody) {
    const std::string head = ask("HEAD /dashboard.js");
    EXPECT_THAT(head, AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("\r\n\r\n")));
    EXPECT_EQ(field_of(head, "Content-Length"), field_of(ask("GET /dashboard.js"), "Content-Length"));
    EXPECT_THAT(ask("HEAD /events"), AllOf(StartsWith("HTTP/1.1 200 "), EndsWith("\r\n\r\n")));
}

TEST_F(AdminTest, ALinkToThePageMayBeFollowedFromAnywhereAndNothingElseMayComeFromThere) {
    const std::string link =
        "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n";
    EXPECT_THAT(ask("GET /", link), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(ask("GET /status.json", link), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(ask("GET /events", link), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(ask("GET /dashboard.js", link), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(ask("GET /", link + "Origin: http://evil.example\r\n"), StartsWith("HTTP/1.1 403 "));
    for (const auto* other : {"Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
                              "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: document\r\n", ""})
        EXPECT_THAT(ask("GET /", std::string{"Sec-Fetch-Site: cross-site\r\n"} + other),
                    StartsWith("HTTP/1.1 403 "))
            << other;
    const auto rebound = send("GET / HTTP/1.1\r\nHost: evil.example\r\n" + link + "\r\n");
    EXPECT_THAT(read(*rebound), StartsWith("HTTP/1.1 421 "));
}

TEST_F(AdminTest, OtherNamesAreServedFromTheMomentTheyAreGiven) {
    const std::string_view scrape = "GET /metrics HTTP/1.1\r\nHost: halogate:4257\r\n\r\n";
    EXPECT_THAT(read(*send(scrape)), StartsWith("HTTP/1.1 421 "));
    ListenerProfile named;
    named.hosts = {"halogate"};
    admin.use(named);
    EXPECT_THAT(read(*send(scrape)), StartsWith("HTTP/1.1 200 "));
    admin.use({});
    EXPECT_THAT(read(*send(scrape)), StartsWith("HTTP/1.1 421 "));
}

TEST_F(AdminTest, EventsTellTheStatusOnceASecondUntilADrain) {
    const auto listener = send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string first = read(*listener);
    EXPECT_THAT(first, AllOf(StartsWith("HTTP/1.1 200 "), Not(HasSubstr("Content-Length")),
                             HasSubstr("\r\n\r\nevent: status\ndata: {\"version\":"), EndsWith("}\n\n")));
    EXPECT_EQ(field_of(first, "Content-Type"), "text/event-stream");
    EXPECT_EQ(field_of(first, "Cache-Control"), "no-store");
    fixture.reactor.advance(1s);
    const std::string second = read(*listener);
    EXPECT_THAT(second, AllOf(StartsWith("event: status\ndata: {"), HasSubstr("\"draining\":false")));
    admin.drain();
    fixture.reactor.settle();
    EXPECT_THAT(read(*listener), HasSubstr("\"draining\":true"));
    EXPECT_THAT(ask("GET /events"), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(ask("GET /status.json"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AdminTest, OneListenerTooManyIsToldSoAndOthersAreStillAnswered) {
    std::vector<std::unique_ptr<PipeStream>> listeners;
    for (std::size_t i = 0; i < EventStream::most_listeners; ++i)
        listeners.push_back(send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    EXPECT_THAT(ask("GET /events"), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("/status.json")));
    EXPECT_THAT(ask("GET /healthz"), StartsWith("HTTP/1.1 200 "));
    admin.drain();
    fixture.reactor.settle();
}

}  // namespace
}  // namespace halogate::gateway
