// SPDX-License-Identifier: Apache-2.0
// Several nodes of one host share the beacon port, but a datagram to the host alone reaches only one of them.
// That one repeats it on the loopback interface's multicast, inside this envelope, with the address it came
// from:
//
//     magic     4   "CVR" and 0x01
//     family    1   4 or 6
//     port      2   big endian
//     scope     4   big endian, the interface of a link-local IPv6 source, else 0
//     address   4 or 16
//     datagram      as it came, at most 512 bytes
//
// It never leaves the host, and is taken only from the loopback interface; what came in it is not repeated
// again.
#pragma once
#include "base/bytes.h"
#include "base/endpoint.h"

#include <optional>

namespace culver::discovery {

inline constexpr std::size_t kMaxRepeatBytes = 4 + 1 + 2 + 4 + 16 + 512;

struct Repeated {
    Endpoint from;
    ByteView datagram;  // borrows what was unwrapped
};

[[nodiscard]] Bytes wrap_repeat(ByteView datagram, const Endpoint& from);

// Nothing when it is no such envelope, or a damaged one.
[[nodiscard]] std::optional<Repeated> unwrap_repeat(ByteView envelope);

}  // namespace culver::discovery
