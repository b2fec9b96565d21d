// SPDX-License-Identifier: Apache-2.0
// What the file systems of sticks, cameras, memory and other systems cannot hold or do slowly: known before
// the first byte is asked for, so that a person chooses another folder at once and not after four gigabytes.
// Pure.
#pragma once
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <limits>
#include <string_view>

namespace culver::transfer {

struct DiskLimits {
    std::uint64_t largest_file = std::numeric_limits<std::uint64_t>::max();  // bytes
    bool has_windows_names = false;    // none of "*:<>?\\| or control characters; no dot or blank at the end
    std::uint32_t longest_name = 255;  // UTF-16 units where has_windows_names, else bytes
    // Room cannot be set aside without filling it with zeros, which takes as long as writing the content.
    bool fills_reserved_room = false;
    // Giving a file its size before its content does the same.
    bool fills_up_to_size = false;
    // A file gets another inode number whenever the system has forgotten it, so the number does not tell it
    // from others.
    bool numbers_files_anew = false;

    // For the f_type that statfs() tells; no limits for what is not in the table.
    [[nodiscard]] static DiskLimits of(std::uint64_t file_system_type);

    // One component. False when a file of that name could not be made, or would silently get another one.
    [[nodiscard]] bool can_hold_name(std::string_view name) const;

    // Fails with NameNotPossible or FileTooLarge (context: the first such path) for what is wanted.
    [[nodiscard]] Result<> check(const Manifest& manifest, const EntrySet& wanted) const;
};

}  // namespace culver::transfer
