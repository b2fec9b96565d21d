// SPDX-License-Identifier: Apache-2.0
// How much a sender may have under way without a confirmation. The window bounds what is sent twice after a
// cut, and, since a slow disk confirms slowly, how far a sender runs ahead of it. Pure.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>

namespace culver::transfer {

class Credit {
public:
    // Enough to fill a LAN's round trip and the receiver's write; more would only be sent twice after a cut.
    static constexpr std::chrono::milliseconds kWindowTime{40};
    // Two of the largest blocks: one on its way while the other is being written.
    static constexpr std::uint64_t kMaxWindowBytes = 8u << 20;
    static constexpr std::uint64_t kWindowBlocks = 2;

    explicit Credit(std::uint32_t block_bytes) : block_bytes_(block_bytes) {}

    // W = max(2 blocks, 40 ms of the measured rate), never over 8 MiB; all in raw bytes.
    [[nodiscard]] std::uint64_t window() const {
        const std::uint64_t timed = rate_ / 1000 * static_cast<std::uint64_t>(kWindowTime.count());
        return std::min(std::max(kWindowBlocks * block_bytes_, timed), kMaxWindowBytes);
    }

    // True when a block of that many raw bytes may be sent.
    [[nodiscard]] bool allows(std::uint32_t bytes) const { return unconfirmed_ + bytes <= window(); }

    void sent(std::uint32_t bytes) { unconfirmed_ += bytes; }
    void confirmed(std::uint64_t bytes) { unconfirmed_ -= std::min(bytes, unconfirmed_); }
    void set_rate(std::uint64_t raw_bytes_per_second) { rate_ = raw_bytes_per_second; }
    [[nodiscard]] std::uint64_t unconfirmed() const { return unconfirmed_; }

private:
    std::uint64_t block_bytes_;
    std::uint64_t rate_ = 0;
    std::uint64_t unconfirmed_ = 0;
};

}  // namespace culver::transfer
