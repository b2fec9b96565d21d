// SPDX-License-Identifier: Apache-2.0
// The JSON keys of every row, answer and parameter, each written once: fields(visit, row) calls the visitor
// with a key and the member it names, in the order of the contract. json.h holds the visitors that write and
// read; the test of docs/control-api.md holds one that lists.
//   visit(key, member)           always written, null when unknown; may be missing when read
//   visit.required(key, member)  a parameter that must be there
//   visit.when_set(key, member)  written only when it holds a value
//   visit.path(key, member)      paths of files: bytes that are no UTF-8 are written as {"hex": …}
#pragma once
#include "control/event.h"
#include "control/methods.h"
#include "control/outcome.h"
#include "control/rows.h"
#include "control/talk_row_fields.h"

namespace culver::control {

// Rows.

void fields(auto& visit, Like<WayState> auto& row) {
    visit("way", row.way);
    visit("state", row.state);
    visit("detail", row.detail);
}

void fields(auto& visit, Like<NodeStatus> auto& row) {
    visit("id", row.id);
    visit("name", row.name);
    visit("department", row.department);
    visit("version", row.version);
    visit("port", row.port);
    visit("beacon_port", row.beacon_port);
    visit("addresses", row.addresses);
    visit("discovery", row.discovery);
    visit("peers", row.peers);
    visit("uptime_s", row.uptime_s);
    visit("receive_dir", row.receive_dir);
    visit("profile", row.profile);
    visit("pid", row.pid);
    visit("rss_bytes", row.rss_bytes);
    visit("hidden", row.hidden);
    visit("warnings", row.warnings);
}

void fields(auto& visit, Like<WarningRow> auto& row) {
    visit("code", row.code);
    visit("severity", row.severity);
    visit("message", row.message);
    visit("advice", row.advice);
    visit("time", row.time);
}

void fields(auto& visit, Like<PeerRow> auto& row) {
    visit("id", row.id);
    visit("name", row.name);
    visit("department", row.department);
    visit("presence", row.presence);
    visit("status_text", row.status_text);
    visit("trust", row.trust);
    visit("protocol", row.protocol);
    visit("addresses", row.addresses);
    visit("via", row.via);
    visit("last_seen", row.last_seen);
}

void fields(auto& visit, Like<TransferError> auto& row) {
    visit("code", row.code);
    visit("message", row.message);
}

void fields(auto& visit, Like<SaidRow> auto& row) {
    visit("message_id", row.message_id);
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("state", row.state);
    visit.when_set("error", row.error);
}

void fields(auto& visit, Like<LeftOut> auto& row) {
    visit("count", row.count);
    visit("message", row.message);
}

void fields(auto& visit, Like<TransferRow> auto& row) {
    visit("id", row.id);
    visit("direction", row.direction);
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("state", row.state);
    visit("files", row.files);
    visit("bytes_total", row.bytes_total);
    visit("bytes_done", row.bytes_done);
    visit("bytes_on_wire", row.bytes_on_wire);
    visit("bytes_resent", row.bytes_resent);
    visit("bytes_reused", row.bytes_reused);
    visit("rate", row.rate);
    visit("paths", row.paths);
    visit("error", row.error);
    visit("rate_limit", row.rate_limit);
    visit("time", row.time);
    visit("ended", row.ended);
    visit("dir", row.dir);
    visit("group", row.group);
    visit.when_set("left_out", row.left_out);
}

void fields(auto& visit, Like<OfferedFile> auto& row) {
    visit("path", row.path);
    visit("folder", row.folder);
    visit("size", row.size);
}

void fields(auto& visit, Like<SentRow> auto& row) {
    visit("transfer_id", row.transfer_id);
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("state", row.state);
    visit.when_set("error", row.error);
}

void fields(auto& visit, Like<AutoAcceptRule> auto& row) {
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("enabled", row.enabled);
    visit("to", row.to);
    visit("max_size", row.max_size);
}

void fields(auto& visit, Like<Finding> auto& row) {
    visit("code", row.code);
    visit("severity", row.severity);
    visit("message", row.message);
    visit("advice", row.advice);
}

void fields(auto& visit, Like<ConfigEntry> auto& row) {
    visit("key", row.key);
    visit("value", row.value);
    visit("default", row.standard);
}

void fields(auto& visit, Like<IdentityRow> auto& row) {
    visit("id", row.id);
}

void fields(auto& visit, Like<NetworkRow> auto& row) {
    visit("network", row.network);
    visit("interface", row.interface);
    visit("gateway", row.gateway);
    visit("known", row.known);
    visit("quiet", row.quiet);
}

void fields(auto& visit, Like<VerificationRow> auto& row) {
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("code", row.code);
    visit("state", row.state);
}

void fields(auto& visit, Like<TrustRow> auto& row) {
    visit("peer", row.peer);
    visit("peer_name", row.peer_name);
    visit("trust", row.trust);
}

// Events: the keys after "seq" and "event".

void fields(auto& visit, Like<event::Ready> auto& ready) {
    visit("id", ready.id);
    visit("port", ready.port);
}

template <class Visitor, class OneEvent>
    requires requires { typename OneEvent::Row; }
void fields(Visitor& visit, OneEvent& one) {
    fields(visit, one.row);
}

void fields(auto& visit, Like<event::Lost> auto& lost) {
    visit("from", lost.from);
    visit("to", lost.to);
}

// Errors and answers.

void fields(auto& visit, Like<control::Candidate> auto& candidate) {
    visit("id", candidate.id);
    visit("name", candidate.name);
}

void fields(auto& visit, Like<Hello> auto& hello) {
    visit("api_version", hello.api_version);
    visit("version", hello.version);
}

void fields(auto&, Like<Nothing> auto&) {}
void fields(auto& visit, Like<PeerList> auto& list) {
    visit("peers", list.peers);
}
void fields(auto& visit, Like<SaidList> auto& list) {
    visit("messages", list.messages);
}
void fields(auto& visit, Like<MessagePage> auto& page) {
    visit("messages", page.messages);
    visit("earlier", page.earlier);
    visit("later", page.later);
}
void fields(auto& visit, Like<ConversationList> auto& list) {
    visit("conversations", list.conversations);
}
void fields(auto& visit, Like<GroupList> auto& list) {
    visit("groups", list.groups);
}
void fields(auto& visit, Like<SentList> auto& list) {
    visit("transfers", list.transfers);
}
void fields(auto& visit, Like<TransferList> auto& list) {
    visit("transfers", list.transfers);
}
void fields(auto& visit, Like<FileList> auto& list) {
    visit("files", list.files);
    visit("next", list.next);
    visit("entries", list.entries);
}
void fields(auto& visit, Like<RuleList> auto& list) {
    visit("rules", list.rules);
}
void fields(auto& visit, Like<FindingList> auto& list) {
    visit("findings", list.findings);
}
void fields(auto& visit, Like<ConfigList> auto& list) {
    visit("entries", list.entries);
}
void fields(auto& visit, Like<NetworkList> auto& list) {
    visit("networks", list.networks);
}
void fields(auto& visit, Like<Subscription> auto& subscription) {
    visit("next_seq", subscription.next_seq);
}

}  // namespace culver::control
