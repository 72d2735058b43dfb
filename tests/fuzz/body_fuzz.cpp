// SPDX-License-Identifier: MIT
// The body of a POST, to judge_elements, held against a document tree of the same text.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/policy/body_rule.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using Json = nlohmann::ordered_json;
using policy::BodyFinding;

/// What an element's `id` is to a reader that wants a whole number above zero.
enum class Id { absent, positive, disputed };

std::string lower_case(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return text;
}

constexpr double largest_id = 2147483647.0;

Id id_of(const Json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<std::uint64_t>();
        return number >= 1 && number <= 2147483647U ? Id::positive : Id::disputed;
    }
    if (value.is_number_float()) {
        const auto number = value.get<double>();
        const bool whole = number >= 1 && number <= largest_id && std::floor(number) == number;
        return whole ? Id::positive : Id::disputed;
    }
    if (!value.is_string()) return Id::disputed;
    const auto& text = value.get_ref<const std::string&>();
    const bool plain = !text.empty() && text.size() <= 9 && text.front() != '0' &&
                       text.find_first_not_of("0123456789") == std::string::npos;
    return plain ? Id::positive : Id::disputed;
}

Id id_in(const Json& element) {
    auto found = Id::absent;
    for (const auto& [key, value] : element.items()) {
        if (lower_case(key) != "id") continue;
        const auto id = id_of(value);
        found = found == Id::absent || found == id ? id : Id::disputed;
    }
    return found;
}

bool at_most(const std::optional<std::size_t>& first, std::size_t element) {
    return first && *first <= element;
}

/// Whether an element has a key that makes HaloPSA run something, in any letter case.
bool asks_for_query(const Json& element) {
    return std::any_of(element.items().begin(), element.items().end(), [](const auto& member) {
        const auto key = lower_case(member.key());
        return key == "sql" || key == "_loadreportonly";
    });
}

void require_element(const BodyFinding& finding, const Json& element, std::size_t number) {
    require(element.is_object(), "every element is an object");
    require(!asks_for_query(element) || at_most(finding.queries, number), "an element with SQL is a query");
    switch (id_in(element)) {
        case Id::absent: return require(at_most(finding.creates, number), "an element without an id creates");
        case Id::positive: return require(at_most(finding.updates, number), "an element with an id updates");
        case Id::disputed:
            return require(at_most(finding.updates, number), "an element with any id may update");
    }
}

