// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace halogate {

/// Overwrites the bytes of a string that held a secret, in a way that the compiler keeps, and empties it.
void wipe(std::string& bytes) noexcept;

/// Bytes that must not be seen: they cannot be formatted, logged or compared by accident, and are wiped when
/// freed. Whoever needs the bytes says reveal(), which a reviewer can search for.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view bytes) : bytes_{bytes} {}
    ~Secret() { wipe(bytes_); }

    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;

    [[nodiscard]] std::string_view reveal() const noexcept { return bytes_; }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

    /// Equal bytes, in a time that depends on the lengths alone.
    [[nodiscard]] bool equals(std::string_view other) const noexcept;

private:
    std::string bytes_;
};

}  // namespace halogate
