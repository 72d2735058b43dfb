// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace halogate::program {

/// A folder of one test's own, gone with all that is in it when the test ends.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::string file(std::string_view name) const;
    /// Writes a file that nobody else may read; returns its path.
    [[nodiscard]] std::string write(std::string_view name, std::string_view text) const;

private:
    std::string path_;
};

/// The whole file; throws when it cannot be read.
[[nodiscard]] std::string read_file(const std::string& path);

}  // namespace halogate::program
