// SPDX-License-Identifier: MIT
#include "program/support/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace halogate::program {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() : path_{(fs::temp_directory_path() / "halogate-program-XXXXXX").string()} {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"no temporary folder: " + path_};
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::file(std::string_view name) const {
    return path_ + "/" + std::string{name};
}

std::string TemporaryFolder::write(std::string_view name, std::string_view text) const {
    std::string path = file(name);
    std::ofstream{path, std::ios::binary} << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
}

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace halogate::program
