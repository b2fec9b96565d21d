// SPDX-License-Identifier: Apache-2.0
#include "app/control_server.h"

#include "app/errors.h"
#include "base/deadline.h"
#include "base/files.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "control/dispatch.h"
#include "control/socket_path.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <list>
#include <vector>

namespace culver::app {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;

namespace {

using control::kMaxRequestBytes;
using control::kSocketName;
constexpr std::size_t kOutboxLines = 256;  // then an event stream waits, and may miss events and say so
constexpr std::chrono::seconds kFarewellLimit{1};  // for a client that does not read why it is disconnected
constexpr std::size_t kGroupEntryBytes = 16 * 1024;

Result<gid_t> group_id(const std::string& name) {
    std::vector<char> buffer(kGroupEntryBytes);
    group entry{};
    group* found = nullptr;
    if (getgrnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
        return fail(AppErrc::NoSuchGroup, "control_group '" + name + "' in config.toml");
    }
    return entry.gr_gid;
}

// The group must reach the socket through the profile's folder; its files stay 0600.
Result<> open_for_group(int folder, const std::string& name) {
    const auto group = group_id(name);
    if (!group) return std::unexpected(group.error());
    if (fchown(folder, static_cast<uid_t>(-1), *group) != 0 || fchmod(folder, 0710) != 0 ||
        fchownat(folder, kSocketName, static_cast<uid_t>(-1), *group, 0) != 0 ||
        fchmodat(folder, kSocketName, 0660, 0) != 0) {
        return fail_errno(errno, "opening the control socket for group " + name);
    }
    return {};
}

bool is_of_owner(Socket& socket) {
    ucred caller{};
    socklen_t size = sizeof caller;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &caller, &size) != 0) return false;
    return caller.uid == ::geteuid() || caller.uid == 0;
}

}  // namespace

struct ControlServer::Listening {
    FileHandle folder;
    asio::local::stream_protocol::acceptor acceptor;
};

class ControlServer::Connection final : public ControlServer::Client {
public:
    Connection(ControlServer& server, Socket socket)
        : server_(server),
          socket_(std::move(socket)),
          outbox_(socket_.get_executor(), kOutboxLines),
          all_written_(socket_.get_executor(), 1),
          under_way_(socket_.get_executor(), kMaxRequestsUnderWay),
          tasks_(socket_.get_executor()),
          is_owner_(is_of_owner(socket_)) {}

    // Serves the client to its end.
    Task<> run() {
        tasks_.spawn("control writer", write_loop());
        try {
            std::string greeting = server_.greeting_();
            if (!greeting.empty()) co_await push(std::move(greeting));
            co_await read_loop();
        } catch (const boost::system::system_error&) {
            // cancelled: the server closes
        }
        co_await asio::this_coro::reset_cancellation_state();  // what follows must be awaited all the same
        outbox_.close();
        co_await tasks_.close();
    }

    Task<bool> push(std::string line) override {
        line += '\n';
        co_return co_await outbox_.put(std::move(line));
    }

    // As the kernel knew it when it connected.
    [[nodiscard]] bool is_owner() const override { return is_owner_; }

    void spawn(std::string name, Task<> task) override { tasks_.spawn(std::move(name), std::move(task)); }

private:
    Task<> read_loop() {
        std::string received;
        for (;;) {
            auto buffer = asio::dynamic_buffer(received, kMaxRequestBytes);
            auto [failure, length] = co_await asio::async_read_until(socket_, buffer, '\n', no_throw);
            if (failure == asio::error::not_found) co_return co_await refuse_long_line();
            if (failure) co_return;
            std::string line = received.substr(0, length - 1);
            received.erase(0, length);
            if (!co_await under_way_.put(true)) co_return;
            tasks_.spawn("control request", answer(std::move(line)));
        }
    }

    Task<> refuse_long_line() {
        log::warn("a control client sent a line of more than {} bytes and was disconnected",
                  kMaxRequestBytes);
        co_await push(control::too_long_line());
        outbox_.close();
        (void)co_await with_deadline(kFarewellLimit, all_written_.take());
    }

    Task<> answer(std::string line) {
        std::string reply = co_await server_.dispatch_(*this, std::move(line));
        (void)co_await under_way_.take();
        if (!reply.empty()) co_await push(std::move(reply));
    }

    Task<> write_loop() {
        for (;;) {
            auto line = co_await outbox_.take();
            if (!line) break;
            auto [failure, count] = co_await asio::async_write(socket_, asio::buffer(*line), no_throw);
            if (failure) break;
        }
        outbox_.close();
        all_written_.close();
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    ControlServer& server_;
    Socket socket_;
    Mailbox<std::string> outbox_;
    Mailbox<bool> all_written_;  // closed when the writer has ended
    Mailbox<bool> under_way_;
    TaskScope tasks_;
    bool is_owner_;
};

ControlServer::ControlServer(asio::any_io_executor executor, Dispatch dispatch, Greeting greeting)
    : dispatch_(std::move(dispatch)), greeting_(std::move(greeting)), tasks_(std::move(executor)) {}

ControlServer::~ControlServer() = default;

Result<> ControlServer::start(const std::filesystem::path& folder, const std::string& group) {
    FileHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!handle.is_open()) return fail_errno(errno, "opening " + folder.string());
    const auto address = control::socket_path_of(folder);
    if (!address) return std::unexpected(address.error());
    ::unlinkat(handle.get(), kSocketName, 0);  // left by a node that was killed; the profile's lock is ours
    asio::local::stream_protocol::acceptor acceptor(tasks_.executor());
    boost::system::error_code failure;
    acceptor.open(asio::local::stream_protocol(), failure);
    const mode_t before = ::umask(0177);
    if (!failure) acceptor.bind(asio::local::stream_protocol::endpoint(address->path), failure);
    ::umask(before);
    if (!failure) acceptor.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) return fail(failure, "opening the control socket in " + folder.string());
    if (!group.empty()) {
        if (auto opened = open_for_group(handle.get(), group); !opened) return opened;
    }
    listening_ = std::make_unique<Listening>(Listening{std::move(handle), std::move(acceptor)});
    tasks_.spawn("control server", accept_loop());
    return {};
}

Task<> ControlServer::accept_loop() {
    for (;;) {
        auto [failure, socket] = co_await listening_->acceptor.async_accept(no_throw);
        if (failure == asio::error::operation_aborted) co_return;
        if (failure) {  // too many open files, for instance: others may end soon
            log::warn("a control client could not be accepted: {}", failure.message());
            co_await sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        if (clients_ >= kMaxClients) continue;  // closed at once
        ++clients_;
        auto serve = [](ControlServer& server, Socket accepted) -> Task<> {
            Connection connection(server, std::move(accepted));
            co_await connection.run();
            --server.clients_;
        };
        tasks_.spawn("control client", serve(*this, std::move(socket)));
    }
}

Task<> ControlServer::close() {
    if (listening_) {
        boost::system::error_code ignored;
        listening_->acceptor.close(ignored);
        ::unlinkat(listening_->folder.get(), kSocketName, 0);
    }
    co_await tasks_.close();
    listening_.reset();
}

}  // namespace culver::app
