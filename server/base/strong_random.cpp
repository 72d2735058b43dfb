// SPDX-License-Identifier: MIT
#include "base/strong_random.hpp"

#include <openssl/rand.h>

#include <climits>
#include <stdexcept>
#include <string>

namespace halogate {

Secret strong_random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    auto* const room = reinterpret_cast<unsigned char*>(bytes.data());
    if (count > INT_MAX || RAND_bytes(room, static_cast<int>(count)) != 1)
        throw std::runtime_error{"the system gives no random bytes"};
    Secret result{bytes};
    wipe(bytes);
    return result;
}

}  // namespace halogate
