// SPDX-License-Identifier: MIT
#include "core/policy/body_rule.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "core/policy/element_effect.hpp"

namespace halogate::policy {

namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 64;

using Error = json::error_code;
using Text = json::string_view;

std::string_view view(Text text) noexcept {
    return {text.data(), text.size()};
}

/// Receives the JSON event by event, as boost::json::basic_parser wants it. A method that answers false ends
/// the reading; `refusal()` then says why.
class ElementReader {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    explicit ElementReader(BodyShape shape) noexcept : shape_{shape} {}

    bool on_document_begin(Error& /*error*/) { return true; }
    bool on_document_end(Error& /*error*/) { return true; }
    bool on_null(Error& error) { return value(error, both, Effect{}); }
    bool on_bool(bool is_true, Error& error) { return value(error, both, is_true ? update : Effect{}); }
    bool on_int64(std::int64_t number, Text /*text*/, Error& error) {
        part_.clear();
        return value(error, effect_of_integer(number), update);
    }
    bool on_uint64(std::uint64_t /*beyond an int64*/, Text /*text*/, Error& error) {
        part_.clear();
        return value(error, both, update);
    }
    bool on_double(double number, Text text, Error& error) {
        if (!std::isfinite(number)) return refuse(error, "holds a number that is too large");
        return value(error, is_id() ? effect_of(text, effect_of_decimal) : both, update);
    }
    bool on_number_part(Text text, Error& /*error*/) {
        if (is_id()) keep(text);
        return true;
    }
    bool on_string_part(Text text, std::size_t /*so_far*/, Error& /*error*/) {
        if (is_id()) keep(text);
        return true;
    }
    bool on_string(Text text, std::size_t /*size*/, Error& error) {
        return value(error, is_id() ? effect_of(text, effect_of_text) : both, update);
    }
    bool on_key_part(Text text, std::size_t /*so_far*/, Error& /*error*/) {
        keep(text);
        return true;
    }
    bool on_key(Text text, std::size_t /*size*/, Error& /*error*/) {
        take_key(key_of(gathered(text)));
        return true;
    }

    bool on_object_begin(Error& error) {
        if (depth_ + 1 == element_depth_) {
            ++elements_;
            element_ = {};
        } else if (!value(error, both, update)) {
            return false;
        }
        if (depth_ == 0) finding_.one_object = true;
        return descend(error);
    }
    bool on_object_end(std::size_t /*size*/, Error& /*error*/) {
        if (depth_ == element_depth_) end_element();
        --depth_;
        return true;
    }
    bool on_array_begin(Error& error) {
        if (depth_ == 0) {
            element_depth_ = 2;
        } else if (!value(error, both, update)) {
            return false;
        }
        return descend(error);
    }
    bool on_array_end(std::size_t /*size*/, Error& /*error*/) {
        --depth_;
        return true;
    }
    bool on_comment_part(Text /*text*/, Error& /*error*/) { return true; }
    bool on_comment(Text /*text*/, Error& /*error*/) { return true; }

    [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }
    [[nodiscard]] BodyFinding finding() const noexcept {
        auto result = finding_;
        if (elements_ == 0) result.creates = 0;
        return result;
    }

private:
    /// Longer than any key and any id of interest.
    static constexpr std::size_t longest_part = 128;

    struct Element {
        Effect effect;
        bool has_id = false;
        bool has_test = false;
        bool has_metadata = false;
    };

    bool descend(Error& error) {
        ++depth_;
        if (depth_ > max_depth) return refuse(error, "is nested deeper than " + std::to_string(max_depth));
        return true;
    }

    [[nodiscard]] bool is_id() const noexcept { return depth_ == element_depth_ && key_ == Key::id; }

    /// The beginning of what comes in parts: all of it, or more than is of interest.
    void keep(Text part) { part_.append(part.data(), std::min(part.size(), longest_part - part_.size())); }

    /// What came in parts, with this last one.
    std::string_view gathered(Text last) {
        if (part_.empty()) return view(last);
        keep(last);
        whole_ = std::exchange(part_, {});
        return whole_;
    }

    /// Of an `id`; one that was too long to be kept whole is not known.
    template <class Judge>
    Effect effect_of(Text last, Judge judge) {
        const bool in_parts = !part_.empty();
        const auto id = gathered(last);
        return in_parts && id.size() == longest_part ? both : judge(id);
    }

    void take_key(Key key) {
        const bool in_element = depth_ == element_depth_;
        if (key == Key::query && (in_element || element_.has_metadata) && !finding_.queries) {
            finding_.queries = elements_;
        }
        if (!in_element) return;
        key_ = key;
        if (key == Key::id || key == Key::perhaps_id) element_.has_id = true;
        if (key == Key::test) element_.has_test = true;
        if (key == Key::metadata) element_.has_metadata = true;
        if (key == Key::perhaps_id || key == Key::metadata) note(both);
    }

