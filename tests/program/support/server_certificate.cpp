// SPDX-License-Identifier: MIT
#include "program/support/server_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace halogate::program {

namespace {

void require(bool good) {
    if (!good) throw std::runtime_error{"no certificate could be made"};
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void add_extension(X509* certificate, int nid, const char* text) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
        X509V3_EXT_conf_nid(nullptr, &context, nid, text), X509_EXTENSION_free};
    require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// Its own authority.
Certificate make_certificate(EVP_PKEY* key) {
    constexpr long day = 24L * 60 * 60;
    Certificate certificate{X509_new(), X509_free};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), day);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* const name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("raw tenant"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    add_extension(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
    return certificate;
}

void write_certificate(const std::string& path, X509* certificate) {
    const std::unique_ptr<std::FILE, decltype(&std::fclose)> file{std::fopen(path.c_str(), "w"), std::fclose};
    require(file && PEM_write_X509(file.get(), certificate) == 1);
}

}  // namespace

std::shared_ptr<void> make_server_tls(const std::string& ca_file) {
    const Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    require(key != nullptr);
    const Certificate certificate = make_certificate(key.get());
    write_certificate(ca_file, certificate.get());
    const std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    require(context && SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
            SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
    return context;
}

}  // namespace halogate::program
