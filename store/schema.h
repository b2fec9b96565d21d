// SPDX-License-Identifier: Apache-2.0
// The tables of the profile's database as a list of steps: step N (counted from 1) takes a file of version
// N-1 to version N. Steps are only ever added. The version is kept in SQLite's user_version.
#pragma once
#include <string_view>
#include <vector>

namespace culver::store {

using Schema = std::vector<std::string_view>;

[[nodiscard]] const Schema& current_schema();

}  // namespace culver::store
