// SPDX-License-Identifier: MIT
// A request target, to canonical_target.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "core/path/canonical_target.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using path::canonical_target;
using path::CanonicalTarget;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return text;
}

int digit(char c) {
    const auto at = std::string_view{"0123456789abcdef"}.find(lower_case({c})[0]);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Escapes decoded once; a broken one stays as it is.
std::string decoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape =
            text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        result += is_escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        if (is_escape) i += 2;
    }
    return result;
}

std::vector<std::string> pieces_of(std::string_view text, std::string_view separators) {
    std::vector<std::string> pieces{""};
    for (const char c : text) {
        if (separators.find(c) == std::string_view::npos)
            pieces.back() += c;
        else
            pieces.emplace_back();
    }
    return pieces;
}

/// What a server that decodes once, and then resolves dots, would serve.
std::string plainly_served(std::string_view raw_path) {
    std::vector<std::string> kept;
    for (const auto& segment : pieces_of(decoded(raw_path), "/")) {
        if (segment == "..") {
            require(!kept.empty(), "no path climbs above the root");
            kept.pop_back();
        } else if (!segment.empty() && segment != ".") {
            kept.push_back(segment);
        }
    }
    std::string result;
    for (const auto& segment : kept) result += '/' + segment;
    return result.empty() ? "/" : result;
}

/// As the most lenient reader would see a parameter's name: decoded as often as that changes it, without
/// blanks and control characters at its ends, and without a second '?' before it.
std::string lenient_name(const std::string& parameter) {
    auto name = parameter.substr(0, parameter.find('='));
    for (auto next = decoded(name); next != name; next = decoded(name)) name = next;
    const auto is_blank = [](char c) { return c == '+' || c == '\x7F' || (c >= 0 && c <= ' '); };
    while (!name.empty() && is_blank(name.back())) name.pop_back();
    while (!name.empty() && (is_blank(name.front()) || name.front() == '?')) name.erase(0, 1);
    return lower_case(name);
}

void require_clean_path(const CanonicalTarget& target, std::string_view raw_path) {
    const auto& sent = target.path;
    require(!sent.empty() && sent.front() == '/', "a path begins with a slash");
    require(std::all_of(sent.begin(), sent.end(), [](char c) { return c > ' ' && c <= '~'; }),
            "a path is visible ASCII");
    const auto text = decoded(sent);
    require(text.find_first_of("\\;?#%") == std::string::npos,
            "a path holds nothing that some readers take apart");
    require(std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }),
            "no escape stands for a control character");
    require(text == plainly_served(raw_path), "the path sent is the path that a plain reader serves");
    require(sent == "/" || sent.back() != '/', "a path has no slash at its end");
    for (const auto& segment : pieces_of(text.substr(1), "/")) {
        require(sent == "/" || (!segment.empty() && segment.back() != '.'),
                "no segment is empty, or ends in a dot");
        require(segment.empty() || (segment.front() != ' ' && segment.back() != ' '),
                "no segment has blanks around it");
    }
    require(target.folded_path == lower_case(text), "what is judged is what is sent, in lower case");
}

void require_clean_query(const CanonicalTarget& target, std::string_view raw_query) {
    for (const auto& parameter : pieces_of(target.query, "&;"))
        require(lenient_name(parameter) != "tenant", "nobody reads a tenant from the query");
    // What is kept is kept as it was, in its order.
    auto rest = pieces_of(raw_query, "&");
    auto from = rest.begin();
    if (target.query.empty()) return;
    for (const auto& parameter : pieces_of(target.query, "&")) {
        from = std::find(from, rest.end(), parameter);
        require(from != rest.end(), "a query holds what the caller wrote and nothing else");
        ++from;
    }
}

void require_stable(const CanonicalTarget& once) {
    const auto twice = canonical_target(once.text());
    require(twice.has_value(), "a canonical target is taken");
    require(twice->text() == once.text(), "canonical(canonical(x)) = canonical(x)");
    require(twice->path == once.path && twice->query == once.query, "path and query stay what they are");
    require(twice->folded_path == once.folded_path, "the path that is judged stays the same");
}

/// Turns the case of every letter of the path around.
std::string turned_around(std::string_view raw_path) {
    std::string text{raw_path};
    for (char& c : text)
        if (is_letter(c)) c = static_cast<char>(c ^ 0x20);
    return text;
}

}  // namespace

void try_input(std::string_view input) noexcept {
    const auto question = input.find('?');
    const auto raw_path = input.substr(0, question);
    const auto raw_query =
        question == std::string_view::npos ? std::string_view{} : input.substr(question + 1);
    const auto target = canonical_target(input);
    const auto turned = canonical_target(turned_around(raw_path));
    if (!target) {
        require(!target.error().empty(), "a refusal says why");
        return;
    }
    require_clean_path(*target, raw_path);
    require_clean_query(*target, raw_query);
    require_stable(*target);
    require(turned.has_value() && turned->folded_path == target->folded_path,
            "letter case does not change a decision");
}

}  // namespace halogate::fuzz
