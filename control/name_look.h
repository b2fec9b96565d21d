// SPDX-License-Identifier: Apache-2.0
// What a name looks like to a person, so that somebody who wants to be taken for another is noticed: case,
// full and half width, signs that nobody sees, and letters of other scripts that look alike do not matter.
// Never for finding the peer that is meant: only for suspicion.
#pragma once
#include <string>
#include <string_view>

namespace culver::control {

// Equal for names that are easily mistaken for each other.
[[nodiscard]] std::string look_of_name(std::string_view name);

}  // namespace culver::control
