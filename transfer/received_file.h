// SPDX-License-Identifier: Apache-2.0
// What is noted of a large file when it gets its final name, so that a later version of it from the same peer
// can be made of it in part (earlier_file.h). Once its size or time are others, somebody here has worked on
// it: then it is theirs, and nothing about it is told to the peer.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace culver::transfer {

class Folder;

struct ReceivedFile {
    std::string path;       // in the list of files it came with
    std::string disk_path;  // beneath the receive folder
    std::uint64_t bytes = 0;
    std::int64_t mtime_ns = 0;
    bool operator==(const ReceivedFile&) const = default;
};
// How many are noted of one transfer, and how long their names may be in all: they are kept with its record.
inline constexpr std::size_t kMaxReceivedFiles = 1024;
inline constexpr std::size_t kMaxReceivedNames = 128U << 10;

// The file as it is on the disk; nothing when it is none, or cannot be seen.
[[nodiscard]] std::optional<ReceivedFile> received_file(const Folder& root, std::string path,
                                                        std::string disk_path);

struct EarlierVersion {
    std::string folder;  // the receive folder it came into
    ReceivedFile file;
};
// By path in the list of files; the newest first, and no more than kMaxVersions of each.
using EarlierVersions = std::map<std::string, std::vector<EarlierVersion>, std::less<>>;
inline constexpr std::size_t kMaxVersions = 3;

}  // namespace culver::transfer
