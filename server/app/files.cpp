// SPDX-License-Identifier: MIT
#include "app/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <filesystem>
#include <optional>
#include <system_error>

#include "app/listener_tls.hpp"
#include "io/tls_context.hpp"

namespace halogate::app {

namespace {

namespace fs = std::filesystem;

std::string reason_of(int error) {
    return std::generic_category().message(error);
}

bool may(const fs::path& path, int mode) {
    return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

std::optional<std::string> fault_of_authorities(std::string_view key, const std::string& path) {
    if (path.empty()) return std::nullopt;
    if (!may(path, R_OK)) {
        return fmt::format(
            "{}: cannot read {}: {}; correct the path or the file's mode, or "
            "leave the key out to trust the system's authorities",
            key, path, reason_of(errno));
    }
    try {
        const io::TlsContext trusted{{path, "", "1.2"}};
    } catch (const std::exception&) {
        return fmt::format("{}: {} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", key,
                           path);
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_log(std::string_view key, const std::string& path) {
    if (path == "off" || path == "stdout" || path == "stderr") return std::nullopt;
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return fmt::format("{}: {} is a directory; name a file in it", key, path);
    const fs::path folder = fs::path{path}.parent_path();
    const bool exists = fs::exists(path, ignored);
    if (may(exists ? fs::path{path} : folder, exists ? W_OK : W_OK | X_OK)) return std::nullopt;
    return fmt::format(
        "{}: cannot write {}: {}; make its directory and let this user write there, or "
        "choose another path",
        key, path, reason_of(errno));
}

bool can_be_read_by_all(const std::string& path) {
    std::error_code ignored;
    return (fs::status(path, ignored).permissions() & fs::perms::others_read) == fs::perms::others_read;
}

}  // namespace

std::vector<std::string> unusable_files(const settings::Settings& settings) {
    std::vector<std::string> result;
    if (auto fault = fault_of_authorities("tenant.tls.ca_file", settings.tenant.ca_file))
        result.push_back(std::move(*fault));
    if (auto fault = fault_of_authorities("tracing.ca_file", settings.tracing.ca_file))
        result.push_back(std::move(*fault));
    if (auto fault = fault_of_log("log.access", settings.log.access)) result.push_back(std::move(*fault));
    if (auto fault = fault_of_log("log.audit", settings.log.audit)) result.push_back(std::move(*fault));
    for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
        const settings::ListenerTlsSettings& tls = settings.listeners[i].tls;
        if (!tls.is_on()) continue;
        if (const auto context = io::TlsServerContext::load(tls_settings(tls)); !context)
            result.push_back(sentence(i, context.error()));
    }
    return result;
}

std::vector<std::string> doubtful_files(const settings::Settings& settings, WallTime now) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < settings.listeners.size(); ++i) {
        const settings::ListenerTlsSettings& tls = settings.listeners[i].tls;
        if (!tls.is_on()) continue;
        if (can_be_read_by_all(tls.key))
            result.push_back(fmt::format(
                "listeners[{}].tls.key: every user of this machine can read {}: `chmod o-rwx` it, and take "
                "a new key if others have been here",
                i, tls.key));
        if (const auto context = io::TlsServerContext::load(tls_settings(tls))) {
            if (auto found = remark(i, context->validity(), now)) result.push_back(std::move(*found));
        }
    }
    return result;
}

}  // namespace halogate::app
