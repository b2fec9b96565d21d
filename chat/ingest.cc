// SPDX-License-Identifier: Apache-2.0
#include "chat/ingest.h"

#include "chat/conversation.h"
#include "chat/effects.h"
#include "store/message_changes.h"
#include "store/message_rows.h"

#include <algorithm>

namespace culver::chat {
namespace {

using store::MessageDirection;
using store::MessageState;
using store::StoredMessage;

class Ingest {
public:
    Ingest(SQLite::Database& database, const IngestContext& context)
        : database_(database), context_(context) {}

    void take(const Inbound& inbound) {
        from_ = inbound.from;
        is_stranger_ = inbound.is_stranger;
        is_welcome_ = inbound.is_welcome;
        conversation_ = ConversationId::with(PeerKey(from_));
        std::visit([this](const auto& content) { on(content); }, inbound.content);
    }
    Digest digest() { return std::move(digest_); }

private:
    void on(const MessageFrame& frame);
    void on(const std::vector<AckRange>& ranges);
    void on(const Refusal& refusal);
    void on(const std::vector<ReadPoint>& points);

    void accept(const MessageFrame& frame, const store::StreamKey& key, store::Stream stream);
    void pass_over(const store::StreamKey& key, store::Stream stream, std::uint64_t sequence);
    void refuse(const MessageFrame& frame, RefusalReason reason);
    void tell_changes(std::vector<StoredMessage> changed);
    [[nodiscard]] bool has_said_enough();
    [[nodiscard]] store::StreamKey own_stream(const IncarnationId& incarnation) const {
        return {conversation_, PeerKey(context_.self), incarnation};
    }

