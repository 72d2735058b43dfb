// SPDX-License-Identifier: MIT
#include "program/support/running_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "program/support/patience.hpp"

namespace halogate::program {

namespace {

void demand(bool good, const char* what) {
    if (!good) throw std::system_error{errno, std::generic_category(), what};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

std::vector<std::string> environment_of(const ProgramStart& start) {
    std::vector<std::string> list;
    // The sanitizers' options belong to the build under test, not to the program.
    for (const char* name : {"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS"})
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread of this program changes the environment
        if (const char* value = std::getenv(name); value != nullptr)
            list.push_back(std::string{name} + "=" + value);
    for (const auto& [name, value] : start.environment) list.push_back(name + "=" + value);
    return list;
}

constexpr std::string_view listen_pid = "LISTEN_PID=";
constexpr int first_passed = 3;

/// LISTEN_PID is known in the child alone: it is written there into the room that is left for it.
void add_sockets(const ProgramStart& start, std::vector<std::string>& environment) {
    if (start.sockets.empty()) return;
    std::string names;
    for (const auto& [descriptor, name] : start.sockets) names += (names.empty() ? "" : ":") + name;
    environment.push_back("LISTEN_FDS=" + std::to_string(start.sockets.size()));
    environment.push_back("LISTEN_FDNAMES=" + names);
    environment.push_back(std::string{listen_pid} + std::string(10, '0'));
}

/// Async-signal-safe.
void pass_sockets(const std::vector<int>& sockets, char* const* environment) {
    // Beyond the places that they are to have, so that none is overwritten by another.
    constexpr int aside = 100;
    for (std::size_t i = 0; i < sockets.size(); ++i) ::dup2(sockets[i], aside + static_cast<int>(i));
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        ::dup2(aside + static_cast<int>(i), first_passed + static_cast<int>(i));
        ::close(aside + static_cast<int>(i));
    }
    for (; *environment != nullptr; ++environment) {
        if (!std::string_view{*environment}.starts_with(listen_pid)) continue;
        pid_t rest = ::getpid();
        for (char* digit = *environment + listen_pid.size() + 9; rest > 0; rest /= 10)
            *digit-- = static_cast<char>('0' + rest % 10);
    }
}

/// Between fork and exec only what is safe when other threads of this process hold locks.
[[noreturn]] void become(const char* folder, char* const* arguments, char* const* environment, int out,
                         int err, const std::vector<int>& sockets) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    pass_sockets(sockets, environment);
    if (::chdir(folder) == 0) ::execve(arguments[0], arguments, environment);
    ::_exit(127);
}

std::vector<std::string> lines_with(std::string_view text, std::string_view part) {
    std::vector<std::string> found;
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
        const std::string_view line = text.substr(begin, end - begin);
        if (line.find(part) != std::string_view::npos) found.emplace_back(line);
        begin = end + 1;
    }
    return found;
}

}  // namespace

RunningProgram::RunningProgram(const ProgramStart& start) {
    std::vector<std::string> argument_texts{start.binary};
    argument_texts.insert(argument_texts.end(), start.arguments.begin(), start.arguments.end());
    std::vector<std::string> environment_texts = environment_of(start);
    add_sockets(start, environment_texts);
    std::vector<int> sockets;
    for (const auto& [descriptor, name] : start.sockets) sockets.push_back(descriptor);
    const std::vector<char*> arguments = pointers(argument_texts);
    const std::vector<char*> environment = pointers(environment_texts);

    int out[2];
    int err[2];
    demand(::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0, "pipe2");
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): not before its pipes are there
    pid_ = ::fork();
    demand(pid_ >= 0, "fork");
    if (pid_ == 0)
        become(start.folder.c_str(), arguments.data(), environment.data(), out[1], err[1], sockets);
    ::close(out[1]);
    ::close(err[1]);
    streams_[0] = out[0];
    streams_[1] = err[0];
    // By number: glibc 2.36 declares pidfd_open for C alone.
    process_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    demand(process_ >= 0, "pidfd_open");
    reader_ = std::thread{[this] { read_streams(); }};
}

RunningProgram::~RunningProgram() {
    if (!ended()) {
        send_signal(SIGTERM);
        if (!wait_for_exit()) {
            send_signal(SIGKILL);
            wait_for_exit();
        }
    }
    if (reader_.joinable()) reader_.join();
    for (const int descriptor : {process_, streams_[0], streams_[1]}) ::close(descriptor);
}

void RunningProgram::read_streams() {
    pollfd watched[2] = {{streams_[0], POLLIN, 0}, {streams_[1], POLLIN, 0}};
    char bytes[16 * 1024];
    while (watched[0].fd >= 0 || watched[1].fd >= 0) {
        if (::poll(watched, 2, -1) < 0) continue;
        for (int i = 0; i < 2; ++i) {
            if (watched[i].fd < 0 || watched[i].revents == 0) continue;
            const ssize_t count = ::read(watched[i].fd, bytes, sizeof bytes);
            const std::lock_guard lock{mutex_};
            if (count > 0)
                texts_[i].append(bytes, static_cast<std::size_t>(count));
            else
                watched[i].fd = -1;
            written_.notify_all();
        }
    }
    const std::lock_guard lock{mutex_};
    closed_ = true;
    written_.notify_all();
}

std::vector<std::string> RunningProgram::wait_for_lines(std::string_view part, std::size_t count) {
    std::vector<std::string> found;
    std::unique_lock lock{mutex_};
    written_.wait_for(lock, patience, [&] {
        found = lines_with(texts_[0], part);
        for (std::string& line : lines_with(texts_[1], part)) found.push_back(std::move(line));
        return found.size() >= count || closed_;
    });
    if (found.size() < count)
        throw std::runtime_error{"no line with \"" + std::string{part} + "\" in\n" + texts_[0] + "\n" +
                                 texts_[1]};
    found.resize(count);
    return found;
}

void RunningProgram::send_signal(int number) const {
    if (ended()) return;  // the number may be somebody else's by now

    ::kill(pid_, number);
}

bool RunningProgram::wait_for_exit() {
    pollfd watched{process_, POLLIN, 0};
    const int limit = static_cast<int>(std::chrono::milliseconds{patience}.count());
    if (::poll(&watched, 1, limit) <= 0) return false;
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) return false;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return true;
}

int RunningProgram::wait() {
    if (!ended() && !wait_for_exit())
        throw std::runtime_error{"the program does not end:\n" + output() + errors()};
    if (reader_.joinable()) reader_.join();
    return status_;
}

std::string RunningProgram::output() const {
    const std::lock_guard lock{mutex_};
    return texts_[0];
}

std::string RunningProgram::errors() const {
    const std::lock_guard lock{mutex_};
    return texts_[1];
}

Finished run(const ProgramStart& start) {
    RunningProgram program{start};
    const int status = program.wait();
    return {status, program.output(), program.errors()};
}

}  // namespace halogate::program
