// SPDX-License-Identifier: MIT
#include "sandbox/halo_api.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sandbox/base64.hpp"
#include "sandbox/json.hpp"
#include "sandbox/row_order.hpp"

namespace halogate::sandbox {
namespace {

class SandboxHaloApi : public testing::Test {
protected:
    Answer ask(const std::string& method, const std::string& target, const std::string& body = {},
               const std::string& scopes = "all") {
        const Request request{.method = method,
                              .target = target,
                              .fields = {{"content-type", "application/json"}},
                              .body = body};
        return api_.answer(request, parse_target(target), ScopeSet::parsed(scopes), WallTime{});
    }
    Json get(const std::string& target) { return Json::parse(ask("GET", target).body); }
    unsigned status(const std::string& method, const std::string& target, const std::string& body,
                    const std::string& scopes) {
        return ask(method, target, body, scopes).status;
    }

    HaloApi api_;
};

TEST_F(SandboxHaloApi, ListStandsInHaloPsasEnvelope) {
    const auto list = get("/api/Tickets?pageinate=true&page_no=2&page_size=3");
    EXPECT_EQ(list["page_no"], 2);
    EXPECT_EQ(list["page_size"], 3);
    EXPECT_EQ(list["record_count"], 260);
    ASSERT_EQ(list["tickets"].size(), 3U);
    EXPECT_EQ(list["tickets"][0]["id"], 4);
}

TEST_F(SandboxHaloApi, PagingThroughMeetsEveryRowOnceAndEnds) {
    std::size_t met = 0;
    for (int page = 1; page <= 3; ++page) {
        met += get("/api/Tickets?pageinate=true&page_size=100&page_no=" + std::to_string(page))["tickets"]
                   .size();
    }
    EXPECT_EQ(met, 260U);
    EXPECT_TRUE(get("/api/Tickets?pageinate=true&page_no=4&page_size=100")["tickets"].empty());
    EXPECT_TRUE(
        get("/api/Tickets?pageinate=true&page_no=18446744073709551615&page_size=100")["tickets"].empty());
}

TEST_F(SandboxHaloApi, NoPageHoldsMoreThanAHundredRowsAndNothingSaysSo) {
    const auto list = get("/api/Tickets?pageinate=true&page_no=1&page_size=1000");
    EXPECT_EQ(list["tickets"].size(), 100U);
    EXPECT_EQ(list["record_count"], 260);
    EXPECT_EQ(get("/api/Tickets?count=1000")["tickets"].size(), 100U);
    EXPECT_EQ(get("/api/Tickets?count=7")["tickets"].size(), 7U);
    EXPECT_EQ(get("/api/Tickets?count=true")["tickets"].size(), 100U);
}

TEST_F(SandboxHaloApi, ProjectsAreTicketsAndConfigurationListsAreBare) {
    EXPECT_TRUE(get("/api/Projects").contains("tickets"));
    EXPECT_TRUE(get("/api/ClientContract").contains("contracts"));
    for (const auto* bare : {"/api/Status", "/api/Team", "/api/TicketType", "/api/Priority"}) {
        EXPECT_TRUE(get(bare).is_array()) << bare;
    }
    EXPECT_GE(get("/api/Client").at("record_count"), 40);
}

TEST_F(SandboxHaloApi, SearchAndIdFiltersNarrowTheList) {
    const auto found = get("/api/Tickets?search=vpn%20DROPS&count=100");
    EXPECT_EQ(found["record_count"], 26);
    const auto sites = get("/api/Site?client_id=3,4");
    EXPECT_EQ(sites["record_count"], 4);
    for (const auto& row : sites["sites"]) {
        EXPECT_TRUE(row["client_id"] == 3 || row["client_id"] == 4);
    }
    EXPECT_EQ(get("/api/Actions?ticket_id=7")["record_count"], 2);
    EXPECT_EQ(get("/api/Tickets?order=id&orderdesc=true&count=1")["tickets"][0]["id"], 260);
    EXPECT_EQ(get("/api/Tickets?idonly=true&count=1")["tickets"][0].size(), 1U);
}

TEST_F(SandboxHaloApi, LetterCaseOfAPathSaysNothing) {
    EXPECT_EQ(ask("GET", "/API/tICKETS/1").status, 200U);
    EXPECT_EQ(ask("GET", "/api/agent/ME").status, 200U);
}

TEST_F(SandboxHaloApi, OneRowIsABareObjectAndAMissingOneIs404) {
    EXPECT_EQ(get("/api/Tickets/12")["id"], 12);
    for (const auto* missing :
         {"/api/Tickets/0", "/api/Tickets/99999", "/api/Tickets/x", "/api/Tickets/99999999999999999999",
          "/api/Nothing", "/api", "/api/Tickets/1/2"}) {
        EXPECT_EQ(ask("GET", missing).status, 404U) << missing;
    }
}

TEST_F(SandboxHaloApi, ElementWithoutIdIsCreatedAndAnsweredBare) {
    const auto answer = ask("POST", "/api/Tickets", R"([{"summary":"new"}])");
    EXPECT_EQ(answer.status, 201U);
    const auto created = Json::parse(answer.body);
    ASSERT_TRUE(created.is_object());
    EXPECT_EQ(created["id"], 261);
    EXPECT_EQ(get("/api/Tickets/261")["summary"], "new");
    EXPECT_EQ(api_.counts().created.at("tickets"), 1U);
    EXPECT_TRUE(
        Json::parse(ask("POST", "/api/Tickets", R"([{"summary":"a"},{"summary":"b"}])").body).is_array());
    EXPECT_EQ(ask("POST", "/api/Tickets", R"({"summary":"bare"})").status, 201U);
}

TEST_F(SandboxHaloApi, ElementWithIdIsUpdated) {
    const auto answer = ask("POST", "/api/Tickets", R"([{"id":5,"summary":"changed"}])");
    EXPECT_EQ(answer.status, 201U);
    const auto row = get("/api/Tickets/5");
    EXPECT_EQ(row["summary"], "changed");
    EXPECT_TRUE(row.contains("client_name"));
    EXPECT_EQ(get("/api/Tickets")["record_count"], 260);
    EXPECT_EQ(api_.counts().updated.at("tickets"), 1U);
}

TEST_F(SandboxHaloApi, MixedArrayWithAMissingRowChangesNothing) {
    EXPECT_EQ(ask("POST", "/api/Tickets", R"([{"summary":"new"},{"id":99999,"summary":"x"}])").status, 404U);
    EXPECT_EQ(get("/api/Tickets")["record_count"], 260);
}

TEST_F(SandboxHaloApi, DeletedRowIsGoneAndCanBeBroughtBack) {
    const auto answer = ask("DELETE", "/api/Tickets/9?reason=test", "{}");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "{}");
    EXPECT_EQ(ask("GET", "/api/Tickets/9").status, 404U);
    EXPECT_EQ(ask("DELETE", "/api/Tickets/9").status, 404U);
    EXPECT_EQ(ask("POST", "/api/Tickets", R"([{"id":9,"_recover":true}])").status, 201U);
    EXPECT_EQ(ask("GET", "/api/Tickets/9").status, 200U);
}

TEST_F(SandboxHaloApi, PutAndPatchAreNotAllowed) {
    EXPECT_EQ(ask("PUT", "/api/Tickets").status, 405U);
    EXPECT_EQ(ask("PATCH", "/api/Tickets/1", "{}").status, 405U);
}

TEST_F(SandboxHaloApi, BodyThatIsNoArrayOfObjectsIsRefused) {
    for (const auto* body : {"", "null", "[]", "[1]", "\"x\"", "[{]", "{'a':1}"}) {
        EXPECT_EQ(ask("POST", "/api/Tickets", body).status, 400U) << body;
    }
    const Request form{.method = "POST",
                       .target = "/api/Tickets",
                       .fields = {{"Content-Type", "text/plain"}},
                       .body = "[{}]"};
    EXPECT_EQ(api_.answer(form, parse_target(form.target), ScopeSet::parsed("all"), WallTime{}).status, 415U);
}

TEST_F(SandboxHaloApi, ReadTicketsMayCreateButNotChangeATicket) {
    EXPECT_EQ(status("POST", "/api/Tickets", R"([{"summary":"x"}])", "read:tickets"), 201U);
    const auto refused = ask("POST", "/api/Tickets", R"([{"summary":"x"},{"id":1}])", "read:tickets");
    EXPECT_EQ(refused.status, 400U);
    EXPECT_NE(refused.body.find("You do not have permission to update this Ticket"), std::string::npos);
    EXPECT_EQ(status("DELETE", "/api/Tickets/1", "", "read:tickets"), 400U);
    EXPECT_EQ(status("POST", "/api/Tickets", R"([{"id":1,"summary":"x"}])", "edit:tickets"), 201U);
}

TEST_F(SandboxHaloApi, WrongDomainIs403ExceptOnActions) {
    EXPECT_EQ(status("GET", "/api/Tickets", "", "read:assets"), 403U);
    EXPECT_EQ(status("GET", "/api/Site/1", "", "read:tickets"), 403U);
    EXPECT_EQ(status("POST", "/api/Client", R"([{"name":"x"}])", "read:customers"), 403U);
    EXPECT_EQ(status("GET", "/api/Actions", "", "edit:assets"), 500U);
    EXPECT_EQ(status("POST", "/api/Actions", "[{}]", "edit:assets"), 500U);
    EXPECT_EQ(status("GET", "/api/Actions", "", "read:tickets"), 200U);
    EXPECT_EQ(status("GET", "/api/Status", "", "read:assets"), 200U);
}

TEST_F(SandboxHaloApi, AttachmentComesBackByteForByte) {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i);
    const Json row{{"filename", "a\"b\r\n.bin"}, {"ticket_id", 1}, {"data_base64", base64_encoded(bytes)}};
    const auto posted = Json::parse(ask("POST", "/api/Attachment", Json::array({row}).dump()).body);
    EXPECT_FALSE(posted.contains("data_base64"));
    const auto answer = ask("GET", "/api/Attachment/" + std::to_string(posted["id"].get<int>()));
    EXPECT_EQ(answer.body, bytes);
    EXPECT_EQ(field_value(answer.fields, "Content-Disposition"), "attachment; filename=\"a_b__.bin\"");
    EXPECT_EQ(ask("POST", "/api/Attachment", R"([{"data_base64":"***"}])").status, 400U);
    EXPECT_EQ(ask("POST", "/api/Attachment", R"([{"data_base64":7}])").status, 201U);
}

