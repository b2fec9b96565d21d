// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/service.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace culver::discovery::mdns {
namespace {

constexpr std::string_view kVersionKey = "txtvers";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kReplyPortKey = "udp";
constexpr std::size_t kMaxStrings = 32;  // three times what any version is expected to say

void append(Bytes& record, std::string_view key, std::string_view value) {
    record.push_back(static_cast<std::uint8_t>(key.size() + 1 + value.size()));
    for (const std::string_view part : {key, std::string_view("="), value}) {
        record.insert(record.end(), part.begin(), part.end());
    }
}

bool is_same_key(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool is_whole = failure == std::errc{} && end == text.data() + text.size();
    return is_whole ? std::optional(port) : std::nullopt;
}

struct Values {
    std::optional<std::string_view> version{};
    std::optional<std::string_view> reply_port{};

    void note(std::string_view string) {
        const auto equals = string.find('=');
        if (equals == std::string_view::npos) return;  // a key without a value: none of ours
        const auto key = string.substr(0, equals);
        const auto value = string.substr(equals + 1);
        if (is_same_key(key, kVersionKey) && !version) version = value;
        if (is_same_key(key, kReplyPortKey) && !reply_port) reply_port = value;
    }
};

}  // namespace

std::string instance_name(const PeerId& id) {
    return id.text();
}

std::optional<PeerId> parse_instance(std::string_view name) {
    return PeerId::parse(name);
}

Bytes encode_txt(const TxtFields& fields) {
    Bytes record;
    append(record, kVersionKey, kVersion);
    if (fields.reply_port != 0) append(record, kReplyPortKey, std::to_string(fields.reply_port));
    return record;
}

std::optional<TxtFields> decode_txt(ByteView record) {
    if (record.size() > kMaxTxtBytes) return std::nullopt;
    Values values;
    for (std::size_t strings = 0; !record.empty(); ++strings) {
        const std::size_t length = record.front();
        record = record.subspan(1);
        if (length > record.size() || strings == kMaxStrings) return std::nullopt;
        values.note(as_text(record.first(length)));
        record = record.subspan(length);
    }
    TxtFields fields;
    if (values.version.value_or(kVersion) != kVersion) return fields;
    if (values.reply_port) fields.reply_port = parse_port(*values.reply_port).value_or(0);
    return fields;
}

}  // namespace culver::discovery::mdns
