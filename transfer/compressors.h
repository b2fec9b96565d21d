// SPDX-License-Identifier: Apache-2.0
// How many threads may compress beside those that every sending lane has: all lanes of a node share them, so
// that many transfers at once take no more memory and processors than one. Any thread.
#pragma once
#include <algorithm>
#include <mutex>
#include <thread>

namespace culver::transfer {

class Compressors {
public:
    // More gain little on the links of an office, and each has 4 MB of buffers and tables.
    static constexpr unsigned kMost = 3;

    // By default one processor is left for the rest of the lane and of the machine.
    explicit Compressors(unsigned count = std::min(std::max(std::thread::hardware_concurrency(), 1U) - 1,
                                                   kMost))
        : free_(count) {}

    // False when all are taken. Who took one gives it back.
    [[nodiscard]] bool take() {
        const std::scoped_lock lock(mutex_);
        if (free_ == 0) return false;
        --free_;
        return true;
    }
    void give(unsigned count) {
        const std::scoped_lock lock(mutex_);
        free_ += count;
    }
    [[nodiscard]] unsigned free() const {
        const std::scoped_lock lock(mutex_);
        return free_;
    }

private:
    mutable std::mutex mutex_;  // taken by lanes, each a thread, for a few instructions
    unsigned free_;
};

}  // namespace culver::transfer
