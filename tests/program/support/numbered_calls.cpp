// SPDX-License-Identifier: MIT
#include "program/support/numbered_calls.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <map>

namespace halogate::program {

namespace {

constexpr std::string_view target_without_number = "/api/Tickets/1?call=";

double now_in_ms() {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

double came_at(const Sandbox::Seen& seen) {
    return std::stod(json_at(seen.json, "/started_at"));
}

}  // namespace

std::string NumberedCalls::next() {
    began_.push_back(now_in_ms());
    return std::string{target_without_number} + std::to_string(began_.size() - 1);
}

double NumberedCalls::began(const std::string& target) const {
    return began_.at(std::stoul(target.substr(target_without_number.size())));
}

void NumberedCalls::expect_no_expired_token(Sandbox& sandbox, std::chrono::milliseconds life) const {
    double last_request = 0;             // for a token, that was granted
    std::map<std::string, double> over;  // by token: the latest moment at which its life can end
    for (const Sandbox::Seen& seen : sandbox.everything()) {
        const std::string status = json_at(seen.json, "/status");
        if (seen.target.starts_with("/auth/token") && status == "200") last_request = came_at(seen);
        if (!seen.target.starts_with(target_without_number)) continue;
        const double end = over.try_emplace(seen.values("Authorization").at(0),
                                            last_request + static_cast<double>(life.count()))
                               .first->second;
        EXPECT_LT(began(seen.target) - end, 0)
            << "ms after the end of a token a call began that was sent with it: " << seen.json;
        EXPECT_TRUE(status == "200" || status == "401") << seen.json;
    }
}

}  // namespace halogate::program
