// SPDX-License-Identifier: MIT
#include "core/token/token_reply.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/retry_random.hpp"

namespace halogate::token {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Kind = FetchFailure::Kind;

constexpr std::string_view secret = "c4n4ry00-1111-2222-3333-444444444444-c4n4ry99";

auto reply(unsigned status, std::string_view body, std::string_view scope = {}) {
    return parse_token_reply(status, "application/json; charset=utf-8", body, secret, scope);
}
FetchFailure failure_of(unsigned status, std::string_view body, std::string_view scope = {}) {
    const auto parsed = reply(status, body, scope);
    return parsed ? FetchFailure{.kind = Kind::unreachable, .message = "taken", .retry_after = std::nullopt}
                  : parsed.error();
}

TEST(TokenRequest, IsFormEncodedAndAlwaysNamesTheScope) {
    EXPECT_EQ(token_request_body("id", Secret{"s+ %&=\u00fc"}, "read:tickets all:teams"),
              "grant_type=client_credentials&client_id=id&client_secret=s%2B+%25%26%3D%C3%BC"
              "&scope=read%3Atickets+all%3Ateams");
    EXPECT_THAT(token_request_body("id", Secret{"s"}, ""), HasSubstr("&scope="));
}

TEST(TokenRequest, NoByteBreaksOutOfItsField) {
    for (int byte = 0; byte < 256; ++byte) {
        const std::string encoded = form_encoded(std::string(1, static_cast<char>(byte)));
        EXPECT_EQ(encoded.find_first_of("&=\r\n %") == 0 && encoded.size() != 3, false) << byte;
        EXPECT_EQ(
            encoded.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._+%"),
            std::string::npos)
            << byte;
    }
}

TEST(TokenReply, AGoodAnswerIsAToken) {
    const auto token =
        reply(200, R"({"scope":"edit:tickets","token_type":"Bearer","access_token":"aB3-._~+/==",
        "expires_in":3600,"refresh_token":"r","id_token":"e30.eyJuYW1lIjoiSW50ZWdyYXRpb24ifQ.s"})");
    ASSERT_TRUE(token);
    EXPECT_EQ(token->value.reveal(), "aB3-._~+/==");
    EXPECT_EQ(token->lifetime, 1h);
    EXPECT_EQ(token->scope, "edit:tickets");
    EXPECT_EQ(token->agent, "Integration");
    EXPECT_EQ(token->generation, 0U);
}

TEST(TokenReply, TheLifeIsANumberOrANumericStringAndElseAnHour) {
    const auto lifetime = [](std::string_view expires_in) {
        const auto token =
            reply(200, R"({"token_type":"bearer","access_token":"t")" + std::string{expires_in} + "}");
        return token ? token->lifetime : Duration{-1};
    };
    EXPECT_EQ(lifetime(R"(,"expires_in":60)"), 60s);
    EXPECT_EQ(lifetime(R"(,"expires_in":"60")"), 60s);
    EXPECT_EQ(lifetime(R"(,"expires_in":1.5)"), 1500ms);
    EXPECT_EQ(lifetime(""), 1h);
    EXPECT_EQ(lifetime(R"(,"expires_in":1e300)"), 24h * 365);
    for (const auto* bad : {"0", "-5", "\"0\"", "\"\"", "\"soon\"", "true", "null", "0.2"}) {
        EXPECT_EQ(lifetime(std::string{R"(,"expires_in":)"} + bad), Duration{-1}) << bad;
    }
}

TEST(TokenReply, ATokenThatCouldBreakAHeaderIsUnusable) {
    for (const auto* value : {"", "a b", "a\\r\\nX: y", "a\\u0000", "a\\u007f", "\\u00fc", "a\\t", " a"}) {
        const auto failure = failure_of(
            200, R"({"token_type":"Bearer","expires_in":60,"access_token":")" + std::string{value} + "\"}");
        EXPECT_EQ(failure.kind, Kind::unusable) << value;
        EXPECT_THAT(failure.message, HasSubstr("access_token"));
    }
    const auto of_length = [](std::size_t length) {
        return reply(200, R"({"token_type":"Bearer","access_token":")" + std::string(length, 'x') + "\"}");
    };
    EXPECT_TRUE(of_length(16 * 1024));
    EXPECT_FALSE(of_length(16 * 1024 + 1));
}

TEST(TokenReply, A200WithoutAUsableTokenIsAFailure) {
    for (const auto* body :
         {"", "{}", "[]", "null", "{", R"({"access_token":"t"})", R"({"token_type":"Bearer"})",
          R"({"token_type":"mac","access_token":"t"})", R"({"token_type":1,"access_token":"t"})",
          R"({"token_type":"Bearer","access_token":5})",
          R"({"token_type":"Bearer","access_token":"t","access_token":"u"})"}) {
        EXPECT_EQ(failure_of(200, body).kind, Kind::unusable) << body;
    }
    EXPECT_EQ(failure_of(200, R"({"error":"invalid_client"})").kind, Kind::refused);
    EXPECT_EQ(failure_of(201, R"({"token_type":"Bearer","access_token":"tok12345678901"})").kind,
              Kind::unusable);
}

