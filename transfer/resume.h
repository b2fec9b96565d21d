// SPDX-License-Identifier: Apache-2.0
// Which blocks are missing: pure arithmetic over a manifest, what is wanted of it, and what is there.
#pragma once
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <string>
#include <vector>

namespace culver::transfer {

// The entries that paths name: each with everything beneath it and the folders above it. Fails with
// NoSuchEntry (context: the path).
[[nodiscard]] Result<EntrySet> select_entries(const Manifest& manifest,
                                              const std::vector<std::string>& paths);

// Every block that holds at least one byte of a wanted entry.
[[nodiscard]] BlockSet blocks_of(const Manifest& manifest, const EntrySet& wanted);

// Bytes of wanted entries within these blocks.
[[nodiscard]] std::uint64_t bytes_in(const Manifest& manifest, const EntrySet& wanted,
                                     const BlockSet& blocks);

struct ResumePlan {
    BlockSet done;       // nothing to do
    BlockSet to_verify;  // on disk, to be read and compared; then done or missing
    BlockSet missing;    // to be asked for
};

// A doubtful block can only be verified where all of it is wanted: otherwise some of its bytes were never
// written, and it is asked for again.
[[nodiscard]] ResumePlan plan_resume(const Manifest& manifest, const EntrySet& wanted,
                                     const JournalState& journal);

}  // namespace culver::transfer
