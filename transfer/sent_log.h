// SPDX-License-Identifier: Apache-2.0
// What a sender has put on the wire so far, kept beside its list of files: so it knows after a restart what
// is sent a second time, with which check each block went out, and which files it gave up. Only ever appended
// to; a torn or damaged end is ignored. Losing it (a power cut) loses counts, never content.
//
// A record is 32 bytes, numbers big endian:
//     kind u8 (1 block, 2 entry given up), u8[3] zero, index u32, wire length u32, saved length u32, check 16
// Of an entry given up, the last four bytes of the check are the index again, so that zeros name no entry.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace culver::transfer {

struct SentTotals {
    std::uint64_t wire_bytes = 0;
    std::uint64_t resent_bytes = 0;
    std::uint64_t saved_bytes = 0;
};

struct SentBlock {
    std::uint32_t index = 0;
    std::uint32_t wire_bytes = 0;   // with the header
    std::uint32_t saved_bytes = 0;  // content minus payload
    Check128 check;
};

// Thread: one lane, or a worker while no lane runs.
class SentLog {
public:
    // Opens or makes the file (mode 0600) and reads what is in it. Records that name blocks or entries the
    // transfer does not have are ignored.
    [[nodiscard]] static Result<SentLog> open(const std::filesystem::path& path, std::uint32_t block_count,
                                              std::uint32_t entry_count);

    // Noted before the block goes out. True when it was sent before.
    [[nodiscard]] Result<bool> note(const SentBlock& block);
    [[nodiscard]] Result<> note_given_up(std::uint32_t entry);

    [[nodiscard]] const SentTotals& totals() const { return totals_; }
    [[nodiscard]] const BlockSet& sent() const { return sent_; }
    [[nodiscard]] const EntrySet& given_up() const { return given_up_; }

    // In the order in which they went out before this object was opened: of a block that went out twice the
    // last is what the receiver may hold. Handed out once, for the reader that compares.
    [[nodiscard]] std::vector<SentBlock> take_blocks() { return std::move(blocks_); }

private:
    SentLog(FileHandle file, std::uint32_t block_count, std::uint32_t entry_count);
    [[nodiscard]] Result<> load();
    void apply(std::uint8_t kind, const SentBlock& record);
    [[nodiscard]] Result<> append(std::uint8_t kind, const SentBlock& record);

    FileHandle file_;
    off_t end_ = 0;  // behind the last whole record
    BlockSet sent_;
    EntrySet given_up_;
    SentTotals totals_;
    std::vector<SentBlock> blocks_;
};

}  // namespace culver::transfer
