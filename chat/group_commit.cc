// SPDX-License-Identifier: Apache-2.0
// How operations, one's own and others', come into the log and onto the disk. What they do: group_words.cc.
#include "base/log.h"
#include "chat/effects.h"
#include "chat/group_service.h"
#include "net/supervised.h"
#include "store/attachment_rows.h"
#include "store/message_rows.h"

#include <algorithm>
#include <ranges>

namespace culver::chat {
namespace {

using store::MessageDirection;
using store::MessageState;
using store::StoredMessage;

std::size_t bytes_of(const auto& range) {
    std::size_t bytes = 0;
    for (const auto& known : range) bytes += known.raw.bytes();
    return bytes;
}

// The time to show: the author's, but never far in the future.
std::int64_t shown_time(ClockValue clock, WallTime now) {
    return std::min(milliseconds_of(clock), to_milliseconds(now + kMaxClockLead));
}

}  // namespace

// Takes what is right into the log, in causal order with what had waited for it.
std::vector<GroupService::Known> GroupService::admit(Group& group, std::vector<SignedOperation> raws,
                                                     bool may_wait) {
    std::vector<Known> taken;
    for (auto& raw : raws) {
        auto read = read_operation(raw);
        if (!read || read->group != group.log.id()) continue;
        const auto hash = read->operation.hash;
        if (group.log.holds(hash)) {
            // Held without words: here they are, unless they had been here and were forgotten.
            if (read->body) group.lacking.erase(hash);
            if (read->body && group.bodiless.erase(hash) > 0)
                taken.push_back({.raw = std::move(raw), .read = std::move(*read), .is_late = true});
            continue;
        }
        if (!may_wait && !group.log.is_ready(read->operation)) continue;
        if (group.log.waits(hash) || !is_signed_by_author(raw, read->key)) continue;
        if (!read->body) raw.body.clear();  // not its author's words: neither kept nor passed on
        const auto operation = read->operation;
        group.waiting.insert_or_assign(hash, Known{std::move(raw), std::move(*read)});
        const auto outcome = group.log.add(operation);
        for (const auto& one : outcome.taken) {
            const auto found = group.waiting.find(one);
            if (found == group.waiting.end()) continue;
            taken.push_back(std::move(found->second));
            group.waiting.erase(found);
        }
        if (outcome.verdict == GroupLog::Verdict::Refused) group.waiting.erase(hash);
    }
    const auto most = group.is_stored ? kMaxWaitingBytes : kMaxUnjoinedWaitingBytes;
    if (bytes_of(group.waiting | std::views::values) > most) group.log.forget_waiting();
    std::erase_if(group.waiting, [&](const auto& entry) { return !group.log.waits(entry.first); });
    return taken;
}

GroupService::Entry GroupService::entry_of(const Group& group, const Known& known) const {
    const auto& operation = known.read.operation;
    Entry entry;
    entry.operation = {Bytes(operation.hash.bytes.begin(), operation.hash.bytes.end()), known.raw.header,
                       known.raw.signature, known.raw.body};
    entry.named = operation.heads;
    if (!operation.previous.is_zero()) entry.named.push_back(operation.previous);
    entry.is_late = known.is_late;
    if (is_control(operation.kind) || !known.read.body) return entry;
    const auto& body = *known.read.body;
    const auto now = clock_.wall();
    StoredMessage message;
    message.conversation = ConversationId::of(group.log.id());
    message.author = PeerKey(operation.chain.author);
    message.incarnation = operation.chain.incarnation;
    message.sequence = operation.sequence;
    message.id = message_id_of(operation.hash);
    message.clock = operation.clock;
    message.position = group.log.place(operation.hash)->clock;
    message.kind = operation.kind;
    message.target = body.target;
    message.operation = entry.operation.hash;
    message.text = body.text;
    if (message.kind == static_cast<std::uint8_t>(OperationKind::Attachment)) carry(message, body.attachment);
    message.mentions = body.mentions;
    if (body.mentions_all) message.mentions.emplace_back();
    message.time = shown_time(operation.clock, now);
    message.arrival = to_milliseconds(now);
    const bool is_own = operation.chain.author == options_.self;
    message.direction = is_own ? MessageDirection::Out : MessageDirection::In;
    message.state = is_own ? MessageState::Queued : MessageState::Delivered;
    classify(message, false);
    message.is_shown = message.is_shown && group.log.counts(operation.hash);
    const bool is_joined = group.answer == store::GroupAnswer::Joined;
    entry.message = std::move(message);
    entry.counts = group.log.counts(operation.hash);
    // Any member may add keys without end: bytes of people never talked to wait until a person wants them.
    const bool is_known = mediator_.standing(operation.chain.author) == net::Standing::Known;
    if (is_joined && entry.counts && is_known) entry.fetching = Fetching::Unasked;
    entry.has_authority = group.log.author_rank(operation.hash) >= Rank::Admin;
    return entry;
}

// Store thread.
Result<GroupService::Written> GroupService::write_batch(SQLite::Database& database, const GroupId& id,
                                                        Batch batch) {
    Written written;
    for (auto& entry : batch.entries) {
        // Of two writes the disk may have refused the first: without it nobody could ever take the second.
        const auto is_here = [&](const OperationHash& hash) {
            return store::has_operation(database, id, hash.view());
        };
        if (!std::ranges::all_of(entry.named, is_here))
            return fail(store::StoreErrc::Failed, "storing what follows a lost operation");
        const bool is_forgotten = !store::put_operation(database, id, entry.operation);
        if (is_forgotten || !entry.message) continue;
        auto& message = *entry.message;
        if (store::find_message(database, message.conversation, message.id)) continue;
        const store::StreamKey key{message.conversation, message.author, message.incarnation};
        if (store::find_message(database, key, message.sequence)) {
            // The second of two histories: both are shown, and each place is taken once.
            message.incarnation =
                *IncarnationId::from_bytes(ByteView(message.operation).first(IncarnationId::kBytes));
        }
        message.row = store::insert_message(database, message);
        if (message.direction == MessageDirection::In)
            note_carried(database, message, entry.fetching);
        else if (message.digest)
            message.kept = store::find_attachment(database, *message.digest);
        if (message.is_shown) {
            written.arrived.push_back(message);
            if (entry.is_late) catch_up(database, message, batch.cut_off, written);
            continue;
        }
        if (!entry.counts) continue;  // somebody who was removed recalls, edits and reacts no more
        if (auto changed = apply(database, id, message, entry.has_authority))
            written.changed.push_back(std::move(*changed));
    }
    reverse(database, id, batch.reversals, written);
    return written;
}

// Of a group in which this node is not yet nothing goes to the disk: what has to, since this.
std::optional<std::vector<GroupService::Known>> GroupService::enter(Group& group,
                                                                    std::vector<Known> operations) {
    if (group.is_stored && group.answer == store::GroupAnswer::Invited)
        group.unanswered_bytes += bytes_of(operations);
    if (group.is_stored) return operations;
    group.unanswered_bytes += bytes_of(operations);
    std::ranges::move(operations, std::back_inserter(group.uncommitted));
    const auto& people = group.log.members().members();
    const auto self = people.find(options_.self);
    if (self == people.end()) return std::nullopt;
    const auto adder = self->second.added_by;
    const bool is_trusted = adder == options_.self || mediator_.standing(adder) == net::Standing::Known;
    group.invited_by = adder;
    group.answer = is_trusted ? store::GroupAnswer::Joined : store::GroupAnswer::Invited;
    group.is_stored = true;
    return std::exchange(group.uncommitted, {});
}

// What the log says is judged here, before anything else can change it; the rest goes on when the caller is
// gone, since the log holds the operations already.
Task<Result<>> GroupService::commit(Group& group, std::vector<Known> operations) {
    auto entered = enter(group, std::move(operations));
    if (!entered) co_return Result<>{};
    Batch batch;
    for (const auto& known : *entered) {
        batch.entries.push_back(entry_of(group, known));
        note_words(group, known);
        // What comes after its author was removed may count one day: a control is then compared with this.
        const auto& hash = known.read.operation.hash;
        if (!group.log.counts(hash)) group.cut_off.insert(hash);
    }
    if (std::ranges::any_of(*entered, &GroupService::changes_group)) batch.reversals = reversals_in(group);
    if (std::ranges::any_of(*entered, &Known::is_late)) batch.cut_off = group.cut_off;
    auto kept = keep(group, std::move(*entered), std::move(batch));
    co_return co_await net::supervised(scope_, "storing a group", std::move(kept));
}

Task<Result<>> GroupService::keep(Group& group, std::vector<Known> operations, Batch batch) {
    const auto id = group.log.id();
    auto work = [id, stored = store::StoredGroup{id, group.answer, group.invited_by},
                 batch = std::move(batch)](SQLite::Database& database) -> Result<Written> {
        store::put_group(database, stored);
        return write_batch(database, id, batch);
    };
    auto written = co_await database_.write(std::move(work));
    if (!written) co_return co_await undo(group, written.error());
    // The log was read again while this was on its way, because another write had failed.
    const auto is_lost = [&](const Known& known) { return !group.log.holds(known.read.operation.hash); };
    if (std::ranges::any_of(operations, is_lost)) (void)co_await load({id, group.answer, group.invited_by});
    for (const auto& known : operations) {
        const auto& operation = known.read.operation;
        auto& durable = group.durable[operation.chain];
        durable = std::max(durable, operation.sequence);
    }
    hybrid_.observe(group.log.highest_clock(), clock_.wall());
    // What stands in a group nobody has joined yet disturbs nobody: the invitation is told.
    if (group.answer == store::GroupAnswer::Invited) written->arrived.clear();
    tell(*written);
    if (std::ranges::any_of(operations, &GroupService::changes_group)) {
        (void)co_await settle(id, {});  // who left owes no receipt
        group_changed(id);
    }
    send_receipts(group);
    update_wishes();
    co_return Result<>{};
}

// What is not on the disk must not be held either: the log is read again.
Task<Result<>> GroupService::undo(Group& group, Error why) {
    log::warn("a group cannot be stored: {}", why.sentence());
    (void)co_await load({group.log.id(), group.answer, group.invited_by});
    if (group.log.size() == 0) {
        group.is_stored = false;  // nothing of it is on the disk: it is not there
        group.begun_at = clock_.steady();
    }
    co_return std::unexpected(std::move(why));
}

void GroupService::tell(const Written& written) {
    for (const auto& message : written.arrived) {
        if (message.direction == MessageDirection::In)
            mediator_.on_event(MessageArrived{message});
        else
            mediator_.on_event(MessageStateChanged{message});
    }
    for (const auto& message : written.changed) {
        if (message.is_shown) mediator_.on_event(MessageChanged{message});
    }
}

}  // namespace culver::chat
