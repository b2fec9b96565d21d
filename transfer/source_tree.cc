// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_tree.h"

#include "base/text.h"
#include "transfer/beneath.h"
#include "transfer/disk_limits.h"
#include "transfer/errors.h"
#include "transfer/kept_manifest.h"
#include "transfer/source_scan.h"

#include "transfer/manifest.pb.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>

namespace culver::transfer {
namespace {

FileHandle open_root(const std::string& root) {
    return FileHandle(::open(root.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// A handle, or a negative errno. The last component of the root itself is not followed either: it was
// resolved when the tree was listed.
int open_source(const std::string& root, const std::string& below, int flags) {
    if (below.empty()) {
        const int handle = ::open(root.c_str(), flags | O_NOFOLLOW | O_CLOEXEC);
        return handle >= 0 ? handle : -errno;
    }
    const FileHandle folder = open_root(root);
    if (!folder.is_open()) return -errno;
    return open_beneath(folder.get(), below, flags, 0, Walk::ByKernel, Mounts::Cross);
}

bool is_gone(int error_number) {
    return error_number == ENOENT || error_number == ENOTDIR || error_number == ELOOP ||
           error_number == EXDEV || error_number == ENXIO;
}

// Of the machine, or of a disk or a server that is not there: they say nothing about the file.
bool is_of_the_moment(int error_number) {
    switch (error_number) {
        case EIO:
        case ESTALE:
        case EMFILE:
        case ENFILE:
        case ENOMEM:
        case ENODEV:
        case ENOMEDIUM:
        case EREMOTEIO:
        case ENOTCONN:  // of FUSE, whose program ended
        case ETIMEDOUT:
        case EHOSTDOWN:
        case EHOSTUNREACH:
        case ENOKEY:  // encrypted, and locked
        case EAGAIN: return true;
        default: return false;
    }
}

bool is_empty_folder(const std::string& path) {
    std::error_code failed;
    const bool is_empty = std::filesystem::is_empty(path, failed);
    return !failed && is_empty;
}

std::unexpected<Error> bad_record() {
    return fail(TransferErrc::BadManifest, "reading a kept list of own files");
}

}  // namespace

std::string_view to_string(Skipped::Why why) {
    switch (why) {
        case Skipped::Why::Link: return "it is a link";
        case Skipped::Why::Special: return "it is neither a file nor a folder";
        case Skipped::Why::Unreadable: return "it may not be read";
        case Skipped::Why::TooDeep: return "it is nested too deeply";
        case Skipped::Why::TooLarge: return "it is too large for one transfer";
        case Skipped::Why::Unfinished: return "it belongs to an unfinished transfer";
        case Skipped::Why::Vanished: return "it vanished while the files were listed";
        case Skipped::Why::DeadLink: return "it is a link that leads nowhere";
        case Skipped::Why::Loop: return "it is a link back to a folder around it";
        case Skipped::Why::Profile:
            return "it belongs to a node's profile, whose key never leaves the machine";
    }
    return "it cannot be sent";
}

Result<SourceTree> SourceTree::scan(const std::vector<std::filesystem::path>& paths, std::stop_token stop,
                                    Links links) {
    return SourceScan(std::move(stop), links).run(paths);
}

std::string SourceTree::path_below_root(std::uint32_t entry) const {
    if (const auto odd = odd_paths_.find(entry); odd != odd_paths_.end()) return odd->second;
    const auto path = manifest_.entry(entry).path;
    const auto slash = path.find('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(slash + 1));
}

std::string SourceTree::disk_path(std::uint32_t entry) const {
    const auto below = path_below_root(entry);
    const auto& root = roots_[root_of_[entry]];
    return below.empty() ? root : root + "/" + below;
}

Result<FileHandle> SourceTree::open(std::uint32_t entry, OpenRoot& kept) const {
    const auto failed = [&](int error_number) {
        kept.error_number = error_number;
        return fail(reason(entry, error_number), "\"" + printable(manifest_.entry(entry).path) + "\"");
    };
    const std::string below = path_below_root(entry);
    const std::uint32_t root = root_of_[entry];
    kept.error_number = 0;
    int opened = -1;
    if (below.empty()) {
        opened = open_source(roots_[root], below, O_RDONLY | O_NONBLOCK);
    } else {
        if (!kept.folder.is_open() || kept.root != root)
            kept = {.root = root, .folder = open_root(roots_[root])};
        opened = kept.folder.is_open() ? open_beneath(kept.folder.get(), below, O_RDONLY | O_NONBLOCK, 0,
                                                      Walk::ByKernel, Mounts::Cross)
                                       : -errno;
    }
    if (opened < 0) return failed(-opened);
    FileHandle file(opened);
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return failed(errno);
    if (!S_ISREG(found.st_mode))
        return fail(TransferErrc::SourceGone, "\"" + printable(manifest_.entry(entry).path) + "\"");
    return file;
}

TransferErrc SourceTree::reason(std::uint32_t entry, int error_number) const {
    if (is_of_the_moment(error_number)) return TransferErrc::SourceAway;
    if (!is_gone(error_number)) return TransferErrc::SourceUnreadable;
    return is_disk_away(entry) ? TransferErrc::SourceAway : TransferErrc::SourceGone;
}

// Whether it is the disk that is not there, rather than the file: then what is nearest to the file's place is
// on another disk. After a disk was plugged in again, or the machine started, that is so of everything on it;
// a folder of the tree that holds something is that disk, and an empty one is what lay beneath it.
bool SourceTree::is_disk_away(std::uint32_t entry) const {
    const std::string& root = roots_[root_of_[entry]];
    std::string path = disk_path(entry);
    while (path.size() > 1) {
        path.resize(std::max<std::size_t>(path.rfind('/'), 1));
        struct stat found{};
        if (::lstat(path.c_str(), &found) != 0) {
            if (is_of_the_moment(errno)) return true;
            continue;
        }
        if (found.st_dev == identities_[entry].device) return false;
        const bool is_in_tree = path.size() >= root.size();
        return !is_in_tree || is_empty_folder(path);
    }
    return false;
}

SourceIdentity SourceIdentity::of(const struct stat& found) {
    return {.device = found.st_dev, .inode = found.st_ino, .ctime_ns = nanoseconds(found.st_ctim)};
}

bool keeps_file_numbers(int file) {
    struct statfs found{};
    return ::fstatfs(file, &found) != 0 ||
           !DiskLimits::of(static_cast<std::uint64_t>(found.f_type)).numbers_files_anew;
}

SourceState SourceTree::compare(std::uint32_t entry, const struct stat& found, bool keeps_numbers) const {
    const auto listed = manifest_.entry(entry);
    const auto& identity = identities_[entry];
    const bool is_folder = listed.kind == EntryKind::Folder;
    if (is_folder != S_ISDIR(found.st_mode) || (!is_folder && !S_ISREG(found.st_mode)))
        return SourceState::Changed;
    if (is_folder) {
        const bool is_same = found.st_dev == identity.device && found.st_ino == identity.inode;
        return is_same ? SourceState::Same : SourceState::Unproven;
    }
    if (static_cast<std::uint64_t>(found.st_size) != listed.size ||
        manifest_time(found.st_mtim) != listed.mtime_ns)
        return SourceState::Changed;
    if (keeps_numbers && found.st_ino != identity.inode) return SourceState::Changed;
    return SourceIdentity::of(found) == identity ? SourceState::Same : SourceState::Unproven;
}

Bytes SourceTree::encode() const {
    proto::SourceRecord record;
    for (const auto& root : roots_) record.add_roots(root);
    *record.mutable_shape() = encode_shape(manifest_.shape());
    for (std::uint32_t first = 0; first < manifest_.entry_count();) {
        const auto page = manifest_.encode_page(first);
        record.add_pages(page.data(), page.size());
    }
    record.mutable_root_of()->Add(root_of_.begin(), root_of_.end());
    for (const auto& identity : identities_) {
        record.add_device(identity.device);
        record.add_inode(identity.inode);
        record.add_ctime_ns(identity.ctime_ns);
    }
    for (const auto& [entry, path] : odd_paths_) {
        auto& odd = *record.add_odd_paths();
        odd.set_entry(entry);
        odd.set_path(path);
    }
    return to_bytes(record.SerializeAsString());
}

Result<SourceTree> SourceTree::decode(ByteView bytes) {
    proto::SourceRecord record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return bad_record();
    const auto shape = decode_shape(record.shape());
    if (!shape) return bad_record();
    ManifestBuilder builder(*shape);
    for (const auto& page : record.pages())
        if (!builder.add_page(as_bytes(page))) return bad_record();
    auto manifest = builder.finish();
    if (!manifest) return bad_record();
    const auto count = static_cast<int>(manifest->entry_count());
    if (record.root_of_size() != count || record.device_size() != count || record.inode_size() != count ||
        record.ctime_ns_size() != count)
        return bad_record();
    SourceTree tree(std::move(*manifest));
    tree.roots_.assign(record.roots().begin(), record.roots().end());
    tree.root_of_.assign(record.root_of().begin(), record.root_of().end());
    if (std::ranges::any_of(tree.root_of_, [&](std::uint32_t root) { return root >= tree.roots_.size(); }))
        return bad_record();
    for (int index = 0; index < count; ++index)
        tree.identities_.push_back({.device = record.device(index),
                                    .inode = record.inode(index),
                                    .ctime_ns = record.ctime_ns(index)});
    for (const auto& odd : record.odd_paths()) {
        if (odd.entry() >= tree.manifest_.entry_count()) return bad_record();
        tree.odd_paths_.emplace(odd.entry(), odd.path());
    }
    return tree;
}

}  // namespace culver::transfer
