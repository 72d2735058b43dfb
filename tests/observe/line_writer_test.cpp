// SPDX-License-Identifier: MIT
#include "observe/line_writer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace halogate::observe {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto long_enough = 20s;

/// A folder of the test's own, gone with it.
class Folder {
public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "line_writer_XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string operator/(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// A FIFO that holds so little that a test fills it at once.
class Fifo {
public:
    explicit Fifo(std::string path) : path_{std::move(path)} {
        if (::mkfifo(path_.c_str(), 0600) != 0)
            throw std::system_error{errno, std::generic_category(), "mkfifo"};
        reader_ = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        ::fcntl(reader_, F_SETPIPE_SZ, 4096);
    }
    ~Fifo() { hang_up(); }
    Fifo(const Fifo&) = delete;
    Fifo& operator=(const Fifo&) = delete;

    void hang_up() {
        if (reader_ >= 0) ::close(reader_);
        reader_ = -1;
    }
    [[nodiscard]] std::string read_some() const {
        std::array<char, 4096> bytes{};
        const auto size = ::read(reader_, bytes.data(), bytes.size());
        return size > 0 ? std::string{bytes.data(), static_cast<std::size_t>(size)} : std::string{};
    }
    /// Reads on until the writer says that all is written.
    [[nodiscard]] std::string read_until_flushed(LineWriter& writer) const {
        std::string all = read_some();
        while (!writer.flush(1ms)) all += read_some();
        for (auto more = read_some(); !more.empty(); more = read_some()) all += more;
        return all;
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
    int reader_ = -1;
};

TEST(LineWriter, WritesWholeLinesInOrder) {
    const Folder folder;
    LineWriter writer{folder / "log", {}, {}};
    writer.write("one");
    writer.write("");
    writer.write("three");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(content_of(folder / "log"), "one\n\nthree\n");
    EXPECT_EQ(writer.dropped(), 0U);
}

TEST(LineWriter, AppendsToAFileThatIsThereAndMakesOneThatOthersCannotRead) {
    const Folder folder;
    std::ofstream{folder / "old"} << "before\n";
    { LineWriter{folder / "old", {}, {}}.write("after"); }
    EXPECT_EQ(content_of(folder / "old"), "before\nafter\n");

    const LineWriter writer{folder / "new", {}, {}};
    struct stat status {};
    ASSERT_EQ(::stat((folder / "new").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0137U, 0U);
}

TEST(LineWriter, TheDestructorWritesWhatIsLeft) {
    const Folder folder;
    std::string expected;
    {
        LineWriter writer{folder / "log", {.gather = 1h}, {}};
        for (int i = 0; i < 1000; ++i) {
            writer.write(std::to_string(i));
            expected += std::to_string(i) + '\n';
        }
    }
    EXPECT_EQ(content_of(folder / "log"), expected);
}

TEST(LineWriter, WhatIsEnoughIsWrittenWithoutWaitingForMore) {
    const Folder folder;
    const Fifo fifo{folder / "fifo"};
    LineWriter writer{fifo.path(), {.gather = 1h, .enough = 100}, {}};
    const std::string expected = std::string(60, 'a') + '\n' + std::string(60, 'b') + '\n';
    writer.write(std::string(60, 'a'));
    writer.write(std::string(60, 'b'));
    const auto limit = std::chrono::steady_clock::now() + long_enough;
    std::string written;
    while (written.size() < expected.size() && std::chrono::steady_clock::now() < limit)
        written += fifo.read_some();
    EXPECT_EQ(written, expected);
}

TEST(LineWriter, AfterReopenTheRotatedFileKeepsWhatWasWrittenBefore) {
    const Folder folder;
    LineWriter writer{folder / "log", {.gather = 1h}, {}};
    writer.write("before");
    ASSERT_TRUE(writer.flush(long_enough));
    std::filesystem::rename(folder / "log", folder / "log.1");
    writer.write("between");
    writer.reopen();
    writer.write("after");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(content_of(folder / "log.1"), "before\nbetween\n");
    EXPECT_EQ(content_of(folder / "log"), "after\n");
}

TEST(LineWriter, AReopenThatFailsKeepsTheOldFileAndSaysSo) {
    const Folder folder;
    std::filesystem::create_directory(folder / "logs");
    std::vector<std::string> complaints;
    LineWriter writer{folder / "logs/log", {}, [&](std::string_view text) { complaints.emplace_back(text); }};
    std::filesystem::rename(folder / "logs", folder / "moved");
    writer.reopen();
    writer.write("still here");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(content_of(folder / "moved/log"), "still here\n");
    ASSERT_FALSE(complaints.empty());
    EXPECT_THAT(complaints[0], HasSubstr("reopening fails: No such file or directory"));
}

TEST(LineWriter, APathThatCannotBeOpenedIsAnErrorAtTheStart) {
    const Folder folder;
    const auto open = [&] { const LineWriter writer{folder / "no/such/folder", {}, {}}; };
    try {
        open();
        FAIL() << "it was opened";
    } catch (const std::system_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("no/such/folder"));
        EXPECT_THAT(error.what(), HasSubstr("No such file or directory"));
    }
}

TEST(LineWriter, AFifoThatNobodyReadsIsAnErrorAndNotAWait) {
    const Folder folder;
    ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    EXPECT_THROW((LineWriter{folder / "fifo", {}, {}}), std::system_error);
}

TEST(LineWriter, AFullDiskCostsLinesAndIsSaidOnce) {
    std::vector<std::string> complaints;
    LineWriter writer{"/dev/full", {}, [&](std::string_view text) { complaints.emplace_back(text); }};
    for (int round = 0; round < 3; ++round) {
        writer.write("lost");
        ASSERT_TRUE(writer.flush(long_enough));
    }
    EXPECT_EQ(writer.dropped(), 3U);
    EXPECT_THAT(complaints, ElementsAre("/dev/full: writing fails: No space left on device"));
}

TEST(LineWriter, AReaderThatHangsUpCostsLinesAndNotTheProcess) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    LineWriter writer{fifo.path(), {}, {}};
    writer.write("arrives");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(fifo.read_some(), "arrives\n");
    fifo.hang_up();
    writer.write("does not");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(writer.dropped(), 1U);
}

TEST(LineWriter, AReaderThatDoesNotReadCostsTheOldestLinesAndEveryOneIsCounted) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    LineWriter writer{fifo.path(), {.capacity = 4096, .gather = 0ms}, {}};
    constexpr std::uint64_t lines = 5000;
    for (std::uint64_t i = 0; i < lines; ++i) writer.write("line " + std::to_string(i));
    EXPECT_GT(writer.dropped(), 0U);

