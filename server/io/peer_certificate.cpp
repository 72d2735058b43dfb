// SPDX-License-Identifier: MIT
#include "io/peer_certificate.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/ascii.hpp"

namespace halogate::io {

namespace {

struct NamesDeleter {
    void operator()(GENERAL_NAMES* names) const noexcept { GENERAL_NAMES_free(names); }
};

std::string_view text_of(const ASN1_IA5STRING* value) {
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(value));
    return {bytes, static_cast<std::size_t>(ASN1_STRING_length(value))};
}

/// No NUL, no blank, nothing that could make one kind of name look like another.
bool is_dns_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

bool is_visible_with(std::string_view name, char mark) {
    return name.find(mark) != std::string_view::npos &&
           std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::vector<std::string> names_of_verified_client(const ssl_st* connection) {
    std::vector<std::string> result;
    X509* const certificate = SSL_get0_peer_certificate(connection);
    if (certificate == nullptr || SSL_get_verify_result(connection) != X509_V_OK) return result;
    if (X509_check_purpose(certificate, X509_PURPOSE_SSL_CLIENT, 0) != 1) return result;
    const std::unique_ptr<GENERAL_NAMES, NamesDeleter> names{
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
        int kind = 0;
        const void* const value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind);
        if (kind != GEN_DNS && kind != GEN_URI && kind != GEN_EMAIL) continue;
        const std::string_view text = text_of(static_cast<const ASN1_IA5STRING*>(value));
        if (kind == GEN_DNS && is_dns_name(text)) result.push_back(ascii::lowered(text));
        if (kind == GEN_URI && is_visible_with(text, ':')) result.emplace_back(text);
        if (kind == GEN_EMAIL && is_visible_with(text, '@')) result.emplace_back(text);
    }
    return result;
}

}  // namespace halogate::io
