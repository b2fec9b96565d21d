// SPDX-License-Identifier: Apache-2.0
#include "control/client.h"

#include "control/rpc.h"
#include "control/socket_path.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace culver::control {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 64 * 1024;

std::unexpected<Refusal> not_running() {
    return refuse(Outcome::NotRunning, "No node is running for this profile; start one with 'culver up'.");
}

std::unexpected<Refusal> gone() {
    return refuse(Outcome::NotRunning, "The node of this profile has stopped.");
}

std::unexpected<Refusal> no_answer() {
    return refuse(Outcome::TimedOut, "The node runs but does not answer; look at its log, or restart it.");
}

bool means_not_running(int number) {
    return number == ENOENT || number == ECONNREFUSED || number == ENOTDIR;
}

std::unexpected<Refusal> cannot_connect(int number, const std::filesystem::path& profile) {
    if (means_not_running(number)) return not_running();
    return refuse(fail_errno(number, "talking to the node of " + profile.string()).error());
}

int milliseconds_until(Client::Deadline deadline) {
    if (!deadline) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - steady_clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

}  // namespace

Reply<Client> Client::connect(const std::filesystem::path& profile, int interrupt) {
    const auto address = socket_path_of(profile);
    if (!address) return cannot_connect(address.error().code.value(), profile);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address->path.data(), address->path.size());
    FileHandle socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open() || ::connect(socket.get(), reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) {
        return cannot_connect(errno, profile);
    }
    Client client(std::move(socket), interrupt);
    if (auto greeted = client.greet(); !greeted) return std::unexpected(std::move(greeted.error()));
    return client;
}

Reply<void> Client::greet() {
    auto line = read_line(steady_clock::now() + kGreetingLimit);
    if (!line) return std::unexpected(std::move(line.error()));
    if (!*line) return no_answer();
    auto message = read_message(**line);
    const auto* notification = message ? std::get_if<RpcNotification>(&*message) : nullptr;
    auto hello =
        notification != nullptr ? decode<Hello>(notification->params) : std::unexpected(std::string());
    if (!hello || notification->method != Hello::kName) {
        return refuse(Outcome::Failed, "What listens at the control socket is no Culver node.");
    }
    hello_ = std::move(*hello);
    if (hello_.api_version == kApiVersion) return {};
    return refuse(Outcome::Failed, "The running node is of another version (" + hello_.version +
                                       ") and cannot be understood; stop it and start it again.");
}

Reply<Json> Client::call(std::string_view method, const Json& params) {
    const std::uint64_t id = ++last_id_;
    if (auto written = write_line(request_line(id, method, params)); !written) {
        return std::unexpected(std::move(written.error()));
    }
    const auto deadline = steady_clock::now() + kCallLimit;
    for (;;) {
        auto line = read_line(deadline);
        if (!line) return std::unexpected(std::move(line.error()));
        if (!*line) return no_answer();
        auto message = read_message(**line);
        if (!message) continue;
        if (auto* notification = std::get_if<RpcNotification>(&*message)) {
            if (notification->method == "event") events_.push_back(std::move(notification->params));
        } else if (auto& answer = std::get<RpcAnswer>(*message); answer.id == id || answer.id.is_null()) {
            return std::move(answer.result);  // a null id answers a line that the node could not read
        }
    }
}

Reply<std::optional<Json>> Client::next_event(Deadline deadline) {
    while (events_.empty()) {
        auto line = read_line(deadline);
        if (!line) return std::unexpected(std::move(line.error()));
        if (!*line) return std::nullopt;
        auto message = read_message(**line);
        auto* notification = message ? std::get_if<RpcNotification>(&*message) : nullptr;
        if (notification != nullptr && notification->method == "event") {
            events_.push_back(std::move(notification->params));
        }
    }
    Json event = std::move(events_.front());
    events_.pop_front();
    return event;
}

Reply<void> Client::write_line(std::string line) {
    line += '\n';
    for (std::string_view rest = line; !rest.empty();) {
        const auto written = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return gone();
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

// Nothing at the deadline.
Reply<std::optional<std::string>> Client::read_line(Deadline deadline) {
    for (;;) {
        if (const auto end = received_.find('\n', searched_); end != std::string::npos) {
            std::string line = received_.substr(0, end);
            received_.erase(0, end + 1);
            searched_ = 0;
            return line;
        }
        searched_ = received_.size();
        if (received_.size() > kMaxReplyBytes)
            return refuse(Outcome::Failed, "The node's answer is too long.");
        auto readable = wait_readable(deadline);
        if (!readable) return std::unexpected(std::move(readable.error()));
        if (!*readable) return std::nullopt;
        received_.resize(searched_ + kReadBytes);
        const auto count = ::recv(socket_.get(), received_.data() + searched_, kReadBytes, 0);
        received_.resize(searched_ + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0 || (count < 0 && errno != EINTR)) return gone();
    }
}

// False at the deadline.
Reply<bool> Client::wait_readable(Deadline deadline) const {
    std::array<pollfd, 2> watched{{{socket_.get(), POLLIN, 0}, {interrupt_, POLLIN, 0}}};
    for (;;) {
        const int ready = ::poll(watched.data(), watched.size(), milliseconds_until(deadline));
        if (ready < 0 && errno != EINTR) return refuse(fail_errno(errno, "waiting for the node").error());
        if (ready > 0 && watched[1].revents != 0) return refuse(Outcome::Interrupted, "Interrupted.");
        if (ready > 0) return true;
        if (deadline && steady_clock::now() >= *deadline) return false;
    }
}

}  // namespace culver::control
