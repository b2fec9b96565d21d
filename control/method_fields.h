// SPDX-License-Identifier: Apache-2.0
// The parameters of every method by key; the companion of fields.h, which explains the visitor.
#pragma once
#include "control/fields.h"
#include "control/talk_fields.h"
#include "control/trust_fields.h"

namespace culver::control {

void fields(auto&, Like<method::NodeStatus> auto&) {}
void fields(auto&, Like<method::NodeStop> auto&) {}
void fields(auto& visit, Like<method::PeersList> auto& request) {
    visit("present", request.present);
}

void fields(auto& visit, Like<method::PeerResolve> auto& request) {
    visit.required("peer", request.peer);
    visit("accept_new", request.accept_new);
}

void fields(auto& visit, Like<method::ChatSay> auto& request) {
    visit.required("peers", request.peers);
    visit.required("text", request.text);
    visit("accept_new", request.accept_new);
    visit("reply_to", request.reply_to);
    visit("mentions", request.mentions);
    visit("notice", request.notice);
}

void fields(auto& visit, Like<method::ChatHistory> auto& request) {
    visit.required("peer", request.peer);
    visit("limit", request.limit);
    visit("search", request.search);
    visit("since", request.since);
    visit("until", request.until);
    visit("before", request.before);
    visit("after", request.after);
    visit("first", request.first);
}

void fields(auto& visit, Like<method::ChatSearch> auto& request) {
    visit.required("text", request.text);
    visit("in", request.in);
    visit("from", request.from);
    visit("since", request.since);
    visit("until", request.until);
    visit("limit", request.limit);
    visit("before", request.before);
}

void fields(auto& visit, Like<method::ChatMarkRead> auto& request) {
    visit.required("peer", request.peer);
    visit("up_to", request.up_to);
    visit("from", request.from);
}

void fields(auto& visit, Like<method::TransferSend> auto& request) {
    visit.required("peers", request.peers);
    visit.path("paths", request.paths);
    visit("accept_new", request.accept_new);
    visit("rate", request.rate);
    visit("follow", request.follow);
}

void fields(auto& visit, Like<method::TransferQuery> auto& request) {
    visit("ids", request.ids);
}

void fields(auto& visit, Like<method::TransferFiles> auto& request) {
    visit.required("id", request.id);
    visit("first", request.first);
    visit("limit", request.limit);
}

void fields(auto& visit, Like<method::TransferAccept> auto& request) {
    visit.required("id", request.id);
    visit.path("to", request.to);
    visit.path("only", request.only);
}

// The methods that take a transfer and nothing else.
template <class Candidate>
concept OfOneTransfer = Like<Candidate, method::TransferDecline> || Like<Candidate, method::TransferPause> ||
                        Like<Candidate, method::TransferCancel>;
void fields(auto& visit, OfOneTransfer auto& request) {
    visit.required("id", request.id);
}

void fields(auto& visit, Like<method::TransferResume> auto& request) {
    visit.required("id", request.id);
    visit.path("to", request.to);
}

void fields(auto& visit, Like<method::TransferAgain> auto& request) {
    visit.required("id", request.id);
    visit("peers", request.peers);
}

void fields(auto& visit, Like<method::TransferLimit> auto& request) {
    visit.required("id", request.id);
    visit("rate", request.rate);
}

void fields(auto& visit, Like<method::AutoAcceptSet> auto& request) {
    visit.required("peer", request.peer);
    visit("accept_new", request.accept_new);
    visit("enabled", request.enabled);
    visit.path("to", request.to);
    visit("max_size", request.max_size);
}

void fields(auto& visit, Like<method::AutoAcceptGet> auto& request) {
    visit.required("peer", request.peer);
}
void fields(auto&, Like<method::AutoAcceptList> auto&) {}

void fields(auto& visit, Like<method::Doctor> auto& request) {
    visit("peer", request.peer);
}
void fields(auto& visit, Like<method::ConfigGet> auto& request) {
    visit("key", request.key);
}

void fields(auto& visit, Like<method::ConfigSet> auto& request) {
    visit.required("key", request.key);
    visit.required("value", request.value);
}

void fields(auto&, Like<method::IdentityShow> auto&) {}
void fields(auto& visit, Like<method::EventsSubscribe> auto& request) {
    visit("since", request.since);
}

}  // namespace culver::control
