// SPDX-License-Identifier: MIT
#include "settings/environment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace halogate::settings {
namespace {

constexpr std::size_t longest_file = 1024 * 1024;

class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_{number} {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int number_;
};

Unexpected<std::string> last_error() {
    return Unexpected{std::generic_category().message(errno)};
}

}  // namespace

std::optional<std::string> ProcessEnvironment::get(const std::string& name) const {
    const char* const value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): one thread at start
    if (value == nullptr) return std::nullopt;
    return std::string{value};
}

Expected<std::string, std::string> ProcessEnvironment::read_file(const std::string& path) const {
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.number() < 0) return last_error();
    std::string bytes;
    std::array<char, 16'384> piece{};
    for (;;) {
        const auto count = ::read(file.number(), piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return last_error();
        if (count == 0) return bytes;
        bytes.append(piece.data(), static_cast<std::size_t>(count));
        if (bytes.size() > longest_file) return Unexpected{std::string{"File is longer than 1 MiB"}};
    }
}

std::optional<unsigned> ProcessEnvironment::file_mode(const std::string& path) const {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return static_cast<unsigned>(status.st_mode) & 07777U;
}

}  // namespace halogate::settings
