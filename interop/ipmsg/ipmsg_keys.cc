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
constexpr Duration kAnswerCounts = 10s;  // after the question: who answers later was not asked
constexpr std::size_t kMaxKeys = Roster::kMost;
constexpr std::size_t kMaxAsked = 256;  // at a time
constexpr std::size_t kMaxAskers = 64;  // while our keys are made; they ask again
constexpr auto kRsa = suite::kRsa2048 | suite::kRsa1024;

}  // namespace

std::uint32_t IpmsgGateway::key_status() const {
    return has_no_keys_ ? 0 : option::kEncrypted | option::kListsInside;
}

// Made when they are first needed: a node without such peers has none.
Task<> IpmsgGateway::get_keys() {
    if (keys_ || is_making_keys_ || has_no_keys_) co_return;
    keys_ = OwnKeys::from_text(options_.kept_keys);
    options_.kept_keys.clear();
    if (!keys_) co_await make_keys();
    const auto askers = std::exchange(key_askers_, {});
    for (const auto& [peer, question] : askers) {
        const auto* row = roster_.find(peer);
        if (keys_ && row != nullptr) answer_key(question, *row);
    }
}

Task<> IpmsgGateway::make_keys() {
    is_making_keys_ = true;
    struct Done {
        bool& flag;
        ~Done() { flag = false; }
    };
    const Done done{is_making_keys_};
    boost::asio::thread_pool maker(1);
    auto made = co_await offload(maker, [] { return std::optional(OwnKeys::make()); });
    if (!*made) {
        has_no_keys_ = true;
        log::warn("ipmsg: no texts are encrypted: {}", made->error().sentence());
        co_return;
    }
    keys_ = std::move(**made);
    options_.keep_keys(keys_->text());
}

void IpmsgGateway::ask_key(const Neighbour& peer, std::uint32_t options) {
    const auto now = clock_.steady();
    if ((options & option::kAutomatic) != 0 && !key_asks_.take(peer.where.address, now)) return;
    std::erase_if(key_asked_, [&](const auto& one) { return now - one.second > kAnswerCounts; });
    if (key_asked_.size() >= kMaxAsked)
        key_asked_.erase(
            std::ranges::min_element(key_asked_, {}, [](const auto& one) { return one.second; }));
    key_asked_.insert_or_assign(peer.key, now);
    auto question = own_packet(Command::AskKey, options);
    question.body = hex_text(own_capabilities());
    send(std::move(question), peer.where);
}

void IpmsgGateway::on_ask_key(const Packet& packet, const Neighbour& sender) {
    const auto theirs = parse_number(packet.body, 16);
    if (!can_encrypt(sender.said) || has_no_keys_ || !theirs) return;
    if (!key_answers_.take(sender.where.address, clock_.steady())) return;
    const KeyQuestion question{static_cast<std::uint32_t>(*theirs), packet.has(option::kAutomatic)};
    if (keys_) return answer_key(question, sender);
    if (key_askers_.size() < kMaxAskers) key_askers_.insert_or_assign(sender.key, question);
    tasks_.spawn("ipmsg keys", get_keys());
}

void IpmsgGateway::answer_key(const KeyQuestion& question, const Neighbour& sender) {
    const auto common = own_capabilities() & question.capabilities;
    if ((common & kRsa) == 0) return;
    auto answer = own_packet(Command::Key, 0);
    answer.body =
        build_key_answer(own_capabilities(), (common & suite::kRsa2048) != 0 ? keys_->strong : keys_->old);
    send(std::move(answer), sender.where);
    if (is_signed(common) && !question.is_automatic && !their_keys_.contains(sender.key))
        ask_key(sender, option::kAutomatic);
}

