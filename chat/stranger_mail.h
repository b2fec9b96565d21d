// SPDX-License-Identifier: Apache-2.0
// How much all strangers together may put into this person's history: keys cost nothing, so limits for each
// of them bound nothing. What is over it is dropped without an answer; an honest sender asks again later.
// Pure.
#pragma once
#include "net/token_bucket.h"

#include <cstddef>

namespace culver::chat {

// At once: an office that starts on one morning says less. Afterwards 86 MB a day at the very most, and a
// short message passes a second after a flood ends.
inline constexpr double kStrangerMailBurstBytes = 4 << 20;
inline constexpr double kStrangerMailBytesPerSecond = 1'000;
inline constexpr std::size_t kStrangerMailRowBytes =
    512;  // what a message takes on the disk beside its words

class StrangerMail {
public:
    explicit StrangerMail(SteadyTime now)
        : budget_(kStrangerMailBytesPerSecond, kStrangerMailBurstBytes, now) {}

    // A message of so many bytes may be stored.
    [[nodiscard]] bool admits(std::size_t bytes, SteadyTime now) {
        return budget_.try_spend(static_cast<double>(bytes + kStrangerMailRowBytes), now);
    }

private:
    net::TokenBucket budget_;
};

}  // namespace culver::chat
