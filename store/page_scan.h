// SPDX-License-Identifier: Apache-2.0
// Records of an SQLite file read page by page (SQLite's file format, 1.6 and 2.1), without the pages that
// lead to them: what is left when a schema or an inner page is lost. Every bound is checked; bytes that are
// no record give none.
#pragma once
#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace culver::store {

using ScannedValue = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

struct ScannedRecord {
    std::optional<std::int64_t> row;  // of a table with row numbers; nothing for others and for indexes
    std::vector<ScannedValue> values;
};

// Calls take for every record that can be read, in the order of the pages. Fails with the system's error when
// the file cannot be read at all.
[[nodiscard]] Result<> scan_records(const std::filesystem::path& path,
                                    const std::function<void(const ScannedRecord&)>& take);

}  // namespace culver::store
