// SPDX-License-Identifier: Apache-2.0
#include "app/foreign.h"

#include "base/log.h"
#include "base/text.h"
#include "chat/errors.h"
#include "chat/wire.h"
#include "discovery/static_hosts.h"
#include "interop/ipmsg/ipmsg_gateway.h"
#include "transfer/protocol_errors.h"

#include <algorithm>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using chat::OperationKind;
using interop::ipmsg::IpmsgGateway;

constexpr auto kCarryAgain = 30s;  // a peer that is here and confirms nothing
constexpr std::string_view kNumberKey = "ipmsg.number";
constexpr std::string_view kKeysKey = "ipmsg.keys";
constexpr std::string_view kUnfinishedKey = "ipmsg.unfinished";
constexpr std::string_view kPinsKey = "ipmsg.pins";
constexpr std::string_view kRuleKey = "ipmsg.rule.";
constexpr std::string_view kHost = "culver";  // the machine's own name is nobody's business
constexpr std::size_t kIdCharacters = 8;      // other nodes know their kind by them

discovery::Row row_of(const interop::ForeignPeer& peer) {
    discovery::Row row;
    row.peer = peer.key;
    row.label.name = peer.name;
    row.label.department = peer.department;
    row.label.presence = peer.is_away ? discovery::Presence::Away : discovery::Presence::Available;
    row.state = discovery::RowState::Present;
    row.addresses = peer.addresses;
    row.ways = {discovery::Way::Broadcast};
    return row;
}

}  // namespace

Foreign::Foreign(Parts parts, Mediator mediator)
    : parts_(std::move(parts)),
      mediator_(std::move(mediator)),
      texts_(parts_.database, parts_.clock, parts_.self,
             [this](const chat::ChatEvent& event) { mediator_.chat_event(event); }),
      tasks_(parts_.executor) {}

interop::GatewayMediator Foreign::gateway_mediator() {
    interop::GatewayMediator mediator;
    mediator.changed = [this](const interop::ForeignPeer& peer, interop::PeerChange change) {
        changed(peer, change);
    };
    mediator.take = [this](PeerKey from, interop::ForeignText text) { return take(from, std::move(text)); };
    mediator.opened = [this](PeerKey by, MessageId id) {
        tasks_.spawn("foreign opened", note_opened(by, id));
    };
    mediator.buzzed = [this](PeerKey by) { mediator_.chat_event(chat::PeerBuzzed{by}); };
    mediator.is_blocked = [this](const PeerKey& peer) { return is_blocked(peer); };
    mediator.is_welcome = [this](const PeerKey& peer) { return mediator_.is_welcome(peer); };
    // Nothing waits for somebody this node does not remember, and such come by the hundred: the disk is not
    // asked.
    mediator.greeted = [this](const PeerKey& peer) {
        if (parts_.book.find(peer) != nullptr) wake(peer);
    };
    mediator.is_quiet_on = [this](unsigned interface) { return parts_.discovery.is_quiet_on(interface); };
    mediator.transfer = [this](const transfer::TransferRow& row, transfer::TransferService::Event event) {
        mediator_.transfer_event(row, event);
        if (event == transfer::TransferService::Event::Offered) offered(row);
    };
    mediator.warn = [this](std::string code, std::string sentence) {
        mediator_.warn(std::move(code), std::move(sentence));
    };
    return mediator;
}

bool Foreign::is_blocked(const PeerKey& peer) const {
    return parts_.book.standing(peer) == net::Standing::Blocked;
}

void Foreign::keep(std::string_view name, std::string value) {
    auto write = [](store::Meta& meta, std::string key, std::string text) -> Task<> {
        (void)co_await meta.put(std::move(key), std::move(text));
    };
    tasks_.spawn("foreign settings", write(parts_.meta, std::string(name), std::move(value)));
}

void Foreign::trust_changed(const PeerKey& peer) {
    if (!is_blocked(peer)) {
        if (gateway_)
            gateway_->forget_trust(peer);  // whoever blocks somebody trusts them no more than before
        return wake(peer);
    }
    for (const auto& row : transfers()) {
        if (row.peer == peer && !transfer::is_final(row.state)) (void)cancel(row.id);
    }
}

