// SPDX-License-Identifier: Apache-2.0
#include "app/hooks.h"

#include "app/hook_helper.h"
#include "base/log.h"
#include "base/text.h"
#include "control/json.h"

#include "app/hooks.pb.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace culver::app {
namespace {

using control::Json;

// A single variable may not be longer for the kernel (128 KiB); longer texts are only on stdin.
constexpr std::size_t kMaxVariable = 64U * 1024;

void add(std::vector<std::string>& environment, std::string_view name, const std::string& value) {
    if (value.size() > kMaxVariable || value.contains('\0')) return;
    environment.push_back(std::string(name) + "=" + value);
}

// What both kinds tell about who sent it.
HookCall call_of(std::string event, const std::vector<std::string>& words, const std::string& peer,
                 const control::Text& peer_name, std::chrono::milliseconds limit) {
    HookCall call{.event = std::move(event), .words = words, .environment = {}, .input = {}, .limit = limit};
    add(call.environment, "CULVER_EVENT", call.event);
    add(call.environment, "CULVER_PEER", peer);
    add(call.environment, "CULVER_PEER_NAME", peer_name.value_or(""));
    return call;
}

std::size_t size_of(const HookCall& call) {
    std::size_t bytes = call.input.size();
    for (const auto& variable : call.environment) bytes += variable.size();
    return bytes;
}

std::string last_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace

std::vector<HookCall> calls_for(const control::TransferRow& row, const HookSettings& settings) {
    std::vector<HookCall> calls;
    const bool is_over =
        row.state == control::TransferState::Done || row.state == control::TransferState::Failed;
    if (row.direction != control::Direction::In || !is_over || settings.file_received.empty()) return calls;
    control::TransferRow shown = row;
    for (const std::string& path : row.paths) {
        // What has arrived has its place; of a transfer that failed the rest has only the name in the offer.
        if (!path.starts_with('/')) continue;
        HookCall call =
            call_of("file-received", settings.file_received, row.peer, row.peer_name, settings.limit);
        add(call.environment, "CULVER_TRANSFER", row.id);
        add(call.environment, "CULVER_PATH", path);
        add(call.environment, "CULVER_NAME", last_name(path));
        shown.paths = {path};
        const Json json{{"event", call.event}, {"path", path}, {"transfer", control::encode(shown)}};
        call.input = control::json_text(json) + "\n";
        calls.push_back(std::move(call));
    }
    return calls;
}

std::vector<HookCall> calls_for(const control::MessageRow& row, const HookSettings& settings) {
    if (row.direction != control::Direction::In || settings.message_received.empty()) return {};
    HookCall call =
        call_of("message-received", settings.message_received, row.author, row.author_name, settings.limit);
    add(call.environment, "CULVER_MESSAGE", row.id);
    add(call.environment, "CULVER_TEXT", row.text.value_or(""));
    const Json json{{"event", call.event}, {"message", control::encode(row)}};
    call.input = control::json_text(json) + "\n";
    return {std::move(call)};
}

Hooks::Hooks(boost::asio::any_io_executor executor, FileHandle helper, Warn warn)
    : warn_(std::move(warn)),
      helper_(executor),
      changed_(executor, boost::asio::steady_timer::time_point::max()),
      tasks_(executor) {
    if (!helper.is_open()) return;
    helper_.assign({AF_UNIX, SOCK_SEQPACKET}, helper.release());
    tasks_.spawn("starting hooks", send_loop());
    tasks_.spawn("hearing how hooks ended", hear_loop());
}

void Hooks::arrived(const control::TransferRow& row) {
    auto calls = calls_for(row, settings_);
    if (calls.empty() || std::ranges::find(ran_for_, row.id) != ran_for_.end()) return;
    ran_for_.push_back(row.id);
    if (ran_for_.size() > kMaxRanTransfers) ran_for_.pop_front();
    run(std::move(calls));
}

void Hooks::run(std::vector<HookCall> calls) {
    for (auto& call : calls) {
        if (!helper_.is_open())
            return warn_("The hook " + call.event + " cannot be run: its helper is not there.");
        const std::size_t bytes = size_of(call);
        if (waiting_.size() >= kMaxWaitingHooks || waiting_bytes_ + bytes > kMaxWaitingHookBytes) {
            if (!std::exchange(is_full_told_, true))
                warn_("Hooks are slower than what arrives; from here on some are left out.");
            return;
        }
        waiting_bytes_ += bytes;
        waiting_.push_back(std::move(call));
    }
    changed_.cancel();
}

Task<> Hooks::send_loop() {
    for (;;) {
        while (waiting_.empty() || under_way_.size() >= kMaxHooksAtOnce)
            co_await changed_.async_wait(no_throw);
        HookCall call = std::move(waiting_.front());
        waiting_.pop_front();
        waiting_bytes_ -= size_of(call);
        if (waiting_.empty()) is_full_told_ = false;
        wire::HookRun request;
        request.set_number(++last_number_);
        for (const auto& word : call.words) request.add_words(word);
        for (const auto& variable : call.environment) request.add_environment(variable);
        request.set_input(call.input);
        request.set_limit_ms(static_cast<std::uint32_t>(call.limit.count()));
        std::string packet = request.SerializeAsString();
        if (packet.size() > kMaxHookPacket) {  // then the text is only on stdin
            std::erase_if(call.environment, [](const auto& one) { return one.size() > kMaxVariable / 16; });
            request.clear_environment();
            for (const auto& variable : call.environment) request.add_environment(variable);
            packet = request.SerializeAsString();
        }
        if (packet.size() > kMaxHookPacket) {  // as JSON: control characters take six bytes each
            warn_("The hook " + call.event + " was left out once: what arrived is too long for it.");
            continue;
        }
        under_way_[last_number_] = {call.event, call.words.front(), call.limit};
        auto [failure, sent] = co_await helper_.async_send(boost::asio::buffer(packet), 0, no_throw);
        if (!failure) continue;
        warn_("The hook " + call.event + " cannot be run: " + failure.message() + ".");
        under_way_.erase(last_number_);
    }
}

Task<> Hooks::hear_loop() {
    std::string packet(kMaxHookPacket, '\0');
    for (;;) {
        boost::asio::socket_base::message_flags flags = 0;
        auto [failure, count] = co_await helper_.async_receive(boost::asio::buffer(packet), flags, no_throw);
        if (failure || count == 0) {
            if (!tasks_.is_closing())
                warn_("The helper that runs hooks has ended; they run again after a restart.");
            helper_.close();
            under_way_.clear();
            co_return;
        }
        judge(packet.substr(0, count));
        changed_.cancel();
    }
}

void Hooks::judge(const std::string& packet) {
    wire::HookEnd end;
    if (!end.ParseFromString(packet)) return;
    const auto found = under_way_.find(end.number());
    if (found == under_way_.end()) return;
    const UnderWay one = std::move(found->second);
    under_way_.erase(found);
    std::string why;
    if (end.start_error() != 0)
        why = std::string("could not be started: ") + ::strerrordesc_np(static_cast<int>(end.start_error()));
    else if (end.timed_out())
        why = "was ended because it took longer than " + std::to_string(one.limit.count() / 1000) + " s";
    else if (end.signal() != 0)
        why = "was ended by signal " + std::to_string(end.signal());
    else if (end.exit_code() != 0)
        why = "ended with code " + std::to_string(end.exit_code());
    if (why.empty()) return log::debug("hook {}: {} is done", one.event, printable(one.program));
    if (!end.said().empty()) why += " (" + printable(end.said()) + ")";
    warn_("The program " + printable(one.program) + " of the hook " + one.event + " " + why + ".");
}

Task<> Hooks::close() {
    waiting_.clear();
    waiting_bytes_ = 0;
    co_await tasks_.close();
    if (helper_.is_open()) helper_.close();
}

}  // namespace culver::app
