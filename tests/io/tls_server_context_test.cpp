// SPDX-License-Identifier: MIT
#include "io/tls_server_context.hpp"

#include <gmock/gmock.h>

#include "support/scratch_folder.hpp"
#include "support/test_authority.hpp"

namespace halogate::io {
namespace {

using testing::HasSubstr;
using File = TlsServerContext::Fault::File;

struct TlsServerContextTest : testing::Test {
    TlsServerContextTest() {
        const test::Identity ours = authority.issue({});
        settings.certificate = folder.write("c.pem", ours.certificate);
        settings.key = folder.write("k.pem", ours.key);
        settings.client_ca = folder.write("ca.pem", authority.certificate());
        settings.client_certificates = TlsServerContext::ClientCertificates::required;
    }
    [[nodiscard]] TlsServerContext::Fault fault() const {
        const auto context = TlsServerContext::load(settings);
        return context ? TlsServerContext::Fault{File::certificate, "no fault"} : context.error();
    }
    test::ScratchFolder folder;
    test::TestAuthority authority;
    TlsServerContext::Settings settings;
};

TEST_F(TlsServerContextTest, APairThatBelongsTogetherIsTaken) {
    EXPECT_TRUE(TlsServerContext::load(settings));
}

TEST_F(TlsServerContextTest, AFileThatCannotBeReadIsNamed) {
    const auto expect_unreadable = [&](std::string& path, File file) {
        const std::string right = std::exchange(path, folder.file("nowhere.pem"));
        EXPECT_EQ(fault().file, file);
        EXPECT_THAT(fault().detail, HasSubstr("cannot read " + path + ": No such file or directory"));
        path = right;
    };
    expect_unreadable(settings.certificate, File::certificate);
    expect_unreadable(settings.key, File::key);
    expect_unreadable(settings.client_ca, File::client_ca);
}

TEST_F(TlsServerContextTest, AFileThatIsNoPemIsNamed) {
    const auto expect_unusable = [&](std::string& path, File file, const char* words) {
        const std::string right = std::exchange(path, folder.write("other", "not PEM\n"));
        EXPECT_EQ(fault().file, file);
        EXPECT_THAT(fault().detail, HasSubstr(words));
        path = right;
    };
    expect_unusable(settings.certificate, File::certificate, "holds no certificate in PEM form");
    expect_unusable(settings.key, File::key, "holds no private key in PEM form");
    expect_unusable(settings.client_ca, File::client_ca, "holds no certificate in PEM form");
}

TEST_F(TlsServerContextTest, AKeyOfAnotherCertificateIsRefused) {
    folder.write("k.pem", authority.issue({}).key);
    EXPECT_EQ(fault().file, File::key);
    EXPECT_THAT(fault().detail, HasSubstr("k.pem is not the key of " + settings.certificate));
}

TEST_F(TlsServerContextTest, AKeyWithAPassphraseIsRefusedAndNobodyIsAsked) {
    folder.write("k.pem", test::TestAuthority::encrypted_key());
    EXPECT_EQ(fault().file, File::key);
    EXPECT_THAT(fault().detail, HasSubstr("is encrypted"));
}

TEST_F(TlsServerContextTest, ValidityIsThatOfTheCertificate) {
    const test::Identity old =
        authority.issue({.from = std::chrono::hours{-48}, .until = std::chrono::hours{-24}});
    folder.write("c.pem", old.certificate);
    folder.write("k.pem", old.key);
    const auto context = TlsServerContext::load(settings);
    ASSERT_TRUE(context);
    const TlsServerContext::Validity validity = context->validity();
    EXPECT_EQ(validity.until - validity.from, std::chrono::hours{24});
    const WallTime now{std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
    EXPECT_LT(validity.until, now - std::chrono::hours{23});
    EXPECT_GT(validity.until, now - std::chrono::hours{25});
}

TEST_F(TlsServerContextTest, AfterAFaultEverythingIsAsBefore) {
    auto context = TlsServerContext::load(settings);
    ASSERT_TRUE(context);
    const WallTime until = context->validity().until;
    const test::Identity next = authority.issue({.until = std::chrono::hours{72}});
    folder.write("c.pem", next.certificate);
    EXPECT_FALSE(context->reload()) << "its key is still the old one";
    EXPECT_EQ(context->validity().until, until);
    folder.write("k.pem", next.key);
    EXPECT_TRUE(context->reload());
    EXPECT_GT(context->validity().until, until);
}

}  // namespace
}  // namespace halogate::io
