// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace halogate::observe {

/// Where lines end up: standard output, standard error, or a file that is appended to. Used by one thread.
/// A disk that is full or a reader that has gone away costs lines, never the process: whoever uses it blocks
/// SIGPIPE or ignores it.
class LineSink {
public:
    /// `destination` is "stdout", "stderr", or the path of a file, made with mode 0640 when it is not there.
    /// A path that cannot be opened throws std::system_error, whose text names it.
    explicit LineSink(std::string destination);
    ~LineSink();
    LineSink(const LineSink&) = delete;
    LineSink& operator=(const LineSink&) = delete;

    /// Waits until the descriptor takes bytes. False: it is not worth waiting any longer.
    using WaitWritable = std::function<bool(int descriptor)>;
    struct Written {
        std::uint64_t lost = 0;  ///< lines that did not arrive whole
        int error = 0;           ///< errno of the failure; 0 when nothing failed or `wait` gave up
    };
    /// Writes a block of whole lines, each with its final newline. A line that breaks off is ended before the
    /// next one is written, so that a reader loses that line only.
    Written write(std::string_view lines, const WaitWritable& wait);

    /// Opens the path again, after a rotation has moved the file away; does nothing for stdout and stderr.
    /// Returns 0, or the errno of the failure: then the old file stays in use.
    int reopen();

    [[nodiscard]] const std::string& destination() const noexcept { return destination_; }

private:
    std::string destination_;
    int descriptor_ = -1;
    bool is_path_;
    bool line_is_open_ = false;  ///< the last byte written was not the end of a line
};

}  // namespace halogate::observe
