// SPDX-License-Identifier: Apache-2.0
// Programs that a person wants to be run when something arrives: a scanner that drops a file, a printer that
// prints one. What arrived goes into the environment and, as the JSON of the control API, to stdin; nothing
// of it ever becomes a word of a command line, and there is no shell.
#pragma once
#include "base/files.h"
#include "base/task_scope.h"
#include "control/rows.h"

#include <boost/asio/generic/seq_packet_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace culver::app {

// What waits to be run; above it the oldest are run and newer ones are dropped with one warning.
inline constexpr std::size_t kMaxWaitingHooks = 10'000;
inline constexpr std::size_t kMaxWaitingHookBytes = 16U * 1024 * 1024;  // a message is up to 400 KB of JSON

// Transfers whose hooks ran and that may be told again: that happens within moments of their end.
inline constexpr std::size_t kMaxRanTransfers = 1'000;

struct HookSettings {
    std::vector<std::string> file_received;  // a program and its arguments; empty: nothing is run
    std::vector<std::string> message_received;
    std::chrono::milliseconds limit{60'000};
};

// One run of a program, complete.
struct HookCall {
    std::string event;                     // file-received, message-received
    std::vector<std::string> words;        // the program and its arguments
    std::vector<std::string> environment;  // CULVER_…=value
    std::string input;
    std::chrono::milliseconds limit{0};
};

// Pure: what is to be run for a transfer that is done or failed (one run for each file or folder at its top),
// or a message. Nothing when the setting is empty, or when it went out.
[[nodiscard]] std::vector<HookCall> calls_for(const control::TransferRow& row, const HookSettings& settings);
[[nodiscard]] std::vector<HookCall> calls_for(const control::MessageRow& row, const HookSettings& settings);

// Thread: the network thread.
class Hooks {
public:
    using Warn = std::function<void(std::string sentence)>;

    // helper: from start_hook_helper(); without it every run is a warning.
    Hooks(boost::asio::any_io_executor executor, FileHandle helper, Warn warn);

    void set(HookSettings settings) { settings_ = std::move(settings); }
    // Once for each transfer, however often it is told, unless kMaxRanTransfers others ended meanwhile.
    void arrived(const control::TransferRow& row);
    void arrived(const control::MessageRow& row) { run(calls_for(row, settings_)); }

    // Runs that wait are dropped; those under way end by themselves or by their limit.
    Task<> close();

private:
    struct UnderWay {
        std::string event;
        std::string program;
        std::chrono::milliseconds limit{0};
    };
    void run(std::vector<HookCall> calls);
    Task<> send_loop();
    Task<> hear_loop();
    void judge(const std::string& packet);

    Warn warn_;
    HookSettings settings_;
    boost::asio::generic::seq_packet_protocol::socket helper_;
    std::deque<HookCall> waiting_;
    std::size_t waiting_bytes_ = 0;  // of their inputs and environments
    std::map<std::uint64_t, UnderWay> under_way_;
    std::uint64_t last_number_ = 0;
    boost::asio::steady_timer changed_;  // never expires; cancelled when there is something to do
    bool is_full_told_ = false;
    std::deque<std::string> ran_for_;  // ids of transfers, the oldest first
    TaskScope tasks_;
};

}  // namespace culver::app
