// SPDX-License-Identifier: Apache-2.0
// Serves the control API on a Unix socket: one JSON document per line, many clients, each with many requests
// under way. A line longer than control::kMaxRequestBytes is answered with a refusal and ends the client.
// What a line means is not known here: it is handed to a dispatcher. Thread: the network thread.
#pragma once
#include "base/result.h"
#include "base/task.h"
#include "base/task_scope.h"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace culver::app {

class ControlServer {
public:
    static constexpr std::size_t kMaxClients = 64;           // faces and scripts of one person
    static constexpr std::size_t kMaxRequestsUnderWay = 32;  // per client; a client that asks more waits

    // What one client may do for the dispatcher: push lines at any time, in order.
    class Client {
    public:
        virtual ~Client() = default;
        virtual Task<bool> push(std::string line) = 0;  // waits for room; false when the client is gone
        // Whether it is a program of the account that the node runs as, or of the machine's administrator:
        // the socket may be shared with a group.
        [[nodiscard]] virtual bool is_owner() const = 0;
        // Runs with this client and is cancelled with it: a stream of events.
        virtual void spawn(std::string name, Task<> task) = 0;
    };
    // Answers one line; an empty answer sends nothing.
    using Dispatch = std::function<Task<std::string>(Client& client, std::string line)>;
    using Greeting = std::function<std::string()>;  // the first line every client gets; empty: none

    ControlServer(boost::asio::any_io_executor executor, Dispatch dispatch, Greeting greeting);
    ~ControlServer();

    // Listens at folder/control.sock: mode 0600, or 0660 for the group. Replaces a socket nobody serves; the
    // caller holds the profile's lock. Paths longer than a socket address allows work.
    // Fails with the system's error and a sentence.
    [[nodiscard]] Result<> start(const std::filesystem::path& folder, const std::string& group);

    // Stops listening, ends all clients, removes the socket.
    Task<> close();

private:
    class Connection;
    Task<> accept_loop();
    struct Listening;
    std::unique_ptr<Listening> listening_;
    Dispatch dispatch_;
    Greeting greeting_;
    std::size_t clients_ = 0;
    TaskScope tasks_;
};

}  // namespace culver::app
