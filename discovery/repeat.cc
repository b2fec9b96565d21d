// SPDX-License-Identifier: Apache-2.0
#include "discovery/repeat.h"

#include "discovery/beacon.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

constexpr std::array<std::uint8_t, 4> kMagic = {'C', 'V', 'R', 0x01};
constexpr std::size_t kHeaderBytes = kMagic.size() + 1 + 2 + 4;

template <class AddressBytes>
AddressBytes take_address(ByteView bytes) {
    AddressBytes raw{};
    std::copy_n(bytes.begin(), raw.size(), raw.begin());
    return raw;
}

std::uint32_t big_endian(ByteView bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return value;
}

}  // namespace

Bytes wrap_repeat(ByteView datagram, const Endpoint& from) {
    Bytes envelope(kMagic.begin(), kMagic.end());
    envelope.reserve(kMaxRepeatBytes);
    const bool is_v4 = from.address.is_v4();
    const auto scope = is_v4 ? 0 : static_cast<std::uint32_t>(from.address.to_v6().scope_id());
    envelope.push_back(is_v4 ? 4 : 6);
    for (const int shift : {8, 0}) envelope.push_back(static_cast<std::uint8_t>(from.port >> shift));
    for (const int shift : {24, 16, 8, 0}) envelope.push_back(static_cast<std::uint8_t>(scope >> shift));
    const auto append = [&](const auto& bytes) {
        envelope.insert(envelope.end(), bytes.begin(), bytes.end());
    };
    if (is_v4)
        append(from.address.to_v4().to_bytes());
    else
        append(from.address.to_v6().to_bytes());
    append(datagram);
    return envelope;
}

std::optional<Repeated> unwrap_repeat(ByteView envelope) {
    if (envelope.size() < kHeaderBytes || !std::ranges::equal(envelope.first(kMagic.size()), kMagic)) {
        return std::nullopt;
    }
    const std::uint8_t family = envelope[kMagic.size()];
    const std::size_t address_bytes = family == 4 ? 4 : 16;
    if ((family != 4 && family != 6) || envelope.size() < kHeaderBytes + address_bytes) return std::nullopt;
    Repeated repeated{.from = {.address = {}, .port = 0},
                      .datagram = envelope.subspan(kHeaderBytes + address_bytes)};
    if (repeated.datagram.size() > kMaxDatagramBytes) return std::nullopt;
    repeated.from.port = static_cast<std::uint16_t>(big_endian(envelope.subspan(kMagic.size() + 1, 2)));
    const std::uint32_t scope = big_endian(envelope.subspan(kMagic.size() + 3, 4));
    const ByteView address = envelope.subspan(kHeaderBytes, address_bytes);
    if (family == 4)
        repeated.from.address = ip::address_v4(take_address<ip::address_v4::bytes_type>(address));
    else
        repeated.from.address = ip::address_v6(take_address<ip::address_v6::bytes_type>(address), scope);
    return repeated;
}

}  // namespace culver::discovery
