// SPDX-License-Identifier: Apache-2.0
// Serves a CannedNode at <profile>/control.sock on a thread of its own, as long as the object lives.
#pragma once
#include "base/task_scope.h"
#include "tests/control/canned_node.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace culver::control::test {

class SocketServer {
public:
    explicit SocketServer(const std::filesystem::path& profile);
    SocketServer(const SocketServer&) = delete;
    SocketServer& operator=(const SocketServer&) = delete;
    ~SocketServer();

    // Told in the greeting; set before a client comes.
    std::atomic<std::uint64_t> api_version = kApiVersion;

    // What becomes of every line but the greeting on its way out; set before a client comes.
    std::function<std::string(std::string line)> rewrite;

    // Does something on the server's thread and waits for it.
    void on_thread(std::function<void(CannedNode&)> work);

private:
    using Socket = boost::asio::local::stream_protocol::socket;
    Task<> accept_loop();
    Task<> serve(std::shared_ptr<Socket> socket);
    Task<bool> tell(Socket& socket, std::string line);
    Task<> stream(std::shared_ptr<Socket> socket, std::uint64_t from);

    boost::asio::io_context loop_{1};
    CannedNode node_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    TaskScope tasks_;
    std::thread thread_;
};

}  // namespace culver::control::test
