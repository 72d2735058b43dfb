// SPDX-License-Identifier: MIT
#include "sandbox/certificate.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cctype>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace halogate::sandbox {

namespace {

template <auto free_it>
struct Freed {
    template <class T>
    void operator()(T* pointer) const noexcept {
        free_it(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Address = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

void require(bool good, const std::string& what) {
    if (!good) throw std::runtime_error{"the sandbox's certificate: " + what};
}

/// OpenSSL's extension texts know commas and colons as their own, so a name may hold neither.
bool is_dns_name(std::string_view name) noexcept {
    for (const char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.' && c != '_')
            return false;
    }
    return !name.empty();
}

std::string alternative_name(const std::string& name) {
    if (Address{a2i_IPADDRESS(name.c_str())}) return "IP:" + name;
    require(is_dns_name(name), "'" + name + "' is neither a DNS name nor an address");
    return "DNS:" + name;
}

void add_extension(X509* certificate, int nid, const std::string& text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str())};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, text);
}

void set_serial(X509* certificate) {
    std::uint64_t serial = 0;
    require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no randomness");
    // Two starts on one machine must differ: browsers refuse two certificates of one issuer and number.
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U);
}

void set_subject(X509* certificate) {
    X509_NAME* name = X509_get_subject_name(certificate);
    const auto* text = reinterpret_cast<const unsigned char*>("halogate sandbox");
    require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1, "subject");
    require(X509_set_issuer_name(certificate, name) == 1, "issuer");
}

/// A day back: the clock of a container may be a little behind.
void set_validity(X509* certificate, WallTime now) {
    const std::time_t time = std::chrono::system_clock::to_time_t(now);
    constexpr std::time_t day = 24 * 60 * 60;
    require(ASN1_TIME_set(X509_getm_notBefore(certificate), time - day) != nullptr, "notBefore");
    require(ASN1_TIME_set(X509_getm_notAfter(certificate), time + 90 * day) != nullptr, "notAfter");
}

X509Ptr unsigned_certificate(EVP_PKEY* key, const std::vector<std::string>& names, WallTime now) {
    X509Ptr certificate{X509_new()};
    require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1, "X.509");
    set_serial(certificate.get());
    set_subject(certificate.get());
    set_validity(certificate.get(), now);
    require(X509_set_pubkey(certificate.get(), key) == 1, "key");

    std::string alternatives = "IP:127.0.0.1,IP:::1,DNS:localhost";
    for (const auto& name : names) alternatives += ',' + alternative_name(name);
    add_extension(certificate.get(), NID_subject_alt_name, alternatives);
    // It is its own anchor: strict verifiers want an anchor to be a CA that may sign certificates.
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyCertSign");
    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    add_extension(certificate.get(), NID_subject_key_identifier, "hash");
    add_extension(certificate.get(), NID_authority_key_identifier, "keyid");
    return certificate;
}

std::string text_of(const Bio& bio) {
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(length)};
}

}  // namespace

Certificate self_signed_certificate(const std::vector<std::string>& names, WallTime now) {
    const Key key{EVP_EC_gen("P-256")};
    require(static_cast<bool>(key), "no key");
    const X509Ptr certificate = unsigned_certificate(key.get(), names, now);
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0, "signature");

    const Bio public_part{BIO_new(BIO_s_mem())};
    const Bio private_part{BIO_new(BIO_s_mem())};
    require(PEM_write_bio_X509(public_part.get(), certificate.get()) == 1, "PEM");
    require(
        PEM_write_bio_PrivateKey(private_part.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "PEM");
    return {text_of(public_part), text_of(private_part)};
}

}  // namespace halogate::sandbox
