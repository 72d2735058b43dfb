// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace halogate::sandbox {

/// Both clocks, read once per request: spans are measured on the first, dates are written with the second.
struct Moment {
    TimePoint now;
    WallTime wall;
};

struct Field {
    std::string name;
    std::string value;
};

/// The first field of that name in any letter case; empty when there is none.
[[nodiscard]] std::string_view field_value(const std::vector<Field>& fields, std::string_view name) noexcept;

/// A request as it came off the wire, its body decoded from chunks.
struct Request {
    std::string method;
    std::string target;
    std::vector<Field> fields;
    std::string body;

    [[nodiscard]] std::string_view field(std::string_view name) const noexcept {
        return field_value(fields, name);
    }
};

enum class BodyCoding { content_length, chunked };

/// A body made while it is sent, so that a gigabyte costs no memory.
struct StreamedBody {
    std::uint64_t bytes = 0;
    BodyCoding coding = BodyCoding::content_length;
};

/// What goes back. Content-Length, Date and Connection are added when it is written.
struct Answer {
    unsigned status = 200;
    std::vector<Field> fields;
    std::string body;
    std::optional<StreamedBody> stream;
};

[[nodiscard]] Answer json_answer(unsigned status, std::string body);
[[nodiscard]] Answer text_answer(unsigned status, std::string_view content_type, std::string body);
/// {"error": text}, the shape of most of HaloPSA's refusals.
[[nodiscard]] Answer error_answer(unsigned status, std::string_view text);

}  // namespace halogate::sandbox
