// SPDX-License-Identifier: MIT
#include "core/path/canonical_target.hpp"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <random>
#include <string>
#include <string_view>

namespace halogate::path {
namespace {

std::string sent(std::string_view target) {
    const auto result = canonical_target(target);
    return result ? result->text() : "refused: " + result.error();
}

struct Row {
    std::string_view name;
    std::string_view target;
    std::string_view wire;    ///< what is sent; empty: refused
    std::string_view judged;  ///< what rules see
};

// "The path judged is not the path served", row by row, and what surrounds it.
const Row rows[] = {
    {"plain", "/api/Tickets", "/api/Tickets", "/api/tickets"},
    {"letter case is kept for the tenant and folded for the rules", "/API/tICKETS", "/API/tICKETS",
     "/api/tickets"},
    {"trailing slash", "/api/Tickets/", "/api/Tickets", "/api/tickets"},
    {"many trailing slashes", "/api/Tickets///", "/api/Tickets", "/api/tickets"},
    {"root", "/", "/", "/"},
    {"root of slashes", "///", "/", "/"},
    {"root by dots", "/api/..", "/", "/"},
    {"double slash", "//api//Tickets", "/api/Tickets", "/api/tickets"},
    {"an authority is only a segment", "//evil.example/api", "/evil.example/api", "/evil.example/api"},
    {"dot segments", "/api/Tickets/../Client", "/api/Client", "/api/client"},
    {"encoded dot segments", "/api/Tickets/%2e%2e/Client", "/api/Client", "/api/client"},
    {"half-encoded dot segments", "/api/Tickets/.%2E/Client", "/api/Client", "/api/client"},
    {"one dot", "/api/./Tickets/%2e", "/api/Tickets", "/api/tickets"},
    {"above the root", "/..", "", ""},
    {"above the root in the middle", "/api/../../api/Tickets", "", ""},
    {"above the root, encoded", "/%2e%2e/api", "", ""},
    {"double-encoded dot", "/api/Tickets/%252e%252e/Client", "", ""},
    {"double-encoded slash", "/api/Tickets%252fClient", "", ""},
    {"encoded percent alone", "/api/100%25", "", ""},
    {"encoded slash", "/api/Tickets%2fClient", "", ""},
    {"encoded slash, upper case", "/api/Tickets%2FClient", "", ""},
    {"encoded backslash", "/api/Tickets%5cClient", "", ""},
    {"backslash", "/api/Tickets\\..\\Client", "", ""},
    {"path parameter", "/api/Tickets;x=1", "", ""},
    {"path parameter behind dots", "/api/Tickets/..;/Client", "", ""},
    {"encoded path parameter", "/api/Tickets%3bx", "", ""},
    {"IIS unicode escape", "/api/Tickets/%u002e%u002e/Client", "", ""},
    {"overlong slash", "/api/Tickets%c0%afClient", "", ""},
    {"overlong dot", "/api/Tickets/%c0%ae%c0%ae/Client", "", ""},
    {"overlong slash in three bytes", "/api/Tickets%e0%80%afClient", "", ""},
    {"surrogate", "/api/%ed%a0%80", "", ""},
    {"cut-off UTF-8", "/api/%c3", "", ""},
    {"lone continuation byte", "/api/%80", "", ""},
    {"above U+10FFFF", "/api/%f4%90%80%80", "", ""},
    {"trailing dot", "/api/Tickets.", "", ""},
    {"encoded trailing dot", "/api/Tickets%2e", "", ""},
    {"three dots", "/api/.../Client", "", ""},
    {"trailing blank", "/api/Tickets%20", "", ""},
    {"leading blank", "/api/%20Tickets", "", ""},
    {"dots and a blank", "/api/Tickets/..%20/Client", "", ""},
    {"raw blank", "/api/Tickets /1", "", ""},
    {"no-break space", "/api/Tickets%c2%a0", "", ""},
    {"zero-width space", "/api/Tick%e2%80%8bets", "", ""},
    {"dotless i", "/api/T%c4%b1ckets", "", ""},
    {"dotted I", "/api/T%c4%b0ckets", "", ""},
    {"long s", "/api/Ticket%c5%bf", "", ""},
    {"Kelvin sign", "/api/Tic%e2%84%aaets", "", ""},
    {"full-width dots", "/api/Tickets/%ef%bc%8e%ef%bc%8e/Client", "", ""},
    {"full-width slash", "/api/Tickets%ef%bc%8fClient", "", ""},
    {"fragment", "/api/Tickets#/../Client", "", ""},
    {"fragment in the query", "/api/Tickets?a=1#b", "", ""},
    {"encoded fragment", "/api/Tickets%23", "", ""},
    {"encoded question mark", "/api/Tickets%3fx=1", "", ""},
    {"NUL", "/api/Tickets%00", "", ""},
    {"line feed", "/api/Tickets%0aHost:x", "", ""},
    {"tab", "/api/Tickets%09", "", ""},
    {"DEL", "/api/Tickets%7f", "", ""},
    {"escape cut off", "/api/Tickets%2", "", ""},
    {"escape without digits", "/api/Tickets%", "", ""},
    {"escape of no digits", "/api/Tickets%zz", "", ""},
    {"raw byte above ASCII", "/api/\xC3\xBC", "", ""},
    {"empty", "", "", ""},
    {"no slash", "api/Tickets", "", ""},
    {"absolute form", "http://evil.example/api/Tickets", "", ""},
    {"asterisk form", "*", "", ""},
    {"query that looks like a path", "/api/Tickets/?x=/api/Client", "/api/Tickets?x=/api/Client",
     "/api/tickets"},
    {"query with dots", "/api/Tickets?x=/../..", "/api/Tickets?x=/../..", "/api/tickets"},
    {"unneeded escapes", "/%61pi/%54ickets", "/api/Tickets", "/api/tickets"},
    {"needed escapes in one spelling", "/api/a%20b%c3%bc%22", "/api/a%20b%C3%BC%22", "/api/a b\xC3\xBC\""},
    {"raw characters that need an escape", "/api/a\"<>^`{|}", "/api/a%22%3C%3E%5E%60%7B%7C%7D",
     "/api/a\"<>^`{|}"},
    {"an id with &", "/api/TicketApproval/5&2", "/api/TicketApproval/5&2", "/api/ticketapproval/5&2"},
    {"an id with an encoded &", "/api/TicketApproval/5%262", "/api/TicketApproval/5&2",
     "/api/ticketapproval/5&2"},
    {"sub-delims", "/api/!$'()*+,=:@-._~", "/api/!$'()*+,=:@-._~", "/api/!$'()*+,=:@-._~"},
};

TEST(CanonicalTarget, IsRefusedOrJudgedAndSentAsOneAndTheSame) {
    for (const auto& row : rows) {
        SCOPED_TRACE(row.name);
        const auto result = canonical_target(row.target);
        EXPECT_EQ(result.has_value(), !row.wire.empty());
        if (!result) continue;
        EXPECT_EQ(result->text(), row.wire);
        EXPECT_EQ(result->folded_path, row.judged);
    }
}

TEST(CanonicalTarget, RefusalsAreSentencesThatSayWhatIsWrong) {
    EXPECT_EQ(sent("/api/%2f"), "refused: the path holds an encoded slash");
    EXPECT_EQ(sent("/api/%252e"), "refused: the path holds an encoded '%': it would be decoded twice");
    EXPECT_EQ(sent("/.."), "refused: the path climbs above the root");
}

TEST(CanonicalTarget, LeavesTheQueryAsItWasWritten) {
    EXPECT_EQ(sent("/api/Tickets?a=%2e%2E&b=c+d&&e=\"<x>"), "/api/Tickets?a=%2e%2E&b=c+d&&e=\"<x>");
    EXPECT_EQ(sent("/a?100%"), "/a?100%");
    EXPECT_EQ(sent("/a??b?c"), "/a??b?c");
    EXPECT_EQ(sent("/a?x=1;y=2"), "/a?x=1;y=2");
    EXPECT_EQ(sent("/a?"), "/a");
}

TEST(CanonicalTarget, TheTenantIsNotTheCallersToChoose) {
    EXPECT_EQ(sent("/a?tenant=evil"), "/a");
    EXPECT_EQ(sent("/a?tenant"), "/a");
    EXPECT_EQ(sent("/a?TeNaNt=evil&b=2"), "/a?b=2");
    EXPECT_EQ(sent("/a?b=2&tenant=1&c=3&tenant=2"), "/a?b=2&c=3");
    EXPECT_EQ(sent("/a?%74enant=evil"), "/a");
    EXPECT_EQ(sent("/a?%2574enant=evil"), "/a");
    EXPECT_EQ(sent("/a?t%45n%61nt=evil&b"), "/a?b");
    EXPECT_EQ(sent("/a??tenant=evil"), "/a");
    EXPECT_EQ(sent("/a?+tenant=evil"), "/a");
    EXPECT_EQ(sent("/a?tenant%20=evil"), "/a");
    EXPECT_EQ(sent("/a?tenant%0D%0a=evil"), "/a");
    EXPECT_EQ(sent("/a?%00tenant%00=evil"), "/a");
    EXPECT_EQ(sent("/a?tenant;b=1"), "/a");
    EXPECT_EQ(canonical_target("/a?b=1;tenant=evil").has_value(), false);
    EXPECT_EQ(canonical_target("/a?b=1;%54enant=evil").has_value(), false);
}

TEST(CanonicalTarget, KeepsParametersThatOnlyResembleTheTenant) {
    EXPECT_EQ(sent("/a?tenant_id=1&xtenant=2&q=tenant&tenants=3"),
              "/a?tenant_id=1&xtenant=2&q=tenant&tenants=3");
}

std::string random_target(std::mt19937& random) {
    static constexpr std::array<std::string_view, 40> pieces{
        "/",   "/",   "//",      ".",      "..",     "%2e",     "%2E",      "%2f", "%5c",      "\\",
        ";",   "%",   "%25",     "%252e",  "%20",    "%c0",     "%af",      "%c3", "%bc",      "%00",
        "api", "API", "Tickets", "Client", "1",      "5&2",     "?",        "&",   "=",        "#",
        "+",   " ",   "~",       "%7e",    "tenant", "tenant=", "%74enant", "%41", "\xC3\xBC", "%ef%bc%8e"};
    std::uniform_int_distribution<std::size_t> length{0, 12};
    std::uniform_int_distribution<std::size_t> piece{0, pieces.size() - 1};
    std::string target = "/";
    for (auto n = length(random); n > 0; --n) target += pieces[piece(random)];
    return target;
}

TEST(CanonicalTarget, OfACanonicalTargetIsItself) {
    std::mt19937 random{20240229};
    std::size_t accepted = 0;
    for (int i = 0; i < 50'000; ++i) {
        const auto target = random_target(random);
        const auto once = canonical_target(target);
        if (!once) continue;
        ++accepted;
        const auto twice = canonical_target(once->text());
        ASSERT_TRUE(twice.has_value()) << target;
        ASSERT_EQ(twice->text(), once->text()) << target;
        ASSERT_EQ(twice->folded_path, once->folded_path) << target;
        ASSERT_EQ(twice->query, once->query) << target;
    }
    EXPECT_GT(accepted, 3'000U);
}

TEST(CanonicalTarget, WhatIsSentHoldsNothingThatReadersDisputeAbout) {
    std::mt19937 random{7};
    for (int i = 0; i < 30'000; ++i) {
        const auto result = canonical_target(random_target(random));
        if (!result) continue;
        for (const auto* disputed : {"//", "/../", "/./", "\\", ";", "%2F", "%5C", "%25", "%2E", "%00"}) {
            ASSERT_EQ(result->path.find(disputed), std::string::npos) << result->path;
        }
        ASSERT_EQ(result->path.front(), '/');
        ASSERT_TRUE(result->path == "/" || result->path.back() != '/') << result->path;
    }
}

TEST(CanonicalTarget, AnyBytesAreTakenWithoutHarm) {
    std::mt19937 random{99};
    std::uniform_int_distribution<int> byte{0, 255};
    std::uniform_int_distribution<int> length{0, 40};
    for (int i = 0; i < 30'000; ++i) {
        std::string target = "/";
        for (int n = length(random); n > 0; --n) {
            // Mostly escapes of any byte, so that decoding is reached.
            constexpr std::string_view digits = "0123456789abcdef";
            const auto value = static_cast<unsigned>(byte(random));
            target += '%';
            target += digits[value >> 4U];
            target += digits[value & 0xFU];
            if (value % 7 == 0) target += static_cast<char>(byte(random));
        }
        const auto once = canonical_target(target);
        if (once) {
            ASSERT_EQ(canonical_target(once->text())->text(), once->text());
        }
    }
}

}  // namespace
}  // namespace halogate::path
