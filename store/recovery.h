// SPDX-License-Identifier: Apache-2.0
// A database file that is no longer sound is put aside, and everything that can still be read of it goes into
// a fresh one: row by row, past pages that cannot be read. An inner page of a table takes the rows beneath it
// along, and the pages that say which tables there are take everything.
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
