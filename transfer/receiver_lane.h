// SPDX-License-Identifier: Apache-2.0
// The receiving end of a lane: each header is checked against what was agreed before a byte of its payload is
// read; content is compared with its check before it is stored; a block is confirmed after its bytes and its
// journal entry are written. When the sender has said that all is sent, the transfer is brought to its final
// names here too, so that no slow sync ever holds up the network thread.
// Thread: one lane; LaneThread provides it.
#pragma once
#include "net/link.h"
#include "transfer/lane_thread.h"
#include "transfer/partial_folder.h"
#include "transfer/shared_limit.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace culver::transfer {

// Confirmations are collected while more is arriving: one for each block would be a packet for each.
inline constexpr std::uint64_t kConfirmBytes = 1U << 20;

struct ReceiverOutcome {
    LaneEnd end = LaneEnd::Broken;
    Error error;  // of Broken and Failed
    LaneProgress progress;
    std::unique_ptr<PartialFolder> partial;  // given back
    std::optional<Finished> finished;        // of Complete
};

struct ReceiverLimits {
    SharedLimit* of_node = nullptr;  // of all lanes that receive; outlives the lane; null: none
    std::stop_token closing{};       // the node ends: what was stored is synced, whatever ended the lane
};

// The node's limit is told to the sender, and obeyed by reading slowly, which slows one that does not listen.
[[nodiscard]] ReceiverOutcome receive_blocks(std::unique_ptr<PartialFolder> partial, net::LaneStream& stream,
                                             LaneControl& control, const ProgressReport& report,
                                             const ReceiverLimits& limits = {});

}  // namespace culver::transfer
