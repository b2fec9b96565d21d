// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/introduction.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace culver::interop::ipmsg {
namespace {

constexpr std::size_t kIptuxCharset = 2;  // its extension: behind group and icon
constexpr std::string_view kUtf8Word = "utf-8";
constexpr std::string_view kClientVersion = "00010002:1:0:0";  // the form of a 64 bit desktop
constexpr std::size_t kFingerprintDigits = 16;
constexpr std::size_t kMaxFieldBytes = 512;  // of a name or group; converting costs, and shown are 64

std::string value_of(std::string_view blob, std::string_view key) {
    while (!blob.empty()) {
        const auto end = std::min(blob.find('\n'), blob.size());
        const auto line = blob.substr(0, end);
        blob.remove_prefix(std::min(end + 1, blob.size()));
        if (line.size() > key.size() && line.starts_with(key) && line[key.size()] == ':')
            return decode(line.substr(key.size() + 1, kMaxFieldBytes), Charset::Utf8);
    }
    return {};
}

bool is_introduction(Command command) {
    return command == Command::Entry || command == Command::AnswerEntry || command == Command::Absence;
}

std::string_view blob_of(const Packet& packet) {
    if (!is_introduction(packet.command()) || !packet.has(option::kCanUtf8)) return {};
    const auto blob = packet.extension(1);
    return blob.starts_with('\n') ? blob : std::string_view();
}

std::string client_of(const Packet& packet, std::string_view blob) {
    const auto separator = packet.version.find('_');
    if (separator != std::string::npos && dialect_of(packet) == Dialect::Iptux)
        return clean_name(packet.version.substr(separator + 1, kMaxFieldBytes));
    if (dialect_of(packet) == Dialect::Feiq) return "FeiQ";
    const auto version = value_of(blob, "VS");  // type:major:minor:revision
    const auto colon = version.find(':');
    if (colon == std::string::npos) return {};
    std::string numbers = version.substr(colon + 1);
    std::ranges::replace(numbers, ':', '.');
    return clean_name("IP Messenger " + numbers);
}

Charset charset_for(Dialect dialect, Charset legacy) {
    return dialect == Dialect::Modern || dialect == Dialect::Iptux ? Charset::Utf8 : legacy;
}

std::string blob_for(const Self& self, bool with_names) {
    std::string blob = "\nUN:" + self.user + "\nHN:" + self.host;
    if (with_names) blob += "\nNN:" + self.name + "\nGN:" + self.group;
    return blob + "\nVS:" + std::string(kClientVersion);
}

}  // namespace

Dialect dialect_of(const Packet& packet) {
    if (packet.version.find("iptux") != std::string::npos) return Dialect::Iptux;
    if (packet.version.starts_with("1_lbt")) return Dialect::Feiq;
    const bool says_utf8 = is_introduction(packet.command()) && packet.has(option::kCanUtf8);
    return says_utf8 || packet.has(option::kUtf8) ? Dialect::Modern : Dialect::Plain;
}

std::string without_fingerprint(std::string_view user) {
    constexpr std::string_view kBegin = "-<";
    const auto begin = user.rfind(kBegin);
    const bool has_one = begin != std::string_view::npos && begin > 0 && user.ends_with('>') &&
                         user.size() - begin == kBegin.size() + kFingerprintDigits + 1;
    return std::string(has_one ? user.substr(0, begin) : user);
}

Introduction read_introduction(const Packet& packet, Charset legacy) {
    Introduction made;
    made.dialect = dialect_of(packet);
    made.charset = charset_for(made.dialect, legacy);
    made.status = packet.word & ~0xFFU;
    const auto text = [&](std::string_view bytes) {
        bytes = bytes.substr(0, kMaxFieldBytes);
        return clean_name(decode(bytes, charset_of(packet, bytes, made, legacy)));
    };
    made.user = text(packet.user);
    made.host = text(packet.host);
    const auto blob = blob_of(packet);
    if (auto user = clean_name(value_of(blob, "UN")); !user.empty()) made.user = std::move(user);
    if (auto host = clean_name(value_of(blob, "HN")); !host.empty()) made.host = std::move(host);
    if (is_introduction(packet.command())) {
        made.name = text(packet.body);
        made.group = text(packet.extension(0));
        if (auto name = clean_name(value_of(blob, "NN")); !name.empty()) made.name = std::move(name);
        if (auto group = clean_name(value_of(blob, "GN")); !group.empty()) made.group = std::move(group);
        made.client = client_of(packet, blob);
        // iptux sets the bit always.
        made.is_away = packet.has(option::kAbsent) && made.dialect != Dialect::Iptux;
    }
    if (made.name.empty()) made.name = without_fingerprint(made.user);
    return made;
}

Likely likely_of(Dialect dialect) {
    return dialect == Dialect::Iptux ? Likely::Utf8 : Likely::Legacy;
}

Charset charset_of(const Packet& packet, std::string_view text, const Introduction& sender, Charset legacy) {
    if (packet.has(option::kUtf8)) return Charset::Utf8;
    if (sender.dialect == Dialect::Iptux && packet.extension(kIptuxCharset) == kUtf8Word)
        return Charset::Utf8;
    return guess(text, legacy, likely_of(sender.dialect));
}

Packet introduce(const Self& self, Command command, Audience audience) {
    Packet packet;
    packet.user = self.user;
    packet.host = self.host;
    packet.word = static_cast<std::uint32_t>(command) | self.status;
    if (audience == Audience::Utf8Readers) {
        packet.body = self.name;
        packet.extensions = {self.group, blob_for(self, true), std::string(kUtf8Word)};
        if (command == Command::AnswerEntry) packet.word |= option::kUtf8;
        return packet;
    }
    packet.body = encode(self.name, self.legacy).bytes;
    const bool is_plain = is_ascii(self.name) && is_ascii(self.group);
    packet.extensions = {encode(self.group, self.legacy).bytes, blob_for(self, is_plain),
                         std::string(kUtf8Word)};
    return packet;
}

Audience audience_for(const Introduction& host) {
    return host.dialect == Dialect::Modern || host.dialect == Dialect::Iptux ? Audience::Utf8Readers
                                                                             : Audience::Everybody;
}

}  // namespace culver::interop::ipmsg
