// SPDX-License-Identifier: Apache-2.0
// One packet as it stands on the wire, UDP or TCP: version:number:user:host:command:body, then extensions
// behind NULs. Texts are the sender's raw bytes; charset.h reads them. Pure.
#pragma once
#include "interop/ipmsg/commands.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::interop::ipmsg {

inline constexpr std::size_t kMaxDatagram = 32'768;  // what IP Messenger for Windows reads at most
inline constexpr std::size_t kMaxNameBytes = 79;  // user, host, nickname, group: a Windows field with its NUL
inline constexpr std::size_t kMaxExtensions = 8;  // nobody sends more than three

struct Packet {
    std::string version = "1";
    std::uint32_t number = 0;
    std::string number_text{};  // as it stands in the header: the initial vector of an encrypted text
    std::string user{};
    std::string host{};
    std::uint32_t word = 0;  // command and options
    std::string body{};
    std::vector<std::string> extensions{};  // without empty ones at the end

    [[nodiscard]] Command command() const { return static_cast<Command>(word & 0xFF); }
    [[nodiscard]] bool has(std::uint32_t bits) const { return (word & bits) == bits; }
    [[nodiscard]] std::string_view extension(std::size_t index) const {
        return index < extensions.size() ? std::string_view(extensions[index]) : std::string_view();
    }
    bool operator==(const Packet&) const = default;
};

// Nothing unless the leading number of the version is 1 and all numbers are numbers. An empty user or host,
// zeros at the end and a long tail are tolerated; names are cut to kMaxNameBytes.
[[nodiscard]] std::optional<Packet> parse_packet(std::string_view bytes);

// The bytes to send. Characters that would break the header are replaced; number_text is not read.
[[nodiscard]] std::string build_packet(const Packet& packet);

// A whole decimal or hexadecimal number, nothing else; nothing when it does not fit.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text, int base);
[[nodiscard]] std::string hex_text(std::uint64_t number);

}  // namespace culver::interop::ipmsg
