// SPDX-License-Identifier: Apache-2.0
// The parameters of the methods about conversations, groups, presence and history; see fields.h.
#pragma once
#include "control/fields.h"

namespace culver::control {

void fields(auto& visit, Like<method::ChatBroadcast> auto& request) {
    visit.required("text", request.text);
    visit("department", request.department);
    visit("notice", request.notice);
}
void fields(auto& visit, Like<method::ChatAttach> auto& request) {
    visit.required("peers", request.peers);
    visit.path("path", request.path);
    visit("kind", request.kind);
    visit("text", request.text);
    visit("name", request.name);
    visit("waveform", request.waveform);
    visit("reply_to", request.reply_to);
    visit("accept_new", request.accept_new);
}
void fields(auto&, Like<method::ChatConversations> auto&) {}

// The methods that name a message and nothing else.
template <class Candidate>
concept OfOneMessage = Like<Candidate, method::ChatMessage> || Like<Candidate, method::ChatRecall> ||
                       Like<Candidate, method::ChatConfirm> || Like<Candidate, method::ChatFetch>;
void fields(auto& visit, OfOneMessage auto& request) {
    visit.required("peer", request.peer);
    visit.required("id", request.id);
}

void fields(auto& visit, Like<method::ChatEdit> auto& request) {
    visit.required("peer", request.peer);
    visit.required("id", request.id);
    visit.required("text", request.text);
}

void fields(auto& visit, Like<method::ChatReact> auto& request) {
    visit.required("peer", request.peer);
    visit.required("id", request.id);
    visit.required("reaction", request.reaction);
}

void fields(auto& visit, Like<method::ChatTyping> auto& request) {
    visit.required("peer", request.peer);
    visit("typing", request.typing);
}

void fields(auto& visit, Like<method::ChatBuzz> auto& request) {
    visit.required("peer", request.peer);
}

void fields(auto& visit, Like<method::ChatExport> auto& request) {
    visit.path("path", request.path);
    visit("format", request.format);
    visit("peer", request.peer);
    visit("since", request.since);
    visit("until", request.until);
}

void fields(auto& visit, Like<method::ChatImport> auto& request) {
    visit.path("path", request.path);
}

void fields(auto&, Like<method::PresenceGet> auto&) {}
void fields(auto& visit, Like<method::PresenceSet> auto& request) {
    visit("presence", request.presence);
    visit("status_text", request.status_text);
}

void fields(auto& visit, Like<method::ProfileGet> auto& request) {
    visit("peer", request.peer);
}
void fields(auto& visit, Like<method::ProfileSet> auto& request) {
    visit("name", request.name);
    visit("department", request.department);
    visit("room", request.room);
    visit("phone", request.phone);
    visit("email", request.email);
    visit("note", request.note);
    visit("picture", request.picture);
}

void fields(auto& visit, Like<method::GroupCreate> auto& request) {
    visit.required("name", request.name);
    visit("peers", request.peers);
    visit("open_history", request.open_history);
}
void fields(auto&, Like<method::GroupQuery> auto&) {}

// The methods that name a group and nothing else.
template <class Candidate>
concept OfOneGroup = Like<Candidate, method::GroupShow> || Like<Candidate, method::GroupJoin> ||
                     Like<Candidate, method::GroupLeave>;
void fields(auto& visit, OfOneGroup auto& request) {
    visit.required("group", request.group);
}

template <class Candidate>
concept OfGroupAndPeers = Like<Candidate, method::GroupAdd> || Like<Candidate, method::GroupRemove>;
void fields(auto& visit, OfGroupAndPeers auto& request) {
    visit.required("group", request.group);
    visit.required("peers", request.peers);
}

void fields(auto& visit, Like<method::GroupAppoint> auto& request) {
    visit.required("group", request.group);
    visit.required("peer", request.peer);
    visit("admin", request.admin);
}

void fields(auto& visit, Like<method::GroupRename> auto& request) {
    visit.required("group", request.group);
    visit.required("name", request.name);
}

}  // namespace culver::control
