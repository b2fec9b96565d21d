// SPDX-License-Identifier: Apache-2.0
// What a person does with groups, and how it reaches the disk. The way to and from peers: group_exchange.cc.
#include "chat/group_service.h"

#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "chat/conversation.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "net/supervised.h"
#include "store/attachment_rows.h"
#include "store/message_changes.h"
#include "store/message_rows.h"

#include <algorithm>
#include <ranges>

namespace culver::chat {
namespace {

using store::MessageDirection;
using store::MessageState;
using store::StoredMessage;

// One line that looks the same everywhere.
bool is_group_name(const std::string& name) {
    return !name.empty() && name.size() <= kMaxGroupNameBytes && is_utf8(name) && printable(name) == name;
}

std::uint8_t number_of(GroupKind kind) {
    return static_cast<std::uint8_t>(kind);
}

}  // namespace

GroupService::GroupService(boost::asio::any_io_executor executor, net::Sessions& sessions,
                           store::Database& database, const Clock& clock, const SigningKey& key,
                           ChatOptions options, Mediator mediator)
    : sessions_(sessions),
      database_(database),
      clock_(clock),
      key_(key),
      options_(options),
      mediator_(std::move(mediator)),
      scope_(executor) {
    sessions_.handle(net::kGroupKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
}

GroupService::~GroupService() = default;

Task<Result<>> GroupService::start() {
    auto work = [](SQLite::Database& database) { return store::load_groups(database); };
    auto stored = co_await database_.read(work);
    if (!stored) co_return fail_as(stored);
    for (const auto& group : *stored) {
        if (auto loaded = co_await load(group); !loaded) co_return loaded;
    }
    update_wishes();
    scope_.spawn("group meetings", run_meetings());
    co_return Result<>{};
}

Task<Result<>> GroupService::load(store::StoredGroup stored) {
    auto work = [id = stored.id](SQLite::Database& database) {
        return std::pair(store::load_operations(database, id), store::load_receipts(database, id));
    };
    auto rows = co_await database_.read(work);
    if (!rows) co_return fail_as(rows);
    auto group = std::make_unique<Group>(stored.id);
    group->answer = stored.answer;
    group->invited_by = stored.invited_by;
    group->is_stored = true;
    for (auto& row : rows->first) {
        SignedOperation raw{std::move(row.header), std::move(row.signature), std::move(row.body)};
        auto read = read_operation(raw);
        if (!read) continue;
        if (stored.answer == store::GroupAnswer::Invited) group->unanswered_bytes += raw.bytes();
        const auto outcome = group->log.add(read->operation);
        if (outcome.verdict != GroupLog::Verdict::Taken) continue;
        auto& durable = group->durable[read->operation.chain];
        durable = std::max(durable, read->operation.sequence);
        note_words(*group, Known{std::move(raw), std::move(*read), row.is_forgotten});
    }
    for (const auto& receipt : rows->second)
        group->readers[receipt.reader][receipt.incarnation] = {receipt.delivered, receipt.read};
    group->cut_off = group->log.cut_off();
    // In its place when it is read again: other tasks of the group may hold it while they wait for the disk.
    auto& place = groups_[stored.id];
    if (place) {
        group->answer = place->answer;
        group->invited_by = place->invited_by;
        group->begun_by = place->begun_by;
        group->begun_at = place->begun_at;
    }
    // The node ended between the word to the others and its own record.
    if (group->answer == store::GroupAnswer::Joined && has_left(*group, options_.self))
        group->answer = store::GroupAnswer::Left;
    hybrid_.observe(group->log.highest_clock(), clock_.wall());
    if (place)
        *place = std::move(*group);
    else
        place = std::move(group);
    co_await refresh_read(stored.id);
    co_return Result<>{};
}

Task<> GroupService::close() {
    co_await scope_.close();
}

GroupService::Group* GroupService::find_group(const GroupId& id) {
    const auto found = groups_.find(id);
    return found == groups_.end() ? nullptr : found->second.get();
}

GroupService::Group& GroupService::group_for(const GroupId& id) {
    auto& group = groups_[id];
    if (!group) group = std::make_unique<Group>(id);
    return *group;
}

void GroupService::group_changed(const GroupId& id) {
    mediator_.on_event(GroupChanged{id});
}

Task<Result<OperationHash>> GroupService::write_into(Group& group, GroupOperation draft, GroupBody body) {
    hybrid_.observe(group.log.highest_clock(), clock_.wall());
    draft.clock = hybrid_.next(clock_.wall());
    const auto salt = random_id<IncarnationId>();
    const bool is_create = draft.kind == number_of(GroupKind::Create);
    const auto id = is_create ? std::nullopt : std::optional(group.log.id());
    std::vector<SignedOperation> raws{seal(key_, id, draft, body, salt.view())};
    auto taken = admit(group, raws, true);
    if (taken.empty()) co_return fail(ChatErrc::NotAllowed);
    auto done = co_await commit(group, std::move(taken));
    if (!done) co_return fail_as(done);
    push(group, raws, nullptr);
    co_return draft.hash;
}

Result<> GroupService::may_say(const GroupId& id) {
    auto* group = find_group(id);
    if (group == nullptr || !group->is_stored) return fail(ChatErrc::NoSuchGroup);
    if (group->answer == store::GroupAnswer::Left || !group->log.members().contains(options_.self))
        return fail(ChatErrc::NotMember);
    if (group->answer != store::GroupAnswer::Joined) return fail(ChatErrc::NotJoined);
    return {};
}

Task<Result<OperationHash>> GroupService::write_own(GroupId id, std::uint8_t kind, GroupBody body) {
    auto may = may_say(id);
    const bool is_refusal = !may && may.error().code == ChatErrc::NotJoined;
    if (!may && !(is_refusal && kind == number_of(GroupKind::Leave))) co_return fail_as(may);
    auto* group = find_group(id);
    if (!group->log.may(options_.self, kind, body.control)) co_return fail(ChatErrc::NotAllowed);
    if (!group->log.has_room(kind)) co_return fail(ChatErrc::GroupFull);
    auto draft = group->log.draft(own_chain());
    draft.kind = kind;
    co_return co_await write_into(*group, std::move(draft), std::move(body));
}

// Whoever holds two histories of somebody says so, once.
Task<> GroupService::accuse(Group& group) {
    for (const auto& fork : group.log.unaccused()) {
        if (group.answer != store::GroupAnswer::Joined) co_return;
        if (group.log.members().rank(options_.self) == Rank::None) co_return;
        auto draft = group.log.draft_accusation(own_chain(), fork);
        if (draft.control.target == options_.self) continue;
        GroupBody body;
        body.control = draft.control;
        auto written = co_await write_into(group, std::move(draft), std::move(body));
        if (written) continue;
        log::warn("an accusation cannot be written: {}", written.error().sentence());
        co_return;  // the log was read again: this one is gone
    }
}

Task<Result<GroupId>> GroupService::create(std::string name, std::vector<PeerId> people, bool open_history) {
    if (!is_group_name(name)) co_return fail(ChatErrc::BadGroupName);
    GroupOperation draft;
    draft.chain = own_chain();
    draft.sequence = 1;
    draft.kind = number_of(GroupKind::Create);
    GroupBody body;
    body.text = std::move(name);
    body.control.flag = open_history;
    draft.clock = hybrid_.next(clock_.wall());
    std::vector<SignedOperation> raws{
        seal(key_, std::nullopt, draft, body, random_id<IncarnationId>().view())};
    GroupId id;
    id.bytes = draft.hash.bytes;
    auto& group = group_for(id);
    auto done = co_await commit(group, admit(group, raws, true));
    if (!done) co_return fail_as(done);
    if (auto added = co_await add(id, std::move(people)); !added) co_return fail_as(added);
    co_return id;
}

// Their node takes nothing of the group any more: counting them in again would leave every message
// undelivered.
bool GroupService::has_left(const Group& group, const PeerId& person) {
    const auto& members = group.log.members();
    return group.log.was_ever_in(person) && !members.contains(person) && !members.was_removed(person);
}

Task<Result<>> GroupService::add(GroupId id, std::vector<PeerId> people) {
    for (const auto& person : people) {
        if (person == options_.self) continue;
        if (const auto* group = find_group(id); group != nullptr && has_left(*group, person))
            co_return fail(ChatErrc::LeftForGood);
        GroupBody body;
        body.control.target = person;
        auto done = co_await write_own(id, number_of(GroupKind::Add), std::move(body));
        if (!done) co_return fail_as(done);
        if (auto* group = find_group(id); group != nullptr && sessions_.is_open(person)) {
            const auto all = group->log.owed(person, {}, kMaxFrameOperations);
            scope_.spawn("group to newcomer", give(person, id, all, all.size() == kMaxFrameOperations));
        }
    }
    co_return Result<>{};
}

Task<Result<>> GroupService::remove(GroupId id, std::vector<PeerId> people) {
    for (const auto& person : people) {
        const auto* group = find_group(id);
        if (group == nullptr) co_return fail(ChatErrc::NoSuchGroup);
        GroupBody body;
        body.control.target = person;
        body.control.cuts = group->log.cuts_of(person);
        auto done = co_await write_own(id, number_of(GroupKind::Remove), std::move(body));
        if (!done) co_return fail_as(done);
    }
    co_return Result<>{};
}

Task<Result<>> GroupService::appoint(GroupId id, PeerId person, bool admin) {
    GroupBody body;
    body.control.target = person;
    body.control.flag = admin;
    auto done = co_await write_own(id, number_of(GroupKind::Appoint), std::move(body));
    if (!done) co_return fail_as(done);
    co_return Result<>{};
}

Task<Result<>> GroupService::rename(GroupId id, std::string name) {
    if (!is_group_name(name)) co_return fail(ChatErrc::BadGroupName);
    GroupBody body;
    body.text = std::move(name);
    auto done = co_await write_own(id, number_of(GroupKind::Rename), std::move(body));
    if (!done) co_return fail_as(done);
    co_return Result<>{};
}

Task<Result<>> GroupService::join(GroupId id) {
    auto* group = find_group(id);
    if (group == nullptr || !group->is_stored) co_return fail(ChatErrc::NoSuchGroup);
    if (group->answer == store::GroupAnswer::Joined) co_return Result<>{};
    if (!group->log.members().contains(options_.self)) co_return fail(ChatErrc::NotMember);
    group->answer = store::GroupAnswer::Joined;
    auto work = [stored = store::StoredGroup{id, group->answer, group->invited_by}](
                    SQLite::Database& database) { store::put_group(database, stored); };
    auto done = co_await database_.write(work);
    if (!done) {
        group->answer = store::GroupAnswer::Invited;
        co_return fail_as(done);
    }
    for (const auto& peer : sessions_.open_peers()) peer_opened(peer);
    group_changed(id);
    update_wishes();
    co_return Result<>{};
}

Task<Result<>> GroupService::leave(GroupId id) {
    auto done = co_await write_own(id, number_of(GroupKind::Leave), {});
    // Of a group that takes nothing any more the others hear nothing, and one is out of it all the same.
    if (!done && done.error().code != ChatErrc::GroupFull) co_return fail_as(done);
    auto* group = find_group(id);
    group->answer = store::GroupAnswer::Left;
    auto work = [stored = store::StoredGroup{id, group->answer, group->invited_by}](
                    SQLite::Database& database) { store::put_group(database, stored); };
    auto stored = co_await database_.write(work);
    group_changed(id);
    update_wishes();
    co_return stored;
}

Task<Result<StoredMessage>> GroupService::write_message(GroupId id, Draft draft) {
    GroupBody body;
    body.text = std::move(draft.text);
    body.target = draft.target;
    body.mentions = std::move(draft.mentions);
    body.mentions_all = draft.mentions_all;
    body.attachment = std::move(draft.attachment);
    const auto target = draft.target;
    auto hash = co_await write_own(id, static_cast<std::uint8_t>(draft.kind), std::move(body));
    if (!hash) co_return fail_as(hash);
    auto work = [id, wanted = is_about_another(draft.kind) ? *target : message_id_of(*hash)](
                    SQLite::Database& database) -> Result<StoredMessage> {
        auto found = store::find_message(database, ConversationId::of(id), wanted);
        if (!found) return fail(ChatErrc::NoSuchMessage);
        store::load_marks(database, *found);
        return std::move(*found);
    };
    co_return co_await database_.read(work);
}

Task<Result<StoredMessage>> GroupService::say(GroupId id, Draft draft) {
    if (is_about_another(draft.kind)) co_return fail(ChatErrc::WrongKind);
    if (auto checked = check_draft(draft); !checked) co_return fail_as(checked);
    co_return co_await write_message(id, std::move(draft));
}

Task<Result<StoredMessage>> GroupService::change(GroupId id, Draft draft) {
    if (!is_about_another(draft.kind) || !draft.target) co_return fail(ChatErrc::WrongKind);
    if (auto checked = check_draft(draft); !checked) co_return fail_as(checked);
    const auto* group = find_group(id);
    const bool is_admin = group != nullptr && group->log.members().rank(options_.self) >= Rank::Admin;
    StoredMessage message;
    message.conversation = ConversationId::of(id);
    message.author = PeerKey(options_.self);
    message.kind = static_cast<std::uint8_t>(draft.kind);
    message.target = draft.target;
    auto work = [message, is_admin](SQLite::Database& database) {
        return check_target(database, message, is_admin);
    };
    auto checked = co_await database_.read(work);
    if (!checked) co_return fail_as(checked);
    co_return co_await write_message(id, std::move(draft));
}

std::vector<GroupView> GroupService::all() const {
    std::vector<GroupView> views;
    for (const auto& [id, group] : groups_) {
        if (auto view = find(id)) views.push_back(std::move(*view));
    }
    return views;
}

std::optional<GroupView> GroupService::find(const GroupId& id) const {
    const auto found = groups_.find(id);
    if (found == groups_.end() || !found->second->is_stored) return std::nullopt;
    const auto& group = *found->second;
    const auto& members = group.log.members();
    GroupView view;
    view.id = id;
    view.name = members.name();
    view.owner = members.owner();
    view.has_open_history = members.has_open_history();
    view.invited_by = group.invited_by;
    std::vector<std::pair<GroupPlace, GroupView::Person>> people;
    for (const auto& [peer, member] : members.members())
        people.push_back({member.joined, {peer, member.rank, member.is_frozen}});
    std::ranges::sort(people, {}, &std::pair<GroupPlace, GroupView::Person>::first);
    for (const auto& [place, person] : people) view.people.push_back(person);
    if (!members.contains(options_.self))
        view.part = members.was_removed(options_.self) ? GroupPart::Removed : GroupPart::Left;
    else if (group.answer == store::GroupAnswer::Invited)
        view.part = GroupPart::Invited;
    else if (group.answer == store::GroupAnswer::Left)
        view.part = GroupPart::Left;
    return view;
}

MessageReaders GroupService::readers(const StoredMessage& message) const {
    MessageReaders readers;
    if (message.direction != MessageDirection::Out || !message.conversation.is_group()) return readers;
    const auto found = groups_.find(message.conversation.group());
    if (found == groups_.end()) return readers;
    for (const auto& [peer, marks] : found->second->readers) {
        const auto mark = marks.find(message.incarnation);
        if (mark == marks.end()) continue;
        if (mark->second.delivered >= message.sequence) readers.delivered_to.push_back(peer);
        if (mark->second.read >= message.sequence) readers.read_by.push_back(peer);
    }
    return readers;
}

}  // namespace culver::chat