    /// Any value, with what it does as `id` and as `_recover`.
    bool value(Error& error, Effect as_id, Effect as_recover) {
        if (depth_ < element_depth_) {
            if (shape_ == BodyShape::any) return true;
            return refuse(error, "must be an array of objects or one object");
        }
        if (depth_ > element_depth_) return true;
        if (key_ == Key::id) note(as_id);
        if (key_ == Key::recover && as_recover.updates) {
            note(as_recover);
            if (!finding_.undeletes) finding_.undeletes = elements_;
        }
        return true;
    }

    void note(Effect effect) {
        element_.effect.creates = element_.effect.creates || effect.creates;
        element_.effect.updates = element_.effect.updates || effect.updates;
    }

    void end_element() {
        if (!element_.has_id) note({true, false});
        if (!element_.has_id && element_.has_test) {
            note(both);
            if (!finding_.tests) finding_.tests = elements_;
        }
        if (element_.effect.creates && finding_.creating++ == 0) finding_.creates = elements_;
        if (element_.effect.updates && finding_.updating++ == 0) finding_.updates = elements_;
    }

    bool refuse(Error& error, std::string reason) {
        refusal_ = "the body " + std::move(reason);
        error = json::error::syntax;
        return false;
    }

    BodyShape shape_;
    std::size_t depth_ = 0;          ///< open arrays and objects
    std::size_t element_depth_ = 1;  ///< depth inside an element: 1 for a lone object, 2 in an array
    std::size_t elements_ = 0;
    Element element_;
    Key key_ = Key::other;
    std::string part_;   ///< of a key or a value that is of interest and came in parts
    std::string whole_;  ///< keeps what gathered() answers
    BodyFinding finding_;
    std::string refusal_;
};

using Parser = json::basic_parser<ElementReader>;

json::parse_options strict_options() noexcept {
    json::parse_options options;
    options.max_depth = max_depth + 1;  // one level more than ElementReader takes, which says so in words
    return options;
}

/// Where plain JSON ends: found on a refusal alone, by smaller and smaller pieces.
std::size_t fault_position(std::string_view body) {
    constexpr std::size_t piece = 4096;
    Parser coarse{strict_options(), BodyShape::any};
    Error error;
    std::size_t good = 0;
    while (good < body.size()) {
        const auto size = std::min(piece, body.size() - good);
        if (coarse.write_some(true, body.data() + good, size, error) < size || error) break;
        good += size;
    }
    Parser fine{strict_options(), BodyShape::any};
    error = {};
    if (good > 0) fine.write_some(true, body.data(), good, error);
    while (good < body.size() && !error && fine.write_some(true, body.data() + good, 1, error) == 1) ++good;
    return std::min(good + 1, body.size());
}

std::string not_json(std::string_view body) {
    return "the body is not plain JSON in UTF-8 (at byte " + std::to_string(fault_position(body)) + ')';
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Expected<BodyFinding, std::string> judge_elements(std::string_view body, BodyShape shape) {
    // Parsers differ in what they skip and where they stop.
    if (body.starts_with(byte_order_mark)) {
        return Unexpected{std::string{"the body begins with a byte order mark"}};
    }
    if (body.find('\0') != std::string_view::npos) {
        return Unexpected{std::string{"the body holds a NUL byte: it must be JSON in UTF-8"}};
    }
    Parser parser{strict_options(), shape};
    Error error;
    const auto read = parser.write_some(false, body.data(), body.size(), error);
    if (!parser.handler().refusal().empty()) return Unexpected{parser.handler().refusal()};
    if (error || read < body.size()) return Unexpected{not_json(body)};
    return parser.handler().finding();
}

std::string query_refusal(std::size_t element) {
    return "element " + std::to_string(element) +
           " of the body asks for a query (`sql`, `_loadreportonly`), which is privileged on every route: to "
           "open it, name the route in the consumer's `allow`, or in policy.routes";
}

struct BodyWatch::Reading {
    Parser parser{strict_options(), BodyShape::any};
};

BodyWatch::BodyWatch() : reading_{std::make_unique<Reading>()} {}
BodyWatch::~BodyWatch() = default;
BodyWatch::BodyWatch(BodyWatch&&) noexcept = default;
BodyWatch& BodyWatch::operator=(BodyWatch&&) noexcept = default;

std::optional<BodyWatch::Refusal> BodyWatch::look_at(std::string_view piece, Piece kind) {
    auto& parser = reading_->parser;
    Error error;
    const auto read = parser.write_some(kind == Piece::more_to_come, piece.data(), piece.size(), error);
    if (const auto element = parser.handler().finding().queries) {
        return Refusal{ErrorCode::route_denied, query_refusal(*element)};
    }
    if (!parser.handler().refusal().empty()) {
        return Refusal{ErrorCode::invalid_body, parser.handler().refusal()};
    }
    if (error || read < piece.size()) {
        return Refusal{ErrorCode::invalid_body, "the body is not plain JSON in UTF-8"};
    }
    return std::nullopt;
}

}  // namespace halogate::policy
