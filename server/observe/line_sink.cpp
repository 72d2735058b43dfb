// SPDX-License-Identifier: MIT
#include "observe/line_sink.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

namespace halogate::observe {

namespace {

constexpr mode_t file_mode = 0640;

// O_NONBLOCK: opening a FIFO that nobody reads fails at once instead of waiting for a reader.
int open_path(const std::string& path) {
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, file_mode);
}

// At most PIPE_BUF bytes: a pipe that poll() calls writable takes that many without blocking, and does not
// mix them with what other processes write. Ends with a whole line where one fits.
std::string_view pipe_piece(std::string_view lines) {
    if (lines.size() <= PIPE_BUF) return lines;
    const auto piece = lines.substr(0, PIPE_BUF);
    const auto last_line_end = piece.rfind('\n');
    return last_line_end == std::string_view::npos ? piece : piece.substr(0, last_line_end + 1);
}

// A file's bytes are taken whole; there is nobody to wait for.
bool is_regular_file(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

std::uint64_t count_lines(std::string_view lines) {
    return static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

}  // namespace

LineSink::LineSink(std::string destination)
    : destination_{std::move(destination)}, is_path_{destination_ != "stdout" && destination_ != "stderr"} {
    if (!is_path_) {
        descriptor_ = destination_ == "stdout" ? STDOUT_FILENO : STDERR_FILENO;
        return;
    }
    descriptor_ = open_path(destination_);
    if (descriptor_ < 0) throw std::system_error{errno, std::generic_category(), destination_};
}

LineSink::~LineSink() {
    if (is_path_) ::close(descriptor_);
}

LineSink::Written LineSink::write(std::string_view lines, const WaitWritable& wait) {
    const bool whole = is_regular_file(descriptor_);
    bool mends_line = line_is_open_;
    while (!lines.empty()) {
        if (!wait(descriptor_)) return {.lost = count_lines(lines), .error = 0};
        const auto next = whole ? lines : pipe_piece(lines);
        const auto piece = mends_line ? std::string_view{"\n"} : next;
        const auto size = ::write(descriptor_, piece.data(), piece.size());
        if (size < 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            return {.lost = count_lines(lines), .error = errno};
        }
        if (size == 0) continue;
        const auto written = static_cast<std::size_t>(size);
        line_is_open_ = piece[written - 1] != '\n';
        if (!mends_line) lines.remove_prefix(written);
        mends_line = false;
    }
    return {};
}

int LineSink::reopen() {
    if (!is_path_) return 0;
    const int fresh = open_path(destination_);
    if (fresh < 0) return errno;
    ::close(descriptor_);
    descriptor_ = fresh;
    line_is_open_ = false;
    return 0;
}

}  // namespace halogate::observe
