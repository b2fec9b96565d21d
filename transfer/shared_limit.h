// SPDX-License-Identifier: Apache-2.0
// A limit that all lanes of one direction share. Who takes next waits behind those before, slice by slice, so
// lanes share a limit evenly whatever their number.
#pragma once
#include "transfer/rates.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace culver::transfer {

// Slower than this nothing useful arrives, and a lane would look dead.
inline constexpr std::uint64_t kLeastRate = 1024;

// Any thread.
class SharedLimit {
public:
    void set(std::uint64_t wire_bytes_per_second) {
        const std::scoped_lock lock(mutex_);
        limit_.set(wire_bytes_per_second);
        bytes_per_second_ = wire_bytes_per_second;
    }
    [[nodiscard]] std::uint64_t bytes_per_second() const {
        const std::scoped_lock lock(mutex_);
        return bytes_per_second_;
    }

    // What falls to one lane; 0: no limit.
    [[nodiscard]] std::uint64_t share() const {
        const std::scoped_lock lock(mutex_);
        if (bytes_per_second_ == 0) return 0;
        return std::max(kLeastRate, bytes_per_second_ / std::max<std::uint64_t>(sharers_, 1));
    }

    // A lane, while it exists; of no limit it is nothing.
    class Sharer {
    public:
        explicit Sharer(SharedLimit* limit) : limit_(limit) { add(1); }
        Sharer(const Sharer&) = delete;
        Sharer& operator=(const Sharer&) = delete;
        ~Sharer() { add(-1); }

    private:
        void add(int count) {
            if (limit_ == nullptr) return;
            const std::scoped_lock lock(limit_->mutex_);
            limit_->sharers_ += static_cast<std::uint64_t>(count);
        }
        SharedLimit* limit_;
    };

    // As RateLimit::take().
    [[nodiscard]] Duration take(std::uint64_t bytes, SteadyTime now) {
        const std::scoped_lock lock(mutex_);
        return limit_.take(bytes, now);
    }

private:
    mutable std::mutex mutex_;  // taken by lanes, each a thread, for a few instructions
    RateLimit limit_;
    std::uint64_t bytes_per_second_ = 0;
    std::uint64_t sharers_ = 0;
};

// What may go between two looks at a limit: a twentieth of a second of it, so that the wire looks even and a
// change of the limit is soon felt; never more than one TLS record, and never nothing.
[[nodiscard]] constexpr std::size_t slice_under(std::uint64_t bytes_per_second) {
    constexpr std::uint64_t kMostBytes = 16U << 10;
    constexpr std::uint64_t kSlicesPerSecond = 20;
    if (bytes_per_second == 0) return kMostBytes;
    return static_cast<std::size_t>(
        std::clamp<std::uint64_t>(bytes_per_second / kSlicesPerSecond, 1, kMostBytes));
}

}  // namespace culver::transfer
