// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/packet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace culver::interop::ipmsg {
namespace {

constexpr std::size_t kMaxVersionBytes = 128;  // FeiQ's, with six numbers and a hardware address, is 40
constexpr std::size_t kHeaderFields = 5;

bool is_version_1(std::string_view version) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(version.data(), version.data() + version.size(), number);
    return failure == std::errc{} && number == 1;
}

// A colon would shift all fields behind it, an empty field too.
std::string header_text(std::string_view text) {
    std::string made(text.substr(0, kMaxNameBytes));
    for (char& c : made) {
        if (c == ':') c = ';';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return made.empty() ? "-" : made;
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text, int base) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string hex_text(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
    return {digits.data(), end};
}

std::optional<Packet> parse_packet(std::string_view bytes) {
    if (bytes.size() > kMaxDatagram) return std::nullopt;
    std::array<std::string_view, kHeaderFields> fields;
    for (auto& field : fields) {
        const auto colon = bytes.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        field = bytes.substr(0, colon);
        if (field.find('\0') != std::string_view::npos) return std::nullopt;
        bytes.remove_prefix(colon + 1);
    }
    const auto number = parse_number(fields[1], 10);
    const auto word = parse_number(fields[4], 10);
    const auto most = std::numeric_limits<std::uint32_t>::max();
    if (!is_version_1(fields[0]) || fields[0].size() > kMaxVersionBytes) return std::nullopt;
    if (!number || *number > most || !word || *word > most) return std::nullopt;
    Packet packet;
    packet.version = fields[0];
    packet.number = static_cast<std::uint32_t>(*number);
    packet.number_text = fields[1];
    packet.user = fields[2].substr(0, kMaxNameBytes);
    packet.host = fields[3].substr(0, kMaxNameBytes);
    packet.word = static_cast<std::uint32_t>(*word);
    const auto end = std::min(bytes.find('\0'), bytes.size());
    packet.body = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    while (!bytes.empty() && packet.extensions.size() < kMaxExtensions) {
        const auto part = std::min(bytes.find('\0'), bytes.size());
        packet.extensions.emplace_back(bytes.substr(0, part));
        bytes.remove_prefix(std::min(part + 1, bytes.size()));
    }
    while (!packet.extensions.empty() && packet.extensions.back().empty()) packet.extensions.pop_back();
    return packet;
}

std::string build_packet(const Packet& packet) {
    std::string made = packet.version + ':' + std::to_string(packet.number) + ':' + header_text(packet.user) +
                       ':' + header_text(packet.host) + ':' + std::to_string(packet.word) + ':';
    const auto add = [&](std::string_view text) {
        made += text.substr(0, text.find('\0'));
        made += '\0';
    };
    add(packet.body);
    for (const auto& extension : packet.extensions) add(extension);
    return made;
}

}  // namespace culver::interop::ipmsg
