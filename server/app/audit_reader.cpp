// SPDX-License-Identifier: MIT
#include "app/audit_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace halogate::app {

namespace {

using Json = nlohmann::json;

/// The member's text; empty when it is missing, null or no text.
std::string_view text_of(const Json& line, const char* name) {
    const auto found = line.find(name);
    if (found == line.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

/// Looks like "2026-01-31T23:59:59.000Z"; nothing else of a log gets into what is printed.
bool is_time(std::string_view text) {
    return text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.' || c == 'T' || c == 'Z';
           });
}

}  // namespace

bool AuditReader::read(std::FILE* file, const std::string& name) {
    source_.files.push_back(name);
    std::string line;
    std::uint64_t number = 1;
    bool is_too_long = false;
    std::vector<char> block(std::size_t{64} * 1024);
    for (;;) {
        const std::size_t size = std::fread(block.data(), 1, block.size(), file);
        if (size == 0) break;
        std::string_view rest{block.data(), size};
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            is_too_long = is_too_long || line.size() + end > longest_line;
            if (!is_too_long) line += rest.substr(0, end);
            if (end == rest.size()) break;
            rest.remove_prefix(end + 1);
            if (is_too_long) complain(number, "is longer than any audit line");
            if (!is_too_long) take(line, number);
            line.clear();
            is_too_long = false;
            ++number;
        }
    }
    if (is_too_long) complain(number, "is longer than any audit line");
    if (!is_too_long) take(line, number);
    return std::ferror(file) == 0;
}

void AuditReader::take(std::string_view line, std::uint64_t number) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) return;
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return complain(number, "is no JSON object, so it is no audit line");
    const policy::LoggedCall call{.consumer = text_of(json, "consumer"),
                                  .method = text_of(json, "method"),
                                  .route = text_of(json, "route"),
                                  .path = text_of(json, "path"),
                                  .permission = text_of(json, "permission"),
                                  .decision = text_of(json, "decision"),
                                  .rule = text_of(json, "rule")};
    const auto added = advice_.add(call);
    if (!added) return complain(number, added.error());
    ++source_.lines;
    const std::string_view time = text_of(json, "time");
    if (time.empty() || !is_time(time)) return;
    if (source_.first_time.empty() || time < source_.first_time) source_.first_time = time;
    if (time > source_.last_time) source_.last_time = time;
}

void AuditReader::complain(std::uint64_t number, std::string_view why) {
    ++source_.unreadable;
    if (complaints_.size() < most_remembered)
        complaints_.push_back(fmt::format("{}:{}: {}", source_.files.back(), number, why));
}

}  // namespace halogate::app
