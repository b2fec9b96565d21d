// SPDX-License-Identifier: Apache-2.0
// Reads blocks of the sender's files and sees to it that what arrives is one state of each file: a file that
// changed, shrank or vanished is given up by name, and the others go on. A file whose disk is not there is
// waited for.
//
// Every file is compared with its listing after each part of it was read. When size and time agree and the
// rest does not (a link was made, the mode changed, its disk was plugged in again) the blocks read before are
// read again and their checks compared.
#pragma once
#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"
#include "transfer/errors.h"
#include "transfer/source_tree.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
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
    // SourceAway or SourceUnproven: the block cannot be read for now, and nothing else here means anything.
    std::optional<Error> wait{};
};

// What was found out about files that are not quite as they were listed: kept from lane to lane, so that
// nothing is compared twice.
struct SourceProof {
    // What was sent of a file, as far as it was compared.
    struct Comparison {
        std::uint32_t entry = 0;
        SourceIdentity identity{};
        std::uint32_t next_block = 0;
    };
    std::map<std::uint32_t, SourceIdentity> proven{};  // the state in which what was sent is still theirs
    std::set<std::uint32_t> refuted{};                 // it is not
    std::optional<Comparison> under_way{};

    // More of it may be at the receiver than was compared.
    void forget(std::uint32_t entry);
};

// Thread: one at a time (a lane).
class SourceReader {
public:
    // So long read() compares before it gives that up with SourceUnproven: the other end of a lane on which
    // nothing comes takes it for lost (net/link.h).
    static constexpr std::chrono::seconds kPatience{5};

    // Keeps tree: it must outlive the reader.
    explicit SourceReader(const SourceTree& tree, Duration patience = kPatience);

    // Reads the block into the buffer. A broken file is reported and reads as zeros.
    // Requires: block < block_count(), into.size() ≥ block_length(block).
    [[nodiscard]] BlockRead read(std::uint32_t block, std::span<std::uint8_t> into);

    // Whether the file that the last block waits for can be read by now, or given up: then that block can be.
    // False when it is still being compared after so long. Fails with SourceAway.
    // Requires: the last read() had to wait.
    [[nodiscard]] Result<bool> settle(Duration limit);

    // Asked between two blocks that are compared; true: give it up for now.
    void give_way_when(std::function<bool()> must_stop) { must_stop_ = std::move(must_stop); }

    // What the receiver holds from an earlier run: compared when a file in it is not as it was listed.
    void know_check(std::uint32_t block, const Check128& check);

    // Blocks the receiver holds from an earlier run. A file of which one of these was not read by this object
    // nor its check known is given up when it is not as listed: nothing proves that its bytes are still
    // those.
    void know_sent(const BlockSet& blocks) { sent_before_ = blocks; }

    // Of an earlier reader, to which the same was known.
    void know_proof(SourceProof proof) { proof_ = std::move(proof); }
    [[nodiscard]] const SourceProof& proof() const { return proof_; }

    // Given up in an earlier run, or by decision: reads as zeros and is not opened.
    void give_up(std::uint32_t entry) { broken_.insert(entry); }
    [[nodiscard]] const EntrySet& broken() const { return broken_; }

private:
    [[nodiscard]] Result<> read_slice(const Slice& slice, std::span<std::uint8_t> into);
    [[nodiscard]] Result<> read_bytes(const Slice& slice, std::span<std::uint8_t> into);
    [[nodiscard]] Result<> open_entry(std::uint32_t entry);
    void close_all();
    [[nodiscard]] bool is_as_expected(std::uint32_t entry, const SourceIdentity& identity) const;
    [[nodiscard]] Result<> prove(std::uint32_t entry, const SourceIdentity& identity);
    [[nodiscard]] Result<bool> is_as_sent(std::uint32_t entry, std::uint32_t block,
                                          std::span<std::uint8_t> into) const;
    [[nodiscard]] std::unexpected<Error> refute(std::uint32_t entry);
    [[nodiscard]] std::unexpected<Error> fail_entry(TransferErrc reason, std::uint32_t entry) const;
    // What fails for a moment on a disk that is there is tried once more; then it is SourceUnreadable.
    [[nodiscard]] Result<FileHandle> open_file(std::uint32_t entry, SourceTree::OpenRoot& root) const;
    [[nodiscard]] Result<> read_from(std::uint32_t entry, const FileHandle& file, std::uint64_t offset,
                                     std::span<std::uint8_t> into) const;
    [[nodiscard]] bool gives_bytes(std::uint32_t entry, const FileHandle* file) const;
    [[nodiscard]] bool lies_in_hole(const Slice& slice);

    const SourceTree& tree_;
    Duration patience_;
    SteadyTime deadline_{};  // of comparing, and of asking a disk
    std::function<bool()> must_stop_;
    EntrySet broken_;
    BlockSet sent_before_;
    std::map<std::uint32_t, Check128> known_;  // checks of blocks read or confirmed, by block
    SourceProof proof_;
    Slice waiting_;  // meaningful after a read() that had to wait
    SourceTree::OpenRoot open_root_;
    FileHandle file_;
    std::uint32_t open_entry_ = 0;  // meaningful while file_ is open
    std::uint64_t hole_begin_ = 0;  // the hole last found in it
    std::uint64_t hole_end_ = 0;
    bool has_holes_ = false;
};

}  // namespace culver::transfer
