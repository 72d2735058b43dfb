// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>

namespace halogate::test {

/// What stands in a certificate.
struct Certified {
    std::string names = "DNS:localhost,IP:127.0.0.1";  ///< as OpenSSL writes subject alternative names
    std::string usage = "serverAuth";                  ///< extended key usage
    std::chrono::hours from{-24};                      ///< counted from now
    std::chrono::hours until{24};
};

struct Identity {
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM
};

/// Vouches for servers and clients of tests. EC P-256, as fast as it gets.
class TestAuthority {
public:
    TestAuthority() : key_{new_key()}, certificate_{unsigned_certificate(key_.get(), {})} {
        add(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
        add(certificate_.get(), NID_key_usage, "critical,keyCertSign");
        add(certificate_.get(), NID_subject_key_identifier, "hash");
        sign(certificate_.get());
    }

    [[nodiscard]] std::string certificate() const { return pem(certificate_.get()); }

    [[nodiscard]] Identity issue(const Certified& certified) const {
        const Key key = new_key();
        const Certificate issued = unsigned_certificate(key.get(), certified);
        add(issued.get(), NID_subject_alt_name, certified.names);
        add(issued.get(), NID_ext_key_usage, certified.usage);
        sign(issued.get());
        return {pem(issued.get()), pem(key.get(), nullptr)};
    }
    /// A private key that asks for a passphrase.
    [[nodiscard]] static std::string encrypted_key() { return pem(new_key().get(), EVP_aes_128_cbc()); }

private:
    template <auto free_it>
    struct Freed {
        template <class T>
        void operator()(T* pointer) const noexcept {
            free_it(pointer);
        }
    };
    using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
    using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
    using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
    using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

    static void demand(bool good, const char* what) {
        if (!good) throw std::runtime_error{std::string{"a test's certificate: "} + what};
    }
    static Key new_key() { return Key{EVP_EC_gen("P-256")}; }

    Certificate unsigned_certificate(EVP_PKEY* key, const Certified& certified) const {
        Certificate made{X509_new()};
        X509_set_version(made.get(), X509_VERSION_3);
        std::uint32_t serial = 0;  // two certificates of one issuer must differ in it
        RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial);
        const std::time_t now = std::time(nullptr);
        const auto at = [&](std::chrono::hours offset) { return now + std::chrono::seconds{offset}.count(); };
        ASN1_TIME_set(X509_getm_notBefore(made.get()), at(certified.from));
        ASN1_TIME_set(X509_getm_notAfter(made.get()), at(certified.until));
        const auto* issuer = reinterpret_cast<const unsigned char*>("test authority");
        X509_NAME_add_entry_by_txt(X509_get_issuer_name(made.get()), "CN", MBSTRING_UTF8, issuer, -1, -1, 0);
        const bool is_own = key == key_.get();
        const auto* subject = is_own ? issuer : reinterpret_cast<const unsigned char*>("common.name");
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, subject, -1, -1,
                                   0);
        demand(X509_set_pubkey(made.get(), key) == 1, "key");
        return made;
    }
    void add(X509* to, int nid, const std::string& text) const {
        X509V3_CTX context;
        X509V3_set_ctx_nodb(&context);
        X509V3_set_ctx(&context, certificate_.get(), to, nullptr, nullptr, 0);
        const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str())};
        demand(extension && X509_add_ext(to, extension.get(), -1) == 1, text.c_str());
    }
    void sign(X509* certificate) const {
        demand(X509_sign(certificate, key_.get(), EVP_sha256()) > 0, "signature");
    }

    static std::string text_of(const Bio& bio) {
        char* bytes = nullptr;
        const long length = BIO_get_mem_data(bio.get(), &bytes);
        return {bytes, static_cast<std::size_t>(length)};
    }
    static std::string pem(X509* certificate) {
        const Bio bio{BIO_new(BIO_s_mem())};
        demand(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM");
        return text_of(bio);
    }
    static std::string pem(EVP_PKEY* key, const EVP_CIPHER* cipher) {
        const Bio bio{BIO_new(BIO_s_mem())};
        const std::string passphrase = cipher == nullptr ? "" : "secret";
        void* const given = cipher == nullptr ? nullptr : const_cast<char*>(passphrase.c_str());
        demand(PEM_write_bio_PrivateKey(bio.get(), key, cipher, nullptr, 0, nullptr, given) == 1, "PEM");
        return text_of(bio);
    }

    Key key_;
    Certificate certificate_;
};

}  // namespace halogate::test
