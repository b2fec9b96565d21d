// SPDX-License-Identifier: Apache-2.0
#include "tests/control/canned_node.h"

#include "base/random.h"
#include "base/time_text.h"
#include "tests/control/samples.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace culver::control::test {
namespace {

// As a text, or the end of a path: of several receivers the others get nothing.
constexpr std::string_view kOnlyTheFirst = "only the first";

using std::chrono::milliseconds;

PeerRow peer(char letter, const std::string& name, Trust trust, Presence presence) {
    PeerRow row = samples::bob();
    row.id = std::string(52, letter);
    row.name = name;
    row.trust = trust;
    row.presence = presence;
    row.addresses = {std::string("10.0.0.") + std::to_string(letter - 'a') + ":24254"};
    if (trust != Trust::Verified) row.department = std::nullopt;
    return row;
}

ConfigEntry setting(const std::string& key, ConfigValue value) {
    return {key, value, value};
}

// How long the other side takes; no test waits for this time itself.
Task<> pause(milliseconds duration) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

KnownPeer known_peer(const PeerRow& row) {
    KnownPeer known;
    known.id = row.id;
    known.name = row.name.value_or("");
    known.trust = row.trust;
    known.talked_to = known.name != "小王";
    known.present = row.presence != Presence::Offline;
    known.ever_names = {known.name};
    for (const auto& text : row.addresses) known.addresses.push_back(*Endpoint::parse(text, kDefaultPort));
    return known;
}

}  // namespace

CannedNode::CannedNode(boost::asio::any_io_executor executor)
    : changed(executor, boost::asio::steady_timer::time_point::max()),
      peers_{peer('b', "bob", Trust::Verified, Presence::Available),
             peer('m', "mute", Trust::New, Presence::Offline), peer('r', "rude", Trust::New, Presence::Busy),
             peer('k', "broken", Trust::New, Presence::Available),
             peer('w', "小王", Trust::New, Presence::Available)},
      settings_{setting("name", std::string("alice")), setting("port", std::int64_t{24254}),
                setting("hidden", false)},
      tasks_(executor) {
    for (const char* text : {"first", "second", "lunch?"}) {
        messages_.push_back(write_down(peers_[0], text, Direction::In));
    }
    TransferRow offer = samples::transfer();
    offer.direction = Direction::In;
    offer.state = TransferState::Offered;
    offer.error = std::nullopt;
    offer.bytes_done = 0;
    transfers_.push_back(offer);
    emit(event::Ready{samples::status().id, 24254});
    emit(event::PeerAppeared{{peers_[0]}});
}

void CannedNode::emit(EventBody body) {
    events.push_back({events.size() + 1, std::move(body)});
    changed.cancel();
}

void CannedNode::lose_message(std::string text) {
    messages_.push_back(write_down(peers_[0], std::move(text), Direction::In));
    emit(event::Lost{events.size(), events.size()});
}

void CannedNode::lose_departure() {
    peers_[0].presence = Presence::Offline;
    emit(event::Lost{events.size(), events.size()});
}

Reply<PeerRow*> CannedNode::find_peer(const std::string& word) {
    std::vector<KnownPeer> known;
    std::ranges::transform(peers_, std::back_inserter(known), known_peer);
    auto match = resolve_peer(word, known);
    if (!match) return std::unexpected(match.error());
    const auto* one = std::get_if<OnePeer>(&*match);
    if (one == nullptr) return refuse(Outcome::NoSuchPeer, "Nobody answers at " + word + ".");
    return &*std::ranges::find(peers_, one->id, &PeerRow::id);
}

Reply<TransferRow*> CannedNode::find_transfer(const std::string& word) {
    std::vector<std::string> ids;
    for (const auto& row : transfers_) ids.push_back(row.id);
    auto id = resolve_transfer(word, ids);
    if (!id) return std::unexpected(id.error());
    return &*std::ranges::find(transfers_, *id, &TransferRow::id);
}

