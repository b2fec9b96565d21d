// SPDX-License-Identifier: Apache-2.0
#include "app/message_rows.h"

#include "base/text.h"
#include "chat/attachment.h"
#include "chat/wire.h"
#include "discovery/sighting.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace culver::app {
namespace {

control::MessageKind message_kind(std::uint8_t kind) {
    switch (static_cast<chat::OperationKind>(kind)) {
        case chat::OperationKind::Text: return control::MessageKind::Text;
        case chat::OperationKind::Edit: return control::MessageKind::Edit;
        case chat::OperationKind::Recall: return control::MessageKind::Recall;
        case chat::OperationKind::Reaction: return control::MessageKind::Reaction;
        case chat::OperationKind::Attachment: return control::MessageKind::Attachment;
        case chat::OperationKind::Notice: return control::MessageKind::Notice;
        case chat::OperationKind::System: return control::MessageKind::System;
        case chat::OperationKind::Confirm: break;  // never shown
    }
    return control::MessageKind::Unknown;
}

// Signs in the order in which they were first given.
std::vector<control::ReactionRow> reactions_of(const store::StoredMessage& message) {
    std::vector<control::ReactionRow> rows;
    for (const auto& mark : message.marks) {
        if (mark.kind != static_cast<std::uint8_t>(chat::OperationKind::Reaction)) continue;
        const auto found = std::ranges::find(rows, mark.text, &control::ReactionRow::reaction);
        auto& row = found == rows.end() ? rows.emplace_back(mark.text) : *found;
        row.by.push_back(mark.author.id.text());
    }
    return rows;
}

void fill_mentions(control::MessageRow& row, const store::StoredMessage& message, const PeerId& self) {
    for (const auto& id : message.mentions) {
        if (id.is_zero())
            row.mentions_all = true;
        else
            row.mentions.push_back(id.text());
        row.mentions_me |= id == self || id.is_zero();
    }
}

// Of a conversation with one peer there is one who confirms; a group's members are filled in by its room.
void fill_confirmations(control::MessageRow& row, const store::StoredMessage& message, const PeerId& self) {
    if (message.kind != static_cast<std::uint8_t>(chat::OperationKind::Notice)) return;
    std::vector<std::string> confirmed;
    for (const auto& mark : message.marks) {
        if (mark.kind == static_cast<std::uint8_t>(chat::OperationKind::Confirm))
            confirmed.push_back(mark.author.id.text());
    }
    row.not_confirmed.emplace();
    if (!message.conversation.is_group()) {
        const auto receiver =
            message.direction == store::MessageDirection::In ? self : message.conversation.peer().id;
        if (confirmed.empty()) row.not_confirmed->push_back(receiver.text());
    }
    row.confirmed_by = std::move(confirmed);
}

control::AttachmentKind attachment_kind(store::MediaKind kind) {
    switch (kind) {
        case store::MediaKind::Picture: return control::AttachmentKind::Picture;
        case store::MediaKind::Voice: return control::AttachmentKind::Voice;
        case store::MediaKind::File: return control::AttachmentKind::File;
    }
    return control::AttachmentKind::File;
}

control::AttachmentState attachment_state(store::AttachmentState state) {
    switch (state) {
        case store::AttachmentState::Offered: return control::AttachmentState::Offered;
        case store::AttachmentState::Coming: return control::AttachmentState::Coming;
        case store::AttachmentState::Here: return control::AttachmentState::Here;
        case store::AttachmentState::Gone: return control::AttachmentState::Gone;
    }
    return control::AttachmentState::Unknown;
}

control::Number unless_zero(std::uint32_t number) {
    return number == 0 ? std::nullopt : control::Number(number);
}

// What its author says of it, until its bytes say what it is. Somebody's text sent as a picture is a file;
// a picture that was sent as a file stays one.
std::optional<control::AttachmentRow> attachment_of(const store::StoredMessage& message,
                                                    const RowContext& context) {
    const auto label =
        message.digest ? chat::decode_label(message.attachment) : fail(chat::ChatErrc::Malformed);
    if (!label) return std::nullopt;
    control::AttachmentRow row;
    row.kind = attachment_kind(label->kind);
    row.name = text_or_null(tame_file_name(label->name));
    row.size = label->size;
    row.state = message.kept ? attachment_state(message.kept->state) : control::AttachmentState::Gone;
    row.waveform.assign(label->waveform.begin(), label->waveform.end());
    store::Media media{.kind = label->kind,
                       .width = label->width,
                       .height = label->height,
                       .duration_ms = label->duration_ms};
    if (row.state == control::AttachmentState::Here) {
        if (label->kind != message.kept->media.kind) row.kind = control::AttachmentKind::File;
        media = message.kept->media;
        row.size = message.kept->size;
        row.media_type = media.type;
        if (context.attachment_path) row.path = context.attachment_path(*message.digest, media.type);
    }
    row.width = unless_zero(media.width);
    row.height = unless_zero(media.height);
    row.duration_ms = unless_zero(media.duration_ms);
    return row;
}

}  // namespace

