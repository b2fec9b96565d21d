// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_scan.h"

#include "base/profile_folder.h"
#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <boost/asio/error.hpp>
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <unordered_set>

namespace culver::transfer {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kHolesWorthAsking = 64U << 10;  // below, file systems keep contents in other places

// How much of a file takes no room. Fewer blocks than bytes may also mean a compressing file system, so the
// holes themselves are looked for.
std::uint64_t hole_bytes(int folder, const std::string& name, const struct stat& found) {
    const auto size = static_cast<std::uint64_t>(found.st_size);
    const auto stored = static_cast<std::uint64_t>(found.st_blocks) * 512;
    if (stored >= size || size < kHolesWorthAsking) return 0;
    const FileHandle file(::openat(folder, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    const auto hole = ::lseek(file.get(), 0, SEEK_HOLE);
    return hole >= 0 && static_cast<std::uint64_t>(hole) < size ? size - stored : 0;
}

// Of a folder that holds more than any transfer does: as many as show it, and no memory for all of them.
std::vector<std::string> names_in(int handle) {
    std::vector<std::string> names;
    FileHandle again(::openat(handle, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(again.is_open() ? ::fdopendir(again.get()) : nullptr,
                                                     ::closedir);
    if (!stream) return names;
    again.release();  // closedir closes it
    // The stream is this call's own, so readdir is safe (POSIX.1-2024).
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const auto* entry = names.size() <= kMaxEntries ? ::readdir(stream.get()) : nullptr) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    return names;
}

NameOf name_of(mode_t mode) {
    return S_ISDIR(mode) ? NameOf::Folder : NameOf::File;
}

std::unexpected<Error> fail_source(int error_number, const std::string& path) {
    const auto reason = error_number == EACCES || error_number == EPERM ? TransferErrc::SourceUnreadable
                                                                        : TransferErrc::SourceGone;
    return fail(reason, "\"" + printable(path) + "\"");
}

// What lies at a path at one moment. Whoever may change a folder on the way makes the path lead elsewhere
// between two looks: that it is nothing private, and which file it is, is asked of one handle.
struct Looked {
    struct stat found{};
    bool is_private = false;
};
std::optional<Looked> look_at(const std::string& path) {
    const FileHandle handle(::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    Looked looked;
    if (!handle.is_open() || ::fstat(handle.get(), &looked.found) != 0) return std::nullopt;
    std::error_code unknown;
    const auto real = std::filesystem::canonical("/proc/self/fd/" + std::to_string(handle.get()), unknown);
    looked.is_private = is_private_path(unknown ? std::filesystem::path(path) : real);
    return looked;
}

// No list of access rights takes from an owner what the mode gives; asking costs a system call for each file,
// and so would asking who this process is.
bool may_read_as_owner(const struct stat& found) {
    static const uid_t self = ::geteuid();
    return found.st_uid == self && (found.st_mode & S_IRUSR) != 0;
}

}  // namespace

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * kSecond + time.tv_nsec;
}

std::int64_t manifest_time(const timespec& time) {
    const auto seconds = std::clamp<std::int64_t>(time.tv_sec, -kMaxTimeSeconds, kMaxTimeSeconds - 1);
    return seconds * kSecond + (seconds == time.tv_sec ? time.tv_nsec : 0);
}

struct SourceScan::Root {
    std::string disk;
    std::string wire;
    struct stat found;
};

struct SourceScan::Child {
    std::string disk;
    std::string wire;
    struct stat found;
};

Result<std::vector<SourceScan::Root>> SourceScan::roots_of(const std::vector<std::filesystem::path>& paths) {
    std::vector<Root> roots;
    std::unordered_set<std::string> given;
    std::unordered_set<std::string> taken;
    for (const auto& path : paths) {
        auto text = path.lexically_normal().string();
        while (text.size() > 1 && text.ends_with('/')) text.pop_back();
        if (!given.insert(text).second) continue;
        // A link that a person names is followed, here and only here.
        const std::unique_ptr<char, void (*)(void*)> real(::realpath(text.c_str(), nullptr), std::free);
        Root root{.disk = real ? real.get() : "", .wire = {}, .found = {}};
        if (!real || ::lstat(real.get(), &root.found) != 0) return fail_source(errno, text);
        const auto name = last_component(text);
        auto wished = name.empty() ? std::string("root") : decode_source_name(name);
        if (check_path(wished) == NameFault::Reserved) {
            skipped_.push_back({.path = text, .why = Skipped::Why::Unfinished});
            ++skipped_in_all_;
            continue;
        }
        if (check_path(wished + "/x") == NameFault::Drive) wished = wished.substr(0, 1) + "%3A";
        root.wire = free_name(wished, name_of(root.found.st_mode),
                              [&](const std::string& tried) { return taken.contains(tried); });
        taken.insert(root.wire);
        roots.push_back(std::move(root));
    }
    std::ranges::sort(roots, path_less, &Root::wire);
    return roots;
}

Result<SourceTree> SourceScan::run(const std::vector<std::filesystem::path>& paths) {
    auto roots = roots_of(paths);
    if (!roots) return fail_as(roots);
    for (const auto& root : *roots) roots_.push_back(root.disk);
    for (std::uint32_t index = 0; index < roots->size(); ++index)
        if (auto added = add_root(index, (*roots)[index]); !added) return fail_as(added);
    if (identities_.empty()) {
        if (skipped_.empty()) return fail(TransferErrc::NothingToSend);
        return fail(TransferErrc::NothingToSend, "\"" + printable(skipped_.front().path) +
                                                     "\" is left out, because " +
                                                     std::string(to_string(skipped_.front().why)));
    }
    auto manifest = builder_.finish();
    if (!manifest) return fail_as(manifest);
    SourceTree tree(std::move(*manifest));
    tree.roots_ = std::move(roots_);
    tree.root_of_ = std::move(root_of_);
    tree.identities_ = std::move(identities_);
    tree.odd_paths_ = std::move(odd_paths_);
    tree.skipped_ = std::move(skipped_);
    tree.skipped_in_all_ = skipped_in_all_;
    return tree;
}

Result<> SourceScan::add_root(std::uint32_t index, const Root& root) {
    const Place place{.root = index, .disk = {}, .wire = root.wire, .depth = 1};
    if (S_ISDIR(root.found.st_mode)) {
        const FileHandle folder(::open(root.disk.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!folder.is_open()) return fail_source(errno, root.disk);
        return add_folder(place, folder.get(), root.found);
    }
    const auto looked = look_at(root.disk);
    if (!looked) return fail_source(errno, root.disk);
    if (!S_ISREG(looked->found.st_mode)) {
        skip(place, Skipped::Why::Special);
        return {};
    }
    if (looked->is_private) {
        skip(place, Skipped::Why::Profile);
        return {};
    }
    if (::faccessat(AT_FDCWD, root.disk.c_str(), R_OK, AT_EACCESS) != 0) return fail_source(errno, root.disk);
    return add_file(place, AT_FDCWD, root.disk, looked->found);
}

Result<> SourceScan::add_folder(const Place& place, int handle, const struct stat& found) {
    if (stop_.stop_requested()) return fail(boost::asio::error::operation_aborted);
    if (is_profile_folder(handle)) {
        skip(place, Skipped::Why::Profile);
        return {};
    }
    const Entry entry{
        .path = place.wire, .kind = EntryKind::Folder, .mtime_ns = manifest_time(found.st_mtim)};
    if (auto added = add_entry(place, entry, found); !added) return added;
    around_.emplace_back(found.st_dev, found.st_ino);
    auto added = add_content(place, handle);
    around_.pop_back();
    return added;
}

Result<> SourceScan::add_content(const Place& place, int handle) {
    std::vector<Child> children;
    std::unordered_set<std::string> taken;
    FreeNames free_names;
    std::vector<std::string> odd;
    const auto add = [&](std::string disk, std::string wire) {
        struct stat status{};
        if (::fstatat(handle, disk.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
            return;  // gone since it was listed
        wire = free_names.give({}, wire, name_of(status.st_mode),
                               [&](const auto& tried) { return taken.contains(tried); });
        taken.insert(wire);
        children.push_back({.disk = std::move(disk), .wire = std::move(wire), .found = status});
    };
    auto names = names_in(handle);
    if (names.size() > kMaxEntries)
        return fail(TransferErrc::ManifestTooLarge, "\"" + printable(place.wire) + "\"");
    for (auto& name : names) {
        auto wire = decode_source_name(name);
        if (wire == name)
            add(std::move(name), std::move(wire));
        else
            odd.push_back(std::move(name));  // a name that is spelled otherwise makes way for one that is not
    }
    std::ranges::sort(odd);
    for (auto& name : odd) {
        auto wire = decode_source_name(name);
        add(std::move(name), std::move(wire));
    }
    std::ranges::sort(children, path_less, &Child::wire);
    for (const auto& child : children)
        if (auto added = add_child(place, handle, child); !added) return added;
    return {};
}

Result<> SourceScan::add_child(const Place& parent, int folder, const Child& child) {
    const Place place{.root = parent.root,
                      .disk = parent.disk.empty() ? child.disk : parent.disk + "/" + child.disk,
                      .wire = parent.wire + "/" + child.wire,
                      .depth = parent.depth + 1};
    const auto why = [&](Skipped::Why reason) {
        skip(place, reason);
        return Result<>{};
    };
    if (child.disk.starts_with(kPartialPrefix)) return why(Skipped::Why::Unfinished);
    const bool is_link = S_ISLNK(child.found.st_mode);
    if (is_link && links_ == Links::LeaveOut) return why(Skipped::Why::Link);
    if (place.depth > static_cast<int>(kMaxDepth) || place.wire.size() > kMaxPathBytes)
        return why(Skipped::Why::TooDeep);
    if (is_link) return add_link(parent, place, child.disk);
    if (S_ISREG(child.found.st_mode)) {
        if (!may_read_as_owner(child.found) && ::faccessat(folder, child.disk.c_str(), R_OK, AT_EACCESS) != 0)
            return why(Skipped::Why::Unreadable);
        return add_file(place, folder, child.disk, child.found);
    }
    if (!S_ISDIR(child.found.st_mode)) return why(Skipped::Why::Special);
    const FileHandle inner(
        ::openat(folder, child.disk.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!inner.is_open()) return why(errno == ENOENT ? Skipped::Why::Vanished : Skipped::Why::Unreadable);
    return add_folder(place, inner.get(), child.found);
}

// What a link leads to becomes a root, listed under the link's name.
Result<> SourceScan::add_link(const Place& parent, Place place, const std::string& name) {
    const auto why = [&](Skipped::Why reason) {
        skip(place, reason);
        return Result<>{};
    };
    const std::string folder = roots_[parent.root] + (parent.disk.empty() ? "" : "/" + parent.disk);
    const std::unique_ptr<char, void (*)(void*)> real(::realpath((folder + "/" + name).c_str(), nullptr),
                                                      std::free);
    const auto looked = real ? look_at(real.get()) : std::nullopt;
    if (!looked) return why(Skipped::Why::DeadLink);
    const auto& found = looked->found;
    const bool is_folder = S_ISDIR(found.st_mode);
    if (!is_folder && !S_ISREG(found.st_mode)) return why(Skipped::Why::Special);
    if (std::ranges::find(around_, std::pair(found.st_dev, found.st_ino)) != around_.end())
        return why(Skipped::Why::Loop);
    const std::string path = real.get();
    if (looked->is_private) return why(Skipped::Why::Profile);
    FileHandle inner;
    if (is_folder) {
        inner = FileHandle(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        if (!inner.is_open()) return why(Skipped::Why::Unreadable);
    } else if (::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
        return why(Skipped::Why::Unreadable);
    }
    roots_.push_back(path);
    place.root = static_cast<std::uint32_t>(roots_.size() - 1);
    place.disk.clear();
    return is_folder ? add_folder(place, inner.get(), found) : add_file(place, AT_FDCWD, path, found);
}

Result<> SourceScan::add_file(const Place& place, int folder, const std::string& name,
                              const struct stat& found) {
    const auto size = static_cast<std::uint64_t>(found.st_size);
    if (size > kMaxTotalBytes - total_bytes_) {
        skip(place, Skipped::Why::TooLarge);
        return {};
    }
    total_bytes_ += size;
    const Entry entry{.path = place.wire,
                      .kind = EntryKind::File,
                      .executable = (found.st_mode & S_IXUSR) != 0,
                      .size = size,
                      .hole_bytes = hole_bytes(folder, name, found),
                      .mtime_ns = manifest_time(found.st_mtim)};
    return add_entry(place, entry, found);
}

Result<> SourceScan::add_entry(const Place& place, const Entry& entry, const struct stat& found) {
    const auto index = builder_.entry_count();
    if (auto added = builder_.add(entry); !added) return added;
    root_of_.push_back(place.root);
    identities_.push_back(
        {.device = found.st_dev, .inode = found.st_ino, .ctime_ns = nanoseconds(found.st_ctim)});
    const auto slash = place.wire.find('/');
    const auto below = slash == std::string::npos ? std::string() : place.wire.substr(slash + 1);
    if (below != place.disk) odd_paths_.emplace(index, place.disk);
    return {};
}

void SourceScan::skip(const Place& place, Skipped::Why why) {
    ++skipped_in_all_;
    if (skipped_.size() >= kMaxSkipped) return;
    auto path = roots_[place.root];
    if (!place.disk.empty()) path += "/" + place.disk;
    skipped_.push_back({.path = std::move(path), .why = why});
}

}  // namespace culver::transfer