Reply<TransferRow> CannedNode::set_state(const std::string& word, TransferState state) {
    auto row = find_transfer(word);
    if (!row) return std::unexpected(row.error());
    if (is_final((*row)->state)) return refuse(Outcome::WrongState, "This transfer has ended already.");
    (*row)->state = state;
    emit(event::TransferChanged{{**row}});
    return **row;
}

MessageRow CannedNode::write_down(const PeerRow& peer, std::string text, Direction direction) {
    MessageRow row = samples::message();
    row.id = random_id<MessageId>().text();
    row.conversation = peer.id;
    row.author = direction == Direction::In ? peer.id : samples::status().id;
    row.author_name = direction == Direction::In ? peer.name : "alice";
    row.direction = direction;
    row.text = std::move(text);
    row.state = direction == Direction::In ? MessageState::Delivered : MessageState::Queued;
    return row;
}

Task<> CannedNode::run_message(std::size_t index, std::string name) {
    if (name == "mute") co_return;
    const auto states = name == "rude" ? std::vector{MessageState::Failed}
                                       : std::vector{MessageState::Sent, MessageState::Delivered};
    for (const auto state : states) {
        co_await pause(milliseconds(50));
        messages_[index].state = state;
        emit(event::MessageStateChanged{{messages_[index]}});
    }
}

Task<> CannedNode::run_transfer(std::string id, std::string name) {
    if (name == "mute") co_return;
    co_await pause(milliseconds(100));
    auto end = name == "rude" ? TransferState::Declined : TransferState::Done;
    if (name == "broken") {
        (*find_transfer(id))->error = TransferError{"disk_full", "The other computer's disk is full."};
        end = TransferState::Failed;
    }
    for (int tenth = 1; name == "bob" && tenth <= 10; ++tenth) {
        TransferRow& row = **find_transfer(id);
        row.state = TransferState::Active;
        row.bytes_done = *row.bytes_total * static_cast<std::uint64_t>(tenth) / 10;
        row.rate = 3'000'000;
        co_await pause(milliseconds(80));
    }
    (void)set_state(id, end);
}

Answered<method::NodeStatus> CannedNode::answer(method::NodeStatus) {
    co_return samples::status();
}

Answered<method::NodeStop> CannedNode::answer(method::NodeStop) {
    co_return Nothing{};
}

Answered<method::PeersList> CannedNode::answer(method::PeersList request) {
    PeerList list;
    for (const auto& row : peers_) {
        if (!request.present || row.presence != Presence::Offline) list.peers.push_back(row);
    }
    co_return list;
}

Answered<method::PeerResolve> CannedNode::answer(method::PeerResolve request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    co_return **peer;
}

Answered<method::ChatSay> CannedNode::answer(method::ChatSay request) {
    std::vector<const PeerRow*> to;
    for (const auto& word : request.peers) {
        auto peer = find_peer(word);
        if (!peer) co_return std::unexpected(peer.error());
        to.push_back(*peer);
    }
    SaidList said;
    for (const PeerRow* peer : to) {
        if (request.text == kOnlyTheFirst && !said.messages.empty()) {
            said.messages.push_back({.message_id = {},
                                     .peer = peer->id,
                                     .peer_name = peer->name,
                                     .state = MessageState::Failed,
                                     .error = TransferError{"disk", "The disk is full."}});
            continue;
        }
        messages_.push_back(write_down(*peer, request.text, Direction::Out));
        said.messages.push_back({messages_.back().id, peer->id, peer->name, MessageState::Queued});
        tasks_.spawn("message", run_message(messages_.size() - 1, *peer->name));
    }
    co_return said;
}

// Pages of two, so that a face must ask for the earlier ones.
Answered<method::ChatHistory> CannedNode::answer(method::ChatHistory request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    std::vector<MessageRow> all;
    for (const auto& row : messages_) {
        const bool fits = !request.search || row.text->find(*request.search) != std::string::npos;
        if (row.conversation == (*peer)->id && fits) all.push_back(row);
    }
    const std::size_t end = request.before ? std::stoul(*request.before) : all.size();
    const std::size_t count = std::min<std::size_t>({end, static_cast<std::size_t>(request.limit), 2});
    MessagePage page;
    page.messages.assign(all.begin() + static_cast<std::ptrdiff_t>(end - count),
                         all.begin() + static_cast<std::ptrdiff_t>(end));
    if (end > count) page.earlier = std::to_string(end - count);
    co_return page;
}

