// SPDX-License-Identifier: Apache-2.0
// A limit that all lanes of one direction share. Who takes next waits behind those before, slice by slice, so
// lanes share a limit evenly whatever their number.
#pragma once
#include "transfer/rates.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

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

    // A lane, while it exists; of no limit (null) it is nothing.
    class Sharer {
    public:
        explicit Sharer(SharedLimit* limit) : limit_(limit) {
            if (limit_ == nullptr) return;
            const std::scoped_lock lock(limit_->mutex_);
            limit_->sharers_.push_back(this);
        }
        Sharer(const Sharer&) = delete;
        Sharer& operator=(const Sharer&) = delete;
        ~Sharer() {
            if (limit_ == nullptr) return;
            const std::scoped_lock lock(limit_->mutex_);
            std::erase(limit_->sharers_, this);
        }

        // What falls to this lane; 0: no limit. Lanes that move less than half an even share leave the rest
        // to the others.
        [[nodiscard]] std::uint64_t share(SteadyTime now) const {
            if (limit_ == nullptr) return 0;
            const std::scoped_lock lock(limit_->mutex_);
            return limit_->share_of(*this, now);
        }

        // Takes so many bytes as gone, and says how long to wait for it. Requires: a limit, not null.
        [[nodiscard]] Duration take(std::uint64_t bytes, SteadyTime now) {
            const std::scoped_lock lock(limit_->mutex_);
            moved_.add(bytes, now);
            return limit_->limit_.take(bytes, now);
        }

    private:
        friend class SharedLimit;
        SharedLimit* limit_;
        SteadyTime began_ = std::chrono::steady_clock::now();
        RateMeter moved_{began_};
    };

    // As RateLimit::take().
    [[nodiscard]] Duration take(std::uint64_t bytes, SteadyTime now) {
        const std::scoped_lock lock(mutex_);
        return limit_.take(bytes, now);
    }

private:
    static constexpr std::chrono::seconds kUnknown{1};  // a lane that has just begun is not slow

    // Requires: mutex_ is held.
    [[nodiscard]] std::uint64_t share_of(const Sharer& asker, SteadyTime now) const {
        if (bytes_per_second_ == 0) return 0;
        const std::uint64_t even = bytes_per_second_ / std::max<std::uint64_t>(sharers_.size(), 1);
        std::uint64_t left = bytes_per_second_;
        std::uint64_t takers = sharers_.size();
        for (const Sharer* one : sharers_) {
            const std::uint64_t rate = one->moved_.rate(now);
            if (one == &asker || now - one->began_ < kUnknown || rate >= even / 2) continue;
            left -= rate;
            --takers;
        }
        return std::max(kLeastRate, left / std::max<std::uint64_t>(takers, 1));
    }

    mutable std::mutex mutex_;  // taken by lanes, each a thread, for a few instructions
    RateLimit limit_;
    std::uint64_t bytes_per_second_ = 0;
    std::vector<const Sharer*> sharers_;
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
