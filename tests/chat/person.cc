// SPDX-License-Identifier: Apache-2.0
#include "tests/chat/person.h"

#include "tests/support/run.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

PeerId id_of(std::uint8_t number) {
    PeerId id;
    id.bytes.fill(number);
    return id;
}

}  // namespace

Person::Person(boost::asio::io_context& loop, test::MemoryNetwork& network, std::uint8_t number)
    : loop_(loop), network_(network), node_(network.add_node(id_of(number))) {
    options.self = id();
    options.incarnation.bytes.fill(number);
    options.timings.resend_first = 100ms;
    options.timings.resend_last = 400ms;
}

Person::~Person() {
    stop();
}

void Person::start() {
    auto opened = store::Database::open(folder_ / "history.db", loop_.get_executor());
    if (!opened) throw std::runtime_error(opened.error().sentence());
    database_ = std::move(*opened);
    net::Sessions::Mediator mediator;
    mediator.standing = [this](const PeerId& peer) {
        const auto found = standings.find(peer);
        return found == standings.end() ? net::Standing::Known : found->second;
    };
    mediator.opened = [this](const PeerId& peer, const Endpoint&) {
        service_->peer_opened(peer);
        attachments_->peer_opened(peer);
    };
    mediator.closed = [this](const PeerId& peer, const Error&) {
        service_->peer_closed(peer);
        attachments_->peer_closed(peer);
    };
    sessions_ = network_.make_sessions(node_, mediator);
    ChatService::Mediator chat;
    chat.standing = mediator.standing;
    chat.on_event = [this](const ChatEvent& event) { on_event(event); };
    chat.other_frame = [this](const PeerId& from, std::uint16_t kind, ByteView body) {
        attachments_->on_frame(from, kind, body);
    };
    Attachments::Mediator attachments;
    attachments.standing = mediator.standing;
    attachments.members = [this](const GroupId&) { return members; };
    attachments.on_event = chat.on_event;
    attachments_ =
        std::make_unique<Attachments>(loop_.get_executor(), *sessions_, *database_,
                                      store::AttachmentFolder(attachment_folder()), id(), attachments);
    chat.talked = [this](const PeerId& peer) { standings[peer] = net::Standing::Known; };
    service_ =
        std::make_unique<ChatService>(loop_.get_executor(), *sessions_, *database_, *clock, options, chat);
    auto started = await(service_->start());
    if (!started) throw std::runtime_error(started.error().sentence());
    auto ready = await(attachments_->start(start_kind));
    if (!ready) throw std::runtime_error(ready.error().sentence());
}

void Person::stop() {
    if (!service_) return;
    test::run(loop_, sessions_->close());
    test::run(loop_, attachments_->close());
    test::run(loop_, service_->close());
    database_->close();
    loop_.poll();
    attachments_.reset();
    service_.reset();
    sessions_.reset();
    database_.reset();
}

Result<store::StoredMessage> Person::say(const Person& to, std::string text) {
    return await(service_->say(PeerKey(to.id()), std::move(text)));
}

Result<store::StoredMessage> Person::say(const Person& to, Draft draft) {
    return await(service_->say(PeerKey(to.id()), std::move(draft)));
}

Result<store::StoredMessage> Person::attach(const Person& to, const std::string& name,
                                            std::string_view content) {
    const auto file = folder_ / name;
    std::ofstream(file, std::ios::binary) << content;
    auto kept = await(attachments_->keep(file, {}));
    if (!kept) return fail_as(kept);
    return say(to, Draft{.kind = OperationKind::Attachment, .attachment = kept->label});
}

Result<store::StoredMessage> Person::change(const Person& with, OperationKind kind, const MessageId& target,
                                            std::string text) {
    Draft draft{.kind = kind, .text = std::move(text), .target = target};
    return await(service_->change(PeerKey(with.id()), std::move(draft)));
}

std::vector<store::StoredMessage> Person::history(const Person& with, std::string search) {
    store::HistoryQuery query{
        .conversation = conversation_with(with), .limit = 10'000, .search = std::move(search)};
    return await(service_->history(std::move(query))).value();
}

std::size_t Person::read(const Person& from, std::optional<MessageId> up_to) {
    return await(service_->mark_read(conversation_with(from), up_to)).value();
}

std::vector<std::string> Person::heard(const Person& from) const {
    std::vector<std::string> texts;
    for (const auto& message : arrived_) {
        if (message.author == PeerKey(from.id())) texts.push_back(message.text);
    }
    return texts;
}

std::vector<store::MessageState> Person::states(const MessageId& id) const {
    const auto found = states_.find(id);
    return found == states_.end() ? std::vector<store::MessageState>{} : found->second;
}

std::optional<store::MessageState> Person::last_state(const MessageId& id) const {
    const auto all = states(id);
    if (all.empty()) return std::nullopt;
    return all.back();
}

bool Person::until(boost::asio::io_context& loop, const std::function<bool()>& holds) {
    loop.restart();
    // Groups meet two seconds after a start, and who was missed then on a busy machine 20 s later.
    constexpr int kTurns = 8'000;
    for (int turn = 0; turn < kTurns; ++turn) {
        if (holds()) return true;
        loop.run_for(5ms);
        if (loop.stopped()) loop.restart();
    }
    return holds();
}

void Person::on_event(const ChatEvent& event) {
    if (const auto* arrived = std::get_if<MessageArrived>(&event)) {
        arrived_.push_back(arrived->message);
        attachments_->arrived(arrived->message);
    }
    if (const auto* state = std::get_if<MessageStateChanged>(&event)) {
        states_[state->message.id].push_back(state->message.state);
    }
    if (const auto* touched = std::get_if<MessageChanged>(&event)) {
        changed.push_back(touched->message);
        if (touched->message.state == store::MessageState::Recalled) attachments_->forgotten();
    }
    if (const auto* peer = std::get_if<PeerTyping>(&event)) typing.push_back(peer->is_typing);
    if (std::holds_alternative<PeerBuzzed>(event)) ++buzzes;
    if (const auto* warning = std::get_if<ChatWarning>(&event)) warnings.push_back(warning->sentence);
}

}  // namespace culver::chat
