// SPDX-License-Identifier: Apache-2.0
// A file that holds one number in decimal and a line break, replaced whole and synced.
#pragma once
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace culver::store {

// Nothing when there is no file. Fails with ProfileUnreadable when it holds something else: a number that is
// not known must never begin again at a lower one.
[[nodiscard]] Result<std::optional<std::uint64_t>> read_number(const std::filesystem::path& path);
[[nodiscard]] Result<> write_number(const std::filesystem::path& path, std::uint64_t number);

}  // namespace culver::store
