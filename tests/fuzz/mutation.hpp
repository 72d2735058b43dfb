// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace halogate::fuzz {

/// Damages inputs the way a fuzzer does, but blindly and the same way in every run: bytes changed, removed,
/// put in and repeated, words of a dictionary put in, pieces of other inputs spliced in.
class Mutation {
public:
    /// `seeds` is not empty; `words` may be.
    Mutation(std::vector<std::string> seeds, std::vector<std::string> words);

    /// The next input; never longer than `most_bytes`.
    [[nodiscard]] std::string next(std::size_t most_bytes);

private:
    void change(std::string& input);
    [[nodiscard]] std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_()) % bound; }
    [[nodiscard]] const std::string& any_of(const std::vector<std::string>& texts);

    std::vector<std::string> seeds_;
    std::vector<std::string> words_;
    std::mt19937 random_{20240229};
};

/// The quoted words of a libFuzzer dictionary, with \xNN, \\ and \" resolved.
[[nodiscard]] std::vector<std::string> dictionary_words(const std::string& text);

}  // namespace halogate::fuzz
