// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/head.hpp"

namespace halogate::http {

/// A field value that may be written to a wire: no control character but HTAB, no byte of 0x7f (RFC
/// 9110, 5.5). A view; the bytes belong to whoever made it.
class FieldValue {
public:
    /// Nothing when a byte may not stand in a field value.
    [[nodiscard]] static std::optional<FieldValue> checked(std::string_view bytes) noexcept;
    /// For a field that a reader of ours has checked.
    [[nodiscard]] static FieldValue of(const Field& field) noexcept { return FieldValue{field.value}; }
    /// For text that stands in the program.
    template <std::size_t N>
    // A string literal is a C array.
    // NOLINTNEXTLINE(modernize-avoid-c-arrays)
    [[nodiscard]] static consteval FieldValue literal(const char (&text)[N]) {
        for (std::size_t i = 0; i + 1 < N; ++i)
            if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f) throw "control character";
        return FieldValue{std::string_view{text, N - 1}};
    }
    [[nodiscard]] constexpr std::string_view view() const noexcept { return bytes_; }

private:
    explicit constexpr FieldValue(std::string_view bytes) noexcept : bytes_{bytes} {}
    std::string_view bytes_;
};

/// A request target that may be written to a wire: begins with '/', visible ASCII only, no '#'.
class RequestTarget {
public:
    [[nodiscard]] static std::optional<RequestTarget> checked(std::string_view bytes) noexcept;
    [[nodiscard]] constexpr std::string_view view() const noexcept { return bytes_; }

private:
    explicit constexpr RequestTarget(std::string_view bytes) noexcept : bytes_{bytes} {}
    std::string_view bytes_;
};

/// Appends one head to a flat buffer. Takes nothing that was not checked, so nothing can be injected.
/// Field names are literals of the program or come from a reader of ours.
class HeadWriter {
public:
    explicit HeadWriter(std::string& out) noexcept : out_{out} {}

    /// `method` must be a token (asserted).
    void request_line(std::string_view method, RequestTarget target);
    /// The reason phrase is our own for the status: the peer's is not repeated.
    void status_line(unsigned status);
    void field(std::string_view name, FieldValue value);
    /// Both, with nothing between them.
    void field(std::string_view name, FieldValue first, FieldValue second);
    void field(std::string_view name, std::uint64_t value);
    void field(const Field& checked_by_reader);
    void end();

private:
    std::string& out_;
};

/// The standard reason phrase (RFC 9110, 15), or an empty one.
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

/// Appends `data` as one chunk (RFC 9112, 7.1); nothing for empty data, which would end the body.
void append_chunk(std::string& out, std::string_view data);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace halogate::http
