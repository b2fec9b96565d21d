// SPDX-License-Identifier: Apache-2.0
// Keys: our own two, those of others, and which messages they close.
#include "base/log.h"
#include "base/offload.h"
#include "interop/ipmsg/ipmsg_gateway.h"

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;

constexpr auto kAskAgain = 750ms;  // as messages
constexpr int kAsks = 4;
constexpr auto kKeyPause = 50ms;
constexpr std::size_t kMaxKeys = Roster::kMost;
}  // namespace

// Made when they are first needed: a node without such peers has none.
Task<> IpmsgGateway::get_keys() {
    if (keys_ || is_making_keys_) co_return;
    keys_ = OwnKeys::from_text(options_.kept_keys);
    options_.kept_keys.clear();
    if (keys_) co_return;
    is_making_keys_ = true;
    {
        boost::asio::thread_pool maker(1);
        auto made = co_await offload(maker, [] { return std::optional(OwnKeys::make()); });
        is_making_keys_ = false;
        if (!*made) {
            log::warn("ipmsg: {}", made->error().sentence());
            co_return;
        }
        keys_ = std::move(**made);
    }
    options_.keep_keys(keys_->text());
    while (!key_askers_.empty()) {
        const auto [peer, question] = *key_askers_.begin();
        key_askers_.erase(key_askers_.begin());
        if (const auto* row = roster_.find(peer)) on_ask_key(question, *row);
    }
}

void IpmsgGateway::ask_key(const Neighbour& peer, std::uint32_t options) {
    if (key_asked_.size() < kMaxKeys) key_asked_.insert(peer.key);
    auto question = own_packet(Command::AskKey, options);
    question.body = hex_text(own_capabilities());
    send(std::move(question), peer.where);
}

void IpmsgGateway::on_ask_key(const Packet& packet, const Neighbour& sender) {
    if (!can_encrypt(sender.said)) return;
    if (!keys_) {
        if (key_askers_.size() < kMaxKeys) key_askers_.insert_or_assign(sender.key, packet);
        tasks_.spawn("ipmsg keys", get_keys());
        return;
    }
    const auto theirs = parse_number(packet.body, 16);
    if (!theirs || !key_answers_.take(sender.where.address, clock_.steady())) return;
    const auto common = own_capabilities() & static_cast<std::uint32_t>(*theirs);
    if ((common & (suite::kRsa2048 | suite::kRsa1024)) == 0) return;
    auto answer = own_packet(Command::Key, 0);
    answer.body =
        build_key_answer(own_capabilities(), (common & suite::kRsa2048) != 0 ? keys_->strong : keys_->old);
    send(std::move(answer), sender.where);
    const bool can_sign = (common & (suite::kSignSha1 | suite::kSignSha256)) != 0;
    if (can_sign && !packet.has(option::kAutomatic) && !their_keys_.contains(sender.key))
        ask_key(sender, option::kAutomatic);
}

void IpmsgGateway::on_key(const Packet& packet, const Neighbour& sender) {
    auto told = parse_key_answer(packet.body);
    if (!told) return;
    if (!is_key_of(told->key, sender.said)) {
        log::info("ipmsg: {} tells a key that is not that of its name", sender.said.host);
        return;
    }
    // Without a fingerprint only an answer counts: else anybody could replace a key at any time.
    if (key_asked_.erase(sender.key) == 0 && !must_encrypt(sender.said)) return;
    if (their_keys_.size() >= kMaxKeys && !their_keys_.contains(sender.key))
        their_keys_.erase(their_keys_.begin());
    const bool is_new = their_keys_.insert_or_assign(sender.key, std::move(*told)).second;
    if (const auto waits = key_waits_.find(sender.key); waits != key_waits_.end()) waits->second->cancel();
    if (is_new) mediator_.changed(shown(sender), PeerChange::Changed);
}

bool IpmsgGateway::is_encrypted(const Neighbour& row) const {
    if (must_encrypt(row.said)) return true;
    const auto theirs = their_keys_.find(row.key);
    return can_encrypt(row.said) && theirs != their_keys_.end() &&
           choose_suite(theirs->second.capabilities, theirs->second.key.bits()).has_value();
}

// Their key, or nothing when they give none now.
Task<const KeyAnswer*> IpmsgGateway::key_of_peer(PeerKey peer) {
    for (int asks = 0; asks < kAsks; ++asks) {
        if (const auto known = their_keys_.find(peer); known != their_keys_.end()) co_return &known->second;
        const auto* row = roster_.find(peer);
        if (row == nullptr) co_return nullptr;
        auto& wait = key_waits_[peer];
        if (!wait) wait = std::make_shared<boost::asio::steady_timer>(executor_);
        ask_key(*row, 0);
        const auto held = wait;
        held->expires_after(kAskAgain);
        (void)co_await held->async_wait(no_throw);
        key_waits_.erase(peer);
    }
    const auto known = their_keys_.find(peer);
    co_return known == their_keys_.end() ? nullptr : &known->second;
}

