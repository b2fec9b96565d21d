// SPDX-License-Identifier: Apache-2.0
#include "base/profile_folder.h"

#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

namespace culver {
namespace {

bool is_profile_path(const std::filesystem::path& path) {
    const FileHandle folder(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return folder.is_open() && is_profile_folder(folder.get());
}

}  // namespace

bool is_profile_folder(int folder) {
    return ::faccessat(folder, kKeyFile, F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
           ::faccessat(folder, kGuardFile, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

bool is_private_path(const std::filesystem::path& path) {
    std::error_code missing;
    const bool is_folder = std::filesystem::is_directory(path, missing);
    return is_profile_path(is_folder ? path : path.parent_path());
}

}  // namespace culver
