// SPDX-License-Identifier: Apache-2.0
// A database file that is no longer sound is put aside, and everything that can still be read of it goes into
// a fresh one, which takes its name last: row by row, past pages that cannot be read; then record by record
// from the pages themselves (page_scan.h), which also finds what lies beneath a lost inner page, or
// everything when the pages that say which tables there are are lost. Such a record belongs to the table that
// takes it: types, lengths and numbers of columns differ.
#pragma once
#include "base/result.h"
#include "store/schema.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace culver::store {

struct Recovered {
    std::uint64_t rows = 0;       // of all tables
    std::uint64_t messages = 0;   // of them
    std::filesystem::path aside;  // the damaged file, whole
};

struct RecoveryHooks {
    // Numbers this node gave may be lost with their rows, so the profile begins a new incarnation here,
    // before the fresh file can be taken for the history. When it fails, the recovery does.
    std::function<Result<>()> before_switch = {};
    std::function<void()> on_step = {};  // after each thing that a kill would leave on the disk; for tests
};

// Requires: nobody has the file open. A kill at any moment loses nothing: either the damaged file is still in
// its place, or finish_recovery does the rest. When it fails, the same holds.
[[nodiscard]] Result<Recovered> recover_database(const std::filesystem::path& path,
                                                 const RecoveryHooks& hooks = {},
                                                 const Schema& schema = current_schema());

// What a recovery that was ended in its last step had left to do. Nothing when there was none. Call before
// the file is looked at.
[[nodiscard]] Result<std::optional<Recovered>> finish_recovery(const std::filesystem::path& path,
                                                               const RecoveryHooks& hooks = {});

}  // namespace culver::store
