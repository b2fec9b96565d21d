// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/attachments.h"

#include "interop/ipmsg/fields.h"
#include "interop/ipmsg/packet.h"

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

constexpr char kBetween = '\a';
constexpr std::uint64_t kClipPosition = 0x08;
constexpr std::int64_t kMaxTime = 1LL << 33;  // year 2242

std::optional<Attachment> parse_one(std::string_view text) {
    FieldReader fields(text);
    const auto id = fields.plain();
    auto name = fields.escaped();
    const auto size = fields.plain();
    const auto time = fields.plain();
    const auto attributes = fields.plain();
    if (!id || !name || !size || !time || !attributes) return std::nullopt;
    const auto id_number = parse_number(*id, 10);
    const auto bytes = parse_number(*size, 16);
    const auto seconds = parse_number(*time, 16);
    const auto bits = parse_number(*attributes, 16);
    if (!id_number || *id_number > 0xFFFF'FFFF || !bytes || !bits || *bits > 0xFFFF'FFFF) return std::nullopt;
    if (name->empty() || name->size() > kMaxAttachmentName || *bytes > kMaxFileBytes) return std::nullopt;
    Attachment made;
    made.id = static_cast<std::uint32_t>(*id_number);
    made.name = std::move(*name);
    made.size = *bytes;
    made.time = static_cast<std::int64_t>(std::min<std::uint64_t>(seconds.value_or(0), kMaxTime));
    made.attributes = static_cast<std::uint32_t>(*bits);
    while (const auto extra = fields.plain()) {
        const auto sign = extra->find('=');
        if (sign == std::string_view::npos || parse_number(extra->substr(0, sign), 16) != kClipPosition)
            continue;
        const auto position = parse_number(extra->substr(sign + 1), 16);
        if (position && *position <= kMaxDatagram) made.clip_position = static_cast<std::uint32_t>(*position);
    }
    return made;
}

}  // namespace

FileKind kind_of(std::uint32_t attributes) {
    switch (attributes & 0xFF) {
        case 0x01: return FileKind::Regular;
        case 0x02: return FileKind::Folder;
        case 0x03: return FileKind::Return;
        case 0x20: return FileKind::Clipboard;
        default: return FileKind::Other;
    }
}

std::vector<Attachment> parse_attachments(std::string_view list) {
    std::vector<Attachment> attachments;
    while (!list.empty() && attachments.size() < kMaxAttachments) {
        const auto end = std::min(list.find(kBetween), list.size());
        auto text = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        // The colon behind the BEL, which some write, stands before the next entry.
        if (text.starts_with(':')) text.remove_prefix(1);
        auto one = parse_one(text);
        if (!one || one->kind() == FileKind::Other || one->kind() == FileKind::Return) continue;
        attachments.push_back(std::move(*one));
    }
    return attachments;
}

std::string build_attachments(const std::vector<Attachment>& attachments, Colons colons) {
    std::string list;
    for (const auto& one : attachments) {
        std::string name = one.name;
        if (colons == Colons::Replaced) std::ranges::replace(name, ':', ';');
        list += std::to_string(one.id) + ':' + with_doubled_colons(name) + ':' + hex_text(one.size) + ':' +
                hex_text(static_cast<std::uint64_t>(std::max<std::int64_t>(one.time, 0))) + ':' +
                hex_text(one.attributes) + ':';
        if (one.clip_position) list += "8=" + hex_text(*one.clip_position) + ':';
        list += kBetween;
        list += ':';
    }
    if (!list.empty()) list.pop_back();  // the last entry ends with its BEL
    return list;
}

}  // namespace culver::interop::ipmsg
