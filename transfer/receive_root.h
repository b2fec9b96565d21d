// SPDX-License-Identifier: Apache-2.0
// The folder in which a person receives files, and the only door through which a transfer writes to the disk.
//
// Data goes to a hidden folder .culver-partial-<transfer id> directly in the receive folder, mode 0700:
//   manifest   what was offered         journal   which blocks are written
//   intent     the final names, once all is complete        files/   the tree itself
// What existed before is never changed or removed; final names are free ones.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "transfer/folder.h"
#include "transfer/journal.h"
#include "transfer/manifest.h"
#include "transfer/partial_folder.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace culver::transfer {

// A partial folder found in the receive folder, whoever left it.
struct PartialListing {
    TransferId transfer;
    std::uint64_t bytes = 0;  // room it takes on the disk
    std::chrono::system_clock::time_point last_change;
};

// What becomes of blocks that were written in this boot and never synced: Lose where the disk has failed
// since, because it may hold others than the kernel still shows.
enum class Unmarked : std::uint8_t { Keep, Lose };

// Thread: one at a time, not the network thread: every call may wait for the disk.
class ReceiveRoot {
public:
    struct Options {
        Folder::Options folder;
        std::optional<BootId> boot{};  // of this boot and of the disk, when it is not given
    };

    // Opens the receive folder, and makes it where it is missing.
    [[nodiscard]] static Result<ReceiveRoot> open(const std::string& path, Options options);
    [[nodiscard]] static Result<ReceiveRoot> open(const std::string& path) { return open(path, Options{}); }

    // The same, but FolderGone when it is missing: what is to be there already lies on a disk that is not
    // plugged in, and must not be looked for beneath its mount point.
    [[nodiscard]] static Result<ReceiveRoot> open_existing(const std::string& path, Options options);
    [[nodiscard]] static Result<ReceiveRoot> open_existing(const std::string& path) {
        return open_existing(path, Options{});
    }

    // Begins to receive: makes the partial folder, keeps the manifest in it and reserves room for the wanted
    // entries (holes not). Nothing is left behind when it fails: DiskFull, QuotaExceeded, ReadOnly,
    // NoPermission, NameNotPossible, FileTooLarge. Requires: wanted.size() == manifest.entry_count().
    [[nodiscard]] Result<PartialFolder> begin(const TransferId& transfer,
                                              std::shared_ptr<const Manifest> manifest,
                                              const EntrySet& wanted);
    // The same with a copy: the longest list is 160 MB.
    [[nodiscard]] Result<PartialFolder> begin(const TransferId& transfer, const Manifest& manifest,
                                              const EntrySet& wanted) {
        return begin(transfer, std::make_shared<const Manifest>(manifest), wanted);
    }

    // Of the disk the folder is on, as stat(2) numbers it.
    [[nodiscard]] std::uint64_t device() const;
    // One folder under two names.
    [[nodiscard]] bool is_same_as(const ReceiveRoot& other) const;

    // Goes on with what is there. Fails with FolderGone when there is no partial folder, and with
    // JournalBroken when it cannot be used: abandon() it and begin() again.
    [[nodiscard]] Result<PartialFolder> reopen(const TransferId& transfer,
                                               Unmarked unmarked = Unmarked::Keep);

    [[nodiscard]] bool has_partial(const TransferId& transfer) const;

    // Removes this transfer's partial folder and nothing else. Done already is done.
    [[nodiscard]] Result<> abandon(const TransferId& transfer);

    // The calling thread may write to nothing but this folder from here on, where the kernel can do that.
    void confine_thread() const;

    // All partial folders, for showing and for expiry. Sizes are counted up to kMaxCountedFiles files each.
    [[nodiscard]] Result<std::vector<PartialListing>> list_partials() const;
    static constexpr std::size_t kMaxCountedFiles = 100'000;  // a listing must not take minutes

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const Folder& folder() const { return folder_; }

private:
    ReceiveRoot(std::string path, Folder folder, BootId boot)
        : path_(std::move(path)), folder_(std::move(folder)), boot_(boot) {}

    [[nodiscard]] Result<PartialFolder> fill(const std::string& name, const TransferId& transfer,
                                             std::shared_ptr<const Manifest> manifest,
                                             const EntrySet& wanted);

    std::string path_;
    Folder folder_;
    BootId boot_;
};

[[nodiscard]] std::string partial_name(const TransferId& transfer);

}  // namespace culver::transfer
