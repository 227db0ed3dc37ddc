// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <variant>

namespace waldesk::domain
{

/// A value or the reason why there is none. The names are those of std::expected, which C++20 does not have yet.
/// T and E are different types.
template <typename T, typename E>
class Result
{
public:
    Result(T value) : m_data(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : m_data(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const { return m_data.index() == 0; }
    explicit operator bool() const { return has_value(); }
    [[nodiscard]] const T &value() const { return std::get<0>(m_data); }
    [[nodiscard]] T &value() { return std::get<0>(m_data); }
    [[nodiscard]] const E &error() const { return std::get<1>(m_data); }
    const T &operator*() const { return value(); }
    T &operator*() { return value(); }
    const T *operator->() const { return &value(); }
    T *operator->() { return &value(); }

private:
    std::variant<T, E> m_data;
};

/// For calls whose success carries nothing.
struct Nothing {
    friend bool operator==(const Nothing &, const Nothing &) = default;
};

} // namespace waldesk::domain
