// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <csignal>
#include <exception>

#include "app/command_line.hpp"
#include "app/process_hardening.hpp"

int main(int argc, char** argv) {
    // OpenSSL writes sockets itself: a peer that has gone must be an error, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    halogate::app::forbid_dumps();
    try {
        return static_cast<int>(halogate::app::run_command_line(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "halogate: {}\n", error.what());
        return static_cast<int>(halogate::app::Exit::usage);
    }
}