// Closes a message with its number, text and list of files, if its receiver reads closed ones.
Task<Result<Packet>> IpmsgGateway::closed(PeerKey to, Packet packet) {
    const auto* row = roster_.find(to);
    if (row == nullptr) co_return fail(is_on_ ? GatewayErrc::NotHere : GatewayErrc::Off);
    const auto said = row->said;
    const bool was_closed = closed_before_.contains(to.id);
    std::optional<std::uint32_t> bits;
    const KeyAnswer* theirs = nullptr;
    if (can_encrypt(said) && !keyless_.contains(to)) {
        while (is_making_keys_) co_await sleep_for(kKeyPause);
        co_await get_keys();
        if (keys_) theirs = co_await key_of_peer(to);
        if (theirs != nullptr) bits = choose_suite(theirs->capabilities, theirs->key.bits());
        if (theirs == nullptr && (was_closed || must_encrypt(said))) co_return fail(GatewayErrc::NoAnswer);
        if (theirs == nullptr) keyless_.insert(to);  // until it enters again
    }
    if (!bits) {
        if (!was_closed && !must_encrypt(said)) co_return packet;
        if (downgrades_told_.insert(to).second)
            mediator_.warn(
                "ipmsg_downgrade",
                "Texts to " + said.name +
                    " (IP Messenger) were encrypted before, and now their program says it cannot. They "
                    "wait here. If that is as it should be: culver trust id:" +
                    to.id.text() + " --undo.");
        co_return fail(GatewayErrc::Downgraded);
    }
    auto plain = packet.body + '\0';
    const bool has_list = !packet.extensions.empty() && (said.status & option::kListsInside) != 0;
    if (has_list) {
        plain += packet.extensions.front() + '\0';
        packet.extensions.clear();
        packet.word |= option::kListsInside;
    }
    auto body = encrypt_body(plain, std::to_string(packet.number), *bits, theirs->key, keys_->strong);
    if (!body) co_return fail(GatewayErrc::NoAnswer);
    packet.body = std::move(*body);
    packet.word |= option::kEncrypted;
    if (!must_encrypt(said) && closed_before_.insert(to.id).second) options_.keep_closed(closed_before_);
    co_return packet;
}

// The packet with its texts readable; nothing when it must not be believed or cannot be read.
std::optional<Packet> IpmsgGateway::opened(const Packet& packet, const Neighbour& sender) {
    const auto& said = sender.said;
    if (!packet.has(option::kEncrypted)) {
        if (!must_encrypt(said) || packet.has(option::kAutomatic)) return packet;
        log::info("ipmsg: an open text in the name of {}, who has a key, was dropped", said.host);
        return std::nullopt;
    }
    if (!keys_) {  // they know a key that is not here any more, or not yet
        tasks_.spawn("ipmsg keys", get_keys());
        return std::nullopt;
    }
    auto read = decrypt_body(packet.body, packet.number_text, keys_->strong, keys_->old);
    if (!read) {
        log::info("ipmsg: a text of {} cannot be decrypted", said.host);
        return std::nullopt;
    }
    if (must_encrypt(said) || read->is_signed()) {
        const auto theirs = their_keys_.find(sender.key);
        if (theirs == their_keys_.end()) {
            // They send it again within a second; the key is here by then.
            ask_key(sender, option::kAutomatic);
            return std::nullopt;
        }
        if (!read->is_by(theirs->second.key)) {
            log::info("ipmsg: a text in the name of {} is not signed by its key", said.host);
            return std::nullopt;
        }
    }
    auto made = packet;
    const std::string_view plain = read->plain;
    const auto end = std::min(plain.find('\0'), plain.size());
    made.body = plain.substr(0, end);
    if (packet.has(option::kListsInside)) {
        const auto rest = plain.substr(std::min(end + 1, plain.size()));
        made.extensions = {std::string(rest.substr(0, rest.find('\0')))};
    }
    return made;
}

void IpmsgGateway::forget_trust(const PeerKey& peer) {
    their_keys_.erase(peer);
    keyless_.erase(peer);
    downgrades_told_.erase(peer);
    if (closed_before_.erase(peer.id) != 0) options_.keep_closed(closed_before_);
}

}  // namespace culver::interop::ipmsg
