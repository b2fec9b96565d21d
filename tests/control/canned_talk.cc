// SPDX-License-Identifier: Apache-2.0
// Conversations, groups and presence of the canned node: everything happens at once and on this side only.
#include "base/random.h"
#include "tests/control/canned_node.h"
#include "tests/control/samples.h"

#include <algorithm>

namespace culver::control::test {
namespace {

void set_if(Text& into, Text value) {
    if (value) into = std::move(value);
}

}  // namespace

Reply<MessageRow*> CannedNode::find_message(const std::string& id) {
    const auto found = std::ranges::find(messages_, id, &MessageRow::id);
    if (found == messages_.end()) return refuse(Outcome::NoSuchMessage, "There is no message with this id.");
    return &*found;
}

Reply<MessageRow> CannedNode::changed_message(const std::string& id,
                                              void (*change)(MessageRow&, const std::string&),
                                              const std::string& words) {
    auto message = find_message(id);
    if (!message) return std::unexpected(message.error());
    change(**message, words);
    emit(event::MessageChanged{{**message}});
    return **message;
}

Answered<method::ChatBroadcast> CannedNode::answer(method::ChatBroadcast request) {
    method::ChatSay each;
    each.text = request.text;
    for (const auto& peer : peers_) {
        if (peer.presence != Presence::Offline) each.peers.push_back("id:" + peer.id);
    }
    co_return co_await answer(std::move(each));
}

Answered<method::ChatAttach> CannedNode::answer(method::ChatAttach request) {
    auto said = co_await answer(method::ChatSay{request.peers, request.text, request.accept_new});
    if (!said) co_return said;
    const auto path = request.path.value_or("");
    for (const auto& one : said->messages) {
        auto& row = **find_message(one.message_id);
        row.kind = MessageKind::Attachment;
        row.attachment = samples::attachment();
        row.attachment->kind = request.kind.value_or(AttachmentKind::Picture);
        row.attachment->name = request.name ? request.name : path.substr(path.rfind('/') + 1);
        row.attachment->path = path;
        row.attachment->waveform = request.waveform;
    }
    co_return said;
}

Answered<method::ChatFetch> CannedNode::answer(method::ChatFetch request) {
    const auto change = [](MessageRow& row, const std::string&) {
        if (row.attachment) row.attachment->state = AttachmentState::Coming;
    };
    co_return changed_message(request.id, change, "");
}

Answered<method::ChatConversations> CannedNode::answer(method::ChatConversations) {
    ConversationList list;
    for (const auto& peer : peers_) {
        const auto last =
            std::ranges::find(messages_.rbegin(), messages_.rend(), peer.id, &MessageRow::conversation);
        if (last == messages_.rend()) continue;
        list.conversations.push_back({peer.id, ConversationKind::Peer, peer.name, 0, false, *last});
    }
    co_return list;
}

Answered<method::ChatMessage> CannedNode::answer(method::ChatMessage request) {
    auto message = find_message(request.id);
    if (!message) co_return std::unexpected(message.error());
    co_return **message;
}

Answered<method::ChatEdit> CannedNode::answer(method::ChatEdit request) {
    const auto change = [](MessageRow& row, const std::string& words) {
        row.text = words;
        row.edited = row.time;
    };
    co_return changed_message(request.id, change, request.text);
}

Answered<method::ChatRecall> CannedNode::answer(method::ChatRecall request) {
    const auto change = [](MessageRow& row, const std::string&) {
        row.text = std::nullopt;
        row.state = MessageState::Recalled;
    };
    co_return changed_message(request.id, change, "");
}

Answered<method::ChatReact> CannedNode::answer(method::ChatReact request) {
    const auto change = [](MessageRow& row, const std::string& sign) {
        row.reactions.clear();
        if (!sign.empty()) row.reactions.push_back({sign, {samples::status().id}});
    };
    co_return changed_message(request.id, change, request.reaction);
}

Answered<method::ChatConfirm> CannedNode::answer(method::ChatConfirm request) {
    const auto change = [](MessageRow& row, const std::string&) {
        row.confirmed_by = {samples::status().id};
    };
    co_return changed_message(request.id, change, "");
}

Answered<method::ChatTyping> CannedNode::answer(method::ChatTyping request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    co_return Nothing{};
}

Answered<method::ChatBuzz> CannedNode::answer(method::ChatBuzz request) {
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    co_return BuzzRow{(*peer)->id, (*peer)->name, samples::message().time};
}

Answered<method::ChatExport> CannedNode::answer(method::ChatExport request) {
    co_return ExportRow{request.path.value_or(""), request.format, messages_.size()};
}

Answered<method::ChatImport> CannedNode::answer(method::ChatImport) {
    co_return ImportRow{0, messages_.size()};
}

Answered<method::PresenceGet> CannedNode::answer(method::PresenceGet) {
    co_return presence_;
}

Answered<method::PresenceSet> CannedNode::answer(method::PresenceSet request) {
    if (request.presence) presence_.presence = *request.presence;
    set_if(presence_.status_text, request.status_text);
    if (presence_.status_text == "") presence_.status_text.reset();
    emit(event::PresenceChanged{{presence_}});
    co_return presence_;
}

Answered<method::ProfileGet> CannedNode::answer(method::ProfileGet request) {
    if (!request.peer) co_return profile_;
    auto peer = find_peer(*request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    auto row = samples::profile();
    row.id = (*peer)->id;
    row.name = (*peer)->name;
    co_return row;
}

Answered<method::ProfileSet> CannedNode::answer(method::ProfileSet request) {
    profile_.id = samples::status().id;
    set_if(profile_.name, request.name);
    set_if(profile_.department, request.department);
    set_if(profile_.room, request.room);
    set_if(profile_.phone, request.phone);
    set_if(profile_.email, request.email);
    set_if(profile_.note, request.note);
    set_if(profile_.picture, request.picture);
    emit(event::ProfileChanged{{profile_}});
    co_return profile_;
}

Reply<GroupRow*> CannedNode::find_group(const std::string& word) {
    const auto fits = [&](const GroupRow& row) { return row.name == word || row.id.starts_with(word); };
    const auto found = std::ranges::find_if(groups_, fits);
    if (found == groups_.end()) return refuse(Outcome::NoSuchGroup, "There is no group '" + word + "'.");
    return &*found;
}

GroupRow CannedNode::told(GroupRow& group) {
    group.members.clear();
    for (const auto& person : group.people) group.members.push_back(person.id);
    emit(event::GroupChanged{{group}});
    return group;
}

Answered<method::GroupCreate> CannedNode::answer(method::GroupCreate request) {
    GroupRow row = samples::group();
    row.id = random_id<GroupId>().text();
    row.name = request.name;
    row.unread = 0;
    row.open_history = request.open_history;
    row.people = {{samples::status().id, samples::status().name, GroupRole::Owner, false}};
    groups_.push_back(row);
    co_return co_await answer(method::GroupAdd{row.id, request.peers});
}

Answered<method::GroupQuery> CannedNode::answer(method::GroupQuery) {
    co_return GroupList{groups_};
}

Answered<method::GroupShow> CannedNode::answer(method::GroupShow request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    co_return **group;
}

Answered<method::GroupAdd> CannedNode::answer(method::GroupAdd request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    for (const auto& word : request.peers) {
        auto peer = find_peer(word);
        if (!peer) co_return std::unexpected(peer.error());
        (*group)->people.push_back({(*peer)->id, (*peer)->name, GroupRole::Member, false});
    }
    co_return told(**group);
}

Answered<method::GroupRemove> CannedNode::answer(method::GroupRemove request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    for (const auto& word : request.peers) {
        auto peer = find_peer(word);
        if (!peer) co_return std::unexpected(peer.error());
        std::erase_if((*group)->people, [&](const MemberRow& person) { return person.id == (*peer)->id; });
    }
    co_return told(**group);
}

Answered<method::GroupAppoint> CannedNode::answer(method::GroupAppoint request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    auto peer = find_peer(request.peer);
    if (!peer) co_return std::unexpected(peer.error());
    for (auto& person : (*group)->people) {
        if (person.id == (*peer)->id) person.role = request.admin ? GroupRole::Admin : GroupRole::Member;
    }
    co_return told(**group);
}

Answered<method::GroupJoin> CannedNode::answer(method::GroupJoin request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    (*group)->state = GroupState::Member;
    co_return told(**group);
}

Answered<method::GroupLeave> CannedNode::answer(method::GroupLeave request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    (*group)->state = GroupState::Left;
    co_return told(**group);
}

Answered<method::GroupRename> CannedNode::answer(method::GroupRename request) {
    auto group = find_group(request.group);
    if (!group) co_return std::unexpected(group.error());
    (*group)->name = request.name;
    co_return told(**group);
}

}  // namespace culver::control::test
