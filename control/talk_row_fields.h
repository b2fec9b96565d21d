// SPDX-License-Identifier: Apache-2.0
// The JSON keys of the rows of talk_rows.h; see fields.h.
#pragma once
#include "control/talk_rows.h"

namespace culver::control {

void fields(auto& visit, Like<ReactionRow> auto& row) {
    visit("reaction", row.reaction);
    visit("by", row.by);
}

void fields(auto& visit, Like<AttachmentRow> auto& row) {
    visit("kind", row.kind);
    visit("name", row.name);
    visit("size", row.size);
    visit("state", row.state);
    visit("path", row.path);
    visit("media_type", row.media_type);
    visit("width", row.width);
    visit("height", row.height);
    visit("duration_ms", row.duration_ms);
    visit("waveform", row.waveform);
}

void fields(auto& visit, Like<MessageRow> auto& row) {
    visit("id", row.id);
    visit("conversation", row.conversation);
    visit("author", row.author);
    visit("author_name", row.author_name);
    visit("direction", row.direction);
    visit("kind", row.kind);
    visit("text", row.text);
    visit("time", row.time);
    visit("state", row.state);
    visit("reply_to", row.reply_to);
    visit("edited", row.edited);
    visit("mentions", row.mentions);
    visit("mentions_all", row.mentions_all);
    visit("mentions_me", row.mentions_me);
    visit("reactions", row.reactions);
    visit("attachment", row.attachment);
    visit.when_set("delivered_to", row.delivered_to);
    visit.when_set("read_by", row.read_by);
    visit.when_set("confirmed_by", row.confirmed_by);
    visit.when_set("not_confirmed", row.not_confirmed);
    visit.when_set("snippet", row.snippet);
}

void fields(auto& visit, Like<ConversationRow> auto& row) {
    visit("conversation", row.conversation);
    visit("kind", row.kind);
    visit("name", row.name);
    visit("unread", row.unread);
    visit("mentioned", row.mentioned);
    visit("last", row.last);
}

void fields(auto& visit, Like<MemberRow> auto& row) {
    visit("id", row.id);
    visit("name", row.name);
    visit("role", row.role);
    visit("frozen", row.frozen);
}

void fields(auto& visit, Like<GroupRow> auto& row) {
    visit("id", row.id);
    visit("name", row.name);
    visit("owner", row.owner);
    visit("members", row.members);
    visit("unread", row.unread);
    visit("state", row.state);
    visit("people", row.people);
    visit("open_history", row.open_history);
    visit("invited_by", row.invited_by);
}

void fields(auto& visit, Like<PresenceRow> auto& row) {
    visit("presence", row.presence);
    visit("status_text", row.status_text);
}

void fields(auto& visit, Like<ProfileRow> auto& row) {
    visit("id", row.id);
    visit("name", row.name);
    visit("department", row.department);
    visit("room", row.room);
    visit("phone", row.phone);
    visit("email", row.email);
    visit("note", row.note);
    visit("picture", row.picture);
}

void fields(auto& visit, Like<TypingRow> auto& row) {
    visit("conversation", row.conversation);
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("typing", row.typing);
}

void fields(auto& visit, Like<BuzzRow> auto& row) {
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("time", row.time);
}

void fields(auto& visit, Like<ExportRow> auto& row) {
    visit("path", row.path);
    visit("format", row.format);
    visit("messages", row.messages);
}

void fields(auto& visit, Like<ImportRow> auto& row) {
    visit("messages", row.messages);
    visit("repeated", row.repeated);
}

}  // namespace culver::control