Task<Result<>> Foreign::start(const Config& config) {
    interop::ipmsg::GatewayOptions options;
    options.user = "culver-" + parts_.self.text().substr(0, kIdCharacters);
    options.host = std::string(kHost);
    options.legacy =
        interop::ipmsg::parse_charset(config.ipmsg_charset).value_or(interop::ipmsg::Charset::Gbk);
    options.interfaces = {.only = config.interfaces, .skip = config.skip_interfaces};
    auto kept = co_await parts_.meta.get(std::string(kNumberKey));
    if (!kept) co_return fail_as(kept);
    if (*kept)
        options.kept_number =
            static_cast<std::uint32_t>(interop::ipmsg::parse_number(**kept, 10).value_or(0));
    auto keys = co_await parts_.meta.get(std::string(kKeysKey));
    if (!keys) co_return fail_as(keys);
    options.kept_keys = std::move(*keys).value_or("");
    auto unfinished = co_await parts_.meta.get(std::string(kUnfinishedKey));
    if (!unfinished) co_return fail_as(unfinished);
    options.kept_unfinished = std::move(*unfinished).value_or("");
    auto pins = co_await parts_.meta.get(std::string(kPinsKey));
    if (!pins) co_return fail_as(pins);
    options.kept_pins = std::move(*pins).value_or("");
    options.keep_unfinished = [this](std::string text) { keep(kUnfinishedKey, std::move(text)); };
    options.keep_keys = [this](std::string text) { keep(kKeysKey, std::move(text)); };
    options.keep_pins = [this](std::string text) { keep(kPinsKey, std::move(text)); };
    options.keep_number = [this](std::uint32_t number) { keep(kNumberKey, std::to_string(number)); };
    gateway_ =
        std::make_unique<IpmsgGateway>(parts_.executor, parts_.clock, std::move(options), gateway_mediator());
    auto owed = co_await texts_.owed();
    if (!owed) co_return fail_as(owed);
    for (const auto& peer : *owed) wake(peer);
    is_started_ = true;
    co_return Result<>{};
}

Task<> Foreign::close() {
    is_started_ = false;
    if (gateway_) co_await gateway_->close();
    co_await tasks_.close();
}

void Foreign::heed(const Config& config, const discovery::Label& label, const std::string& away_text) {
    if (!is_started_) return;
    gateway_->set_face({.name = label.name,
                        .department = label.department,
                        .is_away = label.presence != discovery::Presence::Available,
                        .away_text = away_text});
    std::vector<Endpoint> hosts;
    for (const auto& host : config.ipmsg_hosts) {
        if (const auto where = discovery::parse_host(host, interop::ipmsg::kPort)) hosts.push_back(*where);
    }
    gateway_->set_hosts(std::move(hosts));
    gateway_->set_on(config.ipmsg && !config.hidden && !parts_.discovery.is_silent());
}

void Foreign::network_changed() {
    if (is_started_) gateway_->network_changed();
}

std::vector<discovery::Row> Foreign::rows() const {
    std::vector<discovery::Row> rows;
    if (!gateway_) return rows;
    for (const auto& peer : gateway_->peers()) rows.push_back(row_of(peer));
    return rows;
}

std::optional<interop::ForeignPeer> Foreign::peer(const PeerKey& key) const {
    return gateway_ ? gateway_->peer(key) : std::nullopt;
}

std::string Foreign::status_of(const PeerKey& key) const {
    const auto found = peer(key);
    if (!found) return {};
    return found->is_encrypted ? "encrypted (IPMsg)" : "unencrypted";
}

std::optional<discovery::Row> Foreign::row(const PeerKey& key) const {
    const auto found = peer(key);
    return found ? std::optional(row_of(*found)) : std::nullopt;
}

void Foreign::changed(const interop::ForeignPeer& peer, interop::PeerChange change) {
    using Kind = discovery::Change::Kind;
    const auto kind = change == interop::PeerChange::Appeared  ? Kind::Appeared
                      : change == interop::PeerChange::Changed ? Kind::Changed
                                                               : Kind::Gone;
    if (change != interop::PeerChange::Gone) {
        const auto* stored = parts_.book.find(peer.key);
        const bool has_moved = stored != nullptr && stored->talked && !stored->addresses.empty() &&
                               !peer.addresses.empty() &&
                               stored->addresses.front().address != peer.addresses.front().address;
        if (has_moved)
            mediator_.warn("ipmsg_address", printable(peer.name) +
                                                " (IP Messenger) writes from another address than before, " +
                                                peer.addresses.front().address.to_string() +
                                                ". Nothing proves that it is the same person.");
        if (!peer.addresses.empty()) parts_.book.note_address(peer.key, peer.addresses.front());
    }
    mediator_.roster_changed({.kind = kind, .row = row_of(peer)});
}

Task<Result<>> Foreign::take(PeerKey from, interop::ForeignText text) {
    const bool is_known = parts_.book.is_known(from);
    co_return co_await texts_.take(
        from,
        {.id = text.id, .text = std::move(text.text), .is_sealed = text.is_sealed, .is_stranger = !is_known});
}

Task<> Foreign::note_opened(PeerKey by, MessageId id) {
    (void)co_await texts_.opened(by, id);
}

void Foreign::wake(const PeerKey& peer) {
    if (!gateway_ || is_blocked(peer)) return;
    const auto [carried, is_new] = carried_.try_emplace(peer);
    if (!is_new) {
        carried->second->is_woken = true;
        carried->second->pause.cancel();
        return;
    }
    carried->second = std::make_shared<Carrier>(parts_.executor);
    tasks_.spawn("foreign texts", carry(peer));
}

