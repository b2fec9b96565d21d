// SPDX-License-Identifier: Apache-2.0
// What the members of rows are made of.
#pragma once
#include "base/clock.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

namespace culver::control {

using Text = std::optional<std::string>;
using Number = std::optional<std::uint64_t>;
using Time = std::optional<WallTime>;

// Type, or const Type.
template <class Candidate, class Type>
concept Like = std::same_as<std::remove_const_t<Candidate>, Type>;

}  // namespace culver::control
