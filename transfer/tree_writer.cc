// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_writer.h"

#include "base/text.h"
#include "transfer/disk_limits.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace culver::transfer {
namespace {

constexpr std::uint64_t kDiskUnit = 4096;  // room is given out in units; every small file costs one at least
// Where setting aside is slow, it is left out while this many times what is needed is free.
constexpr std::uint64_t kAmpleRoom = 2;
constexpr std::size_t kMostSingleSyncs = 16;  // more files than that are synced with the whole file system
constexpr std::string_view kProbe = "case";   // beside files/ nothing else is called so
constexpr std::string_view kProbeFolded = "CASE";

std::uint64_t room_for(const Entry& entry) {
    if (entry.kind == EntryKind::Folder) return kDiskUnit;
    const auto bytes = entry.size - entry.hole_bytes;
    return (bytes + kDiskUnit - 1) / kDiskUnit * kDiskUnit;
}

// A file of ours, with the sender's executable bit; the kernel takes away what the umask forbids.
std::uint32_t mode_of(const Entry& entry) {
    return entry.executable ? 0755 : 0644;
}

timespec time_of(std::int64_t nanoseconds) {
    constexpr std::int64_t second = 1'000'000'000;
    auto seconds = nanoseconds / second;
    auto rest = nanoseconds % second;
    if (rest < 0) {
        --seconds;
        rest += second;
    }
    timespec time{};
    time.tv_sec = static_cast<std::time_t>(seconds);
    time.tv_nsec = static_cast<long>(rest);
    return time;
}

std::string about(const Entry& entry) {
    return "writing \"" + printable(entry.path) + "\"";
}

Result<> set_room_aside(int handle, const Entry& entry) {
    while (::fallocate(handle, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(entry.size)) != 0) {
        if (errno == EINTR) continue;
        if (errno == EOPNOTSUPP || errno == ENOSYS) break;  // then the room was counted, and that is all
        return fail_disk(errno, about(entry));
    }
    return {};
}

}  // namespace

DiskNames DiskNames::folding(const Manifest& manifest) {
    DiskNames names;
    std::unordered_set<std::string> taken;  // folded paths on disk
    FreeNames free;
    for (std::uint32_t index = 0; index < manifest.entry_count(); ++index) {
        const auto entry = manifest.entry(index);
        const auto parent = parent_of(entry.path);
        const auto folder = parent.empty() ? std::string() : names.path(parent) + "/";
        const auto wished = last_component(entry.path);
        const auto name =
            free.give(folder, wished, entry.kind == EntryKind::Folder ? NameOf::Folder : NameOf::File,
                      [&](const std::string& tried) { return taken.contains(fold_name(folder + tried)); });
        taken.insert(fold_name(folder + name));
        if (name != wished) names.renamed_.emplace(entry.path, name);
    }
    return names;
}

std::string DiskNames::path(std::string_view manifest_path) const {
    std::string result(manifest_path);
    if (renamed_.empty()) return result;
    result.clear();
    for (std::size_t begin = 0; begin <= manifest_path.size();) {
        const auto end = std::min(manifest_path.find('/', begin), manifest_path.size());
        const auto renamed = renamed_.find(manifest_path.substr(0, end));
        if (!result.empty()) result += '/';
        result += renamed != renamed_.end() ? renamed->second
                                            : std::string(manifest_path.substr(begin, end - begin));
        begin = end + 1;
    }
    return result;
}

TreeWriter::TreeWriter(Folder files, std::shared_ptr<const Manifest> manifest)
    : files_(std::move(files)),
      manifest_(std::move(manifest)),
      limits_(DiskLimits::of(files_.file_system_type())),
      settled_(manifest_->entry_count()) {}

