// SPDX-License-Identifier: Apache-2.0
#include "tests/control/socket_server.h"

#include "control/dispatch.h"
#include "control/socket_path.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include <future>

namespace culver::control::test {

namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

// Small enough for one write; the kernel's buffer takes it whole, so lines of two tasks do not mix.
Task<bool> write_line(stream_protocol::socket& socket, std::string line) {
    line += '\n';
    auto [failure, count] = co_await asio::async_write(socket, asio::buffer(line), no_throw);
    co_return !failure;
}

}  // namespace

SocketServer::SocketServer(const std::filesystem::path& profile)
    : node_(loop_.get_executor()), acceptor_(loop_), tasks_(loop_.get_executor()) {
    const auto address = socket_path_of(profile);
    acceptor_.open();
    acceptor_.bind(stream_protocol::endpoint(address.value().path));
    acceptor_.listen();
    tasks_.spawn("accept", accept_loop());
    thread_ = std::thread([this] { loop_.run(); });
}

SocketServer::~SocketServer() {
    auto close_all = [](SocketServer& server) -> Task<> {
        co_await server.tasks_.close();
        co_await server.node_.close();
    };
    asio::co_spawn(loop_, close_all(*this), asio::use_future).get();
    thread_.join();
}

void SocketServer::on_thread(std::function<void(CannedNode&)> work) {
    std::promise<void> done;
    asio::post(loop_, [&] {
        work(node_);
        done.set_value();
    });
    done.get_future().get();
}

Task<bool> SocketServer::tell(Socket& socket, std::string line) {
    return write_line(socket, rewrite ? rewrite(std::move(line)) : std::move(line));
}

Task<> SocketServer::accept_loop() {
    for (;;) {
        auto socket = std::make_shared<Socket>(loop_);
        auto [failure] = co_await acceptor_.async_accept(*socket, no_throw);
        if (failure) co_return;
        tasks_.spawn("connection", serve(std::move(socket)));
    }
}

Task<> SocketServer::serve(std::shared_ptr<Socket> socket) {
    std::string received;
    if (!co_await write_line(*socket, hello_line({api_version, "0.1.0"}))) co_return;
    for (;;) {
        auto buffer = asio::dynamic_buffer(received, kMaxRequestBytes);
        auto [failure, length] = co_await asio::async_read_until(*socket, buffer, '\n', no_throw);
        if (failure) co_return;
        std::string line = received.substr(0, length - 1);
        received.erase(0, length);
        Dispatched done = co_await dispatch(node_, std::move(line));
        if (!done.reply.empty() && !co_await tell(*socket, std::move(done.reply))) co_return;
        if (done.stream_from) tasks_.spawn("stream", stream(socket, *done.stream_from));
    }
}

Task<> SocketServer::stream(std::shared_ptr<Socket> socket, std::uint64_t from) {
    if (from <= 1) {
        Event lost{0, event::Lost{from, 1}};
        from = 2;
        if (!co_await tell(*socket, event_line(lost))) co_return;
    }
    for (;; ++from) {
        while (from > node_.events.size()) co_await node_.changed.async_wait(no_throw);
        std::string line = event_line(node_.events[from - 1]);
        if (!co_await tell(*socket, std::move(line))) co_return;
    }
}

}  // namespace culver::control::test
