// SPDX-License-Identifier: MIT
// A fuzz target without a fuzzer, for every compiler: its whole corpus, then a fixed number of damaged copies
// of it, the same in every run.
//
//   fuzz_TARGET CORPUS DICTIONARY COUNT FINDING    FINDING is where the input is written that breaks a
//   property fuzz_TARGET FILE                               one input, such as a finding
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "fuzz/fuzz_target.hpp"
#include "fuzz/mutation.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 4096;

// Seen by the signal handler alone, which cannot be handed anything.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables)
std::string_view tried;
const char* finding_path = nullptr;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void keep_finding(int number) {
    if (finding_path != nullptr) {
        const int file = ::open(finding_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        const bool kept = file >= 0 && ::write(file, tried.data(), tried.size()) >= 0;
        constexpr std::string_view said = "the input was written to ";
        if (kept && ::write(STDERR_FILENO, said.data(), said.size()) >= 0 &&
            ::write(STDERR_FILENO, finding_path, std::string_view{finding_path}.size()) >= 0) {
            (void)!::write(STDERR_FILENO, "\n", 1);
        }
    }
    // The handler is gone after its first call: this ends the process as it would have ended.
    (void)std::raise(number);
}

void watch(int number) {
    struct sigaction before {};
    // A sanitizer that watches already says more than we could; it ends in abort().
    if (::sigaction(number, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
    struct sigaction action {};
    action.sa_handler = keep_finding;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    (void)::sigaction(number, &action, nullptr);
}

std::string content_of(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void try_one(std::string_view input) {
    // A copy of exactly its size: a sanitizer sees what reads beyond it.
    const std::vector<std::uint8_t> bytes{input.begin(), input.end()};
    tried = input;
    (void)LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

int replay(std::span<char* const> arguments) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator{arguments[0]}) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> seeds;
    for (const auto& path : paths) {
        seeds.push_back(content_of(path));
        try_one(seeds.back());
    }
    if (seeds.empty()) throw std::runtime_error{"no input in the corpus"};
    halogate::fuzz::Mutation mutation{seeds, halogate::fuzz::dictionary_words(content_of(arguments[1]))};
    const unsigned long count = std::stoul(arguments[2]);
    for (unsigned long i = 0; i < count; ++i) try_one(mutation.next(most_bytes));
    std::printf("%zu inputs of the corpus, %lu damaged ones\n", seeds.size(), count);
    return 0;
}

}  // namespace

int main(int count, char** values) {
    try {
        const std::span<char* const> arguments{values + 1, static_cast<std::size_t>(count - 1)};
        if (arguments.size() != 4 && arguments.size() != 1) {
            std::fputs("usage: CORPUS DICTIONARY COUNT FINDING, or one FILE\n", stderr);
            return 2;
        }
        if (arguments.size() == 4) finding_path = arguments[3];
        for (const int number : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGALRM}) watch(number);
        if (arguments.size() == 4) return replay(arguments);
        const auto input = content_of(arguments[0]);
        try_one(input);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