Result<> TreeWriter::learn_names() {
    // Asked with a folder inside files/ that exists only for this question; top-level entries cannot be met,
    // since nothing of theirs is made before, and after a restart a clash only makes the answer "no".
    const auto probe = std::string(kPartialPrefix) + std::string(kProbe);
    const auto folded = std::string(kPartialPrefix) + std::string(kProbeFolded);
    if (!files_.status(probe))
        if (auto made = files_.make_folder(probe, 0700); !made) return made;
    const bool folds = files_.status(folded).has_value();
    if (auto removed = files_.remove_tree(probe); !removed) return removed;
    if (folds) names_ = DiskNames::folding(*manifest_);
    return {};
}

Result<> TreeWriter::reserve(int handle, const Entry& entry) const {
    if (entry.size == 0) return {};
    if (entry.hole_bytes == 0 && entry.size >= kReserveFrom && !is_room_ample_) {
        if (auto reserved = set_room_aside(handle, entry); !reserved) return reserved;
    }
    if (limits_.fills_up_to_size) return {};
    if (::ftruncate(handle, static_cast<off_t>(entry.size)) != 0) return fail_disk(errno, about(entry));
    return {};
}

Result<> TreeWriter::check_room(const EntrySet& wanted) {
    auto needed = kRoomMargin;
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1))
        needed += room_for(manifest_->entry(*index));
    auto free = files_.free_bytes();
    if (!free) return fail_as(free);
    is_room_ample_ = limits_.fills_reserved_room && *free / kAmpleRoom >= needed;
    if (*free >= needed) return {};
    return fail(TransferErrc::DiskFull,
                human_bytes(needed) + " are needed and " + human_bytes(*free) + " are free");
}

Result<> TreeWriter::prepare(const EntrySet& wanted) {
    if (auto possible = limits_.check(*manifest_, wanted); !possible) return possible;
    if (auto room = check_room(wanted); !room) return room;
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        const auto entry = manifest_->entry(*index);
        if (entry.kind == EntryKind::Folder) {
            if (auto made = files_.make_folder(disk_path(*index), 0755); !made) return made;
        } else if (entry.size >= kReserveFrom) {
            if (auto file = open_or_make(*index); !file) return fail_as(file);
        }
    }
    return {};
}

// With all around it. Somebody removed them.
Result<> TreeWriter::make_folders(std::string_view path) const {
    for (std::size_t end = 0; end < path.size();) {
        end = std::min(path.find('/', end + 1), path.size());
        const auto part = path.substr(0, end);
        if (files_.status(part)) continue;
        if (auto made = files_.make_folder(part, 0755); !made) return made;
    }
    return {};
}

Result<FileHandle> TreeWriter::open_or_make(std::uint32_t entry, Room room) {
    const auto path = disk_path(entry);
    const auto wished = manifest_->entry(entry);
    auto file = files_.make_file(path, mode_of(wished));
    if (!file && file.error().code == TransferErrc::FolderGone) {
        if (auto made = make_folders(parent_of(path)); !made) return fail_as(made);
        file = files_.make_file(path, mode_of(wished));
    }
    was_made_ = file.has_value();
    if (file) {
        needs_whole_sync_ = true;
        if (room == Room::ByWriting) return file;
    } else if (file.error().code == boost::system::errc::file_exists) {
        file = files_.open_for_writing(path);
        struct stat found{};
        const bool is_sized = file && ::fstat(file->get(), &found) == 0 &&
                              static_cast<std::uint64_t>(found.st_size) == wished.size;
        if (!file || is_sized) return file;
        // Made by a process that ended before it gave the file its size, or where it gets that by writing.
    } else {
        return file;
    }
    files_.step("reserve");
    if (auto reserved = reserve(file->get(), wished); !reserved) return fail_as(reserved);
    return file;
}

Result<int> TreeWriter::opened(std::uint32_t entry) {
    auto* oldest = &open_[0];
    for (auto& slot : open_) {
        if (slot.handle.is_open() && slot.entry == entry) {
            slot.last_use = ++uses_;
            return slot.handle.get();
        }
        if (!slot.handle.is_open() || slot.last_use < oldest->last_use) oldest = &slot;
    }
    auto handle = open_or_make(entry);
    if (!handle) return fail_as(handle);
    if (was_made_) made_.push_back(entry);
    *oldest = {.handle = std::move(*handle), .entry = entry, .last_use = ++uses_};
    return oldest->handle.get();
}