Answered<method::ChatSearch> CannedNode::answer(method::ChatSearch request) {
    MessagePage page;
    for (MessageRow row : messages_) {
        if (row.text->find(request.text) == std::string::npos) continue;
        row.snippet = *row.text;
        page.messages.push_back(row);
    }
    co_return page;
}

Answered<method::ChatMarkRead> CannedNode::answer(method::ChatMarkRead request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    for (auto& row : messages_) {
        if (row.direction == Direction::In && row.conversation == (*peer)->id) row.state = MessageState::Read;
    }
    co_return Nothing{};
}

Answered<method::TransferSend> CannedNode::answer(method::TransferSend request) {
    SentList sent;
    for (const auto& word : request.peers) {
        auto peer = find_peer(word);
        if (!peer) co_return std::unexpected(peer.error());
        if (request.paths.front().ends_with(kOnlyTheFirst) && !sent.transfers.empty()) {
            sent.transfers.push_back({.transfer_id = {},
                                      .peer = (*peer)->id,
                                      .peer_name = (*peer)->name,
                                      .state = TransferState::Failed,
                                      .error = TransferError{"disk", "The disk is full."}});
            continue;
        }
        TransferRow row = samples::transfer();
        row.id = random_id<TransferId>().text();
        row.peer = (*peer)->id;
        row.peer_name = (*peer)->name;
        row.state = TransferState::Waiting;
        row.bytes_done = 0;
        row.paths = request.paths;
        row.rate_limit = request.rate;
        row.error = std::nullopt;
        row.ended = std::nullopt;
        transfers_.push_back(row);
        sent.transfers.push_back({row.id, row.peer, row.peer_name, row.state});
        tasks_.spawn("transfer", run_transfer(row.id, *(*peer)->name));
    }
    co_return sent;
}

Answered<method::TransferQuery> CannedNode::answer(method::TransferQuery request) {
    TransferList list;
    if (request.ids.empty()) list.transfers = transfers_;
    for (const auto& word : request.ids) {
        auto row = find_transfer(word);
        if (!row) co_return std::unexpected(row.error());
        list.transfers.push_back(**row);
    }
    co_return list;
}

Answered<method::TransferAccept> CannedNode::answer(method::TransferAccept request) {
    co_return set_state(request.id, TransferState::Waiting);
}
Answered<method::TransferDecline> CannedNode::answer(method::TransferDecline request) {
    co_return set_state(request.id, TransferState::Declined);
}
Answered<method::TransferPause> CannedNode::answer(method::TransferPause request) {
    co_return set_state(request.id, TransferState::Paused);
}
Answered<method::TransferResume> CannedNode::answer(method::TransferResume request) {
    co_return set_state(request.id, TransferState::Active);
}
Answered<method::TransferCancel> CannedNode::answer(method::TransferCancel request) {
    co_return set_state(request.id, TransferState::Cancelled);
}

Answered<method::TransferFiles> CannedNode::answer(method::TransferFiles request) {
    auto row = find_transfer(request.id);
    if (!row) co_return std::unexpected(row.error());
    FileList list;
    for (const auto& path : (*row)->paths) list.files.push_back({path, false, 1000});
    list.entries = list.files.size();
    co_return list;
}
Answered<method::TransferAgain> CannedNode::answer(method::TransferAgain request) {
    auto row = find_transfer(request.id);
    if (!row) co_return std::unexpected(row.error());
    method::TransferSend send;
    send.peers = request.peers.empty() ? std::vector<std::string>{*(*row)->peer_name} : request.peers;
    send.paths = (*row)->paths;
    co_return co_await answer(std::move(send));
}
Answered<method::TransferLimit> CannedNode::answer(method::TransferLimit request) {
    auto row = find_transfer(request.id);
    if (!row) co_return std::unexpected(row.error());
    (*row)->rate_limit = request.rate;
    co_return **row;
}