TEST_F(SandboxHaloApi, BigAttachmentIsAPromiseAndNotAString) {
    const auto answer = ask("GET", "/api/Attachment/big?bytes=1073741824&chunked=1");
    ASSERT_TRUE(answer.stream);
    EXPECT_EQ(answer.stream->bytes, 1073741824U);
    EXPECT_EQ(answer.stream->coding, BodyCoding::chunked);
    EXPECT_TRUE(answer.body.empty());
    EXPECT_EQ(ask("GET", "/api/Attachment/big?bytes=-1").status, 400U);
}

TEST_F(SandboxHaloApi, OddValuesInPostedRowsDoNotBreakLaterLists) {
    ASSERT_EQ(ask("POST", "/api/Tickets", R"([{"closed":"perhaps","client_id":[1],"summary":null}])").status,
              201U);
    EXPECT_EQ(ask("GET", "/api/Tickets?open_only=true&client_id=1&search=x&order=client_id").status, 200U);
}

TEST(SandboxRowId, IsReadAsDotNetReadsIt) {
    const auto id = [](const char* row) { return row_id(Json::parse(row)).value_or(0); };
    for (const auto* five : {R"({"id":5})", R"({"Id":5})", R"({"ID":"5"})", R"({"id":5.0})",
                             R"({"\u0069d":5})", R"({"id":1,"id":5})", R"({"id":1,"Id":5})"}) {
        EXPECT_EQ(id(five), 5) << five;
    }
    for (const auto* none : {R"({})", R"({"id":null})", R"({"id":0})", R"({"id":-5})", R"({"id":"x"})",
                             R"({"id":[5]})", R"({"ticket_id":5})", R"({"id":1e300})"}) {
        EXPECT_EQ(id(none), 0) << none;
    }
}

TEST(SandboxRowId, FourKindsOfJsonAreAccepted) {
    for (const auto* type : {"application/json", "APPLICATION/JSON; charset=utf-8", "text/json",
                             "application/json-patch+json", "application/vnd.x+json"}) {
        EXPECT_TRUE(is_json_type(type)) << type;
    }
    for (const auto* type : {"", "text/plain", "application/jsonx", "application/x-www-form-urlencoded"}) {
        EXPECT_FALSE(is_json_type(type)) << type;
    }
}

}  // namespace
}  // namespace halogate::sandbox
