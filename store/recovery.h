// SPDX-License-Identifier: Apache-2.0
// A database file that is no longer sound is put aside, and everything that can still be read of it goes into
// a fresh one: row by row, past pages that cannot be read; then record by record from the pages themselves
// (page_scan.h), which also finds what lies beneath a lost inner page, or everything when the pages that say
// which tables there are are lost. Such a record belongs to the table that takes it: types, lengths and
// numbers of columns differ.
#pragma once
#include "base/result.h"
#include "store/schema.h"

#include <cstdint>
#include <filesystem>

namespace culver::store {

struct Recovered {
    std::uint64_t rows = 0;       // of all tables
    std::uint64_t messages = 0;   // of them
    std::filesystem::path aside;  // the damaged file, whole
};

// Requires: nobody has the file open. Numbers this node gave may be lost with their rows, so the profile must
// begin a new incarnation afterwards (begin_incarnation). When it fails, the damaged file is back in its
// place.
[[nodiscard]] Result<Recovered> recover_database(const std::filesystem::path& path,
                                                 const Schema& schema = current_schema());

}  // namespace culver::store
