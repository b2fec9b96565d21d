// SPDX-License-Identifier: Apache-2.0
// The guard against a profile that lives twice: a random incarnation beside a mark of the place it belongs
// to. The mark is a hash of the machine's id and of the key file's inode and birth time. A copy, a restored
// backup or a cloned disk differ in one of them; a restart, a rename of the folder or another device number
// after a reboot do not.
#pragma once
#include "base/ids.h"
#include "base/result.h"

#include <filesystem>

namespace culver::store {

// The incarnation of a profile that is still where it was; begins one when the profile has none.
// Fails with ProfileCopied and a sentence that names the two ways on, or with ProfileUnreadable.
[[nodiscard]] Result<IncarnationId> check_incarnation(const std::filesystem::path& folder);

// Takes the guard away, synced: the next check begins an incarnation. For a key file that is to be replaced.
[[nodiscard]] Result<> end_incarnation(const std::filesystem::path& folder);

// Makes a new one that belongs to this place, and syncs it. Requires: the key file is there.
[[nodiscard]] Result<IncarnationId> begin_incarnation(const std::filesystem::path& folder);

}  // namespace culver::store