void TreeWriter::wrote(const Slice& slice) {
    dirty_.insert(slice.entry);
    settled_.erase(slice.entry);
    unsynced_bytes_ += slice.length;
}

Result<> TreeWriter::set_time(int handle, const Entry& entry) const {
    const std::array<timespec, 2> times{time_of(entry.mtime_ns), time_of(entry.mtime_ns)};
    if (::futimens(handle, times.data()) != 0) return fail_disk(errno, about(entry));
    return {};
}

Result<> TreeWriter::write(const Slice& slice, ByteView bytes) {
    const auto entry = manifest_->entry(slice.entry);
    const bool is_whole = slice.length == entry.size;
    FileHandle small;
    int handle = -1;
    if (is_whole) {
        const bool is_reserved = entry.size >= kReserveFrom;
        auto file = open_or_make(slice.entry, is_reserved ? Room::Reserved : Room::ByWriting);
        if (!file) return fail_as(file);
        small = std::move(*file);
        handle = small.get();
    } else {
        auto file = opened(slice.entry);
        if (!file) return fail_as(file);
        handle = *file;
    }
    files_.step("write");
    for (auto offset = slice.offset; !bytes.empty();) {
        const auto count = ::pwrite(handle, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, about(entry));
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
    wrote(slice);
    if (!is_whole) return {};
    if (auto timed = set_time(handle, entry); !timed) return timed;
    settled_.insert(slice.entry);
    return {};
}

Result<> TreeWriter::write_zeros(const Slice& slice) {
    auto file = opened(slice.entry);
    if (!file) return fail_as(file);
    files_.step("punch");
    const auto offset = static_cast<off_t>(slice.offset);
    const auto length = static_cast<off_t>(slice.length);
    if (::fallocate(*file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) == 0) {
        wrote(slice);
        return {};
    }
    if (errno != EOPNOTSUPP && errno != ENOSYS) return fail_disk(errno, about(manifest_->entry(slice.entry)));
    const Bytes zeros(slice.length);
    return write(slice, zeros);
}

Result<> TreeWriter::read(const Slice& slice, std::span<std::uint8_t> into) {
    const auto entry = manifest_->entry(slice.entry);
    auto file = files_.open_for_reading(disk_path(slice.entry));
    if (!file) return fail_as(file);
    std::size_t filled = 0;
    while (filled < slice.length) {
        const auto count = ::pread(file->get(), into.data() + filled, slice.length - filled,
                                   static_cast<off_t>(slice.offset + filled));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "reading \"" + printable(entry.path) + "\"");
        if (count == 0) return fail(TransferErrc::NotComplete, "reading \"" + printable(entry.path) + "\"");
        filled += static_cast<std::size_t>(count);
    }
    return {};
}

Result<> TreeWriter::remove(std::uint32_t entry) {
    for (auto& slot : open_)
        if (slot.entry == entry) slot.handle.reset();
    dirty_.erase(entry);
    settled_.erase(entry);
    if (!files_.status(disk_path(entry))) return {};
    return files_.remove_file(disk_path(entry));
}

Result<> TreeWriter::settle_file(std::uint32_t entry) {
    const auto wished = manifest_->entry(entry);
    // An empty file comes into being here; any other was written, and must not be made up anew if it is gone.
    auto file = wished.size == 0 ? open_or_make(entry) : files_.open_for_writing(disk_path(entry));
    struct stat found{};
    const bool is_gone = !file && file.error().code == TransferErrc::FolderGone;
    if (!file && !is_gone) return fail_as(file);
    if (file && ::fstat(file->get(), &found) != 0) return fail_disk(errno, about(wished));
    if (is_gone || static_cast<std::uint64_t>(found.st_size) != wished.size)
        return fail(TransferErrc::NotComplete, about(wished));
    files_.step("set time");
    return set_time(file->get(), wished);
}

