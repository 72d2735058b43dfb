// SPDX-License-Identifier: MIT
#include "app/findings.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace halogate::app {

Exit print_findings(const std::vector<settings::Finding>& findings) {
    for (const settings::Finding& finding : findings) fmt::print(stderr, "{}\n", settings::render(finding));
    fmt::print(stderr, "halogate: the configuration has {} error{}\n", findings.size(),
               findings.size() == 1 ? "" : "s");
    return Exit::usage;
}

}  // namespace halogate::app
