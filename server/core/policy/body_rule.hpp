// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error_code.hpp"
#include "base/expected.hpp"

namespace halogate::policy {

/// What a POST body does, element by element. HaloPSA's collections take an array; an element with `id`
/// changes what exists, one without adds something new, and one array may do both. Elements are counted
/// from 1.
struct BodyFinding {
    std::optional<std::size_t> creates;    ///< the first element that adds, 0 for an empty array
    std::optional<std::size_t> updates;    ///< the first element that changes
    std::optional<std::size_t> undeletes;  ///< the first element with `_recover`; it is among the updates
    std::optional<std::size_t> tests;      ///< the first element that adds and has `_test`; it is among both
    std::optional<std::size_t> queries;    ///< the first element with `sql` or `_loadreportonly`
    std::size_t creating = 0;              ///< how many elements add
    std::size_t updating = 0;              ///< how many elements change; some may count as both
    bool one_object = false;               ///< no array but one object, which counts as its only element
};

/// What a body must be.
enum class BodyShape : std::uint8_t {
    elements,  ///< an array of objects or one object
    any,       ///< any JSON; only elements that are objects are looked into
};

/// Reads the whole body as a stream, without a tree. It must be plain JSON (RFC 8259) in UTF-8 without byte
/// order mark, nested no deeper than 64, and of that shape; anything else is an error in one sentence.
///
/// Keys are compared after their escapes, in any letter case; all occurrences of a key count. In each
/// element:
///
/// | `id`                                             | means                      |
/// |--------------------------------------------------|----------------------------|
/// | absent                                           | create                     |
/// | an integer from 1 to 2^31-1 (also 1.0, 1e0, "1") | update                     |
/// | a string that cannot be read as a number ("a-b") | update                     |
/// | anything else (null, 0, -1, "", "0", true, {}…)  | both: readers may disagree |
///
/// | other key                    | means                                                              |
/// |------------------------------|--------------------------------------------------------------------|
/// | `_recover`, not false or null | undelete: an update as well                                       |
/// | `_test`, without an `id`     | both: it may run what it pretends to add                           |
/// | `sql`, `_loadreportonly`     | a query: what HaloPSA runs then is no matter of create or update   |
/// | begins with `$`              | both: Newtonsoft's metadata; `$values` turns an object into an     |
/// |                              | array, so that a query below it counts at any depth                |
///
/// A key that only some readers take for `id` ("ıd") counts as both; one that only some take for another of
/// these counts as that. An empty array writes nothing and counts as the lesser, a create.
[[nodiscard]] Expected<BodyFinding, std::string> judge_elements(std::string_view body,
                                                                BodyShape shape = BodyShape::elements);

/// What is said of an element that asks for a query where the route has not been named.
[[nodiscard]] std::string query_refusal(std::size_t element);

/// The same eyes on a body that is too large to be held and crosses piece by piece: they look for queries
/// alone.
class BodyWatch {
public:
    BodyWatch();
    ~BodyWatch();
    BodyWatch(BodyWatch&&) noexcept;
    BodyWatch& operator=(BodyWatch&&) noexcept;

    enum class Piece : std::uint8_t { more_to_come, last };
    struct Refusal {
        ErrorCode code;       ///< route_denied for a query, invalid_body for what is no plain JSON
        std::string message;  ///< one sentence
    };
    /// Before the piece is passed on: whether it may be. After a refusal the object is used up.
    [[nodiscard]] std::optional<Refusal> look_at(std::string_view piece, Piece kind);

private:
    struct Reading;
    std::unique_ptr<Reading> reading_;
};

}  // namespace halogate::policy
