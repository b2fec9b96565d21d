// SPDX-License-Identifier: Apache-2.0
// What hosts say of themselves in entries, answers and absence packets, in every dialect; and what this node
// says, so that each dialect reads it right. Pure.
#pragma once
#include "interop/ipmsg/charset.h"
#include "interop/ipmsg/packet.h"

#include <cstdint>
#include <string>

namespace culver::interop::ipmsg {

// Who speaks: Modern is IP Messenger 3 to 5 and the Mac port (UTF-8 when asked), Plain everything of the
// first ten years and its Chinese builds.
enum class Dialect : std::uint8_t { Plain, Modern, Iptux, Feiq };

struct Introduction {
    std::string user;  // UTF-8, as everything here; with the fingerprint, if there is one
    std::string host;
    std::string name;  // the nickname, else the user without fingerprint
    std::string group;
    std::uint32_t status = 0;  // option bits of an entry
    Dialect dialect = Dialect::Plain;
    Charset charset = Charset::Gbk;  // what texts to this host are written in
    std::string client{};            // "iptux 0.8.3", empty when it does not say
    bool is_away = false;
    bool operator==(const Introduction&) const = default;
};

[[nodiscard]] Dialect dialect_of(const Packet& packet);

// Reads an entry, answer or absence; of any other packet who sent it is read, with its user as name.
[[nodiscard]] Introduction read_introduction(const Packet& packet, Charset legacy);

[[nodiscard]] Likely likely_of(Dialect dialect);  // iptux writes UTF-8, as a rule

// The charset of a packet's texts: what it says, else what the bytes and the sender's dialect say.
[[nodiscard]] Charset charset_of(const Packet& packet, std::string_view text, const Introduction& sender,
                                 Charset legacy);

// "name-<0123456789abcdef>" without what is behind the name.
[[nodiscard]] std::string without_fingerprint(std::string_view user);

struct Self {
    std::string user;  // ASCII
    std::string host;  // ASCII
    std::string name;
    std::string group;
    std::uint32_t status = option::kFiles | option::kCanUtf8;
    Charset legacy = Charset::Gbk;
};

// Everybody: names in the legacy charset and a UTF-8 part of ASCII keys only, since iptux misreads a packet
// of two charsets; then iptux's word for UTF-8. Utf8Readers: all of it in UTF-8.
enum class Audience : std::uint8_t { Everybody, Utf8Readers };

// Fills in word, body and extensions; number, and only that, is the caller's.
[[nodiscard]] Packet introduce(const Self& self, Command command, Audience audience);

// The audience for a packet to that host alone.
[[nodiscard]] Audience audience_for(const Introduction& host);

}  // namespace culver::interop::ipmsg
