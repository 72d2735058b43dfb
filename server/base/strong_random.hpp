// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "base/secret.hpp"

namespace halogate {

/// Bytes that nobody can guess, for keys; from OpenSSL's generator, which the operating system seeds. Throws
/// std::runtime_error when it has none to give.
[[nodiscard]] Secret strong_random_bytes(std::size_t count);

}  // namespace halogate
