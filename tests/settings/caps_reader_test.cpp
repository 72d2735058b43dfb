// SPDX-License-Identifier: MIT
#include "settings/caps_reader.hpp"

#include <gmock/gmock.h>

#include "settings/load.hpp"
#include "support/settings_environment.hpp"

namespace {

using namespace std::chrono_literals;
using namespace halogate::settings;
using halogate::limit::CapShape;
using halogate::test::rendered;
using halogate::test::WrittenEnvironment;
using testing::HasSubstr;

TEST(CapText, IsANumberAndADuration) {
    EXPECT_EQ(read_cap("20 per 1h").value(), (CapShape{20, 1h}));
    EXPECT_EQ(read_cap("1 per 744h").value(), (CapShape{1, 744h}));
    EXPECT_EQ(read_cap(" 1000000  per  1s ").value(), (CapShape{1'000'000, 1s}));
}

TEST(CapText, AnythingElseIsAnErrorThatShowsTheForm) {
    for (const char* text :
         {"", "20", "20/1h", "per 1h", "20 per", "-1 per 1h", "1.5 per 1h", "many per 1h"}) {
        const auto cap = read_cap(text);
        ASSERT_FALSE(cap) << text;
        EXPECT_THAT(cap.error(), HasSubstr("is no cap")) << text;
    }
    EXPECT_THAT(read_cap("20 per 5").error(), HasSubstr("unit"));
    EXPECT_THAT(read_cap("0 per 1h").error(), HasSubstr("from 1 to 1000000"));
    EXPECT_THAT(read_cap("1000001 per 1h").error(), HasSubstr("from 1 to 1000000"));
    EXPECT_THAT(read_cap("1 per 745h").error(), HasSubstr("744h"));
    EXPECT_THAT(read_cap("1 per 999ms").error(), HasSubstr("1s"));
}

auto load_text(const std::string& text) {
    WrittenEnvironment environment;
    environment.files["h.yaml"] = "tenant: {base_url: https://x, client_id: i, client_secret: s}\n" + text;
    return load({.config = "h.yaml"}, environment);
}

TEST(Caps, AreReadForEachConsumerAndForAnonymous) {
    const auto loaded = load_text(
        "policy:\n  anonymous: [edit:tickets]\n  anonymous_caps: {update: 7 per 1m}\n  consumers:\n"
        "    a: {identify: {api_key: 0123456789abcdef}, allow: [all], max_waiting: 3,\n"
        "        caps: {create: 500 per 1h, delete: 20 per 24h}}\n");
    ASSERT_TRUE(loaded) << testing::PrintToString(rendered(loaded.error()));
    const auto& consumers = loaded->settings.consumers;
    ASSERT_EQ(consumers.size(), 2U);
    EXPECT_EQ(consumers[0].caps.update, (CapShape{7, 1min}));
    EXPECT_EQ(consumers[0].caps.create, std::nullopt);
    EXPECT_EQ(consumers[0].max_waiting, std::nullopt);
    EXPECT_EQ(consumers[1].caps.create, (CapShape{500, 1h}));
    EXPECT_EQ(consumers[1].caps.update, std::nullopt);
    EXPECT_EQ(consumers[1].caps.delete_, (CapShape{20, 24h}));
    EXPECT_EQ(consumers[1].max_waiting, 3U);
}

TEST(RecordCheck, RefusesARequiredAuditThatIsOffAndADestinationThatIsNone) {
    EXPECT_THAT(rendered(load_text("audit: {required: true}\n").error()),
                testing::ElementsAre(HasSubstr("`audit.required` needs an audit log")));
    EXPECT_THAT(rendered(load_text("log: {audit: stdot}\n").error()),
                testing::ElementsAre(HasSubstr("`log.audit` must be `stdout`")));
    EXPECT_TRUE(load_text("log: {audit: stderr}\naudit: {required: true}\n"));
}

TEST(RecordCheck, WarnsThatObservingEnforcesNothing) {
    const auto loaded = load_text("policy: {mode: observe, anonymous: [read:tickets]}\n");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->settings.mode, halogate::policy::Mode::observe);
    EXPECT_THAT(rendered(loaded->warnings),
                testing::ElementsAre(HasSubstr("h.yaml:2:16: `policy.mode: observe`")));
}

}  // namespace
