// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/blocking_stream.h"

#include "transfer/errors.h"
#include "transfer/protocol_errors.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace culver::interop::ipmsg {
namespace {

using transfer::ProtocolErrc;

constexpr std::chrono::milliseconds kLookForStop{100};
constexpr std::size_t kPiece = 1U << 20;

std::unexpected<Error> lost() {
    return fail(ProtocolErrc::LaneLost);
}

}  // namespace

Result<BlockingStream> BlockingStream::connect(const Endpoint& to, std::stop_token stop) {
    if (!to.address.is_v4()) return lost();
    FileHandle socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return fail_errno(errno, "opening a connection");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(to.port);
    address.sin_addr.s_addr = htonl(to.address.to_v4().to_uint());
    const int done = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    if (done != 0 && errno != EINPROGRESS) return fail_errno(errno, "connecting to " + to.text());
    BlockingStream stream(std::move(socket), std::move(stop));
    if (auto waited = stream.wait(POLLOUT, kConnectLimit); !waited) return fail_as(waited);
    int failure = 0;
    socklen_t length = sizeof failure;
    getsockopt(stream.socket_.get(), SOL_SOCKET, SO_ERROR, &failure, &length);
    if (failure != 0) return fail_errno(failure, "connecting to " + to.text());
    return stream;
}

Result<> BlockingStream::go_on() const {
    if (!stop_.stop_requested()) return {};
    return fail(boost::system::errc::make_error_code(boost::system::errc::operation_canceled));
}

Result<> BlockingStream::wait(short events, std::chrono::milliseconds limit) {
    for (auto left = limit; left.count() > 0; left -= kLookForStop) {
        if (auto going = go_on(); !going) return going;
        pollfd one{.fd = socket_.get(), .events = events, .revents = 0};
        const int ready = ::poll(&one, 1, static_cast<int>(kLookForStop.count()));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return fail_errno(errno, "waiting");
    }
    return lost();
}

Result<std::size_t> BlockingStream::read_some(std::span<char> into) {
    for (;;) {
        if (auto going = go_on(); !going) return fail_as(going);
        const auto count = ::recv(socket_.get(), into.data(), into.size(), 0);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EAGAIN && errno != EINTR) return lost();
        if (auto waited = wait(POLLIN, kSilenceLimit); !waited) return fail_as(waited);
    }
}

Result<> BlockingStream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        if (auto going = go_on(); !going) return going;
        const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return lost();
        if (auto waited = wait(POLLOUT, kSilenceLimit); !waited) return waited;
    }
    return {};
}

Result<> BlockingStream::write_file(const FileHandle& file, std::uint64_t offset, std::uint64_t count,
                                    const std::function<void(std::uint64_t)>& sent) {
    auto place = static_cast<off_t>(offset);
    while (count > 0) {
        if (auto going = go_on(); !going) return going;
        const auto done =
            ::sendfile(socket_.get(), file.get(), &place, std::min<std::uint64_t>(count, kPiece));
        if (done > 0) {
            count -= static_cast<std::uint64_t>(done);
            sent(static_cast<std::uint64_t>(done));
            continue;
        }
        if (done == 0) return fail(transfer::TransferErrc::SourceChanged);
        if (errno != EAGAIN && errno != EINTR) return lost();
        if (auto waited = wait(POLLOUT, kSilenceLimit); !waited) return waited;
    }
    return {};
}

void BlockingStream::shut_writing() {
    ::shutdown(socket_.get(), SHUT_WR);
}

void BlockingStream::wait_for_close(std::chrono::seconds limit) {
    std::array<char, 1024> ignored{};
    const auto end = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < end) {
        const auto count = ::recv(socket_.get(), ignored.data(), ignored.size(), 0);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) return;
        if (count < 0 && !wait(POLLIN, limit)) return;
    }
}

}  // namespace culver::interop::ipmsg
