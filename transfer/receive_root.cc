// SPDX-License-Identifier: Apache-2.0
#include "transfer/receive_root.h"

#include "base/files.h"
#include "transfer/confine.h"
#include "transfer/errors.h"
#include "transfer/kept_manifest.h"
#include "transfer/names.h"
#include "transfer/partial_state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

namespace culver::transfer {
namespace {

constexpr std::string_view kManifest = "manifest";
constexpr std::string_view kJournal = "journal";
constexpr std::string_view kFiles = "files";

JournalHeader header_of(const TransferId& transfer, const Manifest& manifest, const BootId& boot) {
    return {.transfer = transfer,
            .manifest = manifest.digest(),
            .block_bytes = manifest.block_bytes(),
            .block_count = manifest.block_count(),
            .boot = boot};
}

Result<> write_new(const Folder& folder, std::string_view name, ByteView content) {
    auto file = folder.make_file(name, 0600);
    if (!file) return fail_as(file);
    folder.step("write own file");
    while (!content.empty()) {
        const auto count = ::write(file->get(), content.data(), content.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "keeping the list of files");
        content = content.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Result<Bytes> read_whole(const Folder& folder, std::string_view name, std::size_t limit) {
    auto file = folder.open_for_reading(name);
    if (!file) return fail_as(file);
    struct stat found{};
    if (::fstat(file->get(), &found) != 0) return fail_disk(errno, "reading the kept list of files");
    if (static_cast<std::uint64_t>(found.st_size) > limit)
        return fail(TransferErrc::JournalBroken, "reading the kept list of files");
    Bytes content(static_cast<std::size_t>(found.st_size));
    for (std::size_t filled = 0; filled < content.size();) {
        const auto count = ::read(file->get(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_disk(errno, "reading the kept list of files");
        if (count == 0) return fail(TransferErrc::JournalBroken, "reading the kept list of files");
        filled += static_cast<std::size_t>(count);
    }
    return content;
}

// A partial folder is only ours when nobody else could have put anything into it. That others may read it is
// no reason to refuse it: disks that keep no modes (FAT, exFAT, NTFS, shares) show for everything the owner
// and the mode they were mounted with. Whoever owns the folder around it, or may write into that, can put
// another one in its place anyway.
Result<> check_private(const Folder& partial, const Folder& around) {
    struct stat found{};
    struct stat outer{};
    if (::fstat(partial.handle(), &found) != 0 || ::fstat(around.handle(), &outer) != 0)
        return fail_disk(errno, "opening unfinished data");
    const bool is_ours = found.st_uid == ::geteuid() || found.st_uid == outer.st_uid;
    const mode_t open_to = (outer.st_mode & S_ISVTX) != 0 ? 0 : outer.st_mode & 022U;
    if (!is_ours || (found.st_mode & 022U & ~open_to) != 0)
        return fail(TransferErrc::NoPermission, "opening unfinished data");
    return {};
}

// Whether what stands directly in the partial folder is gone, or something else than we made.
bool is_lost(const Folder& partial, std::string_view name) {
    struct stat found{};
    if (::fstatat(partial.handle(), std::string(name).c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    return name == kFiles ? !S_ISDIR(found.st_mode) : !S_ISREG(found.st_mode);
}

// What is not there, or makes no sense, cannot be gone on from. A disk or a system that fails for a moment
// says nothing about what is on the disk, and nothing may be removed for its sake.
template <class T>
std::unexpected<Error> unusable(Result<T>& failed, const Folder& partial, std::string_view name) {
    const auto& error = failed.error();
    if (error.code == TransferErrc::FolderGone)
        return fail(is_lost(partial, name) ? TransferErrc::JournalBroken : TransferErrc::DiskFailed,
                    error.context);
    const bool is_senseless = error.code == TransferErrc::BadManifest ||
                              error.code == TransferErrc::ManifestTooLarge ||
                              error.code == TransferErrc::BadName;
    if (is_senseless) return fail(TransferErrc::JournalBroken, error.context);
    return fail_as(failed);
}

// The kernel numbers disks as they appear. One that was pulled out while the machine ran may have lost what
// was not synced, as after another boot.
BootId boot_with_disk(const Folder& folder) {
    BootId boot = kernel_boot_id();
    struct stat found{};
    if (boot == BootId{} || ::fstat(folder.handle(), &found) != 0) return boot;
    const std::string block =
        "/sys/dev/block/" + std::to_string(major(found.st_dev)) + ":" + std::to_string(minor(found.st_dev));
    auto text = read_file(block + "/diskseq", 64);
    if (!text) text = read_file(block + "/../diskseq", 64);  // of a partition
    std::uint64_t number = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), number);
    for (std::size_t at = 0; at < sizeof number; ++at)
        boot[at] ^= static_cast<std::uint8_t>(number >> (8 * at));
    return boot;
}

std::uint64_t room_of(const Folder& folder, std::size_t& left, int depth) {
    std::uint64_t bytes = 0;
    const auto names = folder.names();
    if (!names || depth > static_cast<int>(kMaxDepth) + 2) return 0;
    for (const auto& name : *names) {
        const auto found = folder.status(name);
        if (!found || left == 0) continue;
        --left;
        bytes += static_cast<std::uint64_t>(found->st_blocks) * 512;
        if (!S_ISDIR(found->st_mode)) continue;
        if (const auto inner = folder.folder(name)) bytes += room_of(*inner, left, depth + 1);
    }
    return bytes;
}

}  // namespace

std::string partial_name(const TransferId& transfer) {
    return std::string(kPartialPrefix) + transfer.text();
}

Result<ReceiveRoot> ReceiveRoot::open(const std::string& path, Options options) {
    auto folder = Folder::open_or_make(path, std::move(options.folder));
    if (!folder) return fail_as(folder);
    const BootId boot = options.boot ? *options.boot : boot_with_disk(*folder);
    return ReceiveRoot(path, std::move(*folder), boot);
}

Result<ReceiveRoot> ReceiveRoot::open_existing(const std::string& path, Options options) {
    auto folder = Folder::open(path, std::move(options.folder));
    if (!folder) return fail_as(folder);
    const BootId boot = options.boot ? *options.boot : boot_with_disk(*folder);
    return ReceiveRoot(path, std::move(*folder), boot);
}

std::uint64_t ReceiveRoot::device() const {
    struct stat found{};
    return ::fstat(folder_.handle(), &found) == 0 ? found.st_dev : 0;
}

bool ReceiveRoot::is_same_as(const ReceiveRoot& other) const {
    struct stat here{};
    struct stat there{};
    return ::fstat(folder_.handle(), &here) == 0 && ::fstat(other.folder_.handle(), &there) == 0 &&
           here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

Result<PartialFolder> ReceiveRoot::begin(const TransferId& transfer, std::shared_ptr<const Manifest> manifest,
                                         const EntrySet& wanted) {
    const auto name = partial_name(transfer);
    if (has_partial(transfer)) return fail(TransferErrc::JournalBroken, "beginning a transfer twice");
    if (auto made = folder_.make_folder(name, 0700); !made) return fail_as(made);
    auto begun = fill(name, transfer, std::move(manifest), wanted);
    if (begun) return begun;
    if (auto removed = folder_.remove_tree(name); !removed) return fail_as(removed);
    return begun;
}

Result<PartialFolder> ReceiveRoot::fill(const std::string& name, const TransferId& transfer,
                                        std::shared_ptr<const Manifest> manifest, const EntrySet& wanted) {
    auto root = folder_.duplicate();
    auto partial = folder_.folder(name);
    if (!root) return fail_as(root);
    if (!partial) return fail_as(partial);
    if (auto written = write_new(*partial, kManifest, encode_kept(*manifest, wanted)); !written)
        return fail_as(written);
    if (auto made = partial->make_folder(kFiles, 0700); !made) return fail_as(made);
    auto files = partial->folder(kFiles);
    if (!files) return fail_as(files);
    // The journal comes last: where there is one, the rest is complete. Nothing is synced yet: what a crash
    // of the machine tears before the first sync is recognised, and then nothing was received that would be
    // worth keeping.
    TreeWriter tree(std::move(*files), manifest);
    if (auto learnt = tree.learn_names(); !learnt) return fail_as(learnt);
    if (auto prepared = tree.prepare(wanted); !prepared) return fail_as(prepared);
    tree.need_whole_sync();
    auto file = partial->make_file(kJournal, 0600);
    if (!file) return fail_as(file);
    auto journal = Journal::create(std::move(*file), header_of(transfer, *manifest, boot_));
    if (!journal) return fail_as(journal);
    PartialFolder::Parts parts{.name = name,
                               .root = std::move(*root),
                               .partial = std::move(*partial),
                               .manifest = std::move(manifest),
                               .wanted = wanted,
                               .journal = std::move(*journal),
                               .tree = std::move(tree)};
    return PartialFolder(std::make_unique<PartialFolder::State>(std::move(parts)));
}

Result<PartialFolder> ReceiveRoot::reopen(const TransferId& transfer, Unmarked unmarked) {
    const auto name = partial_name(transfer);
    auto root = folder_.duplicate();
    auto partial = folder_.folder(name);
    if (!root) return fail_as(root);
    if (!partial) return fail_as(partial);
    if (auto checked = check_private(*partial, folder_); !checked) return fail_as(checked);
    auto content = read_whole(*partial, kManifest, kMaxKeptBytes);
    if (!content) return unusable(content, *partial, kManifest);
    auto kept = decode_kept(*content);
    if (!kept) return unusable(kept, *partial, kManifest);
    auto files = partial->folder(kFiles);
    if (!files) return unusable(files, *partial, kFiles);
    auto file = partial->open_for_writing(kJournal);
    if (!file) return unusable(file, *partial, kJournal);
    auto opened = Journal::open(std::move(*file), header_of(transfer, kept->manifest, boot_));
    if (!opened) return unusable(opened, *partial, kJournal);
    const bool is_finishing = MoveOut::has_begun(*partial);
    auto shared = std::make_shared<const Manifest>(std::move(kept->manifest));
    TreeWriter tree(std::move(*files), shared);
    if (auto learnt = tree.learn_names(); !learnt) return fail_as(learnt);
    PartialFolder::Parts parts{.name = name,
                               .root = std::move(*root),
                               .partial = std::move(*partial),
                               .manifest = std::move(shared),
                               .wanted = std::move(kept->wanted),
                               .journal = std::move(opened->journal),
                               .tree = std::move(tree)};
    PartialFolder reopened(std::make_unique<PartialFolder::State>(std::move(parts)));
    reopened.state_->take_up(std::move(opened->state), is_finishing);
    if (unmarked == Unmarked::Lose) {
        if (auto noted = reopened.state_->lose_unmarked(); !noted) return fail_as(noted);
    }
    return reopened;
}

bool ReceiveRoot::has_partial(const TransferId& transfer) const {
    return folder_.status(partial_name(transfer)).has_value();
}

void ReceiveRoot::confine_thread() const {
    confine_or_tell(folder_);
}

Result<> ReceiveRoot::abandon(const TransferId& transfer) {
    // The journal goes first: without it nobody takes for whole what an end in the middle leaves.
    if (const auto partial = folder_.folder(partial_name(transfer))) (void)partial->remove_file(kJournal);
    return folder_.remove_tree(partial_name(transfer));
}

Result<std::vector<PartialListing>> ReceiveRoot::list_partials() const {
    auto names = folder_.names();
    if (!names) return fail_as(names);
    std::vector<PartialListing> found;
    for (const auto& name : *names) {
        if (!name.starts_with(kPartialPrefix)) continue;
        const auto transfer = TransferId::parse(std::string_view(name).substr(kPartialPrefix.size()));
        const auto partial = folder_.folder(name);
        if (!transfer || !partial) continue;
        const auto journal = partial->status(kJournal);
        const auto changed = journal ? journal : folder_.status(name);
        if (!changed) continue;
        std::size_t left = kMaxCountedFiles;
        found.push_back({.transfer = *transfer,
                         .bytes = room_of(*partial, left, 0),
                         .last_change = std::chrono::system_clock::from_time_t(changed->st_mtim.tv_sec)});
    }
    return found;
}

}  // namespace culver::transfer
