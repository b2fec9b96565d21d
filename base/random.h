// SPDX-License-Identifier: Apache-2.0
// Randomness from the operating system, and identifiers made of it. Safe on any thread.
#pragma once
#include "base/ids.h"

#include <chrono>
#include <cstdint>
#include <span>

namespace culver {

// Fills the span; ends the process if the system has no randomness, since nothing safe can follow.
void fill_random(std::span<std::uint8_t> into);

[[nodiscard]] std::uint64_t random_u64();

// Uniform in [0, 1).
[[nodiscard]] double random_unit();

template <class AnyId>
[[nodiscard]] AnyId random_id() {
    AnyId id;
    fill_random(id.bytes);
    return id;
}

// RFC 9562 version 7: 48 bits of milliseconds since 1970, then random bits. Ids of one process grow only
// roughly with time; order comes from sequence numbers.
[[nodiscard]] MessageId make_message_id(std::chrono::system_clock::time_point now);

}  // namespace culver
