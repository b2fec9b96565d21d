// SPDX-License-Identifier: Apache-2.0
// Numbers that grow for the life of the profile without a sync for each: a block is reserved on disk before
// its first number is given. A kill loses the rest of a block, never the order.
#pragma once
#include "base/result.h"

#include <cstdint>
#include <filesystem>

namespace culver::store {

class ReservedNumbers {
public:
    static constexpr std::uint64_t kBlock = 65'536;  // one small synced write per so many events

    // Reads the file, or begins at 1 when there is none, and reserves the first block.
    [[nodiscard]] static Result<ReservedNumbers> open(const std::filesystem::path& path);

    // Larger than every number given before, also before a restart. Fails, and gives none, when a new block
    // is due and cannot be written; the next call tries again.
    [[nodiscard]] Result<std::uint64_t> next();

    // As next(); but where no block can be reserved the numbers go on all the same. Such a one may be given
    // again after a restart, never before.
    [[nodiscard]] std::uint64_t next_regardless();

    // The number next() will give, if it succeeds.
    [[nodiscard]] std::uint64_t upcoming() const { return upcoming_; }

private:
    ReservedNumbers(std::filesystem::path path, std::uint64_t upcoming)
        : path_(std::move(path)), upcoming_(upcoming) {}
    Result<> reserve();
    std::filesystem::path path_;
    std::uint64_t upcoming_ = 1;
    std::uint64_t reserved_ = 0;  // numbers below may be given
};

}  // namespace culver::store
