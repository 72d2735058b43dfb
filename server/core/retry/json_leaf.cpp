// SPDX-License-Identifier: MIT
#include "core/retry/json_leaf.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace halogate::retry {

namespace {

using Json = nlohmann::json;

class LeafVisit final : public nlohmann::json_sax<Json> {
public:
    LeafVisit(std::size_t max_depth, const std::function<void(const JsonLeaf&)>& visit)
        : max_depth_{max_depth}, visit_{visit} {}

    bool null() override { return show(JsonLeaf::Kind::other, {}, 0); }
    bool boolean(bool /*value*/) override { return show(JsonLeaf::Kind::other, {}, 0); }
    bool number_integer(std::int64_t value) override { return number(static_cast<double>(value)); }
    bool number_unsigned(std::uint64_t value) override { return number(static_cast<double>(value)); }
    bool number_float(double value, const std::string& /*text*/) override { return number(value); }
    bool string(std::string& value) override { return show(JsonLeaf::Kind::string, value, 0); }
    bool binary(Json::binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*elements*/) override { return enter(Container::object); }
    bool start_array(std::size_t /*elements*/) override { return enter(Container::array); }
    bool end_object() override { return leave(); }
    bool end_array() override { return leave(); }
    bool key(std::string& name) override {
        name_ = name;
        return true;
    }
    bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                     const Json::exception& /*why*/) override {
        return false;
    }

private:
    enum class Container : std::uint8_t { object, array };

    bool enter(Container container) {
        containers_.push_back(container);
        return containers_.size() <= max_depth_;
    }
    bool leave() {
        containers_.pop_back();
        return true;
    }
    bool number(double value) { return show(JsonLeaf::Kind::number, {}, value); }
    bool show(JsonLeaf::Kind kind, std::string_view text, double number) {
        const bool is_member = !containers_.empty() && containers_.back() == Container::object;
        visit_({.kind = kind,
                .depth = containers_.size(),
                .name = is_member ? std::string_view{name_} : std::string_view{},
                .text = text,
                .number = number});
        return true;
    }

    std::size_t max_depth_;
    const std::function<void(const JsonLeaf&)>& visit_;
    std::vector<Container> containers_;
    std::string name_;
};

}  // namespace

bool visit_json_leaves(std::string_view text, std::size_t max_depth,
                       const std::function<void(const JsonLeaf&)>& visit) {
    LeafVisit leaves{max_depth, visit};
    return Json::sax_parse(text, &leaves);
}

}  // namespace halogate::retry