// Ends when nothing waits, or the peer is not here: its appearance wakes it again.
Task<> Foreign::carry(PeerKey peer) {
    struct Mark {
        std::map<PeerKey, std::shared_ptr<Carrier>>& carried;
        PeerKey peer;
        ~Mark() { carried.erase(peer); }
    };
    const Mark mark{carried_, peer};
    const auto carrier = carried_.at(peer);
    while (!is_blocked(peer)) {
        carrier->is_woken = false;
        auto next = co_await texts_.next(peer);
        if (!next) co_return;
        if (!*next && carrier->is_woken) continue;  // one was written while this looked
        if (!*next) co_return;
        const auto message = **next;
        if (static_cast<OperationKind>(message.kind) == OperationKind::Confirm) {
            if (message.target && !co_await gateway_->tell_opened(peer, *message.target)) co_return;
            if (!co_await texts_.delivered(message)) co_return;
            continue;
        }
        const bool is_sealed = static_cast<OperationKind>(message.kind) == OperationKind::Notice;
        auto sent = co_await gateway_->deliver(
            peer, {.id = message.id, .text = message.text, .is_sealed = is_sealed});
        if (sent) {
            // They have it: it must not go again, however long the disk is full here.
            while (!co_await texts_.delivered(message)) co_await rest(*carrier);
            continue;
        }
        if (carrier->is_woken) continue;
        if (!gateway_->peer(peer)) co_return;
        log::debug("a text to {} waits: {}", short_text(peer.id), sent.error().sentence());
        co_await rest(*carrier);
    }
}

Task<> Foreign::rest(Carrier& carrier) {
    carrier.pause.expires_after(kCarryAgain);
    (void)co_await carrier.pause.async_wait(no_throw);
}

Result<> Foreign::buzz(const PeerKey& peer) {
    if (is_blocked(peer)) return fail(chat::ChatErrc::PeerBlocked);
    return gateway_ ? gateway_->buzz(peer) : fail(interop::GatewayErrc::Off);
}

Task<Result<TransferId>> Foreign::send(PeerKey to, std::vector<std::filesystem::path> paths,
                                       transfer::Links links) {
    if (!gateway_) co_return fail(transfer::ProtocolErrc::OnlyNative);
    if (is_blocked(to)) co_return fail(chat::ChatErrc::PeerBlocked);
    co_return co_await gateway_->offer(to, std::move(paths), links);
}

Task<Result<>> Foreign::accept(TransferId id, std::optional<std::string> folder,
                               std::vector<std::string> only) {
    co_return gateway_->accept(id, folder.value_or(mediator_.receive_folder()), std::move(only),
                               std::nullopt);
}

Result<> Foreign::decline(const TransferId& id) {
    return gateway_->decline(id);
}

Result<> Foreign::cancel(const TransferId& id) {
    return gateway_->cancel(id);
}

std::vector<transfer::TransferRow> Foreign::transfers() const {
    return gateway_ ? gateway_->transfers() : std::vector<transfer::TransferRow>{};
}

std::optional<transfer::TransferRow> Foreign::transfer(const TransferId& id) const {
    const auto rows = transfers();
    const auto found = std::ranges::find(rows, id, &transfer::TransferRow::id);
    return found == rows.end() ? std::nullopt : std::optional(*found);
}

void Foreign::bind_rule(const PeerKey& peer) {
    const auto here = this->peer(peer);
    const std::string address =
        here && !here->addresses.empty() ? here->addresses.front().address.to_string() : "";
    keep(std::string(kRuleKey) + peer.id.text(), address);
    mediator_.warn("ipmsg_auto_accept",
                   "IP Messenger proves nobody's identity: files are accepted from whoever has the address " +
                       (address.empty() ? "that this peer had last" : address) + " and this name.");
}

void Foreign::offered(const transfer::TransferRow& row) {
    const auto rule = parts_.transfers.rule(row.peer);
    const bool is_too_large = rule.max_bytes && row.bytes_total > *rule.max_bytes;
    if (rule.on && !is_too_large) tasks_.spawn("accept by rule", accept_by_rule(row, rule));
}

Task<> Foreign::accept_by_rule(transfer::TransferRow row, store::AutoAcceptRule rule) {
    const auto bound = co_await parts_.meta.get(std::string(kRuleKey) + row.peer.id.text());
    // Of the offer, since that is where the files are fetched; who stands in the list now may be another.
    const auto from = gateway_->offered_from(row.id);
    const bool is_bound = bound && *bound && from && from->address.to_string() == **bound;
    if (!is_bound) co_return;  // a person decides
    (void)gateway_->accept(row.id, rule.folder.empty() ? mediator_.receive_folder() : rule.folder, {},
                           rule.max_bytes);
}

}  // namespace culver::app
