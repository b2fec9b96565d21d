// SPDX-License-Identifier: Apache-2.0
// The beginning of an offer's list of files, for a person who decides. Nothing of it is kept.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace culver::transfer {

// More than this nobody reads before saying yes or no, and a list of a million files stays with its sender.
inline constexpr std::uint32_t kMaxListed = 1000;

struct ListedEntry {
    std::string path;  // inside the offer, '/' between components
    bool is_folder = false;
    std::uint64_t size = 0;  // 0 for folders
    bool operator==(const ListedEntry&) const = default;
};

struct Listing {
    std::vector<ListedEntry> entries;  // in the order of the list: a folder, then what is in it
    std::uint32_t entries_in_all = 0;  // as the sender says
};

}  // namespace culver::transfer