/// Whether nothing in the element but its `id` can matter.
bool is_plain(const Json& element) {
    return std::all_of(element.items().begin(), element.items().end(), [](const auto& member) {
        const std::string& key = member.key();
        const bool ascii =
            std::all_of(key.begin(), key.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        return ascii && !key.starts_with('$') && !key.starts_with('_');
    });
}

/// Where every element says plainly the same, nothing else is read into it. `finding` is of a text in which
/// no key is given twice.
void require_no_more(const BodyFinding& finding, const Json& tree) {
    const auto elements = tree.is_array() ? tree : Json::array({tree});
    const auto all_are = [&](Id id) {
        return std::all_of(elements.begin(), elements.end(),
                           [id](const Json& element) { return is_plain(element) && id_in(element) == id; });
    };
    require(!all_are(Id::absent) || !finding.updates, "without any id nothing is updated");
    require(elements.empty() || !all_are(Id::positive) || !finding.creates,
            "with ids throughout nothing is created");
}

/// Nothing that `less` was seen to do was missed in `more`.
void require_covers(const BodyFinding& more, const BodyFinding& less) {
    const auto covers = [](const auto& more_first, const auto& less_first) {
        return !less_first || at_most(more_first, *less_first);
    };
    require(covers(more.creates, less.creates), "no create is hidden by how it is written");
    require(covers(more.updates, less.updates), "no update is hidden by how it is written");
    require(covers(more.undeletes, less.undeletes), "no undelete is hidden by how it is written");
    require(covers(more.queries, less.queries), "no query is hidden by how it is written");
}

void require_counts(const BodyFinding& finding, std::size_t elements) {
    require(finding.creating <= elements && finding.updating <= elements,
            "no more elements act than there are");
    require((finding.creating > 0) == (finding.creates.value_or(0) > 0), "who creates is counted");
    require((finding.updating > 0) == finding.updates.has_value(), "who updates is counted");
    require(!finding.undeletes || at_most(finding.updates, *finding.undeletes),
            "an undelete is among the updates");
    require(!finding.tests || at_most(finding.updates, *finding.tests), "a test is among the updates");
    require(!finding.tests || at_most(finding.creates, *finding.tests), "a test is among the creates");
}

/// What the watch on bodies that are too large to be held says to this one in pieces; nothing: it may pass.
std::optional<ErrorCode> watched(std::string_view body, std::size_t step) {
    using Piece = policy::BodyWatch::Piece;
    policy::BodyWatch watch;
    for (; body.size() > step; body.remove_prefix(step))
        if (const auto refusal = watch.look_at(body.substr(0, step), Piece::more_to_come))
            return refusal->code;
    const auto refusal = watch.look_at(body, Piece::last);
    return refusal ? std::optional{refusal->code} : std::nullopt;
}

/// Held or not, the same body is let through or not.
void require_watch(std::string_view body) {
    const auto held = policy::judge_elements(body, policy::BodyShape::any);
    for (const std::size_t step : {1, 7, 4096}) {
        const auto code = watched(body, step);
        require(held.has_value() || code.has_value(), "what is no JSON does not pass");
        if (!held) continue;
        require(!held->queries || code == ErrorCode::route_denied, "a query is seen in whatever pieces");
        require(held->queries || !code, "a body without a query may pass");
    }
}

/// Nothing when the text is no JSON for the library, or holds a number beyond its range.
std::optional<Json> tree_of(std::string_view text) {
    auto tree = Json::parse(text, nullptr, false);
    if (tree.is_discarded()) return std::nullopt;
    return tree;
}

bool holds_number_out_of_range(std::string_view text) {
    try {
        [[maybe_unused]] const auto tree = Json::parse(text);
    } catch (const Json::out_of_range&) {
        return true;
    } catch (const Json::exception&) {
        return false;
    }
    return false;
}

}  // namespace

void try_input(std::string_view input) noexcept {
    require_watch(input);
    const auto finding = policy::judge_elements(input);
    if (!finding) return require(!finding.error().empty(), "a refusal says why");

    require(input.find('\0') == std::string_view::npos, "what holds a NUL is refused");
    require(!input.starts_with("\xEF\xBB\xBF"), "what begins with a byte order mark is refused");
    const auto tree = tree_of(input);
    if (!tree)
        return require(holds_number_out_of_range(input), "what is taken is JSON for another reader, too");
    require(tree->is_array() || tree->is_object(), "what is taken is an array or an object");

    if (tree->is_object()) {
        require_element(*finding, *tree, 1);
    } else {
        for (std::size_t i = 0; i < tree->size(); ++i) require_element(*finding, (*tree)[i], i + 1);
        require(!tree->empty() || (finding->creates == 0U && !finding->updates),
                "an empty array is a create of nothing");
    }
    require(finding->creates || finding->updates, "a body does something");
    require(finding->one_object == tree->is_object(), "a lone object is told apart");
    require_counts(*finding, tree->is_object() ? 1 : tree->size());

    // Written anew, the tree keeps the last of equal keys, and no escapes that need not be.
    const auto rewritten = policy::judge_elements(tree->dump());
    require(rewritten.has_value(), "what was taken is taken when written anew");
    require_covers(*finding, *rewritten);
    require_no_more(*rewritten, *tree);
    // In a list of one, a lone object does the same.
    if (tree->is_object()) {
        const auto listed = policy::judge_elements('[' + std::string{input} + ']');
        require(listed && listed->creates.has_value() == finding->creates.has_value() &&
                    listed->updates.has_value() == finding->updates.has_value(),
                "a lone object is judged like a list of one");
    }
}

}  // namespace halogate::fuzz
