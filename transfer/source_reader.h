// SPDX-License-Identifier: Apache-2.0
// Reads blocks of the sender's files and sees to it that what arrives is one state of each file: a file that
// changed, shrank or vanished is given up by name, and the others go on.
//
// Every file is compared with its listing when it is opened and after its last byte was read. When only the
// ctime differs (a link was made, the mode changed) the blocks read before are read again and their checks
// compared.
#pragma once
#include "base/files.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"
#include "transfer/errors.h"
#include "transfer/source_tree.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace culver::transfer {

// A file that cannot be sent any more: SourceGone, SourceChanged or SourceUnreadable.
struct BrokenEntry {
    std::uint32_t entry = 0;
    TransferErrc reason = TransferErrc::SourceChanged;
};

struct BlockRead {
    std::uint32_t length = 0;  // Manifest::block_length
    bool is_zero = false;      // all of it lies in holes or is zero; into was filled with zeros all the same
    Check128 check{};          // over the raw bytes
    std::vector<BrokenEntry> broken{};  // found with this block; their bytes are zeros from here on
};

// Thread: one at a time (a lane).
class SourceReader {
public:
    // Keeps tree: it must outlive the reader.
    explicit SourceReader(const SourceTree& tree);

    // Reads the block into the buffer. Never fails as a whole: a broken file is reported and reads as zeros.
    // Requires: block < block_count(), into.size() ≥ block_length(block).
    [[nodiscard]] BlockRead read(std::uint32_t block, std::span<std::uint8_t> into);

    // What the receiver holds from an earlier run: compared when only the ctime of a file in it differs.
    void know_check(std::uint32_t block, const Check128& check);

    // Blocks the receiver holds from an earlier run. A file of which one of these was not read by this object
    // nor its check known is given up when its ctime differs: nothing proves that its bytes are still those.
    void know_sent(const BlockSet& blocks) { sent_before_ = blocks; }

    // Given up in an earlier run, or by decision: reads as zeros and is not opened.
    void give_up(std::uint32_t entry) { broken_.insert(entry); }
    [[nodiscard]] const EntrySet& broken() const { return broken_; }

private:
    [[nodiscard]] Result<> read_slice(const Slice& slice, std::span<std::uint8_t> into, std::uint32_t block);
    [[nodiscard]] Result<> open_entry(std::uint32_t entry);
    [[nodiscard]] Result<> check_state(std::uint32_t entry, std::uint32_t block);
    [[nodiscard]] bool sent_bytes_are_equal(std::uint32_t entry, std::uint32_t except);
    [[nodiscard]] bool read_again(std::uint32_t block, std::span<std::uint8_t> into) const;
    [[nodiscard]] bool lies_in_hole(const Slice& slice);

    const SourceTree& tree_;
    EntrySet broken_;
    BlockSet sent_before_;
    std::map<std::uint32_t, Check128> known_;             // checks of blocks read or confirmed, by block
    std::map<std::uint32_t, std::int64_t> newer_ctimes_;  // entries whose bytes were proven equal since
    SourceTree::OpenRoot open_root_;
    FileHandle file_;
    std::uint32_t open_entry_ = 0;  // meaningful while file_ is open
    std::uint64_t hole_begin_ = 0;  // the hole last found in it
    std::uint64_t hole_end_ = 0;
    bool has_holes_ = false;
};

}  // namespace culver::transfer
