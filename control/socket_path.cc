// SPDX-License-Identifier: Apache-2.0
#include "control/socket_path.h"

#include <fcntl.h>
#include <sys/un.h>

#include <cerrno>

namespace culver::control {

Result<SocketPath> socket_path_of(const std::filesystem::path& profile) {
    const std::string plain = (profile / kSocketName).string();
    if (plain.size() < sizeof(sockaddr_un::sun_path)) return SocketPath{plain, {}};
    FileHandle folder(::open(profile.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return fail_errno(errno, "opening " + profile.string());
    std::string path = "/proc/self/fd/" + std::to_string(folder.get()) + "/" + kSocketName;
    return SocketPath{std::move(path), std::move(folder)};
}

}  // namespace culver::control
