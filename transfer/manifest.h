// SPDX-License-Identifier: Apache-2.0
// What a transfer contains: a tree of files and folders whose contents, in order, are one stream that is cut
// into blocks of equal length. A Manifest that exists is sound: every limit below was checked when it was
// built, whoever sent it.
//
// Order: entries ascend by path, where '/' sorts below every other byte. So a folder stands before what is in
// it, nothing can occur twice, and checking needs no memory beyond the entry before.
#pragma once
#include "base/bytes.h"
#include "base/result.h"

#include <boost/container/small_vector.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::transfer {

inline constexpr std::uint32_t kMaxEntries = 1'000'000;            // a whole home folder; bounds memory
inline constexpr std::uint64_t kMaxPathBytesInAll = 128ULL << 20;  // a million paths of 128 bytes
inline constexpr std::uint64_t kMaxTotalBytes = 64ULL << 40;  // a week at 1 Gbit/s; bounds the block count
inline constexpr std::uint32_t kMinBlockBytes = 64U << 10;    // below, a block costs more than it carries
inline constexpr std::uint32_t kMaxBlockBytes = 4U << 20;     // a lane holds a few of these in memory
inline constexpr std::uint32_t kMaxBlocks = 1U << 24;         // kMaxTotalBytes in blocks of kMaxBlockBytes
inline constexpr std::size_t kMaxPageBytes = 256U << 10;      // a page is a frame; frames end at 1 MiB
inline constexpr std::int64_t kMaxTimeSeconds = 1LL << 33;    // year 2242: what every file system can store

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

enum class EntryKind : std::uint8_t { File = 0, Folder = 1 };
enum class CheckAlgorithm : std::uint8_t { Xxh3 = 1 };  // XXH3-128 over raw bytes

struct Entry {
    std::string_view path;  // relative, '/' between components, UTF-8; borrowed from the manifest
    EntryKind kind = EntryKind::File;
    bool executable = false;  // files only
    std::uint64_t size = 0;   // 0 for folders
    std::uint64_t hole_bytes =
        0;  // ≤ size: how much of it takes no room on the sender's disk; for reserving only
    std::int64_t mtime_ns = 0;  // since 1970
};

// What an offer says about its manifest before the pages come.
struct ManifestShape {
    std::uint32_t entry_count = 0;
    std::uint64_t total_bytes = 0;
    std::uint32_t block_bytes = 0;
    CheckAlgorithm check = CheckAlgorithm::Xxh3;
    Digest digest{};
};

// A part of a block: length bytes of one entry, from offset in that file.
struct Slice {
    std::uint32_t entry = 0;
    std::uint32_t length = 0;
    std::uint64_t offset = 0;
    bool operator==(const Slice&) const = default;
};
using Slices = boost::container::small_vector<Slice, 16>;

// 256 KiB up to 32 MiB in all, doubling to 1 MiB from 128 MiB to 1 GiB, and to 4 MiB from 4 GiB on.
[[nodiscard]] std::uint32_t block_bytes_for(std::uint64_t total_bytes);

// Immutable; safe to read on several threads. About 40 bytes an entry and its path.
class Manifest {
public:
    [[nodiscard]] std::uint32_t entry_count() const { return static_cast<std::uint32_t>(rows_.size()); }
    [[nodiscard]] std::uint32_t file_count() const { return file_count_; }
    [[nodiscard]] std::uint64_t total_bytes() const { return total_bytes_; }
    [[nodiscard]] std::uint32_t block_bytes() const { return block_bytes_; }
    [[nodiscard]] CheckAlgorithm check() const { return CheckAlgorithm::Xxh3; }
    [[nodiscard]] std::uint32_t block_count() const;
    [[nodiscard]] ManifestShape shape() const;

    // Requires: index < entry_count().
    [[nodiscard]] Entry entry(std::uint32_t index) const;
    [[nodiscard]] std::uint64_t stream_offset(std::uint32_t index) const {
        return rows_[index].stream_offset;
    }

    // The entry with exactly this path.
    [[nodiscard]] std::optional<std::uint32_t> find(std::string_view path) const;

    // Indices of the entries without a '/', in order.
    [[nodiscard]] std::vector<std::uint32_t> top_level() const;

    // What a block is made of, in order; the lengths add up to block_length(). Requires: block <
    // block_count().
    [[nodiscard]] Slices slices(std::uint32_t block) const;
    [[nodiscard]] std::uint32_t block_length(std::uint32_t block) const;

    // SHA-256 over a canonical form of all entries (manifest.proto), whatever the pages looked like.
    [[nodiscard]] const Digest& digest() const { return digest_; }

    // Serialised ManifestPage messages, each below kMaxPageBytes. encode_page returns one that begins with
    // the entry first, and sets first to the entry after it. Requires: first < entry_count().
    [[nodiscard]] Bytes encode_page(std::uint32_t& first) const;
    [[nodiscard]] std::vector<Bytes> encode_pages() const;

private:
    friend class ManifestBuilder;
    struct Row {
        std::uint64_t stream_offset;
        std::uint64_t size;
        std::int64_t mtime_ns;
        std::uint64_t path_begin : 40;
        std::uint64_t path_length : 16;
        std::uint64_t kind : 1;
        std::uint64_t executable : 1;
    };
    Manifest() = default;

    std::vector<Row> rows_;
    std::string paths_;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> holes_;  // entry, hole_bytes; few files have any
    std::uint64_t total_bytes_ = 0;
    std::uint32_t block_bytes_ = 0;
    std::uint32_t file_count_ = 0;
    Digest digest_{};
};

// The only way to a Manifest: checks each entry as it comes. After a failure it is of no more use.
class ManifestBuilder {
public:
    // For one's own files: the block length follows from the total unless it is given.
    explicit ManifestBuilder(std::uint32_t block_bytes = 0) : block_bytes_(block_bytes) {}

    // For an offer: what comes must match it.
    explicit ManifestBuilder(const ManifestShape& declared) : declared_(declared) {}

    // Fails with BadName (context: which and why), BadManifest (order, duplicate, parent missing or a file,
    // sizes) or ManifestTooLarge.
    [[nodiscard]] Result<> add(const Entry& entry);

    // A serialised ManifestPage; pages come in order. Fails as add() does, and on malformed bytes.
    [[nodiscard]] Result<> add_page(ByteView page);

    [[nodiscard]] std::uint32_t entry_count() const { return static_cast<std::uint32_t>(made_.rows_.size()); }
    // What was added, for a reader who wants no more than the beginning; its digest is not known.
    [[nodiscard]] const Manifest& so_far() const { return made_; }
    [[nodiscard]] bool is_complete() const { return declared_ && entry_count() == declared_->entry_count; }

    // Fails with BadManifest when empty or when anything differs from the declaration.
    [[nodiscard]] Result<Manifest> finish();

private:
    [[nodiscard]] Result<> check_place(std::string_view path);
    [[nodiscard]] Result<> check_numbers(const Entry& entry) const;
    [[nodiscard]] Result<> check_shape() const;

    std::optional<ManifestShape> declared_;
    std::uint32_t block_bytes_ = 0;
    Manifest made_;
    bool last_is_folder_ = false;
};

}  // namespace culver::transfer
