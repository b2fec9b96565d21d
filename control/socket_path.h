// SPDX-License-Identifier: Apache-2.0
// The control socket of a profile: <profile>/control.sock. A Unix socket's address holds 108 bytes; a longer
// path goes through /proc/self/fd/N, where N is an open handle of the profile's folder.
#pragma once
#include "base/files.h"
#include "base/result.h"

#include <filesystem>
#include <string>

namespace culver::control {

inline constexpr const char* kSocketName = "control.sock";

struct SocketPath {
    std::string path;   // fits a sockaddr_un; for bind() as well as connect()
    FileHandle folder;  // must stay open as long as path is used; closed when the path was short enough
};

// Fails with the system's error when the profile's folder cannot be opened.
[[nodiscard]] Result<SocketPath> socket_path_of(const std::filesystem::path& profile);

}  // namespace culver::control
