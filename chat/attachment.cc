// SPDX-License-Identifier: Apache-2.0
#include "chat/attachment.h"

#include "base/text.h"
#include "chat/errors.h"
#include "chat/proto_bytes.h"
#include "store/attachment_rows.h"

#include "chat/chat.pb.h"

#include <algorithm>

namespace culver::chat {
namespace {

std::optional<AttachmentDigest> digest_of(const std::string& bytes) {
    return AttachmentDigest::from_bytes(as_bytes(bytes));
}

}  // namespace

Bytes encode(const AttachmentLabel& label) {
    wire::Attachment proto;
    proto.set_digest(string_of(label.digest.view()));
    proto.set_size(label.size);
    proto.set_kind(static_cast<std::uint32_t>(label.kind));
    proto.set_name(label.name);
    proto.set_width(label.width);
    proto.set_height(label.height);
    proto.set_duration_ms(label.duration_ms);
    proto.set_waveform(string_of(label.waveform));
    return serialised(proto);
}

Bytes encode(const PartWish& wish) {
    wire::Want proto;
    if (wish.group) proto.set_group(string_of(wish.group->view()));
    proto.set_digest(string_of(wish.digest.view()));
    proto.set_offset(wish.offset);
    proto.set_length(wish.length);
    return serialised(proto);
}

Bytes encode(const Part& part) {
    wire::Part proto;
    proto.set_digest(string_of(part.digest.view()));
    proto.set_offset(part.offset);
    proto.set_content(string_of(part.content));
    proto.set_is_refused(part.is_refused);
    return serialised(proto);
}

Result<AttachmentLabel> decode_label(ByteView bytes) {
    auto proto = parsed<wire::Attachment>(bytes);
    const auto digest = proto ? digest_of(proto->digest()) : std::nullopt;
    if (!digest || proto->size() == 0 || proto->size() > store::kMaxAttachmentBytes)
        return fail(ChatErrc::Malformed);
    const bool is_named = proto->name().size() <= kMaxAttachmentNameBytes && is_utf8(proto->name());
    const auto heights = as_bytes(proto->waveform());
    const bool is_drawn = heights.size() <= kMaxWaveform &&
                          std::ranges::all_of(heights, [](auto height) { return height <= kMaxHeight; });
    if (!is_named || !is_drawn) return fail(ChatErrc::Malformed);
    AttachmentLabel label{.digest = *digest, .size = proto->size(), .name = {}, .waveform = {}};
    // A kind of a later version is a file to this one.
    const bool is_known = proto->kind() >= 1 && proto->kind() <= 3;
    label.kind = is_known ? static_cast<MediaKind>(proto->kind()) : MediaKind::File;
    label.name = std::move(*proto->mutable_name());
    label.width = proto->width();
    label.height = proto->height();
    label.duration_ms = proto->duration_ms();
    label.waveform.assign(heights.begin(), heights.end());
    return label;
}

Result<PartWish> decode_part_wish(ByteView body) {
    const auto proto = parsed<wire::Want>(body);
    const auto digest = proto ? digest_of(proto->digest()) : std::nullopt;
    if (!digest || proto->length() == 0 || proto->length() > kPartBytes) return fail(ChatErrc::Malformed);
    PartWish wish{.group = GroupId::from_bytes(as_bytes(proto->group())), .digest = *digest};
    if (!wish.group && !proto->group().empty()) return fail(ChatErrc::Malformed);
    wish.offset = proto->offset();
    wish.length = proto->length();
    return wish;
}

Result<Part> decode_part(ByteView body) {
    const auto proto = parsed<wire::Part>(body);
    const auto digest = proto ? digest_of(proto->digest()) : std::nullopt;
    if (!digest || proto->content().size() > kPartBytes) return fail(ChatErrc::Malformed);
    if (!proto->is_refused() && proto->content().empty()) return fail(ChatErrc::Malformed);
    return Part{*digest, proto->offset(), to_bytes(proto->content()), proto->is_refused()};
}

void carry(store::StoredMessage& message, const std::optional<AttachmentLabel>& label) {
    if (!label) return;
    message.attachment = encode(*label);
    message.digest = label->digest;
}

void note_carried(SQLite::Database& database, store::StoredMessage& message, Fetching fetching) {
    if (!message.digest) return;
    if (const auto label = decode_label(message.attachment)) {
        const auto used = store::unasked_bytes(database, message.author, message.arrival);
        const bool comes = fetching == Fetching::Unasked &&
                           used.of_author + label->size <= kMaxUnaskedBytes &&
                           used.of_all + label->size <= kMaxUnaskedBytesOfAll;
        const auto known = store::find_attachment(database, label->digest);
        const bool is_here = known && known->state == store::AttachmentState::Here;
        if (comes && !is_here) store::count_unasked(database, message.author, message.arrival, label->size);
        store::note_attachment(database, label->digest, label->size,
                               comes ? store::AttachmentState::Coming : store::AttachmentState::Offered);
    }
    message.kept = store::find_attachment(database, *message.digest);
}

}  // namespace culver::chat
