// SPDX-License-Identifier: Apache-2.0
// What is done with messages after they were said, presence and profiles.
#include "app/api.h"
#include "app/chat_refusal.h"
#include "app/foreign.h"
#include "app/group_rows.h"
#include "app/message_rows.h"
#include "base/text.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {

// Whether a department is that one or stands below it: "Sales" holds "Sales/Europe".
bool is_within(std::string_view department, std::string_view above) {
    if (!department.starts_with(above)) return false;
    return department.size() == above.size() || department[above.size()] == '/';
}

// A line that a person wrote about themselves; the complaint when it cannot be one.
Reply<void> take_line(std::string& into, const control::Text& value, std::string_view what,
                      std::size_t limit) {
    if (!value) return {};
    if (value->size() > limit || printable(*value) != *value) {
        return control::refuse(Outcome::BadValue, "The " + std::string(what) + " has at most " +
                                                      std::to_string(limit) +
                                                      " bytes and no line breaks or control characters.");
    }
    into = *value;
    return {};
}

Reply<void> take_lines(Card& card, const method::ProfileSet& request) {
    for (auto taken : {take_line(card.room, request.room, "room", kMaxLabelBytes),
                       take_line(card.phone, request.phone, "phone number", kMaxLabelBytes),
                       take_line(card.email, request.email, "e-mail address", kMaxEmailBytes),
                       take_line(card.note, request.note, "note", kMaxStatusBytes)}) {
        if (!taken) return taken;
    }
    return {};
}

}  // namespace

control::MessageRow Api::row_of(const store::StoredMessage& message) const {
    return message_row(message, context());
}

RowContext Api::context() const {
    RowContext context{hooks_.self, [this](const PeerKey& key) { return name_of(key); }};
    context.attachment_path = [this](const store::AttachmentDigest& digest, std::string_view media_type) {
        return parts_.attachments.path_of(digest, media_type);
    };
    context.fill_group = [this](const store::StoredMessage& message, control::MessageRow& row) {
        fill_readers(row, parts_.groups.readers(message), parts_.groups.find(message.conversation.group()));
    };
    return context;
}

control::Answered<method::ChatBroadcast> Api::answer(method::ChatBroadcast request) {
    std::vector<ConversationId> to;
    for (const auto& row : parts_.discovery.rows()) {
        if (row.state == discovery::RowState::Pending || row.peer.protocol != Protocol::Culver) continue;
        if (parts_.book.standing(row.peer.id) == net::Standing::Blocked) continue;
        if (request.department && !is_within(row.label.department, *request.department)) continue;
        to.push_back(ConversationId::with(row.peer));
    }
    if (to.empty())
        co_return control::refuse(Outcome::NoSuchPeer, "Nobody who is meant is here; nothing was said.");
    chat::Draft draft;
    draft.kind = request.notice ? chat::OperationKind::Notice : chat::OperationKind::Text;
    draft.text = std::move(request.text);
    co_return co_await say_to_all(std::move(to), {}, std::move(draft));
}

control::Answered<method::ChatConversations> Api::answer(method::ChatConversations) {
    auto summaries = co_await parts_.chat.conversations();
    if (!summaries) co_return control::refuse(summaries.error());
    control::ConversationList list;
    for (const auto& summary : *summaries) {
        control::ConversationRow row;
        row.conversation = summary.conversation.text();
        row.unread = summary.unread;
        row.mentioned = summary.mentions.contains(hooks_.self) || summary.mentions.contains(PeerId{});
        row.last = row_of(summary.last);
        if (summary.conversation.is_group()) {
            row.kind = control::ConversationKind::Group;
            const auto group = parts_.groups.find(summary.conversation.group());
            if (group) row.name = group->name;
        } else {
            row.kind = control::ConversationKind::Peer;
            row.name = text_or_null(name_of(summary.conversation.peer()));
        }
        list.conversations.push_back(std::move(row));
    }
    co_return list;
}

