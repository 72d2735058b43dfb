// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace halogate {

// A moved-from short string keeps its bytes in place, so the source is wiped by hand.
// NOLINTNEXTLINE(performance-move-constructor-init)
Secret::Secret(Secret&& other) noexcept : bytes_{other.bytes_} {
    wipe(other.bytes_);
}

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) {
        wipe(bytes_);
        bytes_ = other.bytes_;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(bytes_);
        bytes_ = other.bytes_;
        wipe(other.bytes_);
    }
    return *this;
}

bool Secret::equals(std::string_view other) const noexcept {
    return bytes_.size() == other.size() && CRYPTO_memcmp(bytes_.data(), other.data(), other.size()) == 0;
}

void wipe(std::string& bytes) noexcept {
    OPENSSL_cleanse(bytes.data(), bytes.size());
    bytes.clear();
}

}  // namespace halogate