// Files that were written whole are not opened once more: the names in each folder tell whether they are
// still there. Where a folder holds others than it should, each of its files is looked at.
void TreeWriter::find_removed(const EntrySet& wanted) {
    constexpr std::hash<std::string_view> hash;
    std::unordered_map<std::size_t, std::size_t>
        names;  // sums over the names in a folder, by its path's hash
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        const auto entry = manifest_->entry(*index);
        const bool is_made_here = entry.kind == EntryKind::File && entry.size == 0;  // see settle_file()
        if (is_made_here && !settled_.contains(*index)) continue;
        const auto path = disk_path(*index);
        names[hash(parent_of(path))] += hash(last_component(path));
    }
    const auto check = [&](std::string_view path) {
        const auto expected = names.find(hash(path));
        if (expected == names.end()) return;
        auto folder = path.empty() ? files_.duplicate() : files_.folder(path);
        const auto found = folder ? folder->names() : Result<std::vector<std::string>>(fail_as(folder));
        std::size_t there = 0;
        if (found)
            for (const auto& name : *found) there += hash(name);
        if (found && there == expected->second) names.erase(expected);
    };
    check({});
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1))
        if (manifest_->entry(*index).kind == EntryKind::Folder) check(disk_path(*index));
    if (names.empty()) return;
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        const auto path = disk_path(*index);
        const bool is_doubtful = settled_.contains(*index) && names.contains(hash(parent_of(path)));
        if (is_doubtful && !files_.status(path)) settled_.erase(*index);
    }
}

Result<> TreeWriter::settle_folder(std::uint32_t entry) {
    auto folder = files_.folder(disk_path(entry));
    if (!folder && folder.error().code == TransferErrc::FolderGone) {
        if (auto made = make_folders(disk_path(entry)); !made) return made;
        folder = files_.folder(disk_path(entry));
    }
    if (!folder) return fail_as(folder);
    files_.step("set time");
    return set_time(folder->handle(), manifest_->entry(entry));
}

Result<> TreeWriter::settle(const EntrySet& wanted) {
    for (auto& slot : open_) slot.handle.reset();
    lost_.clear();
    find_removed(wanted);
    Result<> whole;
    for (auto index = wanted.next(0); index; index = wanted.next(*index + 1)) {
        if (manifest_->entry(*index).kind != EntryKind::File || settled_.contains(*index)) continue;
        auto settled = settle_file(*index);
        const bool is_lost = !settled && settled.error().code == TransferErrc::NotComplete;
        if (!settled && !is_lost) return settled;
        if (is_lost) lost_.push_back(*index);
        if (is_lost && whole) whole = settled;
        if (settled) settled_.insert(*index);
    }
    if (!whole) return whole;
    // Folders last and the deepest first: whatever is made in a folder changes its time.
    for (auto index = wanted.size(); index-- > 0;) {
        if (!wanted.contains(index) || manifest_->entry(index).kind != EntryKind::Folder) continue;
        if (auto settled = settle_folder(index); !settled) return settled;
    }
    needs_whole_sync_ = true;
    return {};
}

Result<SyncReach> TreeWriter::sync() {
    const bool is_whole = needs_whole_sync_ || dirty_.size() > kMostSingleSyncs;
    if (is_whole) {
        if (auto synced = files_.sync_file_system(); !synced) return fail_as(synced);
    } else {
        for (const auto entry : dirty_) {
            auto file = opened(entry);
            if (!file) return fail_as(file);
            files_.step("sync file");
            if (::fdatasync(*file) != 0) return fail_disk(errno, about(manifest_->entry(entry)));
        }
    }
    needs_whole_sync_ = false;
    dirty_.clear();
    unsynced_bytes_ = 0;
    return is_whole ? SyncReach::FileSystem : SyncReach::Files;
}

}  // namespace culver::transfer