TEST(TokenReply, WrongCredentialsAreRefusedInTheTenantsWords) {
    const auto failure =
        failure_of(401, R"({"error":"invalid_client","error_description":"The client is not known."})");
    EXPECT_EQ(failure.kind, Kind::refused);
    EXPECT_THAT(failure.message, HasSubstr("HTTP 401, invalid_client (The client is not known.)"));
    EXPECT_THAT(failure.message, HasSubstr("client_secret"));
    EXPECT_EQ(failure_of(401, "").kind, Kind::refused);
    EXPECT_EQ(failure_of(400, R"({"error":"invalid_client"})").kind, Kind::refused);
    EXPECT_EQ(failure_of(400, R"({"error":"invalid_grant"})").kind, Kind::refused);
}

TEST(TokenReply, AFailureKeepsTheTenantsOwnWords) {
    const auto failure = failure_of(400, R"({"error":"invalid_scope","error_description":"There is none."})");
    EXPECT_EQ(failure.code, "invalid_scope");
    EXPECT_EQ(failure.said, "There is none.");
    EXPECT_EQ(failure_of(502, "").code, "");
    EXPECT_EQ(failure_of(502, "").said, "");
}

TEST(TokenReply, AWrongScopeIsNamedWithTheRightOne) {
    const auto failure =
        failure_of(400, R"({"error":"invalid_scope"})", "read:tickets read:actions edit:sites");
    EXPECT_EQ(failure.kind, Kind::refused);
    EXPECT_THAT(
        failure.message,
        HasSubstr("HaloPSA has no scope read:actions; they are gated by tickets, so write read:tickets"));
    EXPECT_THAT(
        failure.message,
        HasSubstr("HaloPSA has no scope edit:sites; they are gated by customers, so write edit:customers"));
    EXPECT_THAT(failure_of(400, R"({"error":"invalid_scope"})", "read:kb").message, HasSubstr("read:kb"));
    EXPECT_THAT(failure_of(400, R"({"error":"invalid_scope"})").message, HasSubstr("every scope"));
}

TEST(TokenReply, AnHtmlPageIsToldApart) {
    for (const unsigned status : {200U, 404U, 403U}) {
        const auto failure = parse_token_reply(status, "text/html", "<h1>Portal</h1>", secret);
        ASSERT_FALSE(failure);
        EXPECT_EQ(failure.error().kind, Kind::unusable);
        EXPECT_THAT(failure.error().message, HasSubstr("base_url does not look like a HaloPSA API"));
        EXPECT_THAT(failure.error().message, Not(HasSubstr("Portal")));
    }
    EXPECT_THAT(failure_of(200, "\n<!DOCTYPE html>").message, HasSubstr("HTML"));
}

TEST(TokenReply, TroubleIsNotARefusal) {
    EXPECT_EQ(failure_of(500, R"({"error":"server_error"})").kind, Kind::unusable);
    EXPECT_EQ(failure_of(503, "<html>down</html>").kind, Kind::unusable);
    EXPECT_EQ(failure_of(400, R"({"error":"temporarily_unavailable"})").kind, Kind::unusable);
    EXPECT_EQ(failure_of(404, "").kind, Kind::unusable);
    EXPECT_EQ(failure_of(404, R"({"error":"NotFound"})").kind, Kind::unusable);
    EXPECT_EQ(failure_of(400, "Tenant not found").kind, Kind::unusable);
    EXPECT_THAT(failure_of(400, "Tenant not found").message, HasSubstr("Tenant not found"));
    EXPECT_THAT(failure_of(302, "").message, HasSubstr("redirect"));
}

TEST(TokenReply, TheTenantsLimitIsToldWithItsPause) {
    const auto failure = failure_of(429, R"({"retry_after":12})");
    EXPECT_EQ(failure.kind, Kind::throttled);
    EXPECT_EQ(failure.retry_after, 12s);
    EXPECT_EQ(failure_of(429, "").retry_after, std::nullopt);
}

TEST(TokenReply, OtherErrorShapesAreQuotedToo) {
    EXPECT_THAT(failure_of(401, R"({"resultCode":5,"errorMessage":"no such app"})").message,
                HasSubstr("no such app"));
    EXPECT_THAT(failure_of(401, R"({"ClassName":"X","Message":"broken"})").message, HasSubstr("broken"));
    EXPECT_THAT(failure_of(401, R"({"error":"not one word"})").message, HasSubstr("not one word"));
}

