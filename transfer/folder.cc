// SPDX-License-Identifier: Apache-2.0
#include "transfer/folder.h"

#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace culver::transfer {
namespace {

std::string shown(std::string_view what, std::string_view path) {
    return std::string(what) + " \"" + printable(path) + "\"";
}

// For file systems without links too (programs behind FUSE). Ended between the two calls an empty file stays
// under that name, and the next try takes another.
Result<bool> move_file_over_own(int from_folder, const std::string& from, int to_folder,
                                const std::string& to) {
    const FileHandle own(
        ::openat(to_folder, to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!own.is_open()) {
        if (errno == EEXIST) return false;
        return fail_disk(errno, shown("naming", to));
    }
    if (::renameat(from_folder, from.c_str(), to_folder, to.c_str()) == 0) return true;
    const int reason = errno;
    ::unlinkat(to_folder, to.c_str(), 0);
    return fail_disk(reason, shown("naming", to));
}

bool has_no_links(int error_number) {
    return error_number == EPERM || error_number == EOPNOTSUPP || error_number == ENOSYS ||
           error_number == EMLINK;
}

Result<bool> move_file_by_link(int from_folder, const std::string& from, int to_folder,
                               const std::string& to) {
    if (::linkat(from_folder, from.c_str(), to_folder, to.c_str(), 0) != 0) {
        if (has_no_links(errno)) return move_file_over_own(from_folder, from, to_folder, to);
        if (errno != EEXIST) return fail_disk(errno, shown("naming", to));
        // Ended between the two calls the last time: then both names are one file, and ours to tidy.
        struct stat here{};
        struct stat there{};
        const bool same = ::fstatat(from_folder, from.c_str(), &here, AT_SYMLINK_NOFOLLOW) == 0 &&
                          ::fstatat(to_folder, to.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                          here.st_dev == there.st_dev && here.st_ino == there.st_ino;
        if (!same) return false;
    }
    if (::unlinkat(from_folder, from.c_str(), 0) != 0) return fail_disk(errno, shown("naming", to));
    return true;
}

// For file systems without RENAME_NOREPLACE: a name is taken by a call that fails when it exists, and only
// what that call made is replaced.
Result<bool> move_the_old_way(int from_folder, const std::string& from, int to_folder,
                              const std::string& to) {
    struct stat found{};
    if (::fstatat(from_folder, from.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
        return fail_disk(errno, shown("naming", to));
    if (!S_ISDIR(found.st_mode)) return move_file_by_link(from_folder, from, to_folder, to);
    if (::mkdirat(to_folder, to.c_str(), 0700) != 0) {
        if (errno == EEXIST) return false;
        return fail_disk(errno, shown("naming", to));
    }
    if (::renameat(from_folder, from.c_str(), to_folder, to.c_str()) == 0) return true;
    const int reason = errno;
    ::unlinkat(to_folder, to.c_str(), AT_REMOVEDIR);
    if (reason == ENOTEMPTY || reason == EEXIST) return false;  // somebody put something into it meanwhile
    return fail_disk(reason, shown("naming", to));
}

constexpr int kDeepestOfOurs = static_cast<int>(kMaxDepth) + 2;  // files/ and the partial folder itself

Result<> remove_content(const Folder& folder, int depth);

Result<> remove_one(const Folder& folder, const std::string& name, int depth) {
    folder.step("remove");
    if (::unlinkat(folder.handle(), name.c_str(), 0) == 0 || errno == ENOENT) return {};
    if (errno != EISDIR && errno != EPERM) return fail_disk(errno, shown("removing", name));
    auto inner = folder.folder(name);
    if (!inner) return fail_as(inner);
    if (auto emptied = remove_content(*inner, depth + 1); !emptied) return emptied;
    folder.step("remove folder");
    if (::unlinkat(folder.handle(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        return fail_disk(errno, shown("removing", name));
    return {};
}

Result<> remove_content(const Folder& folder, int depth) {
    if (depth > kDeepestOfOurs) return fail_disk(ELOOP, "removing unfinished data");
    auto names = folder.names();
    if (!names) return fail_as(names);
    for (const auto& name : *names)
        if (auto removed = remove_one(folder, name, depth); !removed) return removed;
    return {};
}

}  // namespace

// A folder and a name directly in it, for calls that take no longer paths safely.
struct Folder::Place {
    FileHandle opened;  // none when the name is directly in the folder itself
    int folder = -1;
    std::string name;
};

Result<Folder> Folder::open(const std::string& path, Options options) {
    FileHandle handle(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.is_open()) return fail_disk(errno, shown("opening", path));
    return Folder(std::move(handle), std::make_shared<const Options>(std::move(options)));
}

Result<Folder> Folder::open_or_make(const std::string& path, Options options) {
    if (auto opened = open(path, options)) return opened;
    if (options.fault) options.fault("make receive folder");
    std::error_code failure;
    std::filesystem::create_directories(path, failure);
    if (failure) return fail_disk(failure.value(), shown("making", path));
    return open(path, std::move(options));
}

void Folder::step(std::string_view name) const {
    if (options_->fault) options_->fault(name);
}

Result<FileHandle> Folder::open_beneath(std::string_view path, int flags, std::uint32_t mode) const {
    const int handle =
        transfer::open_beneath(handle_.get(), std::string(path), flags, mode, options_->walk, Mounts::Refuse);
    if (handle == -EEXIST) return fail_errno(EEXIST, shown("opening", path));
    if (handle < 0) return fail_disk(-handle, shown("opening", path));
    return FileHandle(handle);
}

Result<Folder::Place> Folder::place_of(std::string_view path) const {
    if (!stays_beneath(path)) return fail(TransferErrc::NoPermission, shown("opening", path));
    const auto parent = parent_of(path);
    Place place;
    place.name = last_component(path);
    place.folder = handle_.get();
    if (parent.empty()) return place;
    auto opened = open_beneath(parent, O_PATH | O_DIRECTORY, 0);
    if (!opened) return fail_as(opened);
    place.opened = std::move(*opened);
    place.folder = place.opened.get();
    return place;
}

Result<Folder> Folder::folder(std::string_view path) const {
    auto handle = open_beneath(path, O_RDONLY | O_DIRECTORY, 0);
    if (!handle) return fail_as(handle);
    return Folder(std::move(*handle), options_);
}

Result<Folder> Folder::duplicate() const {
    FileHandle handle(::fcntl(handle_.get(), F_DUPFD_CLOEXEC, 0));
    if (!handle.is_open()) return fail_disk(errno, "opening a folder");
    return Folder(std::move(handle), options_);
}

Result<FileHandle> Folder::open_for_reading(std::string_view path) const {
    auto handle = open_beneath(path, O_RDONLY | O_NONBLOCK, 0);
    if (!handle) return handle;
    struct stat found{};
    if (::fstat(handle->get(), &found) != 0) return fail_disk(errno, shown("opening", path));
    if (!S_ISREG(found.st_mode)) return fail(TransferErrc::NoPermission, shown("opening", path));
    return handle;
}

Result<FileHandle> Folder::open_for_writing(std::string_view path) const {
    auto handle = open_beneath(path, O_RDWR | O_NONBLOCK, 0);
    if (!handle) return handle;
    struct stat found{};
    if (::fstat(handle->get(), &found) != 0) return fail_disk(errno, shown("opening", path));
    // A second name would be somebody else's: writing here would change a file that is not ours alone.
    if (!S_ISREG(found.st_mode) || found.st_nlink != 1)
        return fail(TransferErrc::NoPermission, shown("opening", path));
    return handle;
}

Result<FileHandle> Folder::make_file(std::string_view path, std::uint32_t mode) const {
    step("make file");
    return open_beneath(path, O_RDWR | O_CREAT | O_EXCL, mode);
}

Result<> Folder::make_folder(std::string_view path, std::uint32_t mode) const {
    auto place = place_of(path);
    if (!place) return fail_as(place);
    step("make folder");
    if (::mkdirat(place->folder, place->name.c_str(), mode) != 0)
        return fail_disk(errno, shown("making", path));
    return {};
}

Result<bool> Folder::move_without_replacing(std::string_view from, const Folder& target,
                                            std::string_view name) const {
    auto source = place_of(from);
    if (!source) return fail_as(source);
    const std::string to(name);
    if (!stays_beneath(name) || to.find('/') != std::string::npos)
        return fail(TransferErrc::NoPermission, shown("naming", name));
    step("move");
    if (options_->walk == Walk::ByKernel) {
        if (::renameat2(source->folder, source->name.c_str(), target.handle(), to.c_str(),
                        RENAME_NOREPLACE) == 0)
            return true;
        if (errno == EEXIST) return false;
        if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
            return fail_disk(errno, shown("naming", name));
    }
    return move_the_old_way(source->folder, source->name, target.handle(), to);
}

Result<> Folder::remove_file(std::string_view path) const {
    auto place = place_of(path);
    if (!place) return fail_as(place);
    step("remove file");
    if (::unlinkat(place->folder, place->name.c_str(), 0) != 0 && errno != ENOENT)
        return fail_disk(errno, shown("removing", path));
    return {};
}

Result<> Folder::remove_tree(std::string_view name) const {
    if (!stays_beneath(name) || name.find('/') != std::string_view::npos)
        return fail(TransferErrc::NoPermission, shown("removing", name));
    const auto found = status(name);
    if (!found) return {};
    if (!S_ISDIR(found->st_mode)) return fail(TransferErrc::NoPermission, shown("removing", name));
    return remove_one(*this, std::string(name), 0);
}

std::optional<struct stat> Folder::status(std::string_view path) const {
    const auto place = place_of(path);
    struct stat found{};
    if (!place || ::fstatat(place->folder, place->name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    return found;
}

Result<std::vector<std::string>> Folder::names() const {
    FileHandle again(::openat(handle_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!again.is_open()) return fail_disk(errno, "listing a folder");
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(again.get()), ::closedir);
    if (!stream) return fail_disk(errno, "listing a folder");
    again.release();  // closedir closes it
    std::vector<std::string> names;
    // The stream is this call's own, so readdir is safe (POSIX.1-2024).
    // NOLINTNEXTLINE(concurrency-mt-unsafe)
    for (errno = 0; const auto* entry = ::readdir(stream.get()); errno = 0) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    if (errno != 0) return fail_disk(errno, "listing a folder");
    return names;
}

Result<> Folder::sync_file_system() const {
    step("sync file system");
    if (::syncfs(handle_.get()) != 0) return fail_disk(errno, "writing to the disk");
    return {};
}

std::uint64_t Folder::file_system_type() const {
    struct statfs found{};
    if (::fstatfs(handle_.get(), &found) != 0) return 0;
    return static_cast<std::uint32_t>(found.f_type);  // signed on some machines
}

Result<std::uint64_t> Folder::free_bytes() const {
    struct statvfs room{};
    if (::fstatvfs(handle_.get(), &room) != 0) return fail_disk(errno, "asking for the room on the disk");
    return std::uint64_t{room.f_bavail} * room.f_frsize;
}

}  // namespace culver::transfer
