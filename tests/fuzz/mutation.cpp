// SPDX-License-Identifier: MIT
#include "fuzz/mutation.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>

namespace halogate::fuzz {

namespace {

/// What stands between the first and the last quote of a line.
std::string unescaped(std::string_view quoted) {
    std::string word;
    for (std::size_t at = 0; at < quoted.size(); ++at) {
        if (quoted[at] != '\\' || at + 1 == quoted.size()) {
            word += quoted[at];
        } else if (quoted[at + 1] == 'x' && at + 3 < quoted.size()) {
            word += static_cast<char>(std::stoi(std::string{quoted.substr(at + 2, 2)}, nullptr, 16));
            at += 3;
        } else {
            word += quoted[++at];
        }
    }
    return word;
}

}  // namespace

Mutation::Mutation(std::vector<std::string> seeds, std::vector<std::string> words)
    : seeds_{std::move(seeds)}, words_{std::move(words)} {}

const std::string& Mutation::any_of(const std::vector<std::string>& texts) {
    return texts[below(texts.size())];
}

std::string Mutation::next(std::size_t most_bytes) {
    std::string input = any_of(seeds_);
    for (std::size_t left = 1 + below(4); left > 0; --left) change(input);
    if (input.size() > most_bytes) input.resize(most_bytes);
    return input;
}

void Mutation::change(std::string& input) {
    const auto at = below(input.size() + 1);
    const auto rest = input.size() - at;
    switch (below(7)) {
        case 0: input.insert(at, 1, static_cast<char>(below(256))); break;
        case 1: input.erase(at, 1 + below(8)); break;
        case 2:
            if (rest > 0) input[at] = static_cast<char>(below(256));
            break;
        case 3:
            if (rest > 0)
                input[at] = static_cast<char>(static_cast<unsigned char>(input[at]) ^ (1U << below(8)));
            break;
        case 4: input.insert(at, input.substr(below(input.size() + 1), below(64))); break;
        case 5:
            if (!words_.empty()) input.insert(at, any_of(words_));
            break;
        default: {
            const auto& other = any_of(seeds_);
            input.replace(at, below(rest + 1), other.substr(below(other.size() + 1), 1 + below(64)));
            break;
        }
    }
}

std::vector<std::string> dictionary_words(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const auto first = line.find('"');
        const auto last = line.rfind('"');
        if (line.starts_with('#') || first == std::string::npos || first == last) continue;
        words.push_back(unescaped(std::string_view{line}.substr(first + 1, last - first - 1)));
    }
    return words;
}

}  // namespace halogate::fuzz
