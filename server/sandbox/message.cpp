// SPDX-License-Identifier: MIT
#include "sandbox/message.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "sandbox/json.hpp"

namespace halogate::sandbox {

std::string_view field_value(const std::vector<Field>& fields, std::string_view name) noexcept {
    for (const auto& field : fields) {
        if (ascii::equal_ignoring_case(field.name, name)) return field.value;
    }
    return {};
}

Answer text_answer(unsigned status, std::string_view content_type, std::string body) {
    Answer answer;
    answer.status = status;
    answer.fields.push_back({"Content-Type", std::string{content_type}});
    answer.body = std::move(body);
    return answer;
}

Answer json_answer(unsigned status, std::string body) {
    return text_answer(status, "application/json; charset=utf-8", std::move(body));
}

Answer error_answer(unsigned status, std::string_view text) {
    return json_answer(status, to_text(Json{{"error", text}}));
}

}  // namespace halogate::sandbox