Answered<method::AutoAcceptSet> CannedNode::answer(method::AutoAcceptSet request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    std::erase_if(rules_, [&](const auto& rule) { return rule.peer == (*peer)->id; });
    rules_.push_back({(*peer)->id, (*peer)->name, request.enabled, request.to, request.max_size});
    co_return rules_.back();
}

Answered<method::AutoAcceptGet> CannedNode::answer(method::AutoAcceptGet request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    const auto rule = std::ranges::find(rules_, (*peer)->id, &AutoAcceptRule::peer);
    if (rule != rules_.end()) co_return *rule;
    co_return AutoAcceptRule{(*peer)->id, (*peer)->name, false, std::nullopt, std::nullopt};
}

Answered<method::AutoAcceptList> CannedNode::answer(method::AutoAcceptList) {
    co_return RuleList{rules_};
}

Answered<method::PeerVerify> CannedNode::answer(method::PeerVerify request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    co_return VerificationRow{(*peer)->id, (*peer)->name, "04 17 92 55 31 60", "shown"};
}

Answered<method::PeerTrust> CannedNode::answer(method::PeerTrust request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    if (request.code && *request.code != "041792553160") {
        co_return refuse(Outcome::CodeDiffers, "This is not the code shown here.");
    }
    (*peer)->trust = request.undo ? Trust::New : Trust::Verified;
    co_return TrustRow{(*peer)->id, (*peer)->name, (*peer)->trust};
}

Answered<method::PeerBlock> CannedNode::answer(method::PeerBlock request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    (*peer)->trust = Trust::Blocked;
    co_return TrustRow{(*peer)->id, (*peer)->name, (*peer)->trust};
}

Answered<method::ConfigGet> CannedNode::answer(method::ConfigGet request) {
    ConfigList list;
    for (const auto& entry : settings_) {
        if (!request.key || entry.key == *request.key) list.entries.push_back(entry);
    }
    if (list.entries.empty()) {
        co_return refuse(Outcome::NoSuchSetting, "There is no setting '" + *request.key + "'.");
    }
    co_return list;
}

Answered<method::ConfigSet> CannedNode::answer(method::ConfigSet request) {
    const auto entry = std::ranges::find(settings_, request.key, &ConfigEntry::key);
    if (entry == settings_.end()) {
        co_return refuse(Outcome::NoSuchSetting, "There is no setting '" + request.key + "'.");
    }
    if (request.key == "port") co_return refuse(Outcome::BadValue, "'port' must be a number.");
    entry->value = request.value;
    co_return *entry;
}

Answered<method::NetworksList> CannedNode::answer(method::NetworksList) {
    co_return NetworkList{{{"52:54:00:12:35:02", "eth0", "10.0.0.1", false, true}}};
}
Answered<method::NetworksTrust> CannedNode::answer(method::NetworksTrust request) {
    co_return NetworkRow{request.network.value_or("52:54:00:12:35:02"), "eth0", "10.0.0.1", true, false};
}
Answered<method::NetworksForget> CannedNode::answer(method::NetworksForget request) {
    co_return NetworkRow{request.network.value_or("52:54:00:12:35:02"), "eth0", "10.0.0.1", false, true};
}

Answered<method::Doctor> CannedNode::answer(method::Doctor) {
    co_return FindingList{{{"ok", Severity::Ok, "Nothing is wrong.", std::nullopt}}};
}

Answered<method::IdentityShow> CannedNode::answer(method::IdentityShow) {
    co_return IdentityRow{samples::status().id};
}

// Event 1 is too old to be told, as after a long absence.
Answered<method::EventsSubscribe> CannedNode::answer(method::EventsSubscribe request) {
    co_return Subscription{request.since.value_or(events.size() + 1)};
}

}  // namespace culver::control::test
