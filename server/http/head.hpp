// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error_code.hpp"

namespace halogate::http {

// `delete` is a keyword.
// NOLINTNEXTLINE(readability-identifier-naming)
enum class Method : std::uint8_t { get, head, post, delete_, put, patch, options, trace, connect, other };

/// One field line of a head that was checked: the name is a token, the value holds no control character but
/// HTAB and no white space at its ends. Both are views into the bytes that the reader was given.
struct Field {
    std::string_view name;
    std::string_view value;
};

/// In the order received, repeated names included.
class Fields {
public:
    void add(Field field) { list_.push_back(field); }
    void clear() noexcept { list_.clear(); }
    [[nodiscard]] auto begin() const noexcept { return list_.begin(); }
    [[nodiscard]] auto end() const noexcept { return list_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return list_.size(); }

    /// The value of the first field of that name (any letter case), or nothing.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
    /// Whether any field of that name lists this element (RFC 9110, 5.6.1), in any letter case; parameters
    /// are not looked at.
    [[nodiscard]] bool lists(std::string_view name, std::string_view element) const noexcept;

private:
    std::vector<Field> list_;
};

/// How the end of a message body is found (RFC 9112, 6).
struct BodyFraming {
    enum class Kind : std::uint8_t { none, length, chunked, until_close };
    Kind kind = Kind::none;
    std::uint64_t length = 0;  ///< bytes; for Kind::length only
};

struct RequestHead {
    Method method = Method::other;
    std::string_view method_name;
    std::string_view target;     ///< origin-form, unchanged
    unsigned minor_version = 1;  ///< HTTP/1.x
    Fields fields;
    BodyFraming body;
    bool keep_alive = true;
    bool expects_continue = false;  ///< Expect: 100-continue, in HTTP/1.1
};

struct ResponseHead {
    unsigned status = 0;
    std::string_view reason;
    unsigned minor_version = 1;
    Fields fields;
    BodyFraming body;
    bool keep_alive = true;
};

/// Why a message is not taken. `detail` is one sentence for the caller: what is wrong and what to do.
struct Refusal {
    ErrorCode code = ErrorCode::bad_request;
    std::string detail;
};

/// Bounds of one head, in bytes and in number.
struct HeadLimits {
    std::size_t head_bytes = std::size_t{16} * 1024;
    std::size_t fields = 100;
    std::size_t target_bytes = std::size_t{8} * 1024;
};

}  // namespace halogate::http
