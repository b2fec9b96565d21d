// SPDX-License-Identifier: Apache-2.0
// Which blocks are missing: pure arithmetic over a manifest, what is wanted of it, and what is there.
#pragma once
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <string>
#include <unordered_map>
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

// Takes entries that the sender gives up out of a plan. Each costs its own blocks and no more, and the
// entries of a block are looked at once, however many of them are given up.
class GivenUp {
public:
    // Requires: needed holds the entry; nobody else changes needed meanwhile.
    void add(const Manifest& manifest, std::uint32_t entry, EntrySet& needed, ResumePlan& plan);

    // Entries looked at so far, those of different blocks counted for each: what it cost.
    [[nodiscard]] std::uint64_t entries_seen() const { return entries_seen_; }

private:
    [[nodiscard]] bool is_needed_by_others(const Manifest& manifest, std::uint32_t block,
                                           const EntrySet& needed);

    std::unordered_map<std::uint32_t, std::uint32_t> sharers_;  // needed entries of a block, once counted
    std::uint64_t entries_seen_ = 0;
};

}  // namespace culver::transfer
