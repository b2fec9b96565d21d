// SPDX-License-Identifier: Apache-2.0
// Writes the tree of one transfer beneath files/ of its partial folder: makes folders and files, writes
// pieces at their offsets, keeps a few files open, reserves room, sets times.
#pragma once
#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/disk_limits.h"
#include "transfer/folder.h"
#include "transfer/manifest.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace culver::transfer {

// Names on disk, only where they differ from the manifest's: on a file system that takes two names of one
// folder for the same, the later one gets a number. Pure.
class DiskNames {
public:
    DiskNames() = default;
    static DiskNames folding(const Manifest& manifest);

    [[nodiscard]] std::string path(std::string_view manifest_path) const;

private:
    std::map<std::string, std::string, std::less<>> renamed_;  // path in the manifest, last component on disk
};

// Room for a transfer's own files beside the contents, and so that a disk is never filled to its last byte.
inline constexpr std::uint64_t kRoomMargin = 4ULL << 20;
// From this size on a file's room is reserved when the transfer begins; smaller ones are only counted.
inline constexpr std::uint64_t kReserveFrom = 1ULL << 20;

// What a sync reached: the contents alone, or all that was written to their file system before, the journal
// included.
enum class SyncReach { Files, FileSystem };

// Thread: the one that writes the transfer.
class TreeWriter {
public:
    // files is the folder files/.
    TreeWriter(Folder files, std::shared_ptr<const Manifest> manifest);

    // Makes all wanted folders and reserves room. Fails with a state of the disk.
    [[nodiscard]] Result<> prepare(const EntrySet& wanted);

    // Finds out, after a restart too, whether this file system takes "a" and "A" for one name.
    [[nodiscard]] Result<> learn_names();

    [[nodiscard]] Result<> write(const Slice& slice, ByteView bytes);
    [[nodiscard]] Result<> write_zeros(const Slice& slice);  // as a hole where the file system has them
    [[nodiscard]] Result<> read(const Slice& slice, std::span<std::uint8_t> into);
    [[nodiscard]] Result<> remove(std::uint32_t entry);

    // All wanted entries exist with their size and time afterwards, folders anew where somebody removed them.
    // Fails with NotComplete when files that were written are gone, or shorter: lost() names them.
    [[nodiscard]] Result<> settle(const EntrySet& wanted);
    [[nodiscard]] const std::vector<std::uint32_t>& lost() const { return lost_; }

    // Files of several blocks that were made since this was last asked, by the first of their blocks or
    // because somebody removed them: of such a one nothing that was written before is there.
    [[nodiscard]] std::vector<std::uint32_t> take_made() { return std::exchange(made_, {}); }

    // Everything written so far is on the disk when this returns, and perhaps all else on the same file
    // system.
    [[nodiscard]] Result<SyncReach> sync();
    void need_whole_sync() { needs_whole_sync_ = true; }
    [[nodiscard]] std::uint64_t unsynced_bytes() const { return unsynced_bytes_; }

    [[nodiscard]] std::string disk_path(std::uint32_t entry) const {
        return names_.path(manifest_->entry(entry).path);
    }
    [[nodiscard]] const Folder& files() const { return files_; }

private:
    struct OpenFile {
        FileHandle handle;
        std::uint32_t entry = 0;
        std::uint64_t last_use = 0;
    };
    [[nodiscard]] Result<int> opened(std::uint32_t entry);
    // ByWriting: the caller writes all of the file at once, which gives it its size.
    enum class Room : std::uint8_t { Reserved, ByWriting };
    [[nodiscard]] Result<> make_folders(std::string_view path) const;
    [[nodiscard]] Result<FileHandle> open_or_make(std::uint32_t entry, Room room = Room::Reserved);
    [[nodiscard]] Result<> settle_file(std::uint32_t entry);
    [[nodiscard]] Result<> settle_folder(std::uint32_t entry);
    void find_removed(const EntrySet& wanted);
    [[nodiscard]] Result<> check_room(const EntrySet& wanted);
    [[nodiscard]] Result<> reserve(int handle, const Entry& entry) const;
    [[nodiscard]] Result<> set_time(int handle, const Entry& entry) const;
    void wrote(const Slice& slice);

    Folder files_;
    std::shared_ptr<const Manifest> manifest_;
    DiskLimits limits_;
    bool is_room_ample_ = false;
    DiskNames names_;
    std::array<OpenFile, 8> open_;  // a block touches one or two large files; small ones are closed at once
    std::uint64_t uses_ = 0;
    std::vector<std::uint32_t> lost_;  // found by the last settle()
    std::vector<std::uint32_t> made_;  // of those of several blocks
    bool was_made_ = false;            // by the last open_or_make()
    EntrySet settled_;                 // written whole in one piece by this object, time set
    std::set<std::uint32_t> dirty_;    // written since the last sync
    std::uint64_t unsynced_bytes_ = 0;
    bool needs_whole_sync_ = true;  // names were made, or an earlier process may have left something unsynced
};

}  // namespace culver::transfer
