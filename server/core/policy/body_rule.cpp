// SPDX-License-Identifier: MIT
#include "core/policy/body_rule.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "core/path/utf8.hpp"

namespace halogate::policy {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_depth = 64;
constexpr std::uint64_t max_id = std::numeric_limits<std::int32_t>::max();

/// What one element was seen to do.
struct Effect {
    bool creates = false;
    bool updates = false;
};
constexpr Effect update{false, true};
constexpr Effect both{true, true};

enum class Key { other, id, perhaps_id, recover, metadata };

/// In any letter case, and in any letters that a reader may fold into ASCII ones.
bool folds_to(std::string_view text, std::string_view word) noexcept {
    for (const char expected : word) {
        if (text.empty()) return false;
        const auto c = path::next_code_point(text);
        if (!c || path::folded(*c) != static_cast<char32_t>(expected)) return false;
    }
    return text.empty();
}

Key key_of(std::string_view text) noexcept {
    if (ascii::equal_ignoring_case(text, "id")) return Key::id;
    if (folds_to(text, "id")) return Key::perhaps_id;
    if (folds_to(text, "_recover")) return Key::recover;
    if (!text.empty() && text.front() == '$') return Key::metadata;
    return Key::other;
}

Effect effect_of_text(std::string_view id) noexcept {
    constexpr std::string_view numeric = "0123456789+-.,eE \t\r\n";
    if (id.find_first_not_of(numeric) != std::string_view::npos) return update;
    const auto value = ascii::to_unsigned(id);
    const bool plain = value && id.front() != '0' && *value <= max_id;
    return plain ? update : both;
}

Effect effect_of_number(double id) noexcept {
    const bool whole = id >= 1 && id <= static_cast<double>(max_id) && std::trunc(id) == id;
    return whole ? update : both;
}

/// Receives the JSON event by event. A method that answers false ends the reading; `refusal()` then says why.
class ElementReader final : public Json::json_sax_t {
public:
    bool null() override { return value(both, Effect{}); }
    bool boolean(bool is_true) override { return value(both, is_true ? update : Effect{}); }
    bool number_integer(Json::number_integer_t number) override {
        return value(effect_of_number(static_cast<double>(number)), update);
    }
    bool number_unsigned(Json::number_unsigned_t number) override {
        return value(number >= 1 && number <= max_id ? update : both, update);
    }
    bool number_float(Json::number_float_t number, const Json::string_t& /*text*/) override {
        return value(effect_of_number(number), update);
    }
    bool string(Json::string_t& text) override { return value(effect_of_text(text), update); }
    bool binary(Json::binary_t& /*bytes*/) override { return refuse("is not JSON"); }

    bool start_object(std::size_t /*size*/) override {
        if (depth_ + 1 == element_depth_) {
            ++elements_;
            has_id_ = false;
        } else if (!value(both, update)) {
            return false;
        }
        return descend();
    }
    bool key(Json::string_t& text) override {
        if (depth_ == element_depth_) {
            key_ = key_of(text);
            has_id_ = has_id_ || key_ == Key::id || key_ == Key::perhaps_id;
            if (key_ == Key::perhaps_id || key_ == Key::metadata) note(both);
        }
        return true;
    }
    bool end_object() override {
        if (depth_ == element_depth_ && !has_id_) note({true, false});
        --depth_;
        return true;
    }
    bool start_array(std::size_t /*size*/) override {
        if (depth_ == 0) {
            element_depth_ = 2;
        } else if (!value(both, update)) {
            return false;
        }
        return descend();
    }
    bool end_array() override {
        --depth_;
        return true;
    }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        return refuse("is not plain JSON in UTF-8 (at byte " + std::to_string(position) + ')');
    }

    [[nodiscard]] const std::string& refusal() const noexcept { return refusal_; }
    [[nodiscard]] BodyFinding finding() const noexcept {
        if (elements_ == 0) return {0, std::nullopt};
        return finding_;
    }

private:
    bool descend() {
        ++depth_;
        if (depth_ > max_depth) return refuse("is nested deeper than " + std::to_string(max_depth));
        return true;
    }

    /// Any value, with what it does as `id` and as `_recover`.
    bool value(Effect as_id, Effect as_recover) {
        if (depth_ < element_depth_) return refuse("must be an array of objects or one object");
        if (depth_ > element_depth_) return true;
        if (key_ == Key::id) note(as_id);
        if (key_ == Key::recover) note(as_recover);
        return true;
    }

    void note(Effect effect) {
        if (effect.creates && !finding_.creates) finding_.creates = elements_;
        if (effect.updates && !finding_.updates) finding_.updates = elements_;
    }

    bool refuse(std::string reason) {
        refusal_ = "the body " + std::move(reason);
        return false;
    }

    std::size_t depth_ = 0;          ///< open arrays and objects
    std::size_t element_depth_ = 1;  ///< depth inside an element: 1 for a lone object, 2 in an array
    std::size_t elements_ = 0;
    bool has_id_ = false;
    Key key_ = Key::other;
    BodyFinding finding_;
    std::string refusal_;
};

}  // namespace

Expected<BodyFinding, std::string> judge_elements(std::string_view body) {
    // The parser would skip a byte order mark and take NUL for the end, whatever follows.
    if (body.starts_with("\xEF\xBB\xBF")) {
        return Unexpected{std::string{"the body begins with a byte order mark"}};
    }
    if (body.find('\0') != std::string_view::npos) {
        return Unexpected{std::string{"the body holds a NUL byte: it must be JSON in UTF-8"}};
    }
    ElementReader reader;
    if (!Json::sax_parse(body.begin(), body.end(), &reader)) return Unexpected{reader.refusal()};
    return reader.finding();
}

}  // namespace halogate::policy
