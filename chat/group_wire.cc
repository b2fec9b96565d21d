// SPDX-License-Identifier: Apache-2.0
#include "chat/group_wire.h"

#include "base/text.h"
#include "chat/proto_bytes.h"

#include "chat/group.pb.h"

#include <algorithm>

namespace culver::chat {
namespace {

constexpr std::string_view kDomain = "culver group operation v1";

template <class AnyId>
std::optional<AnyId> id_of(const std::string& bytes) {
    return AnyId::from_bytes(as_bytes(bytes));
}

// All of them, or nothing when one is none or they are too many.
template <class AnyId, class Repeated>
std::optional<std::vector<AnyId>> ids_of(const Repeated& list, std::size_t limit) {
    if (static_cast<std::size_t>(list.size()) > limit) return std::nullopt;
    std::vector<AnyId> ids;
    for (const auto& bytes : list) {
        const auto id = id_of<AnyId>(bytes);
        if (!id) return std::nullopt;
        ids.push_back(*id);
    }
    return ids;
}

bool needs_peer(GroupKind kind) {
    return kind == GroupKind::Add || kind == GroupKind::Remove || kind == GroupKind::Appoint ||
           kind == GroupKind::Accuse;
}
bool needs_name(GroupKind kind) {
    return kind == GroupKind::Create || kind == GroupKind::Rename;
}

bool fits(std::uint8_t kind, const GroupBody& body) {
    if (!is_utf8(body.text)) return false;
    if (is_control(kind)) {
        const auto what = static_cast<GroupKind>(kind);
        if (needs_name(what) && (body.text.empty() || body.text.size() > kMaxGroupNameBytes)) return false;
        if (needs_peer(what) && body.control.target.is_zero()) return false;
        return what != GroupKind::Accuse || body.control.proofs.size() == 2;
    }
    const auto what = static_cast<OperationKind>(kind);
    if (body.text.size() > (what == OperationKind::Reaction ? kMaxReactionBytes : kMaxTextBytes))
        return false;
    if (what == OperationKind::Attachment && !body.attachment) return false;
    return !is_about_another(what) || body.target.has_value();
}

std::optional<GroupBody> body_of(ByteView bytes) {
    const auto proto = parsed<group_wire::Body>(bytes);
    if (!proto) return std::nullopt;
    GroupBody body;
    body.text = proto->text();
    body.target = id_of<MessageId>(proto->target());
    body.mentions_all = proto->mentions_all();
    body.control.flag = proto->flag();
    body.control.target = id_of<PeerId>(proto->peer()).value_or(PeerId{});
    const auto mentions = ids_of<PeerId>(proto->mentions(), kMaxMentions);
    const auto proofs = ids_of<OperationHash>(proto->proofs(), 2);
    if (!mentions || !proofs || static_cast<std::size_t>(proto->cuts_size()) > kMaxCuts) return std::nullopt;
    body.mentions = *mentions;
    body.control.proofs = *proofs;
    if (!proto->attachment().empty()) {
        auto label = decode_label(as_bytes(proto->attachment()));
        if (!label) return std::nullopt;
        body.attachment = std::move(*label);
    }
    for (const auto& cut : proto->cuts()) {
        const auto incarnation = id_of<IncarnationId>(cut.incarnation());
        if (!incarnation || cut.last() > kMaxSequence) return std::nullopt;
        body.control.cuts.push_back({*incarnation, cut.last()});
    }
    return body;
}

Bytes encode_body(const GroupBody& body, ByteView salt) {
    group_wire::Body proto;
    proto.set_salt(string_of(salt));
    proto.set_text(body.text);
    if (body.target) proto.set_target(string_of(body.target->view()));
    for (const auto& mentioned : body.mentions) proto.add_mentions(string_of(mentioned.view()));
    proto.set_mentions_all(body.mentions_all);
    if (body.attachment) proto.set_attachment(string_of(encode(*body.attachment)));
    if (!body.control.target.is_zero()) proto.set_peer(string_of(body.control.target.view()));
    proto.set_flag(body.control.flag);
    for (const auto& cut : body.control.cuts) {
        auto& added = *proto.add_cuts();
        added.set_incarnation(string_of(cut.incarnation.view()));
        added.set_last(cut.last);
    }
    for (const auto& proof : body.control.proofs) proto.add_proofs(string_of(proof.view()));
    return serialised(proto);
}

}  // namespace

MessageId message_id_of(const OperationHash& hash) {
    return *MessageId::from_bytes(hash.view().first(MessageId::kBytes));
}

SignedOperation seal(const SigningKey& key, const std::optional<GroupId>& group, GroupOperation& draft,
                     const GroupBody& body, ByteView salt) {
    SignedOperation sealed;
    sealed.body = encode_body(body, salt);
    group_wire::Header proto;
    if (group) proto.set_group(string_of(group->view()));
    proto.set_key(string_of(key.public_key()));
    proto.set_incarnation(string_of(draft.chain.incarnation.view()));
    proto.set_sequence(draft.sequence);
    if (!draft.previous.is_zero()) proto.set_previous(string_of(draft.previous.view()));
    for (const auto& head : draft.heads) proto.add_heads(string_of(head.view()));
    proto.set_clock(draft.clock);
    proto.set_kind(draft.kind);
    proto.set_body_digest(string_of(sha256(sealed.body)));
    sealed.header = serialised(proto);
    const auto signature = key.sign(kDomain, sealed.header);
    sealed.signature.assign(signature.begin(), signature.end());
    draft.hash.bytes = sha256(sealed.header);
    return sealed;
}

Result<ReadOperation> read_operation(const SignedOperation& raw) {
    const auto malformed = fail(ChatErrc::Malformed);
    if (raw.header.size() > kMaxHeaderBytes || raw.signature.size() != kSignatureBytes) return malformed;
    const auto proto = parsed<group_wire::Header>(raw.header);
    if (!proto || proto->key().size() != kPublicKeyBytes) return malformed;
    const auto incarnation = id_of<IncarnationId>(proto->incarnation());
    const auto heads = ids_of<OperationHash>(proto->heads(), kMaxHeads);
    const auto previous = id_of<OperationHash>(proto->previous());
    const auto group = id_of<GroupId>(proto->group());
    if (!incarnation || !heads || (!previous && !proto->previous().empty()) ||
        (!group && !proto->group().empty())) {
        return malformed;
    }
    const bool is_kind = proto->kind() >= 1 && proto->kind() <= 255;
    if (!is_kind || proto->sequence() < 1 || proto->sequence() > kMaxSequence || proto->clock() > kMaxClock)
        return malformed;
    ReadOperation read;
    std::ranges::copy(proto->key(), read.key.begin());
    auto& operation = read.operation;
    operation.hash.bytes = sha256(raw.header);
    operation.chain = {peer_id_of(read.key), *incarnation};
    operation.sequence = proto->sequence();
    operation.previous = previous.value_or(OperationHash{});
    operation.heads = *heads;
    operation.clock = proto->clock();
    operation.kind = static_cast<std::uint8_t>(proto->kind());
    read.group.bytes = group ? group->bytes : operation.hash.bytes;
    if (!raw.body.empty() && raw.body.size() <= kMaxOperationBytes) {
        const auto digest = sha256(raw.body);
        auto body =
            std::ranges::equal(as_bytes(proto->body_digest()), digest) ? body_of(raw.body) : std::nullopt;
        if (body && fits(operation.kind, *body)) read.body = std::move(body);
    }
    if (!is_control(operation.kind)) return read;
    if (!read.body) return malformed;
    operation.control = read.body->control;
    operation.control.name = read.body->text;
    return read;
}

bool is_signed_by_author(const SignedOperation& raw, const PublicKeyBytes& key) {
    return verify(key, kDomain, raw.header, raw.signature);
}

Bytes encode(const HeldFrame& frame) {
    group_wire::Held proto;
    proto.set_group(string_of(frame.group.view()));
    for (const auto& chain : frame.chains) {
        auto& added = *proto.add_chains();
        added.set_author(string_of(chain.chain.author.view()));
        added.set_incarnation(string_of(chain.chain.incarnation.view()));
        added.set_up_to(chain.up_to);
        added.set_hash(string_of(chain.hash.view()));
    }
    return serialised(proto);
}

Bytes encode(const OperationsFrame& frame) {
    group_wire::Operations proto;
    proto.set_group(string_of(frame.group.view()));
    for (const auto& operation : frame.operations) {
        auto& added = *proto.add_operations();
        added.set_header(string_of(operation.header));
        added.set_signature(string_of(operation.signature));
        added.set_body(string_of(operation.body));
    }
    proto.set_has_more(frame.has_more);
    return serialised(proto);
}

Bytes encode(const WantFrame& frame) {
    group_wire::Want proto;
    proto.set_group(string_of(frame.group.view()));
    for (const auto& hash : frame.hashes) proto.add_hashes(string_of(hash.view()));
    return serialised(proto);
}

Bytes encode(const ReceiptFrame& frame) {
    group_wire::Receipt proto;
    proto.set_group(string_of(frame.group.view()));
    for (const auto& point : frame.points) {
        auto& added = *proto.add_points();
        added.set_incarnation(string_of(point.incarnation.view()));
        added.set_delivered(point.delivered);
        added.set_read(point.read);
    }
    return serialised(proto);
}

Result<HeldFrame> decode_held(ByteView body) {
    const auto proto = parsed<group_wire::Held>(body);
    const auto group = proto ? id_of<GroupId>(proto->group()) : std::nullopt;
    if (!group || static_cast<std::size_t>(proto->chains_size()) > kMaxHeldChains)
        return fail(ChatErrc::Malformed);
    HeldFrame frame{*group, {}};
    for (const auto& chain : proto->chains()) {
        const auto author = id_of<PeerId>(chain.author());
        const auto incarnation = id_of<IncarnationId>(chain.incarnation());
        const auto hash = id_of<OperationHash>(chain.hash());
        if (!author || !incarnation || !hash || chain.up_to() > kMaxSequence)
            return fail(ChatErrc::Malformed);
        frame.chains.push_back({{*author, *incarnation}, chain.up_to(), *hash});
    }
    return frame;
}

Result<OperationsFrame> decode_operations(ByteView body) {
    const auto proto = parsed<group_wire::Operations>(body);
    const auto group = proto ? id_of<GroupId>(proto->group()) : std::nullopt;
    if (!group || static_cast<std::size_t>(proto->operations_size()) > kMaxFrameOperations)
        return fail(ChatErrc::Malformed);
    OperationsFrame frame{*group, {}, proto->has_more()};
    for (const auto& one : proto->operations()) {
        frame.operations.push_back({to_bytes(one.header()), to_bytes(one.signature()), to_bytes(one.body())});
    }
    return frame;
}

Result<WantFrame> decode_want(ByteView body) {
    const auto proto = parsed<group_wire::Want>(body);
    const auto group = proto ? id_of<GroupId>(proto->group()) : std::nullopt;
    const auto hashes = proto ? ids_of<OperationHash>(proto->hashes(), kMaxFrameOperations) : std::nullopt;
    if (!group || !hashes) return fail(ChatErrc::Malformed);
    return WantFrame{*group, *hashes};
}

Result<ReceiptFrame> decode_group_receipt(ByteView body) {
    const auto proto = parsed<group_wire::Receipt>(body);
    const auto group = proto ? id_of<GroupId>(proto->group()) : std::nullopt;
    if (!group || static_cast<std::size_t>(proto->points_size()) > kMaxCuts) return fail(ChatErrc::Malformed);
    ReceiptFrame frame{*group, {}};
    for (const auto& point : proto->points()) {
        const auto incarnation = id_of<IncarnationId>(point.incarnation());
        if (!incarnation || point.delivered() > kMaxSequence || point.read() > kMaxSequence)
            return fail(ChatErrc::Malformed);
        frame.points.push_back({*incarnation, point.delivered(), point.read()});
    }
    return frame;
}

}  // namespace culver::chat