void IpmsgGateway::on_key(const Packet& packet, const Neighbour& sender) {
    auto told = parse_key_answer(packet.body);
    if (!told) return;
    const auto asked = key_asked_.find(sender.key);
    const bool is_answer = asked != key_asked_.end() && clock_.steady() - asked->second <= kAnswerCounts;
    // Nobody replaces a key unasked.
    if (!is_answer && (!must_encrypt(sender.said) || their_keys_.contains(sender.key))) return;
    if (!is_key_of(told->key, sender.said))
        return log::debug("ipmsg: {} tells a key that is not that of its name", sender.said.host);
    const auto pinned = pins_.find(sender.key.id);
    if (pinned != pins_.end() && pinned->second != fingerprint_of(told->key)) {
        return tell_once(
            sender.key, "ipmsg_key_changed",
            sender.said.name +
                " (IP Messenger) tells another key than before: a new machine, or somebody in its name. "
                "Texts wait. If that is as it should be: culver trust id:" +
                sender.key.id.text() + " --undo.");
    }
    key_asked_.erase(sender.key);
    keyless_.erase(sender.key);
    if (their_keys_.size() >= kMaxKeys && !their_keys_.contains(sender.key))
        their_keys_.erase(their_keys_.begin());
    const bool is_new = their_keys_.insert_or_assign(sender.key, std::move(*told)).second;
    if (const auto waits = key_waits_.find(sender.key); waits != key_waits_.end()) waits->second->cancel();
    if (is_new) mediator_.changed(shown(sender), PeerChange::Changed);
}

bool IpmsgGateway::is_encrypted(const Neighbour& row) const {
    if (must_encrypt(row.said) || pins_.contains(row.key.id)) return true;  // or nothing is sent
    const auto theirs = their_keys_.find(row.key);
    return can_encrypt(row.said) && !keyless_.contains(row.key) && theirs != their_keys_.end() &&
           choose_suite(theirs->second.capabilities, theirs->second.key.bits()).has_value();
}

// Their key, or nothing when they give none now. All who wait for one peer share the question.
Task<const KeyAnswer*> IpmsgGateway::key_of_peer(PeerKey peer) {
    const auto deadline = clock_.steady() + kAsks * kAskAgain;
    while (true) {
        if (const auto known = their_keys_.find(peer); known != their_keys_.end()) co_return &known->second;
        const auto* row = roster_.find(peer);
        if (row == nullptr || clock_.steady() >= deadline) co_return nullptr;
        auto& wait = key_waits_[peer];
        if (!wait) {
            wait = std::make_shared<boost::asio::steady_timer>(executor_, kAskAgain);
            ask_key(*row, 0);
        }
        const auto held = wait;
        (void)co_await held->async_wait(no_throw);
        const auto mine = key_waits_.find(peer);
        if (mine != key_waits_.end() && mine->second == held) key_waits_.erase(mine);
    }
}