    SQLite::Database& database_;
    const IngestContext& context_;
    PeerId from_;
    bool is_stranger_ = false;
    bool is_welcome_ = true;
    ConversationId conversation_;
    std::optional<store::UnreadOfStrangers> unread_of_strangers_;  // once asked for: counting takes a while
    // By whom it was said to: how far this node counted. Nothing is said while a batch is written.
    std::map<PeerId, std::map<IncarnationId, std::uint64_t>> own_highest_;
    Digest digest_;
};

std::optional<Held> held(const std::optional<StoredMessage>& message) {
    if (!message) return std::nullopt;
    return Held{message->id, message->operation, message->operation.size() == store::kDigestBytes};
}

void Ingest::on(const MessageFrame& frame) {
    const auto& operation = frame.operation;
    const store::StreamKey key{conversation_, PeerKey(from_), operation.incarnation};
    auto stream = store::load_stream(database_, key);
    const auto by_number = store::find_message(database_, key, operation.sequence);
    const auto by_id = store::find_message(database_, conversation_, operation.id);
    const Candidate candidate{operation.sequence, frame.previous, operation.id, frame.raw};
    switch (judge(candidate, {stream.highest, held(by_number), held(by_id)})) {
        case Verdict::Take: return accept(frame, key, stream);
        case Verdict::Gap: return;
        case Verdict::Repeat:
            return add_to(digest_.answers[from_].acks, operation.incarnation, operation.sequence);
        case Verdict::Withdrawn: return refuse(frame, RefusalReason::Withdrawn);
        case Verdict::Conflict: break;
    }
    pass_over(key, stream, operation.sequence);
    refuse(frame, RefusalReason::Conflict);
}

void Ingest::accept(const MessageFrame& frame, const store::StreamKey& key, store::Stream stream) {
    const auto& operation = frame.operation;
    if (!is_welcome_) {
        pass_over(key, stream, operation.sequence);
        return refuse(frame, RefusalReason::NotWelcome);
    }
    if (!frame.is_readable || has_said_enough()) {
        pass_over(key, stream, operation.sequence);
        return refuse(frame, frame.is_readable ? RefusalReason::TooManyUnread : RefusalReason::Unreadable);
    }
    const auto place = place_of(operation.clock, context_.now, stream.position);
    StoredMessage message;
    message.conversation = conversation_;
    message.author = key.author;
    message.incarnation = operation.incarnation;
    message.sequence = operation.sequence;
    message.id = operation.id;
    message.clock = operation.clock;
    message.position = place.position;
    message.kind = static_cast<std::uint8_t>(operation.kind);
    message.target = operation.target;
    message.operation = frame.raw;
    message.text = operation.text;
    message.time = place.milliseconds;
    message.arrival = to_milliseconds(context_.now);
    message.direction = MessageDirection::In;
    message.state = MessageState::Delivered;
    message.mentions = operation.mentions;
    if (operation.mentions_all) message.mentions.emplace_back();
    carry(message, operation.attachment);
    classify(message, is_stranger_);
    message.row = store::insert_message(database_, message);
    if (unread_of_strangers_ && is_stranger_) {
        ++unread_of_strangers_->messages;
        unread_of_strangers_->bytes += message.operation.size();
    }
    note_carried(database_, message, is_stranger_ ? Fetching::WhenAsked : Fetching::Unasked);
    stream.highest = operation.sequence;
    HybridClock adopted(stream.clock);
    adopted.observe(operation.clock, context_.now);
    stream.clock = adopted.last();
    stream.position = place.position;
    store::save_stream(database_, key, stream);
    digest_.clock = std::max(digest_.clock, stream.clock);
    add_to(digest_.answers[from_].acks, operation.incarnation, operation.sequence);
    if (message.is_shown) {
        digest_.events.emplace_back(MessageArrived{std::move(message)});
        return;
    }
    auto effect = apply_effect(database_, message);
    if (effect.changed) digest_.events.emplace_back(MessageChanged{std::move(*effect.changed)});
}

bool Ingest::has_said_enough() {
    if (!is_stranger_) return false;
    if (!unread_of_strangers_) unread_of_strangers_ = store::count_unread_of_strangers(database_);
    return is_too_much(store::count_unread(database_, conversation_), *unread_of_strangers_);
}

// Refused for good: what comes behind it need not wait. A stranger's stream of which nothing was taken is not
// remembered: inventing incarnations must not fill the disk.
void Ingest::pass_over(const store::StreamKey& key, store::Stream stream, std::uint64_t sequence) {
    if (stream.highest >= sequence || (is_stranger_ && stream.highest == 0)) return;
    stream.highest = sequence;
    store::save_stream(database_, key, stream);
}

void Ingest::refuse(const MessageFrame& frame, RefusalReason reason) {
    Refusal refusal{frame.operation.incarnation, frame.operation.sequence, frame.operation.id, reason, {}};
    refusal.sentence = sentence_for(refusal);
    digest_.answers[from_].refusals.push_back(std::move(refusal));
}

void Ingest::on(const std::vector<AckRange>& ranges) {
    const auto [own, is_first] = own_highest_.try_emplace(from_);
    if (is_first) own->second = store::load_highest(database_, conversation_, PeerKey(context_.self));
    for (const auto& range : ranges_to_look_up(ranges, own->second)) {
        auto changed =
            store::mark_delivered(database_, own_stream(range.incarnation), range.first, range.last);
        for (const auto& message : changed) digest_.settled[from_].push_back(message.row);
        tell_changes(std::move(changed));
    }
}

void Ingest::on(const Refusal& refusal) {
    auto message = store::find_message(database_, own_stream(refusal.incarnation), refusal.sequence);
    const bool waits = message && message->id == refusal.id && message->direction == MessageDirection::Out &&
                       (message->state == MessageState::Queued || message->state == MessageState::Sent);
    if (!waits) return;
    message->state = MessageState::Failed;
    message->failure = sentence_for(refusal);
    store::set_message_state(database_, message->row, message->state, message->failure);
    digest_.settled[from_].push_back(message->row);
    tell_changes({std::move(*message)});
}

void Ingest::on(const std::vector<ReadPoint>& points) {
    for (const auto& point : points) {
        tell_changes(store::mark_read_there(database_, own_stream(point.incarnation), point.up_to));
    }
}

void Ingest::tell_changes(std::vector<StoredMessage> changed) {
    for (auto& message : changed) {
        if (message.is_shown) digest_.events.emplace_back(MessageStateChanged{std::move(message)});
    }
}

}  // namespace

Digest ingest(SQLite::Database& database, const std::vector<Inbound>& batch, const IngestContext& context) {
    Ingest work(database, context);
    for (const auto& inbound : batch) work.take(inbound);
    return work.digest();
}

bool is_too_much(std::uint64_t unread, const store::UnreadOfStrangers& of_all) {
    return unread >= kMaxUnreadFromStranger || of_all.messages >= kMaxUnreadFromStrangers ||
           of_all.bytes >= kMaxUnreadBytesFromStrangers;
}

std::vector<AckRange> ranges_to_look_up(std::vector<AckRange> said,
                                        const std::map<IncarnationId, std::uint64_t>& highest) {
    std::erase_if(said, [&](AckRange& range) {
        const auto own = highest.find(range.incarnation);
        if (own == highest.end() || range.first > own->second) return true;
        range.last = std::min(range.last, own->second);
        return false;
    });
    std::ranges::sort(said, {},
                      [](const AckRange& range) { return std::pair(range.incarnation, range.first); });
    std::vector<AckRange> ranges;
    for (const auto& range : said) {
        const bool joins = !ranges.empty() && ranges.back().incarnation == range.incarnation &&
                           range.first <= ranges.back().last + 1;
        if (joins)
            ranges.back().last = std::max(ranges.back().last, range.last);
        else
            ranges.push_back(range);
    }
    return ranges;
}

void add_to(std::vector<AckRange>& ranges, const IncarnationId& incarnation, std::uint64_t sequence) {
    if (!ranges.empty() && ranges.back().incarnation == incarnation) {
        auto& last = ranges.back();
        if (sequence >= last.first && sequence <= last.last) return;
        if (sequence == last.last + 1) {
            last.last = sequence;
            return;
        }
    }
    ranges.push_back({incarnation, sequence, sequence});
}

}  // namespace culver::chat
