// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "app/advice_text.hpp"
#include "core/policy/advice.hpp"

namespace halogate::app {

/// Reads audit logs line by line into advice, in bounded memory. What is no audit line is counted, and the
/// first ones are remembered by file and line.
class AuditReader {
public:
    static constexpr std::size_t longest_line = std::size_t{64} * 1024;
    static constexpr std::size_t most_remembered = 10;

    explicit AuditReader(policy::Advice& advice) : advice_{advice} {}

    /// `name` is what complaints call the file. False when reading fails.
    [[nodiscard]] bool read(std::FILE* file, const std::string& name);

    [[nodiscard]] const AdviceSource& source() const noexcept { return source_; }
    /// "FILE:LINE: why", at most most_remembered of them.
    [[nodiscard]] const std::vector<std::string>& complaints() const noexcept { return complaints_; }

private:
    void take(std::string_view line, std::uint64_t number);
    void complain(std::uint64_t number, std::string_view why);

    policy::Advice& advice_;
    AdviceSource source_;
    std::vector<std::string> complaints_;
};

}  // namespace halogate::app
