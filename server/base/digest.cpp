// SPDX-License-Identifier: MIT
#include "base/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "base/ascii.hpp"
#include "base/secret.hpp"

namespace halogate {

namespace {

const unsigned char* bytes_of(std::string_view text) noexcept {
    // OpenSSL takes bytes as unsigned char.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return reinterpret_cast<const unsigned char*>(text.data());
}

struct Freed {
    void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* work) const noexcept { EVP_MD_CTX_free(work); }
};
using Algorithm = std::unique_ptr<EVP_MD, Freed>;

/// Looked up once: OpenSSL's SHA256() does so for each message, and every request with a key has one. That
/// cost more than the hash.
const Algorithm& sha256_algorithm() {
    static const Algorithm algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    return algorithm;
}

/// Room for the hash of one message, kept because to make it takes as long as to hash one. OpenSSL wipes what
/// it holds of a message when that ends.
EVP_MD_CTX* work_of_this_thread() {
    thread_local const std::unique_ptr<EVP_MD_CTX, Freed> work{EVP_MD_CTX_new()};
    return work.get();
}

std::optional<unsigned> hex_value(char c) noexcept {
    if (ascii::is_digit(c)) return static_cast<unsigned>(c - '0');
    const char low = ascii::lower(c);
    if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a') + 10U;
    return std::nullopt;
}

}  // namespace

Digest sha256(std::string_view bytes) {
    EVP_MD_CTX* const work = work_of_this_thread();
    Digest result{};
    const bool hashed = work != nullptr && EVP_DigestInit_ex(work, sha256_algorithm().get(), nullptr) == 1 &&
                        EVP_DigestUpdate(work, bytes_of(bytes), bytes.size()) == 1 &&
                        EVP_DigestFinal_ex(work, result.data(), nullptr) == 1;
    if (!hashed) throw std::runtime_error{"OpenSSL has no SHA-256"};
    return result;
}

// Of RFC 2104's two hashes by hand: OpenSSL's own HMAC looks its algorithm up anew for each message, which
// costs several times as much as the hashes.
Digest hmac_sha256(std::string_view key, std::string_view message) {
    constexpr std::size_t block = 64;
    constexpr unsigned inner_pad = 0x36;
    constexpr unsigned outer_pad = 0x5c;
    std::string padded_key{key.size() > block ? as_bytes(sha256(key)) : key};
    padded_key.resize(block, '\0');
    const auto hashed = [&](unsigned pad, std::string_view text) {
        std::string bytes;
        bytes.reserve(block + text.size());
        for (const char c : padded_key) bytes += static_cast<char>(static_cast<unsigned char>(c) ^ pad);
        bytes += text;
        const Digest digest = sha256(bytes);
        wipe(bytes);
        return digest;
    };
    const Digest result = hashed(outer_pad, as_bytes(hashed(inner_pad, message)));
    wipe(padded_key);
    return result;
}

bool equal_in_constant_time(const Digest& a, const Digest& b) noexcept {
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view as_bytes(const Digest& digest) noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(const Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(digest.size() * 2);
    for (const unsigned byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::optional<Digest> digest_from_hex(std::string_view text) noexcept {
    Digest result{};
    if (text.size() != result.size() * 2) return std::nullopt;
    for (std::size_t i = 0; i < result.size(); ++i) {
        const auto high = hex_value(text[2 * i]);
        const auto low = hex_value(text[2 * i + 1]);
        if (!high || !low) return std::nullopt;
        result[i] = static_cast<std::uint8_t>(*high * 16U + *low);
    }
    return result;
}

}  // namespace halogate