std::string tame_file_name(std::string_view name) {
    name.remove_prefix(name.find_last_of("/\\") + 1);
    const auto begin = name.find_first_not_of(". ");
    return begin == std::string_view::npos ? std::string() : printable(name.substr(begin));
}

control::TransferError error_of(const control::Refusal& refusal) {
    return {std::string(control::to_word(refusal.outcome)), refusal.message};
}

control::Text text_or_null(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

namespace {

constexpr std::pair<discovery::Presence, control::Presence> kPresences[] = {
    {discovery::Presence::Available, control::Presence::Available},
    {discovery::Presence::Away, control::Presence::Away},
    {discovery::Presence::Busy, control::Presence::Busy},
    {discovery::Presence::Dnd, control::Presence::Dnd}};

}  // namespace

control::Presence presence_word(std::uint32_t number) {
    for (const auto& [presence, word] : kPresences) {
        if (static_cast<std::uint32_t>(presence) == number) return word;
    }
    return control::Presence::Available;
}

std::optional<std::uint32_t> presence_number(control::Presence presence) {
    for (const auto& [number, word] : kPresences) {
        if (word == presence) return static_cast<std::uint32_t>(number);
    }
    return std::nullopt;
}

control::MessageState message_state(store::MessageState state) {
    switch (state) {
        case store::MessageState::Queued: return control::MessageState::Queued;
        case store::MessageState::Sent: return control::MessageState::Sent;
        case store::MessageState::Delivered: return control::MessageState::Delivered;
        case store::MessageState::Read: return control::MessageState::Read;
        case store::MessageState::Failed: return control::MessageState::Failed;
        case store::MessageState::Recalled: return control::MessageState::Recalled;
    }
    return control::MessageState::Unknown;
}

control::MessageRow message_row(const store::StoredMessage& message, const RowContext& context) {
    control::MessageRow row;
    row.id = message.id.text();
    row.conversation = message.conversation.text();
    row.author = message.author.id.text();
    row.author_name = text_or_null(context.name_of(message.author));
    row.direction =
        message.direction == store::MessageDirection::In ? control::Direction::In : control::Direction::Out;
    row.kind = message_kind(message.kind);
    if (message.state != store::MessageState::Recalled) row.text = message.text;
    row.time = from_milliseconds(message.time);
    row.state = message_state(message.state);
    if (message.target) row.reply_to = message.target->text();
    if (message.edited != 0) row.edited = from_milliseconds(message.edited);
    fill_mentions(row, message, context.self);
    row.reactions = reactions_of(message);
    row.attachment = attachment_of(message, context);
    fill_confirmations(row, message, context.self);
    if (message.conversation.is_group() && context.fill_group) context.fill_group(message, row);
    return row;
}

control::MessageRow message_row(const store::SearchHit& hit, const RowContext& context) {
    auto row = message_row(hit.message, context);
    row.snippet = hit.snippet;
    return row;
}

control::SaidRow said_row(const store::StoredMessage& message, const NameOf& name_of) {
    const bool is_group = message.conversation.is_group();
    return {.message_id = message.id.text(),
            .peer = message.conversation.text(),
            .peer_name = is_group ? std::nullopt : text_or_null(name_of(message.conversation.peer())),
            .state = message_state(message.state)};
}

// "POSITION-ID-ROW"
std::string cursor_of(const store::StoredMessage& message) {
    return std::to_string(message.position) + "-" + message.id.text() + "-" + std::to_string(message.row);
}

std::optional<store::MessagePlace> parse_cursor(std::string_view cursor) {
    const auto take = [&cursor](auto& number) {
        const auto [end, failure] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), number);
        cursor.remove_prefix(static_cast<std::size_t>(end - cursor.data()));
        return failure == std::errc{};
    };
    store::MessagePlace place;
    if (!take(place.position) || !cursor.starts_with('-')) return std::nullopt;
    cursor.remove_prefix(1);
    const auto dash = cursor.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto id = MessageId::parse(cursor.substr(0, dash));
    cursor.remove_prefix(dash + 1);
    if (!id || !take(place.row) || !cursor.empty() || place.row < 0) return std::nullopt;
    place.id = *id;
    return place;
}

}  // namespace culver::app
