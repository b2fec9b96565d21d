// SPDX-License-Identifier: Apache-2.0
// The data of one transfer on its way in: blocks are stored, the journal notes them, and when all are here
// the tree moves to its final names. Made by ReceiveRoot. Every step may be the last one of the process: what
// is on the disk can always be gone on from.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"
#include "transfer/intent.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"
#include "transfer/received_file.h"
#include "transfer/resume.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace culver::transfer {

class ReceiveRoot;

struct Finished {
    std::vector<FinalName> names;  // top-level entries that were wanted, in order; broken files are missing
    std::vector<std::uint32_t> broken;     // entries the sender gave up
    std::vector<ReceivedFile> received{};  // the large ones, as they stand now
};

// Thread: the one that writes the transfer (a lane or a worker), one at a time.
class PartialFolder {
public:
    PartialFolder(PartialFolder&&) noexcept;
    PartialFolder& operator=(PartialFolder&&) noexcept;
    ~PartialFolder();

    [[nodiscard]] const Manifest& manifest() const;
    [[nodiscard]] std::shared_ptr<const Manifest> shared_manifest() const;
    [[nodiscard]] const EntrySet& wanted() const;
    [[nodiscard]] const BlockSet& done() const;       // stored and noted
    [[nodiscard]] const BlockSet& to_verify() const;  // from before another boot: see verify_next()
    [[nodiscard]] const BlockSet& missing() const;    // to be asked for; grows when verifying fails
    [[nodiscard]] bool is_complete() const;           // nothing missing, nothing to verify
    [[nodiscard]] bool is_finishing() const;          // final names are decided: only finish() is left
    // A sync failed, and which blocks that lost could not be noted: to be reopened with Unmarked::Lose.
    [[nodiscard]] bool is_unsure() const;

    // Reads one doubtful block and compares it: then it is done or missing. False when none is left.
    [[nodiscard]] Result<bool> verify_next();

    // The same with all of them, which may be a gigabyte, unless it is told to stop: the rest stays in doubt.
    [[nodiscard]] Result<> verify_all(const std::stop_token& stop);

    // Writes a block whose check the caller has compared, then notes it in the journal; when this returns the
    // block is confirmed. A block that is done is left alone. Bytes of entries that are not wanted or broken
    // are dropped. Fails with BadBlock, or a state of the disk: then nothing is noted and the block may come
    // again.
    [[nodiscard]] Result<> store(std::uint32_t block, ByteView raw, const Check128& check);

    // The same for a block of zeros, which becomes a hole.
    [[nodiscard]] Result<> store_zeros(std::uint32_t block, const Check128& check);

    // The sender gave this file up: it will not appear under any name. Noted for good.
    [[nodiscard]] Result<> mark_broken(std::uint32_t entry);
    [[nodiscard]] const EntrySet& broken() const;

    // The calling thread may write to nothing but the receive folder from here on, where the kernel can do
    // that. For a thread that ends with this transfer, before the first store().
    void confine_thread() const;

    // Syncs everything stored so far and marks it in the journal, so that nothing is read again after a crash
    // of the machine. store() does it by itself now and then; call it at a pause.
    [[nodiscard]] Result<> sync();

    // Sets times, syncs, decides the final names, moves the tree out, syncs. May be called again after a
    // failure or a restart and gives the same names. Fails with NotComplete, also when somebody removed what
    // had arrived, which is missing from then on; or with a state of the disk. The partial folder stays until
    // discard(), which is for after the result was recorded.
    [[nodiscard]] Result<Finished> finish();

    // Removes the partial folder. This object is of no more use afterwards.
    [[nodiscard]] Result<> discard();

private:
    friend class ReceiveRoot;
    struct Parts;
    struct State;
    explicit PartialFolder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace culver::transfer
