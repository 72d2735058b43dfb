// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace halogate::program {

/// What to start. The environment is exactly this and PATH: nothing of whoever runs the tests reaches the
/// program.
struct ProgramStart {
    std::vector<std::string> arguments = {};
    std::map<std::string, std::string> environment = {};
    std::string folder = "/";
    /// Listening sockets to be passed as a service manager passes them, with these names.
    std::vector<std::pair<int, std::string>> sockets = {};
    std::string binary = HALOGATE_BINARY;
};

/// A child process of this test: its output is read as it comes, and it ends with this object, or with the
/// test's process if that dies first.
class RunningProgram {
public:
    explicit RunningProgram(const ProgramStart& start);
    ~RunningProgram();
    RunningProgram(const RunningProgram&) = delete;
    RunningProgram& operator=(const RunningProgram&) = delete;

    /// The first line of either stream that holds `part`. Throws, with all that was written, when the program
    /// ends without it or patience does.
    std::string wait_for_line(std::string_view part) { return wait_for_lines(part, 1).front(); }
    /// The first `count` lines that hold `part`.
    std::vector<std::string> wait_for_lines(std::string_view part, std::size_t count);

    void send_signal(int number) const;
    /// Exit status, or 128 + the signal that ended it. Throws when it does not end.
    int wait();
    [[nodiscard]] bool ended() const noexcept { return status_ >= 0; }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }
    /// What it has written so far; all of it once wait() has returned.
    [[nodiscard]] std::string output() const;
    [[nodiscard]] std::string errors() const;

private:
    bool wait_for_exit();
    void read_streams();

    pid_t pid_ = -1;
    int process_ = -1;  ///< pidfd: readable when the process has ended
    int streams_[2] = {-1, -1};
    int status_ = -1;
    mutable std::mutex mutex_;
    std::condition_variable written_;
    std::string texts_[2];
    bool closed_ = false;
    std::thread reader_;
};

/// A program that is run to its end.
struct Finished {
    int status = 0;
    std::string output;
    std::string errors;
};
[[nodiscard]] Finished run(const ProgramStart& start);

}  // namespace halogate::program
