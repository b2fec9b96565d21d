// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/port_claim.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

namespace culver::interop::ipmsg {

Result<> PortClaim::take() {
    if (socket_ >= 0) return {};
    constexpr std::string_view kName = "culver.ipmsg.2425";
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::ranges::copy(kName, name.sun_path + 1);  // a leading NUL: not in the file system
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + kName.size());
    const auto failed = [] { return boost::system::error_code(errno, boost::system::system_category()); };
    const int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (made < 0) return fail(failed(), "claiming port 2425");
    if (bind(made, reinterpret_cast<const sockaddr*>(&name), size) != 0) {
        const auto why = failed();
        ::close(made);
        return fail(why, "claiming port 2425");
    }
    socket_ = made;
    return {};
}

void PortClaim::release() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

}  // namespace culver::interop::ipmsg
