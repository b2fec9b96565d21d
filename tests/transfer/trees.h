// SPDX-License-Identifier: Apache-2.0
// Small trees of files for tests of the transfer room: made, looked at as a whole, sent from disk to disk.
#pragma once
#include "transfer/receive_root.h"
#include "transfer/source_reader.h"
#include "transfer/source_tree.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace culver::transfer::test {

// While it exists temporary folders are made in memory, where syncing costs nothing. For tests of many
// rounds.
struct InMemory {
    InMemory();
    InMemory(const InMemory&) = delete;
    InMemory& operator=(const InMemory&) = delete;
    ~InMemory();
};

// Writes a file, and the folders above it where they are missing.
void put_file(const std::filesystem::path& path, std::string_view content);

// Bytes that do not repeat, the same for the same seed.
[[nodiscard]] std::string noise(std::size_t length, std::uint64_t seed = 1);

// Everything beneath a folder: relative path to kind, mode, time and content. Partial folders are left out
// unless asked for. Two trees are the same when their pictures are equal.
enum class Partials : std::uint8_t { LeaveOut, Include };
[[nodiscard]] std::map<std::string, std::string> picture(const std::filesystem::path& folder,
                                                         Partials partials = Partials::LeaveOut);

[[nodiscard]] SourceTree listed(const std::vector<std::filesystem::path>& paths);

// The same list as a node has it that was made before the disks were given other numbers: by another boot, or
// because they were plugged in again.
[[nodiscard]] SourceTree with_other_disk_numbers(const SourceTree& tree);

// Stores every block that is still missing. Returns how many.
std::uint32_t receive_missing(const SourceTree& tree, PartialFolder& partial);

// From the source's disk to final names in the receive folder; throws when anything fails.
Finished copy_all(const SourceTree& tree, ReceiveRoot& root, const TransferId& transfer);

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().sentence());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A manifest of the caller's own making; every content is counted, none exists.
[[nodiscard]] Manifest made_manifest(const std::vector<Entry>& entries, std::uint32_t block_bytes = 0);

}  // namespace culver::transfer::test
