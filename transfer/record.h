// SPDX-License-Identifier: Apache-2.0
// All that is known of one transfer besides what runs at the moment: kept in the store, shown as a
// TransferRow.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/transfers.h"
#include "transfer/manifest.h"
#include "transfer/received_file.h"
#include "transfer/transfer_row.h"
#include "transfer/wire.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace culver::transfer {

// Where unfinished data lies that a person wanted elsewhere.
struct FormerFolder {
    std::string folder;
    std::uint64_t device = 0;
};

struct TransferRecord {
    TransferId id;
    Direction direction = Direction::In;
    PeerKey peer;
    std::int64_t created = 0;  // milliseconds since 1970
    std::int64_t updated = 0;
    State state = State::Offered;

    std::optional<ManifestShape> shape;  // out: nothing until the files are listed
    std::uint32_t files = 0;
    std::vector<std::string> paths;  // see TransferRow::paths
    std::vector<std::string> names;
    std::uint32_t names_in_all = 0;

    bool is_accepted = false;
    std::string folder;
    std::vector<std::string> only;
    bool some_only = false;
    std::uint64_t wanted_bytes = 0;

    std::optional<wire::Wish> wish;
    bool is_held = false;  // a person has to do something first, then resume

    // That it was sent to; in: only when both sides are known here as members.
    std::optional<GroupId> group;

    LeftOut left_out;              // out
    bool follow_links = false;     // out: links inside folders are sent as what they lead to
    std::uint64_t rate_limit = 0;  // bytes per second on the wire; 0: none

    Failure error;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_on_wire = 0;
    std::uint64_t bytes_resent = 0;
    std::uint64_t bytes_saved = 0;
    std::uint64_t bytes_reused = 0;

    Bytes receipt;
    bool is_told = false;  // the other side knows the final state
    // Of the receive folder when data was begun there, as stat(2) numbers it; 0: nothing that one could miss.
    std::uint64_t device = 0;
    bool starts_over = false;                  // in: its disk was away; should a person resume without it
    std::vector<FormerFolder> former_folders;  // in
    bool has_files = false;                    // something on the disk is to be removed at the end

    bool is_reuse_settled = false;       // in: nothing more is made of earlier versions
    std::vector<ReceivedFile> received;  // in: large files as they got their final names

    [[nodiscard]] bool is_paused() const { return wish && wish->pause; }
    // Over, and nothing is left to be said or to be removed: it may be forgotten.
    [[nodiscard]] bool is_settled() const { return is_final(state) && is_told && !has_files; }
    [[nodiscard]] std::uint64_t bytes_total() const {
        return some_only ? wanted_bytes : shape ? shape->total_bytes : 0;
    }
};

[[nodiscard]] store::StoredTransfer to_stored(const TransferRecord& record);

// Fails with JournalBroken for bytes that no version of this program wrote.
[[nodiscard]] Result<TransferRecord> from_stored(const store::StoredTransfer& stored);

[[nodiscard]] TransferRow row_of(const TransferRecord& record);

}  // namespace culver::transfer
