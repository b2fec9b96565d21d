// SPDX-License-Identifier: Apache-2.0
// The last step of receiving: the tree leaves files/ for its final names. The file "intent" says, before
// anything moves, which top-level entry gets which name; it exists only once all content is on the disk. Each
// record: u32 length, XXH3-64 seeded with the record's offset, FinishRecord. Little endian. Whether an entry
// has moved is seen on the disk: it is no longer in files/.
#pragma once
#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "transfer/folder.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace culver::transfer {

// What is moved: an entry without a '/', and its name in files/.
struct TopLevelEntry {
    std::uint32_t entry = 0;
    std::string wished_name;  // in the receive folder, unless it is taken
    std::string disk_name;    // in files/
    bool is_folder = false;
};

// A top-level entry and where it is: a name directly in the receive folder.
struct FinalName {
    std::uint32_t entry = 0;
    std::string name;
    bool operator==(const FinalName&) const = default;
};

// Reads as many sound records as there are; never fails on a torn end.
struct IntentRecords {
    std::map<std::uint32_t, std::string> names;
    std::uint64_t sound_bytes = 0;
};
[[nodiscard]] IntentRecords read_intent(ByteView file);

// Thread: the one that writes the transfer.
class MoveOut {
public:
    // Keeps all three: they must outlive this. partial holds "intent" and files.
    MoveOut(const Folder& root, const Folder& partial, const Folder& files)
        : root_(root), partial_(partial), files_(files) {}

    // Requires: all content is synced. May be repeated after a failure or a restart and gives the same names.
    [[nodiscard]] Result<std::vector<FinalName>> run(const std::vector<TopLevelEntry>& entries);

    [[nodiscard]] static bool has_begun(const Folder& partial) {
        return partial.status("intent").has_value();
    }

private:
    [[nodiscard]] Result<> open_intent();
    [[nodiscard]] Result<> decide(const std::vector<TopLevelEntry>& entries);
    [[nodiscard]] Result<> note(std::uint32_t entry, const std::string& name);
    [[nodiscard]] Result<> sync_intent();
    [[nodiscard]] Result<> move(const TopLevelEntry& top);

    const Folder& root_;
    const Folder& partial_;
    const Folder& files_;
    FileHandle intent_;
    IntentRecords records_;
};

}  // namespace culver::transfer
