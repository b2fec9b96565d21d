// SPDX-License-Identifier: Apache-2.0
// What happens in the rooms, told to those rooms and faces it concerns.
#include "app/engine.h"
#include "app/engine_parts.h"
#include "app/foreign.h"
#include "app/guests.h"
#include "app/message_rows.h"
#include "app/transfer_rows.h"
#include "base/log.h"
#include "base/text.h"
#include "control/dispatch.h"

#include <algorithm>

namespace culver::app {
namespace {

discovery::Label label_of(const Card& card) {
    return {.name = card.name,
            .department = card.department,
            .presence = static_cast<discovery::Presence>(card.presence)};
}

}  // namespace

net::Sessions::Mediator Engine::session_mediator() {
    net::Sessions::Mediator mediator;
    mediator.addresses = [this](const PeerId& peer) {
        auto addresses = discovery_->addresses(peer);
        const auto add = [&](const std::vector<Endpoint>& more) {
            for (const auto& address : more) {
                if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
            }
        };
        add(reach_->remembered(peer));
        if (const auto* stored = book_->find(PeerKey(peer))) add(stored->addresses);
        return addresses;
    };
    mediator.standing = [this](const PeerId& peer) { return link_standing(peer); };
    mediator.opened = [this](const PeerId& peer, const Endpoint& where) { session_opened(peer, where); };
    mediator.closed = [this](const PeerId& peer, const Error& why) { session_closed(peer, why); };
    mediator.dial_failed = [this](const PeerId& peer, const Endpoint& where, const Error& why) {
        doctor_->note_refused(peer, why);
        log::debug("{} did not answer at {}: {}", short_text(peer), where.text(), why.sentence());
    };
    mediator.unreached = [this](const PeerId& peer) { reach_->unreached(peer); };
    mediator.expects_lane = [this](const PeerId& peer, const TransferId& id) {
        return transfers_ && transfers_->takes_blocks(id, PeerKey(peer));
    };
    mediator.twin_seen = [this](const PeerId&) {
        doctor_->note_twin("another address");
        warn("twin",
             "Another node uses this node's identity: was its profile copied? Run 'culver identity new' "
             "there.");
    };
    mediator.refused = [this](const PeerId& peer, const Error& why) {
        doctor_->note_refused(peer, why);
        if (!refusals_told_.admits(peer, book_->standing(peer), clock_.steady())) return;
        warn("peer_refused", "No session with " + short_text(peer) + ": " + why.sentence() + ".");
    };
    return mediator;
}

discovery::Events Engine::discovery_events() {
    discovery::Events events;
    events.changed = [this](const discovery::Change& change) { roster_changed(change); };
    events.heard_known = [this](const PeerKey& peer) {
        sessions_->nudge(peer.id);
        if (discovery_->is_silent()) visit_known(peer.id);
    };
    events.doubted = [this](const PeerKey& peer) { sessions_->check(peer.id); };
    events.network_changed = [this] {
        for (const auto& peer : sessions_->open_peers()) sessions_->check(peer);
        for (const auto& [peer, stored] : book_->all()) sessions_->nudge(peer.id);
        reach_->network_changed();
        foreign_->network_changed();
        heed_foreign();
    };
    events.state_changed = [this] {
        leave_strangers();
        heed_foreign();
    };
    events.knocked = [this](const PeerKey& peer) { reach_->knocked(peer); };
    events.unproven = [this](const PeerKey& peer) { reach_->unproven(peer); };
    events.epoch_raised = [this](std::uint64_t heard) {
        auto raised = profile_->raise_epoch_above(heard);
        if (!raised) warn("profile", "The profile cannot be written: " + raised.error().sentence() + ".");
    };
    events.twin_seen = [this](const Endpoint& where) {
        doctor_->note_twin(where.address.to_string());
        warn("twin", "Another node with this node's identity runs at " + where.address.to_string() +
                         ": was its profile copied? Run 'culver identity new' there.");
    };
    return events;
}

void Engine::session_opened(const PeerId& peer, const Endpoint& where) {
    network_->open_at[peer] = where;
    discovery_->session_opened(PeerKey(peer));
    introductions_->peer_opened(peer);
    reach_->peer_opened(peer, where);
    chat_->peer_opened(peer);
    groups_->peer_opened(peer);
    attachments_->peer_opened(peer);
    transfers_->peer_opened(peer);
    verifications_->peer_opened(peer);
}

void Engine::session_closed(const PeerId& peer, const Error& why) {
    log::debug("the session with {} ended: {}", short_text(peer), why.sentence());
    network_->open_at.erase(peer);
    discovery_->session_closed(PeerKey(peer));
    reach_->peer_closed(peer);
    chat_->peer_closed(peer);
    attachments_->peer_closed(peer);
    transfers_->peer_closed(peer);
    verifications_->peer_closed(peer, why);
}

void Engine::learned(const PeerId& peer, const Card& card) {
    book_->note_labels(PeerKey(peer), card.name, card.department);
    const auto* stored = book_->find(PeerKey(peer));
    const bool has_new_status = stored != nullptr && stored->status_text != card.status_text;
    book_->note_status(PeerKey(peer), card.status_text);
    const auto memory = book_->is_known(PeerKey(peer)) ? CardBook::Memory::Keep : CardBook::Memory::Forget;
    const bool has_new_profile = cards_->note(peer, card, memory);
    pictures_->named(peer, card.picture);
    const auto open = network_->open_at.find(peer);
    std::optional<Endpoint> dial;
    if (open != network_->open_at.end() && card.port != 0) dial = Endpoint{open->second.address, card.port};
    if (dial) book_->note_address(PeerKey(peer), *dial);
    discovery_->told_in_session(PeerKey(peer), dial, label_of(card), open != network_->open_at.end());
    watch_name(PeerKey(peer));
    if (has_new_status) publish(control::event::PeerChanged{{api_->row_of(PeerKey(peer))}});
    if (has_new_profile) publish(control::event::ProfileChanged{{api_->profile_of(PeerKey(peer))}});
}

void Engine::roster_changed(const discovery::Change& change) {
    reach_->roster_changed(change);
    show_roster_change(change);
}

void Engine::show_roster_change(const discovery::Change& change) {
    const PeerKey peer = change.row.peer;
    if (change.kind == discovery::Change::Kind::Gone)
        book_->note_gone(peer);
    else
        book_->note_labels(peer, change.row.label.name, change.row.label.department);
    const bool is_gone = change.kind == discovery::Change::Kind::Gone;
    auto row = api_->peer_row_of(peer, is_gone ? nullptr : &change.row);
    switch (change.kind) {
        case discovery::Change::Kind::Appeared:
            publish(control::event::PeerAppeared{{std::move(row)}});
            break;
        case discovery::Change::Kind::Changed: publish(control::event::PeerChanged{{std::move(row)}}); break;
        case discovery::Change::Kind::Gone: publish(control::event::PeerGone{{std::move(row)}}); break;
    }
    if (!is_gone) watch_name(peer);
}

void Engine::chat_event(const chat::ChatEvent& event) {
    const auto names = api_->context();
    if (const auto* arrived = std::get_if<chat::MessageArrived>(&event)) {
        const PeerKey& author = arrived->message.author;
        book_->meet(author, api_->name_of(author), api_->row_of(author).department.value_or(""));
        auto row = message_row(arrived->message, names);
        hooks_->arrived(row);
        publish(control::event::MessageArrived{{std::move(row)}});
        attachments_->arrived(arrived->message);
    } else if (const auto* changed = std::get_if<chat::MessageStateChanged>(&event)) {
        publish(control::event::MessageStateChanged{{message_row(changed->message, names)}});
    } else if (const auto* touched = std::get_if<chat::MessageChanged>(&event)) {
        publish(control::event::MessageChanged{{message_row(touched->message, names)}});
        if (touched->message.state == store::MessageState::Recalled) attachments_->forgotten();
    } else if (std::holds_alternative<chat::HistoryForgotten>(event)) {
        attachments_->forgotten();
    } else if (const auto* group = std::get_if<chat::GroupChanged>(&event)) {
        tasks_.spawn("group event", tell_group(group->group));
    } else if (const auto* typing = std::get_if<chat::PeerTyping>(&event)) {
        publish(control::event::Typing{{{typing->peer.id.text(), typing->peer.id.text(),
                                         text_or_null(api_->name_of(typing->peer)), typing->is_typing}}});
    } else if (const auto* buzz = std::get_if<chat::PeerBuzzed>(&event)) {
        if (cards_->own().presence == static_cast<std::uint32_t>(discovery::Presence::Dnd)) return;
        publish(control::event::Buzz{
            {{buzz->peer.id.text(), text_or_null(api_->name_of(buzz->peer)), clock_.wall()}}});
    } else if (const auto* warning = std::get_if<chat::ChatWarning>(&event)) {
        warn("history", warning->sentence);
    }
}

void Engine::transfer_event(const transfer::TransferRow& row, transfer::TransferService::Event event) {
    const auto names = [this](const PeerKey& peer) { return api_->name_of(peer); };
    if (event == transfer::TransferService::Event::Offered) {
        book_->meet(row.peer, api_->name_of(row.peer), api_->row_of(row.peer).department.value_or(""));
        publish(control::event::TransferOffered{{transfer_row(row, names)}});
    } else if (event == transfer::TransferService::Event::Changed) {
        auto shown = transfer_row(row, names);
        hooks_->arrived(shown);
        publish(control::event::TransferChanged{{std::move(shown)}});
    }
}

void Engine::make_groups(const chat::ChatOptions& options) {
    chat::GroupService::Mediator mediator;
    mediator.standing = [this](const PeerId& peer) { return book_->standing(peer); };
    mediator.is_welcome = [this](const PeerId& peer) { return is_welcome(PeerKey(peer)); };
    mediator.is_present = [this](const PeerId& peer) { return discovery_->row(PeerKey(peer)).has_value(); };
    mediator.on_event = [this](const chat::ChatEvent& event) { chat_event(event); };
    groups_ = std::make_unique<chat::GroupService>(executor_, *sessions_, *database_, clock_, profile_->key(),
                                                   options, std::move(mediator));
}

void Engine::make_attachments() {
    chat::Attachments::Mediator mediator;
    mediator.standing = [this](const PeerId& peer) { return book_->standing(peer); };
    mediator.members = [this](const GroupId& id) {
        std::vector<PeerId> members;
        const auto group = groups_->find(id);
        if (!group || group->part != chat::GroupPart::Member) return members;
        for (const auto& person : group->people) members.push_back(person.id);
        return members;
    };
    mediator.on_event = [this](const chat::ChatEvent& event) { chat_event(event); };
    store::AttachmentFolder folder(profile_->attachments_path());
    attachments_ = std::make_unique<chat::Attachments>(executor_, *sessions_, *database_, std::move(folder),
                                                       id_, std::move(mediator));
}

Task<> Engine::tell_group(GroupId id) {
    auto row = co_await api_->shown(id);
    if (row) publish(control::event::GroupChanged{{std::move(*row)}});
}

void Engine::talked(const PeerId& peer) {
    book_->mark_talked(PeerKey(peer));
    discovery_->mark_known(PeerKey(peer));
}

// Only who is known is told one's status and profile, and only what they tell of themselves is kept.
void Engine::became_known(const PeerKey& peer) {
    if (peer.protocol != Protocol::Culver || !introductions_) return;
    if (sessions_->is_open(peer.id)) introductions_->peer_opened(peer.id);
    if (const auto card = cards_->keep(peer)) pictures_->named(peer.id, card->picture);
}

Task<Result<>> Engine::set_own_card(Card card) {
    const bool is_presence =
        card.presence != cards_->own().presence || card.status_text != cards_->own().status_text;
    auto saved = co_await cards_->set_own(std::move(card));
    if (!saved) co_return saved;
    settings_changed();
    if (is_presence) {
        publish(control::event::PresenceChanged{
            {{presence_word(cards_->own().presence), text_or_null(cards_->own().status_text)}}});
    }
    co_return Result<>{};
}

void Engine::warn(std::string code, std::string sentence) {
    log::warn("{}", printable(sentence));
    publish(control::event::Warning{{control::Finding{.code = std::move(code),
                                                      .severity = control::Severity::Warning,
                                                      .message = std::move(sentence),
                                                      .advice = std::nullopt}}});
}

// A reader that begins with `ready`, as all who start the node do, would miss what happens before it: a
// beacon may be answered while the gateways still open their ports.
void Engine::publish(control::EventBody body) {
    if (const auto* warning = std::get_if<control::event::Warning>(&body))
        warnings_.note(warning->row, clock_.steady(), clock_.wall());
    if (ready_number_ == 0)
        untold_.push_back(std::move(body));
    else
        tell(std::move(body));
}

void Engine::tell_ready() {
    tell(control::event::Ready{.id = id_.text(), .port = port_});
    ready_number_ = events_->last_number();
    for (auto& body : std::exchange(untold_, {})) tell(std::move(body));
}

void Engine::tell(control::EventBody body) {
    events_->publish([&](std::uint64_t number) {
        return control::event_text(control::Event{.seq = number, .body = std::move(body)});
    });
}

Task<std::string> Engine::dispatch(ControlServer::Client& client, std::string line) {
    auto done = co_await control::dispatch(*api_, std::move(line), guard_of(client.is_owner()));
    if (!done.stream_from) co_return std::move(done.reply);
    // The answer must stand before the first event on the wire.
    co_await client.push(std::move(done.reply));
    client.spawn("event stream", stream_events(client, *done.stream_from));
    co_return std::string();
}

Task<> Engine::stream_events(ControlServer::Client& client, std::uint64_t from) {
    std::uint64_t seen = from == 0 ? 0 : from - 1;
    for (;;) {
        auto next = co_await events_->after(seen);
        seen = next.number;
        std::string line =
            next.kind == EventBus::Next::Kind::Event
                ? control::event_line(next.text)
                : control::event_line(control::Event{
                      .seq = 0, .body = control::event::Lost{.from = next.from, .to = next.number}});
        const bool is_there = co_await client.push(std::move(line));
        if (!is_there) co_return;
    }
}

}  // namespace culver::app