    const auto received = fifo.read_until_flushed(writer);
    const auto arrived = static_cast<std::uint64_t>(std::count(received.begin(), received.end(), '\n'));
    EXPECT_EQ(arrived + writer.dropped(), lines);
    EXPECT_TRUE(received.ends_with("line 4999\n")) << "the newest is kept";
}

TEST(LineWriter, LeavesAReaderThatDoesNotReadAfterTheFarewell) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    const auto started = std::chrono::steady_clock::now();
    {
        LineWriter writer{fifo.path(), {.farewell = 5ms}, {}};
        for (int i = 0; i < 1000; ++i) writer.write("a line that the pipe has no room for");
    }
    EXPECT_LT(std::chrono::steady_clock::now() - started, long_enough);
}

TEST(LineWriter, ALineLongerThanTheBufferIsDroppedAlone) {
    const Folder folder;
    LineWriter writer{folder / "log", {.capacity = 16, .gather = 1h}, {}};
    writer.write("short");
    writer.write(std::string(16, 'x'));
    writer.write(std::string(9, 'y'));
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(content_of(folder / "log"), "short\nyyyyyyyyy\n");
    EXPECT_EQ(writer.dropped(), 1U);
}

TEST(LineWriter, KeepsWhatAFullDiskDoesNotTakeAndWritesItWhenItCan) {
    const Folder folder;
    std::filesystem::create_symlink("/dev/full", folder / "log");
    std::vector<std::string> complaints;
    LineWriter writer{folder / "log",
                      {.unwritten = LineWriter::Unwritten::kept, .again = 1h},
                      [&](std::string_view text) { complaints.emplace_back(text); }};
    EXPECT_TRUE(writer.works());
    writer.write("one");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_FALSE(writer.works());
    writer.write("two");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_EQ(writer.dropped(), 0U);
    std::filesystem::remove(folder / "log");
    writer.reopen();
    writer.write("three");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_TRUE(writer.works());
    EXPECT_EQ(content_of(folder / "log"), "one\ntwo\nthree\n");
    EXPECT_EQ(writer.dropped(), 0U);
    EXPECT_THAT(complaints, testing::SizeIs(2));
}

