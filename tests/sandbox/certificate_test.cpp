// SPDX-License-Identifier: MIT
#include "sandbox/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

#include "base/clock.hpp"

namespace halogate::sandbox {
namespace {

struct Freed {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
    void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
    void operator()(X509_STORE_CTX* context) const noexcept { X509_STORE_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

Owned<BIO> reader(const std::string& text) {
    return Owned<BIO>{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

Owned<X509> parsed(const Certificate& made) {
    return Owned<X509>{PEM_read_bio_X509(reader(made.certificate_pem).get(), nullptr, nullptr, nullptr)};
}

WallTime now() {
    return SystemClock{}.wall_now();
}

TEST(SandboxCertificate, IsForLoopbackAndForTheNamesAskedFor) {
    const auto certificate = parsed(self_signed_certificate({"sandbox", "10.1.2.3"}, now()));
    ASSERT_TRUE(certificate);
    for (const auto* address : {"127.0.0.1", "::1", "10.1.2.3"}) {
        EXPECT_EQ(X509_check_ip_asc(certificate.get(), address, 0), 1) << address;
    }
    for (const auto* name : {"localhost", "sandbox"}) {
        EXPECT_EQ(X509_check_host(certificate.get(), name, 0, 0, nullptr), 1) << name;
    }
    EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.2", 0), 0);
    EXPECT_EQ(X509_check_host(certificate.get(), "example.com", 0, 0, nullptr), 0);
}

TEST(SandboxCertificate, StrictVerifierAcceptsItAsItsOwnAnchor) {
    const auto certificate = parsed(self_signed_certificate({}, now()));
    const Owned<X509_STORE> store{X509_STORE_new()};
    ASSERT_EQ(X509_STORE_add_cert(store.get(), certificate.get()), 1);
    const Owned<X509_STORE_CTX> context{X509_STORE_CTX_new()};
    ASSERT_EQ(X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr), 1);
    X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_X509_STRICT);
    X509_STORE_CTX_set_default(context.get(), "ssl_server");
    EXPECT_EQ(X509_verify_cert(context.get()), 1)
        << X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

TEST(SandboxCertificate, KeyBelongsToItAndIsMadeAnewEveryTime) {
    const auto first = self_signed_certificate({}, now());
    const auto second = self_signed_certificate({}, now());
    EXPECT_NE(first.private_key_pem, second.private_key_pem);
    const Owned<EVP_PKEY> key{
        PEM_read_bio_PrivateKey(reader(first.private_key_pem).get(), nullptr, nullptr, nullptr)};
    ASSERT_TRUE(key);
    EXPECT_EQ(X509_check_private_key(parsed(first).get(), key.get()), 1);
}

TEST(SandboxCertificate, NameThatWouldBeReadAsSeveralIsRefused) {
    for (const auto* name : {"a,DNS:b", "", "a b", "DNS:x", "é"}) {
        EXPECT_THROW(static_cast<void>(self_signed_certificate({name}, now())), std::runtime_error) << name;
    }
}

}  // namespace
}  // namespace halogate::sandbox
