// SPDX-License-Identifier: Apache-2.0
// An identity carried to another machine: the key, sealed with a passphrase, in a file of mode 0600. History
// and settings stay where they are. Call from a thread that may wait: sealing takes a fifth of a second.
#pragma once
#include "base/ids.h"
#include "base/result.h"

#include <filesystem>
#include <string_view>

namespace culver::store {

inline constexpr std::size_t kMinPassphraseBytes = 8;  // shorter ones are guessed in an afternoon

// Writes a file that must not exist yet. Fails with PassphraseTooShort, when there is no profile, or with the
// system's error. A node may run meanwhile.
[[nodiscard]] Result<PeerId> export_identity(const std::filesystem::path& profile,
                                             const std::filesystem::path& file, std::string_view passphrase);

// What becomes of a key that the profile has already.
enum class FormerKey { Refuse, KeepBeside };

// Makes the key in the file the profile's, with an incarnation of its own, and an epoch that is above every
// one the former machine may have used. Fails with NoIdentityFile, WrongPassphrase, IdentityExists,
// ProfileInUse, or the system's error; the profile has its former key then. Whenever it is ended, the profile
// has a whole key, the former or the new one.
[[nodiscard]] Result<PeerId> import_identity(const std::filesystem::path& profile,
                                             const std::filesystem::path& file, std::string_view passphrase,
                                             FormerKey former);

}  // namespace culver::store