// Closes a message with its number, text and list of files, if its receiver reads closed ones.
Task<Result<Packet>> IpmsgGateway::closed(PeerKey to, Packet packet) {
    const auto* row = roster_.find(to);
    if (row == nullptr) co_return fail(is_on_ ? GatewayErrc::NotHere : GatewayErrc::Off);
    const auto said = row->said;
    const bool must_close = pins_.contains(to.id) || must_encrypt(said);
    std::optional<std::uint32_t> bits;
    const KeyAnswer* theirs = nullptr;
    if (can_encrypt(said) && !keyless_.contains(to)) {
        while (is_making_keys_) co_await sleep_for(kKeyPause);
        co_await get_keys();
        if (keys_) theirs = co_await key_of_peer(to);
        if (theirs != nullptr) bits = choose_suite(theirs->capabilities, theirs->key.bits());
        if (!bits && must_encrypt(said))
            their_keys_.erase(to);  // what it can is not in its name: asked again
        if (!bits && (theirs == nullptr || must_encrypt(said)) && must_close)
            co_return fail(GatewayErrc::NoAnswer);
        if (keys_ && theirs == nullptr) {
            keyless_.insert(to);  // until it enters again, or tells one
            tell_once(
                to, "ipmsg_unencrypted",
                said.name +
                    " (IP Messenger) says that it encrypts and tells no key: texts to it go in the open.");
        }
    }
    if (!bits) {
        if (!must_close) co_return packet;
        tell_once(to, "ipmsg_downgrade",
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
    if (!must_encrypt(said)) pin(to.id, theirs->key);
    co_return packet;
}

// Whether opening a text may be tried. What decides is known before anything is decrypted, so that no answer
// depends on what a body holds.
bool IpmsgGateway::may_open(const Packet& packet, const Neighbour& sender) {
    const auto bits = suite_of(packet.body);
    if (!bits) return false;
    if (!keys_) {  // they know a key that is not here any more, or not yet
        tasks_.spawn("ipmsg keys", get_keys());
        return false;
    }
    // Who has AES signs. A text that nobody signed is answered however it came to be: a way to try out
    // guesses.
    if ((*bits & suite::kAes256) != 0 && !is_signed(*bits)) return false;
    if (must_encrypt(sender.said) && !is_signed(*bits)) return false;
    if (is_signed(*bits) && !their_keys_.contains(sender.key)) {
        ask_key(sender, option::kAutomatic);  // they send it again within a second; the key is here by then
        return false;
    }
    const auto now = clock_.steady();
    const auto& address = sender.where.address;
    if (!opens_.take(address, now) || !opens_in_all_.take(now)) return false;
    if (is_signed(*bits)) return true;  // without the sender's key no guess is ever answered
    // Each counts as a guess until it was opened. Who guesses too often is not read for a while.
    return guesses_.take(address, now) && guesses_in_all_.take(now);
}

// The packet with its texts readable; nothing when it must not be believed or cannot be read.
std::optional<Packet> IpmsgGateway::opened(const Packet& packet, const Neighbour& sender) {
    if (!packet.has(option::kEncrypted)) {
        if (!must_encrypt(sender.said)) return packet;
        log::debug("ipmsg: an open text in the name of {}, who has a key, was dropped", sender.said.host);
        return std::nullopt;
    }
    if (!may_open(packet, sender)) return std::nullopt;
    auto read = decrypt_body(packet.body, packet.number_text, keys_->strong, keys_->old);
    const auto theirs = their_keys_.find(sender.key);
    const bool is_believed =
        read && (!is_signed(read->suite) || (theirs != their_keys_.end() && read->is_by(theirs->second.key)));
    if (!is_believed) {
        log::debug("ipmsg: a text in the name of {} cannot be decrypted, or is not of its key",
                   sender.said.host);
        return std::nullopt;
    }
    if (!is_signed(read->suite)) {
        guesses_.give_back(sender.where.address);
        guesses_in_all_.give_back();
    }
    auto made = packet;
    // Nobody signs what stands outside.
    if (must_encrypt(sender.said)) made.extensions.clear();
    const std::string_view plain = read->plain;
    const auto end = std::min(plain.find('\0'), plain.size());
    made.body = plain.substr(0, end);
    if (packet.has(option::kListsInside)) {
        const auto rest = plain.substr(std::min(end + 1, plain.size()));
        made.extensions = {std::string(rest.substr(0, rest.find('\0')))};
    }
    return made;
}

void IpmsgGateway::tell_once(const PeerKey& peer, std::string code, std::string sentence) {
    if (told_.size() >= kMaxKeys) told_.erase(told_.begin());
    if (told_.emplace(peer, code).second) mediator_.warn(std::move(code), std::move(sentence));
}

// One line for each: the peer's id and the fingerprint of its key.
void IpmsgGateway::read_pins(std::string_view kept) {
    while (!kept.empty()) {
        const auto end = std::min(kept.find('\n'), kept.size());
        const auto line = kept.substr(0, end);
        const auto space = line.find(' ');
        const auto peer = PeerId::parse(line.substr(0, space));
        if (peer && space != std::string_view::npos) pins_.emplace(*peer, line.substr(space + 1));
        kept.remove_prefix(std::min(end + 1, kept.size()));
    }
}

void IpmsgGateway::pin(const PeerId& peer, const RsaKey& key) {
    if (pins_.try_emplace(peer, fingerprint_of(key)).second) keep_pins();
}

void IpmsgGateway::keep_pins() const {
    std::string text;
    for (const auto& [peer, fingerprint] : pins_) text += peer.text() + ' ' + fingerprint + '\n';
    options_.keep_pins(std::move(text));
}

// Of a peer that is gone. Its pin stays.
void IpmsgGateway::forget_key(const PeerKey& peer) {
    their_keys_.erase(peer);
    keyless_.erase(peer);
    key_asked_.erase(peer);
    key_askers_.erase(peer);
}

void IpmsgGateway::forget_trust(const PeerKey& peer) {
    forget_key(peer);
    std::erase_if(told_, [&](const auto& one) { return one.first == peer; });
    if (pins_.erase(peer.id) != 0) keep_pins();
}

}  // namespace culver::interop::ipmsg
