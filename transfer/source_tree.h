// SPDX-License-Identifier: Apache-2.0
// The sender's files: what a person gave as paths, listed once, with what is needed to notice later that a
// file is no longer the one that was listed. Listing follows no links and opens no devices.
#pragma once
#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "transfer/errors.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

struct stat;

namespace culver::transfer {

// Something below a given path that is not sent.
struct Skipped {
    enum class Why : std::uint8_t {
        Link,
        Special,
        Unreadable,
        TooDeep,
        TooLarge,
        Unfinished,
        Vanished,
        DeadLink,
        Loop,
        Profile
    };
    std::string path;  // as on disk; shown through printable()
    Why why = Why::Link;
};
[[nodiscard]] std::string_view to_string(Skipped::Why why);  // "it is a link"

// What is left out is remembered so far: a folder may hold any number of it.
inline constexpr std::size_t kMaxSkipped = 1'000;

// What becomes of links inside the folders that are sent.
enum class Links : std::uint8_t { LeaveOut, Follow };

// Unproven: size and time agree, but not the ctime, or the number of the disk, which another boot or a disk
// that was plugged in again gives anew, as FAT does with those of files whenever it likes. Its content tells.
// Elsewhere a file of another number is another file: a folder on the way may have been made to lead to it.
enum class SourceState : std::uint8_t { Same, Unproven, Changed };

// By which a state of a file is known again, besides its size and time.
struct SourceIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t ctime_ns = 0;
    bool operator==(const SourceIdentity&) const = default;

    [[nodiscard]] static SourceIdentity of(const struct stat& found);
};

// Whether the file system of an open file numbers its files for good.
[[nodiscard]] bool keeps_file_numbers(int file);

// Immutable; safe to read on several threads.
class SourceTree {
public:
    // Lists the paths: absolute, files or folders; a path that is itself a link is followed, since a person
    // named it. Equal last names get numbers. Slow: for a worker thread. Fails with NothingToSend (context:
    // the first reason), ManifestTooLarge, or operation_aborted after stop was requested.
    // Followed links are sent as what they lead to, under the link's own name.
    [[nodiscard]] static Result<SourceTree> scan(const std::vector<std::filesystem::path>& paths,
                                                 std::stop_token stop = {}, Links links = Links::LeaveOut);

    // A serialised SourceRecord. decode fails with BadManifest on bytes that this class did not make.
    [[nodiscard]] Bytes encode() const;
    [[nodiscard]] static Result<SourceTree> decode(ByteView record);

    [[nodiscard]] const Manifest& manifest() const { return manifest_; }
    [[nodiscard]] const std::vector<Skipped>& skipped() const {
        return skipped_;
    }  // the first kMaxSkipped; empty after decode()
    // All of it, also what is not remembered; 0 after decode().
    [[nodiscard]] std::uint32_t skipped_in_all() const { return skipped_in_all_; }
    [[nodiscard]] const std::vector<std::string>& roots() const { return roots_; }

    // Where the entry is on disk, for people.
    [[nodiscard]] std::string disk_path(std::uint32_t entry) const;

    // The folder of a root, kept open between two calls of open(): thousands of small files have the same.
    struct OpenRoot {
        std::uint32_t root = 0;
        FileHandle folder{};
        int error_number = 0;  // of the last open(), when it failed for the sake of the system
    };

    // A fresh handle for reading: beneath the root no link is followed, nothing but a file is opened, and
    // that without waiting. Fails with SourceGone, SourceUnreadable or SourceAway.
    [[nodiscard]] Result<FileHandle> open(std::uint32_t entry, OpenRoot& kept) const;
    [[nodiscard]] Result<FileHandle> open(std::uint32_t entry) const {
        OpenRoot once;
        return open(entry, once);
    }

    // Is an open file still the one that was listed? Of a path it could not be said: it may lead elsewhere by
    // then. keeps_numbers: of the file system it lies on.
    [[nodiscard]] SourceState compare(std::uint32_t entry, const struct stat& found,
                                      bool keeps_numbers = true) const;
    [[nodiscard]] const SourceIdentity& listed_identity(std::uint32_t entry) const {
        return identities_[entry];
    }

    // What the failure of a call on this file means: SourceGone, SourceUnreadable, or SourceAway, when it is
    // one of the moment or the file's disk is not there.
    [[nodiscard]] TransferErrc reason(std::uint32_t entry, int error_number) const;

private:
    friend class SourceScan;
    explicit SourceTree(Manifest manifest) : manifest_(std::move(manifest)) {}
    [[nodiscard]] std::string path_below_root(std::uint32_t entry) const;
    [[nodiscard]] bool is_disk_away(std::uint32_t entry) const;

    Manifest manifest_;
    std::vector<std::string> roots_;
    std::vector<std::uint32_t> root_of_;
    std::vector<SourceIdentity> identities_;
    std::map<std::uint32_t, std::string>
        odd_paths_;  // below the root, where the manifest spells it otherwise
    std::vector<Skipped> skipped_;
    std::uint32_t skipped_in_all_ = 0;
};

}  // namespace culver::transfer
