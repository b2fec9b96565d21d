// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/directory_stream.h"

#include "interop/ipmsg/fields.h"
#include "interop/ipmsg/packet.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace culver::interop::ipmsg {
namespace {

constexpr std::uint64_t kModified = 0x14;
constexpr std::uint64_t kMaxTime = 1ULL << 33;
constexpr std::size_t kLengthDigits = 4;
constexpr std::size_t kMostLengthDigits = 8;

std::string padded(std::uint64_t number, std::size_t digits) {
    const auto text = hex_text(number);
    return std::string(digits > text.size() ? digits - text.size() : 0, '0') + text;
}

}  // namespace

HeaderRead read_header(std::string_view bytes) {
    const auto colon = bytes.substr(0, kMostLengthDigits + 1).find(':');
    if (colon == std::string_view::npos)
        return {bytes.size() > kMostLengthDigits ? HeaderState::Malformed : HeaderState::NeedMore};
    const auto length = parse_number(bytes.substr(0, colon), 16);
    if (!length || *length < kLeastHeader || *length > kMostHeader || *length <= colon)
        return {HeaderState::Malformed};
    if (bytes.size() < *length) return {HeaderState::NeedMore};
    FieldReader fields(bytes.substr(colon + 1, *length - colon - 1));
    auto name = fields.escaped();
    const auto size = fields.plain();
    const auto attributes = fields.plain();
    if (!name || !size || !attributes) return {HeaderState::Malformed};
    const auto content = parse_number(*size, 16);
    const auto bits = parse_number(*attributes, 16);
    if (!content || *content > kMaxFileBytes || !bits || *bits > 0xFFFF'FFFF) return {HeaderState::Malformed};
    HeaderRead read{HeaderState::Complete, static_cast<std::size_t>(*length)};
    read.record.name = std::move(*name);
    read.record.size = *content;
    read.record.attributes = static_cast<std::uint32_t>(*bits);
    while (const auto extra = fields.plain()) {
        const auto sign = extra->find('=');
        if (sign == std::string_view::npos || parse_number(extra->substr(0, sign), 16) != kModified) continue;
        const auto seconds = parse_number(extra->substr(sign + 1), 16).value_or(0);
        read.record.time = static_cast<std::int64_t>(std::min(seconds, kMaxTime));
    }
    return read;
}

std::string write_header(const StreamRecord& record) {
    // iptux and Windows write sizes with twelve digits; the return record is the short one of both.
    const bool is_return = record.kind() == FileKind::Return;
    std::string rest = ':' + with_doubled_colons(record.name) + ':' +
                       (is_return ? hex_text(record.size) : padded(record.size, 12)) + ':' +
                       hex_text(record.attributes) + ':';
    if (record.time > 0) rest += "14=" + hex_text(static_cast<std::uint64_t>(record.time)) + ':';
    return padded(kLengthDigits + rest.size(), kLengthDigits) + rest;
}

StreamRecord return_record(std::int64_t time) {
    return {.name = ".", .size = 0, .attributes = static_cast<std::uint32_t>(FileKind::Return), .time = time};
}

}  // namespace culver::interop::ipmsg
