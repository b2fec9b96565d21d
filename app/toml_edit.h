// SPDX-License-Identifier: Apache-2.0
// One setting changed in a TOML file that a person keeps: their comments, order and style stay. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace culver::app {

// The ways in which that text can come to say key = value, the likeliest first: in the place of the value it
// has, of a line in comments, in the table it belongs to, or above everything. Not all of them need to be
// sound TOML: the caller takes the first that says what is wanted and changes nothing else. A comment inside
// a list of several lines goes with the list. Requires: text is TOML; key is dotted; value is one TOML value.
[[nodiscard]] std::vector<std::string> ways_to_set(const std::string& text, std::string_view key,
                                                   const std::string& value);

}  // namespace culver::app