TEST(TokenReply, AMessageIsOneShortLine) {
    const std::string noise = R"(x\r\n\u001b[2J\u0000)" + std::string(100'000, 'y');
    for (const std::string& body :
         {R"({"error":"invalid_scope","error_description":")" + noise + "\"}",
          R"({"error":")" + noise + "\"}", "plain\r\n\x1B[2J" + std::string(100'000, 'y')}) {
        for (const unsigned status : {200U, 302U, 400U, 401U, 404U, 429U, 500U}) {
            const auto message =
                failure_of(status, body, "read:actions edit:actions read:sites edit:sites").message;
            EXPECT_LE(message.size(), 300U);
            EXPECT_EQ(message.find_first_of(std::string_view{"\r\n\x1B\0", 4}), std::string::npos);
        }
    }
}

std::string json_escaped(std::string_view text) {
    std::string escaped;
    constexpr std::string_view hex = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        ((escaped += "\\u00") += hex[byte >> 4U]) += hex[byte & 0xFU];
    }
    return escaped;
}

TEST(TokenReply, NoMessageEverHoldsTheSecretOrAToken) {
    const std::string canary{secret};
    const std::string access = "0pensesame-0pensesame-0pensesame";
    const std::string echoes[] = {canary,
                                  "client_secret=" + form_encoded(canary) + "&scope=all",
                                  json_escaped(canary),
                                  "\\\\" + json_escaped(canary),
                                  canary.substr(0, 20),
                                  "padding " + std::string(100, '.') + canary,
                                  "c4n4ry00-1111\\u00012222-3333-444444444444-c4n4ry99",
                                  access};
    const std::string members[] = {"error",   "error_description", "Message",
                                   "message", "errorMessage",      "token_type"};
    for (const auto& echo : echoes) {
        for (const auto& member : members) {
            const std::string body =
                R"({"access_token":")" + access + R"(","x":"y",")" + member + R"(":")" + echo + R"("})";
            for (const auto& sent :
                 {body, body.substr(0, body.size() - 2), "[" + body + "]", echo, '"' + echo + '"'}) {
                for (const unsigned status : {200U, 302U, 400U, 401U, 403U, 404U, 429U, 500U}) {
                    const auto message = failure_of(status, sent).message;
                    EXPECT_THAT(message, Not(HasSubstr("c4n4ry00-111"))) << status << ' ' << sent;
                    EXPECT_THAT(message, Not(HasSubstr("-c4n4ry99"))) << status << ' ' << sent;
                    EXPECT_THAT(message, Not(HasSubstr("u0063"))) << status << ' ' << sent;
                    if (sent == echo || sent == '"' + echo + '"')
                        continue;  // a token by itself looks like any word
                    EXPECT_THAT(message, Not(HasSubstr("0pensesame"))) << status << ' ' << sent;
                }
            }
        }
    }
}

TEST(TokenReply, ATextThatMayHoldATokenIsNotQuoted) {
    const auto failure = failure_of(400, "token_type=Bearer&access_token=0pensesame");
    EXPECT_THAT(failure.message, Not(HasSubstr("0pensesame")));
    EXPECT_THAT(failure.message, HasSubstr("HTTP 400"));
}

TEST(TokenReply, AnAgentsNameThatRepeatsTheSecretIsNotShown) {
    // {"name":"c4n4ry00-1111-2222-3333-444444444444-c4n4ry99"}
    const auto token =
        reply(200, R"({"token_type":"Bearer","access_token":"t0","id_token":"e30.)"
                   R"(eyJuYW1lIjoiYzRuNHJ5MDAtMTExMS0yMjIyLTMzMzMtNDQ0NDQ0NDQ0NDQ0LWM0bjRyeTk5In0.s"})");
    ASSERT_TRUE(token);
    EXPECT_THAT(token->agent, Not(HasSubstr("c4n4ry")));
    EXPECT_FALSE(token->agent.empty());
}

TEST(TokenReply, AScopeThatRepeatsTheSecretIsNotShown) {
    const auto scope_of = [](std::string_view scope, std::string_view client_secret) {
        const auto body =
            R"({"token_type":"Bearer","access_token":"t0","scope":")" + std::string{scope} + "\"}";
        return parse_token_reply(200, "application/json", body, client_secret).value().scope;
    };
    EXPECT_EQ(scope_of("read:tickets c4n4ry00-1111-2222-3333", secret), "");
    EXPECT_EQ(scope_of("READ:C4N4RY00-1111-2222", secret), "");
    EXPECT_EQ(scope_of("read:tickets c4n4ry00-11", secret), "read:tickets c4n4ry00-11");
    EXPECT_EQ(scope_of("read:tickets", "t"), "read:tickets");
}

TEST(TokenReply, AnyBytesAreReadWithoutHarm) {
    retry::SeededRandom random{9};
    const std::string good =
        R"({"token_type":"Bearer","access_token":"tok","expires_in":60,"id_token":"e30.e30.s"})";
    for (int round = 0; round < 5'000; ++round) {
        std::string body = good;
        for (int i = 0; i < 3; ++i) body[random.below(body.size())] = static_cast<char>(random.below(256));
        body.resize(random.below(body.size() + 1));
        const auto parsed = reply(random.below(2) == 0 ? 200 : 400, body);
        EXPECT_TRUE(parsed || parsed.error().message.size() <= 300U);
    }
}

}  // namespace
}  // namespace halogate::token
