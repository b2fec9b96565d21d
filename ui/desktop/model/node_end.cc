// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_end.h"

#include "base/files.h"
#include "control/socket_path.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <QFile>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace culver::desktop {
namespace {

struct Dialled {
    FileHandle socket;
    bool answered = false;
};

Dialled dial(const std::filesystem::path& profile) {
    const auto address = control::socket_path_of(profile);
    if (!address) return {};
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address->path.data(), address->path.size());
    FileHandle socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return {};
    const bool answered =
        ::connect(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 || errno == EAGAIN;
    return {std::move(socket), answered};
}

QByteArray name_of(pid_t pid) {
    QFile file(QStringLiteral("/proc/%1/comm").arg(pid));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

}  // namespace

bool somebody_listens(const std::filesystem::path& profile) {
    return dial(profile).answered;
}

Ending end_listener(const std::filesystem::path& profile) {
    const Dialled node = dial(profile);
    if (!node.answered) return Ending::Nobody;
    // The kernel says who listens; a socket that was handed down would name whoever made it, hence the name.
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(node.socket.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return Ending::NotOurs;
    if (who.pid <= 1 || who.pid == ::getpid() || name_of(who.pid) != "culver") return Ending::NotOurs;
    return ::kill(who.pid, SIGTERM) == 0 ? Ending::Asked : Ending::NotOurs;
}

}  // namespace culver::desktop
