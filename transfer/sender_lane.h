// SPDX-License-Identifier: Apache-2.0
// The sending end of a lane: reads blocks, compresses what is worth it, writes them within the credit, and
// hears the confirmations. A file that changed is given up by name (EntryFailed before the block in which it
// was noticed): its bytes become zeros from there on, the receiver gives it no final name, and the others go
// on. For one whose disk is not there the lane ends, and another one goes on when it is back. Thread: one
// lane; LaneThread provides it.
#pragma once
#include "net/link.h"
#include "transfer/block_set.h"
#include "transfer/compressors.h"
#include "transfer/lane_thread.h"
#include "transfer/sent_log.h"
#include "transfer/shared_limit.h"
#include "transfer/source_reader.h"
#include "transfer/source_tree.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <vector>

namespace culver::transfer {

// A receiver that confirms nothing for so long, while something is unconfirmed, is gone or stuck. Longer than
// a slow disk needs to sync kSyncBytes.
inline constexpr std::chrono::seconds kConfirmationSilence{60};
// After an order to stop, so long is waited for what is under way; then it counts as sent twice later.
inline constexpr std::chrono::seconds kDrainLimit{2};

struct SenderJob {
    std::shared_ptr<const SourceTree> tree;
    BlockSet missing;                             // blocks to send
    std::map<std::uint32_t, Check128> vouched{};  // of recipes: blocks the receiver may have made by itself
    SourceProof proof{};                          // of the lane before
    std::filesystem::path sent_log;               // made when it is not there
    bool may_compress = true;
    SharedLimit* node_limit = nullptr;   // of all lanes that send; outlives the lane; null: none
    Compressors* compressors = nullptr;  // of all lanes that send; outlives the lane; null: none
};

struct SenderOutcome {
    LaneEnd end = LaneEnd::Broken;
    Error error;  // of Broken and Failed
    LaneProgress progress;
    SentTotals totals;                    // over all lanes of this transfer
    std::vector<std::uint32_t> given_up;  // entries, over all lanes
    SourceProof proof;                    // for the next lane
    // Of a lane that Failed with SourceAway or SourceUnproven: what settle() says whether another one can go
    // on. Keeps the job's tree.
    std::shared_ptr<SourceReader> waiting;
};

[[nodiscard]] SenderOutcome send_blocks(SenderJob job, net::LaneStream& stream, LaneControl& control,
                                        const ProgressReport& report);

}  // namespace culver::transfer
