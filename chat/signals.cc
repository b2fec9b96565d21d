// SPDX-License-Identifier: Apache-2.0
#include "chat/signals.h"

#include "chat/errors.h"
#include "chat/wire.h"

namespace culver::chat {
namespace {

// True when the time has come again; notes it.
bool is_due(std::map<PeerId, SteadyTime>& last, const PeerId& peer, SteadyTime now, Duration pause) {
    const auto [entry, is_first] = last.try_emplace(peer, now);
    if (is_first) return true;
    if (now - entry->second < pause) return false;
    entry->second = now;
    return true;
}

}  // namespace

Signals::Signals(boost::asio::any_io_executor executor, net::Sessions& sessions, const Clock& clock,
                 std::function<net::Standing(const PeerId&)> standing, std::function<void(ChatEvent)> tell)
    : sessions_(sessions),
      clock_(clock),
      standing_(std::move(standing)),
      tell_(std::move(tell)),
      scope_(executor) {}

bool Signals::may_signal(const PeerId& peer) const {
    return standing_(peer) == net::Standing::Known && sessions_.is_open(peer);
}

void Signals::send_typing(const PeerId& peer, bool is_typing) {
    if (may_signal(peer)) (void)sessions_.send(peer, kTypingFrame, encode_typing(is_typing));
}

Result<> Signals::send_buzz(const PeerId& peer) {
    if (!may_signal(peer)) return fail(ChatErrc::PeerAway);
    if (!is_due(buzzed_, peer, clock_.steady(), kBuzzPause)) return fail(ChatErrc::TooOften);
    return sessions_.send(peer, kBuzzFrame, {});
}

void Signals::on_frame(const PeerId& from, std::uint16_t kind, ByteView body) {
    if (standing_(from) != net::Standing::Known) return;
    if (kind == kTypingFrame) {
        if (const auto is_typing = decode_typing(body)) set_typing(from, *is_typing);
    } else if (kind == kBuzzFrame && is_due(buzzed_us_, from, clock_.steady(), kBuzzAccepted)) {
        tell_(PeerBuzzed{PeerKey(from)});
    }
}

void Signals::set_typing(const PeerId& peer, bool is_typing) {
    if (!is_typing) {
        if (typing_.erase(peer) > 0) tell_(PeerTyping{PeerKey(peer), false});
        return;
    }
    const auto [entry, is_first] = typing_.try_emplace(peer, 0);
    entry->second = ++turn_;
    if (is_first) tell_(PeerTyping{PeerKey(peer), true});
    scope_.spawn("typing", forget(peer, turn_));
}

Task<> Signals::forget(PeerId peer, std::uint64_t turn) {
    co_await sleep_for(kTypingLife);
    const auto found = typing_.find(peer);
    if (found != typing_.end() && found->second == turn) set_typing(peer, false);
}

void Signals::closed(const PeerId& peer) {
    set_typing(peer, false);
}

Task<> Signals::close() {
    co_await scope_.close();
}

}  // namespace culver::chat