control::Answered<method::ChatMessage> Api::answer(method::ChatMessage request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    const auto id = MessageId::parse(request.id);
    if (!id) co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    auto message = co_await parts_.chat.find(*conversation, *id);
    if (!message) co_return control::refuse(message.error());
    if (!*message || !(*message)->is_shown)
        co_return control::refuse(Outcome::NoSuchMessage, "There is no such message in this conversation.");
    co_return row_of(**message);
}

Task<Reply<control::MessageRow>> Api::change_message(std::string peer, std::string id, chat::Draft draft) {
    auto conversation = co_await where(std::move(peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    draft.target = MessageId::parse(id);
    if (!draft.target) co_return control::refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    if (!conversation->is_group()) {
        if (auto refusal = refuse_foreign(conversation->peer()))
            co_return std::unexpected(std::move(*refusal));
    }
    auto changed = conversation->is_group()
                       ? co_await parts_.groups.change(conversation->group(), std::move(draft))
                       : co_await parts_.chat.change(conversation->peer(), std::move(draft));
    if (changed && !conversation->is_group() && conversation->peer().protocol != Protocol::Culver) {
        remember(conversation->peer());  // what waits for it is looked for when it comes
        parts_.foreign.wake(conversation->peer());
    }
    if (changed) co_return row_of(*changed);
    co_return refuse_chat(changed.error());
}

control::Answered<method::ChatEdit> Api::answer(method::ChatEdit request) {
    chat::Draft draft{.kind = chat::OperationKind::Edit, .text = std::move(request.text)};
    co_return co_await change_message(std::move(request.peer), std::move(request.id), std::move(draft));
}

control::Answered<method::ChatRecall> Api::answer(method::ChatRecall request) {
    chat::Draft draft{.kind = chat::OperationKind::Recall, .text = {}};
    co_return co_await change_message(std::move(request.peer), std::move(request.id), std::move(draft));
}

control::Answered<method::ChatReact> Api::answer(method::ChatReact request) {
    chat::Draft draft{.kind = chat::OperationKind::Reaction, .text = std::move(request.reaction)};
    co_return co_await change_message(std::move(request.peer), std::move(request.id), std::move(draft));
}

control::Answered<method::ChatConfirm> Api::answer(method::ChatConfirm request) {
    chat::Draft draft{.kind = chat::OperationKind::Confirm, .text = {}};
    co_return co_await change_message(std::move(request.peer), std::move(request.id), std::move(draft));
}

control::Answered<method::ChatTyping> Api::answer(method::ChatTyping request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    if (!conversation->is_group()) parts_.chat.typing(conversation->peer().id, request.typing);
    co_return control::Nothing{};
}

control::Answered<method::ChatBuzz> Api::answer(method::ChatBuzz request) {
    auto conversation = co_await where(std::move(request.peer), false);
    if (!conversation) co_return std::unexpected(std::move(conversation.error()));
    if (conversation->is_group())
        co_return control::refuse(Outcome::Unsupported, "A group cannot be buzzed; buzz one of its members.");
    const PeerKey peer = conversation->peer();
    if (peer == PeerKey(hooks_.self)) co_return control::refuse(Outcome::Usage, "This is this node itself.");
    const control::BuzzRow row{peer.id.text(), text_or_null(name_of(peer)), parts_.clock.wall()};
    if (peer.protocol != Protocol::Culver) {
        const auto sent = parts_.foreign.buzz(peer);
        if (!sent) co_return control::refuse(Outcome::WrongState, sent.error());
        co_return row;
    }
    constexpr std::chrono::milliseconds kSessionLimit{3'000};
    if (!parts_.sessions.is_open(peer.id)) (void)co_await parts_.sessions.connect(peer.id, kSessionLimit);
    const auto sent = parts_.chat.buzz(peer.id);
    if (!sent) co_return control::refuse(Outcome::WrongState, sent.error());
    co_return row;
}

control::PresenceRow Api::own_presence() const {
    const auto& own = parts_.cards.own();
    return {presence_word(own.presence), text_or_null(own.status_text)};
}

control::Answered<method::PresenceGet> Api::answer(method::PresenceGet) {
    co_return own_presence();
}

control::Answered<method::PresenceSet> Api::answer(method::PresenceSet request) {
    auto card = parts_.cards.own();
    if (request.presence) {
        const auto number = presence_number(*request.presence);
        if (!number)
            co_return control::refuse(Outcome::BadValue, "The presence is available, away, busy or dnd.");
        card.presence = *number;
    }
    auto taken = take_line(card.status_text, request.status_text, "status text", kMaxStatusBytes);
    if (!taken) co_return std::unexpected(std::move(taken.error()));
    auto saved = co_await hooks_.set_own_card(std::move(card));
    if (!saved) co_return control::refuse(saved.error());
    co_return own_presence();
}

control::ProfileRow Api::profile_of(const PeerKey& peer) const {
    control::ProfileRow row;
    row.id = peer.id.text();
    row.name = text_or_null(name_of(peer));
    store::StoredCard card;
    if (peer == PeerKey(hooks_.self)) {
        row.department = hooks_.status().department;
        const auto& own = parts_.cards.own();
        card = {own.room, own.phone, own.email, own.note, own.picture};
    } else {
        row.department = row_of(peer).department;
        card = parts_.cards.find(peer).value_or(store::StoredCard{});
    }
    row.room = text_or_null(card.room);
    row.phone = text_or_null(card.phone);
    row.email = text_or_null(card.email);
    row.note = text_or_null(card.note);
    row.picture = parts_.pictures.path_of(card.picture);
    return row;
}

control::Answered<method::ProfileGet> Api::answer(method::ProfileGet request) {
    if (!request.peer) co_return profile_of(PeerKey(hooks_.self));
    auto peer = co_await who(std::move(*request.peer), false);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    co_return profile_of(*peer);
}

// An empty path takes the picture away.
Task<Reply<store::AttachmentDigest>> Api::take_picture(std::string path) {
    if (path.empty()) co_return store::AttachmentDigest{};
    if (!path.starts_with('/'))
        co_return control::refuse(Outcome::Usage, "The path of the picture is not absolute.");
    auto kept = co_await parts_.pictures.keep(std::move(path));
    if (kept) co_return *kept;
    const auto& code = kept.error().code;
    if (code == store::StoreErrc::AttachmentTooLarge || code == store::StoreErrc::AttachmentEmpty ||
        code == store::StoreErrc::NotAFile || code == store::StoreErrc::OfProfile)
        co_return control::refuse(
            Outcome::BadValue,
            "A profile picture is a PNG, JPEG, GIF or WebP of at most 64 KiB and 1024 × 1024 "
            "pixels; make it smaller first.");
    co_return control::refuse(kept.error());
}

control::Answered<method::ProfileSet> Api::answer(method::ProfileSet request) {
    auto card = parts_.cards.own();
    if (auto taken = take_lines(card, request); !taken) co_return std::unexpected(std::move(taken.error()));
    if (request.picture) {
        auto picture = co_await take_picture(*request.picture);
        if (!picture) co_return std::unexpected(std::move(picture.error()));
        card = parts_.cards.own();  // presence may have changed meanwhile
        (void)take_lines(card, request);
        card.picture = *picture;
    }
    for (const auto& [key, value] : {std::pair{"name", request.name}, {"department", request.department}}) {
        if (!value) continue;
        const auto changed = hooks_.change_setting(key, *value);
        if (!changed) co_return control::refuse(Outcome::BadValue, changed.error());
    }
    auto saved = co_await hooks_.set_own_card(std::move(card));
    if (!saved) co_return control::refuse(saved.error());
    auto row = profile_of(PeerKey(hooks_.self));
    hooks_.publish(control::event::ProfileChanged{{row}});
    co_return row;
}

}  // namespace culver::app
