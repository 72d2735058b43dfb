// SPDX-License-Identifier: MIT
#include "settings/https_url.hpp"

#include <gmock/gmock.h>

namespace {

using halogate::settings::read_https_url;
using halogate::settings::UrlQuery;
using testing::HasSubstr;
using testing::Not;

TEST(HttpsUrl, HostPortAndPathAreTakenWithoutTheFinalSlashes) {
    EXPECT_EQ(*read_https_url("https://x.halopsa.com", UrlQuery::refused), "https://x.halopsa.com");
    EXPECT_EQ(*read_https_url("https://x.halopsa.com/", UrlQuery::refused), "https://x.halopsa.com");
    EXPECT_EQ(*read_https_url("HTTPS://x:8443/halo//", UrlQuery::refused), "https://x:8443/halo");
    EXPECT_EQ(*read_https_url("https://[::1]:443/a", UrlQuery::refused), "https://[::1]:443/a");
}

TEST(HttpsUrl, OtherSchemesAreRefused) {
    for (const auto* text : {"http://x", "x.halopsa.com", "ftp://x", "https:/x", "", "//x", " https://x"}) {
        EXPECT_THAT(read_https_url(text, UrlQuery::refused).error(), HasSubstr("must begin with `https://`"))
            << text;
    }
}

TEST(HttpsUrl, UserIsRefusedAndThePasswordIsNotRepeated) {
    const auto why = read_https_url("https://me:canary@x/", UrlQuery::refused).error();
    EXPECT_THAT(why, HasSubstr("user or password"));
    EXPECT_THAT(why, Not(HasSubstr("canary")));
}

TEST(HttpsUrl, QueryIsTakenOnlyWhereItIsAllowed) {
    EXPECT_TRUE(read_https_url("https://uk-trial.halopsa.com/token?tenant=t", UrlQuery::allowed));
    EXPECT_THAT(read_https_url("https://x/?tenant=t", UrlQuery::refused).error(), HasSubstr("query"));
    EXPECT_THAT(read_https_url("https://x/#a", UrlQuery::allowed).error(), HasSubstr("fragment"));
}

TEST(HttpsUrl, HostsThatCouldBeReadInTwoWaysAreRefused) {
    for (const auto* text :
         {"https://", "https:///a", "https://:443", "https://x:0", "https://x:65536",
          "https://x:", "https://x y", "https://x\\y", "https://%41", "https://.x", "https://a..b",
          "https://-x", "https://[::1", "https://::1", "https://x/a b", "https://x/\"", "https://x/ü"}) {
        EXPECT_FALSE(read_https_url(text, UrlQuery::refused)) << text;
    }
}

}  // namespace