TEST(LineWriter, TriesAgainByItself) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    LineWriter writer{fifo.path(), {.unwritten = LineWriter::Unwritten::kept, .again = 1ms}, {}};
    fifo.hang_up();
    writer.write("kept");
    ASSERT_TRUE(writer.flush(long_enough));
    EXPECT_FALSE(writer.works());
    const int reader = ::open(fifo.path().c_str(), O_RDONLY | O_CLOEXEC);
    std::array<char, 64> bytes{};
    const auto size = ::read(reader, bytes.data(), bytes.size());
    EXPECT_EQ(std::string(bytes.data(), static_cast<std::size_t>(size)), "kept\n");
    ::close(reader);
}

TEST(LineWriter, WhenWhatIsKeptFillsTheBufferTheNewestLinesAreDroppedAndCounted) {
    LineWriter writer{
        "/dev/full", {.capacity = 100, .unwritten = LineWriter::Unwritten::kept, .again = 1h}, {}};
    for (int i = 0; i < 30; ++i) {
        writer.write("ten bytes");
        ASSERT_TRUE(writer.flush(long_enough));
    }
    EXPECT_EQ(writer.dropped(), 20U);
}

TEST(LineWriter, TheEndGivesUpWhatIsKeptAndCountsIt) {
    const Folder folder;
    std::vector<std::string> complaints;
    auto writer = std::make_unique<LineWriter>(
        "/dev/full", LineWriter::Settings{.unwritten = LineWriter::Unwritten::kept, .again = 1h},
        [&](std::string_view text) { complaints.emplace_back(text); });
    writer->write("kept");
    ASSERT_TRUE(writer->flush(long_enough));
    writer.reset();
    EXPECT_THAT(complaints, testing::SizeIs(2));
    EXPECT_THAT(complaints.back(), HasSubstr("lines lost at the end: 1"));
}

TEST(LineWriter, AReaderThatFallsBehindByHalfTheBufferIsNotedBeforeALineIsLost) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    LineWriter writer{fifo.path(), {.capacity = 65536, .gather = 0ms}, {}};
    int lines = 0;
    for (; lines < 20'000 && writer.works(); ++lines)
        writer.write("a line of the usual length, or thereabouts");
    EXPECT_LT(lines, 20'000);
    (void)fifo.read_until_flushed(writer);
    EXPECT_TRUE(writer.works());
}

TEST(LineSink, ALineThatBrokeOffIsEndedBeforeTheNext) {
    const Folder folder;
    Fifo fifo{folder / "fifo"};
    LineSink sink{fifo.path()};
    int allowed = 1;
    const auto once = [&](int) { return allowed-- > 0; };
    const std::string long_line(5000, 'x');
    EXPECT_EQ(sink.write(long_line + "\n", once).lost, 1U);
    EXPECT_EQ(fifo.read_some(), long_line.substr(0, 4096));

    const auto always = [](int) { return true; };
    EXPECT_EQ(sink.write("next\n", always).lost, 0U);
    EXPECT_EQ(fifo.read_some(), "\nnext\n");
}

}  // namespace
}  // namespace halogate::observe
