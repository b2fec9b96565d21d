// SPDX-License-Identifier: Apache-2.0
// The asking side of the control API: a blocking connection to the node of a profile, for the command line.
// One thread at a time. A connection that broke answers every further call with NotRunning.
#pragma once
#include "base/files.h"
#include "control/json.h"
#include "control/methods.h"
#include "control/outcome.h"

#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>

namespace culver::control {

// The longest line a face reads from its own node; only a bound against a node gone wild.
inline constexpr std::size_t kMaxReplyBytes = 64u << 20;
// A node that does not even greet in this time hangs.
inline constexpr std::chrono::seconds kGreetingLimit{10};
// Scanning a folder of a million files takes minutes on a small board; nothing takes longer.
inline constexpr std::chrono::minutes kCallLimit{10};

class Client {
public:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;  // none: wait for ever

    // Fails with NotRunning (nobody listens; the sentence says how to start a node), TimedOut, or Failed when
    // the node's API is another version. Keeps interrupt, a descriptor whose becoming readable makes every
    // wait fail with Interrupted; -1 is none.
    [[nodiscard]] static Reply<Client> connect(const std::filesystem::path& profile, int interrupt = -1);

    [[nodiscard]] const Hello& hello() const { return hello_; }

    // Events that come in between are kept for next_event(). Fails as the node refuses, or TimedOut after
    // kCallLimit.
    [[nodiscard]] Reply<Json> call(std::string_view method, const Json& params);

    template <class Method>
    [[nodiscard]] Reply<typename Method::Answer> call(const Method& request) {
        auto result = call(Method::kName, encode(request));
        if (!result) return std::unexpected(std::move(result.error()));
        auto answer = decode<typename Method::Answer>(*result);
        if (!answer)
            return refuse(Outcome::Failed, "The node's answer makes no sense: " + answer.error() + ".");
        return std::move(*answer);
    }

    // The next event as JSON, so that keys of a newer node are kept; nothing at the deadline.
    [[nodiscard]] Reply<std::optional<Json>> next_event(Deadline deadline);

    // For faces that also wait for the keyboard: readable when something came, and when a wait is to end.
    // What was received already no longer shows on the descriptor, so has_more() is asked first.
    [[nodiscard]] int descriptor() const { return socket_.get(); }
    [[nodiscard]] int interrupt_descriptor() const { return interrupt_; }
    [[nodiscard]] bool has_more() const { return !events_.empty() || received_.contains('\n'); }

private:
    Client(FileHandle socket, int interrupt) : socket_(std::move(socket)), interrupt_(interrupt) {}
    [[nodiscard]] Reply<void> greet();
    [[nodiscard]] Reply<void> write_line(std::string line);
    [[nodiscard]] Reply<std::optional<std::string>> read_line(Deadline deadline);
    [[nodiscard]] Reply<bool> wait_readable(Deadline deadline) const;

    FileHandle socket_;
    int interrupt_ = -1;
    std::string received_;
    std::size_t searched_ = 0;  // bytes of received_ known to hold no line break
    std::deque<Json> events_;
    std::uint64_t last_id_ = 0;
    Hello hello_;
};

}  // namespace culver::control
