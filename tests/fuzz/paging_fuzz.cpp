// SPDX-License-Identifier: MIT
// A page of a list, to PageSplitter, held against a document tree of the same text; and its query's first
// line.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/ascii.hpp"
#include "core/paging/list_query.hpp"
#include "core/paging/page_splitter.hpp"
#include "core/paging/row_names.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using Json = nlohmann::ordered_json;
using paging::PageSplitter;
using Kind = PageSplitter::Kind;

constexpr std::string_view path = "/api/tickets";

struct Split {
    std::string before;
    std::string rows;
    std::string after;
    bool is_broken = false;
    bool is_whole = false;
    bool has_rows = false;
    std::uint64_t count = 0;
    std::uint64_t fingerprint = 0;
    bool operator==(const Split&) const = default;
};

/// Cut into pieces whose sizes follow from `seed`; 0 for one piece.
Split split(std::string_view text, std::uint32_t seed) {
    PageSplitter splitter{path};
    Split result;
    std::uint32_t state = seed;
    while (!text.empty()) {
        state = state * 1664525U + 1013904223U;
        auto piece = text.substr(0, seed == 0 ? text.size() : 1 + (state >> 24U) % 13);
        text.remove_prefix(piece.size());
        while (!piece.empty()) {
            const std::size_t left = piece.size();
            const auto part = splitter.take(piece);
            require(piece.size() + part.text.size() == left && !part.text.empty(), "it goes on");
            if (part.kind == Kind::broken) {
                result = {};
                result.is_broken = true;
                return result;
            }
            if (part.kind == Kind::before) result.before += part.text;
            if (part.kind == Kind::rows) result.rows += part.text;
            if (part.kind == Kind::after) result.after += part.text;
        }
    }
    result.is_whole = splitter.is_whole();
    result.has_rows = splitter.has_rows();
    result.count = splitter.rows();
    result.fingerprint = splitter.fingerprint();
    return result;
}

/// How deep the text is nested, at most; brackets in texts count, which makes it no smaller.
std::size_t brackets(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += c == '[' || c == '{';
    return count;
}

/// Whether a name of the rows, all of which end alike, may stand there twice.
bool names_rows_twice(std::string_view text) {
    const std::string lowered = ascii::lowered(text);
    return lowered.find("kets") != lowered.rfind("kets");
}

/// The rows of a document, as a reader of the whole tree finds them; null when there are none, or two.
const Json* rows_of(const Json& document) {
    if (document.is_array()) return &document;
    const Json* found = nullptr;
    if (!document.is_object()) return nullptr;
    for (const auto& [name, value] : document.items())
        if (value.is_array() && paging::names_rows(path, name)) found = &value;
    return found;
}

void try_page(std::string_view text) {
    const Split whole = split(text, 0);
    for (const std::uint32_t seed : {1U, 2U, 3U})
        require(split(text, seed) == whole, "it is the same however it is cut");
    if (!whole.is_broken) require(whole.before + whole.rows + whole.after == text, "no byte is lost");
    const Json document = Json::parse(text, nullptr, false);
    if (document.is_discarded()) return;
    if (whole.is_broken) {
        // JSON that is refused: deep, with escapes that may be in a name, or with two arrays of rows. And
        // what is none: the tree's parser takes a NUL for the end.
        const bool strange = brackets(text) > 64 || text.find('\\') != std::string_view::npos ||
                             text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF") ||
                             names_rows_twice(text);
        return require(strange, "plain JSON is read");
    }
    require(whole.is_whole, "JSON is a whole document");
    // Which of two members of one name counts is each reader's own matter.
    if (names_rows_twice(text)) return;
    const Json* const rows = rows_of(document);
    require((rows != nullptr) == whole.has_rows, "the rows are found where they are");
    if (rows == nullptr) return;
    require(rows->size() == whole.count, "and counted");
    require(Json::parse('[' + whole.rows + ']') == *rows, "and are all of the rows");
    // Two pages make one list.
    if (rows->empty()) return;
    const Json joined = Json::parse(whole.before + whole.rows + ',' + whole.rows + whole.after);
    const Json* const both = rows_of(joined);
    require(both != nullptr && both->size() == 2 * rows->size(), "pages can be joined");
}

void try_query(std::string_view query) {
    const paging::Settings settings;
    const auto list = paging::read_list_query(query, settings, paging::Preference::none);
    if (!list) return;
    const std::string sent = list->query.value_or(std::string{query});
    require(!paging::asks_for_all(sent), "halogate_all never crosses");
    const auto again = paging::read_list_query(sent, settings, paging::Preference::none);
    require(again && !again->query && again->asked_size == 0, "what is sent needs nothing more");
    const std::string base = paging::without_paging(sent);
    const auto page =
        paging::read_list_query(paging::with_page(base, 100, 7), settings, paging::Preference::none);
    require(page && !page->query, "a page can be asked for");
}

}  // namespace

void try_input(std::string_view input) noexcept {
    try_query(next_line(input));
    try_page(input);
}

}  // namespace halogate::fuzz
