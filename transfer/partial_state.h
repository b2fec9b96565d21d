// SPDX-License-Identifier: Apache-2.0
// The inside of a PartialFolder, shared with ReceiveRoot, which makes it; of no concern to anybody else.
#pragma once
#include "transfer/folder.h"
#include "transfer/intent.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"
#include "transfer/partial_folder.h"
#include "transfer/resume.h"
#include "transfer/tree_writer.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace culver::transfer {

struct PartialFolder::Parts {
    std::string name;
    Folder root;
    Folder partial;
    std::shared_ptr<const Manifest> manifest;
    EntrySet wanted;
    Journal journal;
    TreeWriter tree;
};

struct PartialFolder::State {
    explicit State(Parts parts);

    // False for what is done already and for what nobody wants.
    [[nodiscard]] bool is_open_for(std::uint32_t block) const {
        return !is_finishing && (plan.missing.contains(block) || plan.to_verify.contains(block));
    }
    [[nodiscard]] Result<> note(std::uint32_t block, const Check128& check);
    [[nodiscard]] Result<> sync();
    // Blocks since the last mark may never have reached the disk: they are to be sent again, and noted so.
    [[nodiscard]] Result<> lose_unmarked();
    // Somebody removed this file, or cut it: its blocks are to be sent again, and noted so.
    [[nodiscard]] Result<> lose_entry(std::uint32_t entry);
    [[nodiscard]] Result<> lose_what_was_removed();  // of files that had to be made anew
    void forget(std::uint32_t entry);

    // What the journal of an earlier process says.
    void take_up(JournalState found, bool finishing);
    [[nodiscard]] std::vector<TopLevelEntry> top_level() const;
    [[nodiscard]] std::vector<ReceivedFile> received_files(const std::vector<FinalName>& names) const;

    std::string name;
    Folder root;
    Folder partial;
    std::shared_ptr<const Manifest> manifest;
    EntrySet wanted;
    EntrySet needed;  // wanted and not broken
    Journal journal;
    TreeWriter tree;
    ResumePlan plan;
    BlockSet unmarked;  // done, and not in a mark yet
    EntrySet broken;
    GivenUp given_up;
    std::map<std::uint32_t, Check128> doubtful_checks;
    std::uint64_t unsynced_limit = 64ULL << 20;  // follows how long a sync takes
    bool is_finishing = false;
    bool is_unsure = false;  // what was lost could not be noted
};

}  // namespace culver::transfer
