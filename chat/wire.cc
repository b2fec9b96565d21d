// SPDX-License-Identifier: Apache-2.0
#include "chat/wire.h"

#include "base/text.h"
#include "chat/proto_bytes.h"

#include "chat/chat.pb.h"

#include <algorithm>

namespace culver::chat {
namespace {

bool is_sequence(std::uint64_t number) {
    return number >= 1 && number <= kMaxSequence;
}

// Who and which; without these nothing can be answered.
struct Identified {
    MessageId id;
    IncarnationId incarnation;
    std::uint64_t sequence = 0;
};

template <class Proto>
std::optional<Identified> identified(const Proto& proto) {
    const auto id = MessageId::from_bytes(as_bytes(proto.id()));
    const auto incarnation = IncarnationId::from_bytes(as_bytes(proto.incarnation()));
    if (!id || !incarnation || !is_sequence(proto.sequence())) return std::nullopt;
    return Identified{*id, *incarnation, proto.sequence()};
}

bool needs_target(std::uint32_t kind) {
    return is_about_another(static_cast<OperationKind>(kind));
}

bool are_mentions(const wire::Operation& proto) {
    if (proto.mentions_size() > static_cast<int>(kMaxMentions)) return false;
    return std::ranges::all_of(proto.mentions(), [](const auto& id) { return id.size() == PeerId::kBytes; });
}

bool is_readable(const wire::Operation& proto) {
    if (proto.clock() > kMaxClock || proto.kind() < 1 || proto.kind() > 255) return false;
    if (proto.text().size() > kMaxTextBytes || !is_utf8(proto.text())) return false;
    if (!proto.target().empty() && proto.target().size() != MessageId::kBytes) return false;
    if (proto.kind() == static_cast<std::uint32_t>(OperationKind::Reaction) &&
        proto.text().size() > kMaxReactionBytes) {
        return false;
    }
    const bool carries = proto.kind() == static_cast<std::uint32_t>(OperationKind::Attachment);
    if (carries && !decode_label(as_bytes(proto.attachment()))) return false;
    return are_mentions(proto) && (!needs_target(proto.kind()) || !proto.target().empty());
}

Operation operation_of(const Identified& who, wire::Operation& proto) {
    Operation operation{
        .id = who.id, .incarnation = who.incarnation, .sequence = who.sequence, .text = {}, .target = {}};
    operation.clock = proto.clock();
    operation.kind = static_cast<OperationKind>(proto.kind());
    operation.text = std::move(*proto.mutable_text());
    operation.target = MessageId::from_bytes(as_bytes(proto.target()));
    for (const auto& id : proto.mentions()) {
        if (const auto mentioned = PeerId::from_bytes(as_bytes(id))) operation.mentions.push_back(*mentioned);
    }
    operation.mentions_all = proto.mentions_all();
    if (operation.kind == OperationKind::Attachment) {
        if (auto label = decode_label(as_bytes(proto.attachment()))) operation.attachment = std::move(*label);
    }
    return operation;
}

wire::Reason to_wire(RefusalReason reason) {
    switch (reason) {
        case RefusalReason::Unspecified: return wire::REASON_UNSPECIFIED;
        case RefusalReason::TooManyUnread: return wire::REASON_TOO_MANY_UNREAD;
        case RefusalReason::Conflict: return wire::REASON_CONFLICT;
        case RefusalReason::Unreadable: return wire::REASON_UNREADABLE;
        case RefusalReason::Withdrawn: return wire::REASON_WITHDRAWN;
        case RefusalReason::NotWelcome: return wire::REASON_NOT_WELCOME;
    }
    return wire::REASON_UNSPECIFIED;
}

RefusalReason from_wire(wire::Reason reason) {
    switch (reason) {
        case wire::REASON_TOO_MANY_UNREAD: return RefusalReason::TooManyUnread;
        case wire::REASON_CONFLICT: return RefusalReason::Conflict;
        case wire::REASON_UNREADABLE: return RefusalReason::Unreadable;
        case wire::REASON_WITHDRAWN: return RefusalReason::Withdrawn;
        case wire::REASON_NOT_WELCOME: return RefusalReason::NotWelcome;
        default: return RefusalReason::Unspecified;
    }
}

}  // namespace

Bytes encode(const Operation& operation) {
    wire::Operation proto;
    proto.set_id(string_of(operation.id.view()));
    proto.set_incarnation(string_of(operation.incarnation.view()));
    proto.set_sequence(operation.sequence);
    proto.set_clock(operation.clock);
    proto.set_kind(static_cast<std::uint32_t>(operation.kind));
    proto.set_text(operation.text);
    if (operation.target) proto.set_target(string_of(operation.target->view()));
    for (const auto& mentioned : operation.mentions) proto.add_mentions(string_of(mentioned.view()));
    proto.set_mentions_all(operation.mentions_all);
    if (operation.attachment) proto.set_attachment(string_of(encode(*operation.attachment)));
    return serialised(proto);
}

Bytes encode_message(ByteView raw_operation, std::uint64_t previous) {
    wire::Message proto;
    proto.set_operation(string_of(raw_operation));
    proto.set_previous(previous);
    return serialised(proto);
}

Bytes encode(const std::vector<AckRange>& delivered) {
    wire::Ack proto;
    for (const auto& range : delivered) {
        auto& added = *proto.add_delivered();
        added.set_incarnation(string_of(range.incarnation.view()));
        added.set_first(range.first);
        added.set_last(range.last);
    }
    return serialised(proto);
}

Bytes encode(const Refusal& refusal) {
    wire::Refused proto;
    proto.set_incarnation(string_of(refusal.incarnation.view()));
    proto.set_sequence(refusal.sequence);
    proto.set_id(string_of(refusal.id.view()));
    proto.set_reason(to_wire(refusal.reason));
    proto.set_sentence(std::string(cut_utf8(refusal.sentence, kMaxSentenceBytes)));
    return serialised(proto);
}

Bytes encode(const std::vector<ReadPoint>& points) {
    wire::ReadMark proto;
    for (const auto& point : points) {
        auto& added = *proto.add_points();
        added.set_incarnation(string_of(point.incarnation.view()));
        added.set_up_to(point.up_to);
    }
    return serialised(proto);
}

Result<Operation> decode_operation(ByteView raw) {
    auto proto = parsed<wire::Operation>(raw);
    if (!proto || !is_readable(*proto)) return fail(ChatErrc::Malformed);
    const auto who = identified(*proto);
    if (!who) return fail(ChatErrc::Malformed);
    return operation_of(*who, *proto);
}

Result<MessageFrame> decode_message(ByteView body) {
    auto proto = parsed<wire::Message>(body);
    if (!proto) return fail(ChatErrc::Malformed);
    auto inner = parsed<wire::Operation>(as_bytes(proto->operation()));
    if (!inner) return fail(ChatErrc::Malformed);
    const auto who = identified(*inner);
    if (!who || proto->previous() >= who->sequence) return fail(ChatErrc::Malformed);
    MessageFrame frame;
    frame.previous = proto->previous();
    frame.is_readable = proto->operation().size() <= kMaxOperationBytes && is_readable(*inner);
    if (frame.is_readable) {
        frame.raw = to_bytes(proto->operation());
        frame.operation = operation_of(*who, *inner);
    } else {
        frame.operation.id = who->id;
        frame.operation.incarnation = who->incarnation;
        frame.operation.sequence = who->sequence;
    }
    return frame;
}

Result<std::vector<AckRange>> decode_ack(ByteView body) {
    const auto proto = parsed<wire::Ack>(body);
    if (!proto || proto->delivered_size() > static_cast<int>(kMaxAckRanges)) return fail(ChatErrc::Malformed);
    std::vector<AckRange> ranges;
    for (const auto& range : proto->delivered()) {
        const auto incarnation = IncarnationId::from_bytes(as_bytes(range.incarnation()));
        const bool is_range =
            is_sequence(range.first()) && is_sequence(range.last()) && range.first() <= range.last();
        if (!incarnation || !is_range) return fail(ChatErrc::Malformed);
        ranges.push_back({*incarnation, range.first(), range.last()});
    }
    return ranges;
}

Result<Refusal> decode_refusal(ByteView body) {
    const auto proto = parsed<wire::Refused>(body);
    if (!proto) return fail(ChatErrc::Malformed);
    const auto who = identified(*proto);
    if (!who) return fail(ChatErrc::Malformed);
    return Refusal{who->incarnation, who->sequence, who->id, from_wire(proto->reason()),
                   std::string(cut_utf8(proto->sentence(), kMaxSentenceBytes))};
}

Result<std::vector<ReadPoint>> decode_read_mark(ByteView body) {
    const auto proto = parsed<wire::ReadMark>(body);
    if (!proto || proto->points_size() > static_cast<int>(kMaxReadPoints)) return fail(ChatErrc::Malformed);
    std::vector<ReadPoint> points;
    for (const auto& point : proto->points()) {
        const auto incarnation = IncarnationId::from_bytes(as_bytes(point.incarnation()));
        if (!incarnation || !is_sequence(point.up_to())) return fail(ChatErrc::Malformed);
        points.push_back({*incarnation, point.up_to()});
    }
    return points;
}

Bytes encode_typing(bool is_typing) {
    wire::Typing proto;
    proto.set_is_typing(is_typing);
    return serialised(proto);
}

Result<bool> decode_typing(ByteView body) {
    const auto proto = parsed<wire::Typing>(body);
    if (!proto) return fail(ChatErrc::Malformed);
    return proto->is_typing();
}

std::string sentence_for(const Refusal& refusal) {
    const auto said = [](ChatErrc reason) { return make_error_code(reason).message(); };
    switch (refusal.reason) {
        case RefusalReason::TooManyUnread: return said(ChatErrc::TooManyUnread);
        case RefusalReason::Conflict: return said(ChatErrc::Conflict);
        case RefusalReason::Unreadable: return said(ChatErrc::Unreadable);
        case RefusalReason::Withdrawn: return said(ChatErrc::Withdrawn);
        case RefusalReason::NotWelcome: return said(ChatErrc::NotWelcome);
        case RefusalReason::Unspecified: break;
    }
    const auto own = said(ChatErrc::Refused);
    return refusal.sentence.empty() ? own : own + ": " + printable(refusal.sentence);
}

}  // namespace culver::chat
