// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <utility>
#include <variant>

namespace halogate {

/// An error on its way into an Expected.
template <class E>
struct Unexpected {
    E error;
};
template <class E>
Unexpected(E) -> Unexpected<E>;

/// A value or the reason why there is none, shaped like C++23's std::expected. Errors are values on the
/// request path; asking for the side that is not there is a bug and throws std::bad_variant_access.
template <class T, class E>
class [[nodiscard]] Expected {
public:
    Expected(T value) : state_{std::in_place_index<0>, std::move(value)} {}
    Expected(Unexpected<E> error) : state_{std::in_place_index<1>, std::move(error.error)} {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    [[nodiscard]] E& error() & { return std::get<1>(state_); }
    [[nodiscard]] const E& error() const& { return std::get<1>(state_); }
    [[nodiscard]] E&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, E> state_;
};

/// Success without a value, or an error.
template <class E>
class [[nodiscard]] Expected<void, E> {
public:
    Expected() = default;
    Expected(Unexpected<E> error) : error_{std::move(error.error)} {}

    [[nodiscard]] bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    [[nodiscard]] const E& error() const& { return error_.value(); }
    [[nodiscard]] E&& error() && { return std::move(error_).value(); }

private:
    std::optional<E> error_;
};

}  // namespace halogate
