// SPDX-License-Identifier: Apache-2.0
// Where things lie when nobody said otherwise.
#pragma once
#include <filesystem>
#include <string>

namespace culver::app {

// The folder received files go to: a configured absolute path or ~/…, else Culver in $XDG_DOWNLOAD_DIR, else
// in the person's download folder (user-dirs.dirs), else ~/Downloads/Culver; without a home folder, received
// in the profile.
[[nodiscard]] std::filesystem::path receive_folder(const std::string& configured,
                                                   const std::filesystem::path& profile);

}  // namespace culver::app
