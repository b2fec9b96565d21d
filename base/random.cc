// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

namespace culver {

void fill_random(std::span<std::uint8_t> into) {
    if (RAND_bytes(into.data(), static_cast<int>(into.size())) != 1) std::abort();
}

std::uint64_t random_u64() {
    std::array<std::uint8_t, 8> raw{};
    fill_random(raw);
    std::uint64_t value = 0;
    std::memcpy(&value, raw.data(), raw.size());
    return value;
}

double random_unit() {
    return static_cast<double>(random_u64() >> 11) * 0x1.0p-53;
}

MessageId make_message_id(std::chrono::system_clock::time_point now) {
    auto id = random_id<MessageId>();
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    const auto milliseconds = static_cast<std::uint64_t>(since_epoch.count());
    for (std::size_t at = 0; at < 6; ++at)
        id.bytes[at] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * at));
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

}  // namespace culver
