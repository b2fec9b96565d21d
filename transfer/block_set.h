// SPDX-License-Identifier: Apache-2.0
// A set of indices below a fixed size, one bit each: which blocks are here, which entries are wanted.
// On the wire and on screens it is a list of ranges.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace culver::transfer {

struct BlockRange {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool operator==(const BlockRange&) const = default;
};

class BlockSet {
public:
    BlockSet() = default;
    explicit BlockSet(std::uint32_t size) : size_(size), words_((std::size_t{size} + 63) / 64) {}
    [[nodiscard]] static BlockSet all(std::uint32_t size);

    // Nothing when a range is empty, leaves the set, or does not begin after the one before it ended.
    [[nodiscard]] static std::optional<BlockSet> from_ranges(std::uint32_t size,
                                                             std::span<const BlockRange> ranges);

    // Nothing when malformed as above; the inverse of packed().
    [[nodiscard]] static std::optional<BlockSet> from_packed(std::uint32_t size,
                                                             std::span<const std::uint32_t> packed);

    [[nodiscard]] std::uint32_t size() const { return size_; }
    [[nodiscard]] std::uint32_t count() const { return count_; }
    [[nodiscard]] bool is_empty() const { return count_ == 0; }
    [[nodiscard]] bool is_full() const { return count_ == size_; }
    [[nodiscard]] bool contains(std::uint32_t index) const {
        return index < size_ && (words_[index / 64] >> (index % 64) & 1) != 0;
    }

    // Both are true when the set changed. Requires: index < size().
    bool insert(std::uint32_t index);
    bool erase(std::uint32_t index);

    // The first member at or after from.
    [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t from) const;

    [[nodiscard]] std::vector<BlockRange> ranges() const;

    // For a repeated packed uint32 field: gap since the last range's end, count, gap, count … With more than
    // max_ranges ranges the last one reaches to the last member, so that it names too much, never too little.
    [[nodiscard]] std::vector<std::uint32_t> packed(std::size_t max_ranges = kMaxPackedRanges) const;
    static constexpr std::size_t kMaxPackedRanges = 65'536;  // ≤ 640 KiB as varints: fits one frame

    // Set arithmetic. Requires: equal sizes.
    BlockSet& operator|=(const BlockSet& other);
    BlockSet& operator&=(const BlockSet& other);
    BlockSet& operator-=(const BlockSet& other);
    bool operator==(const BlockSet&) const = default;

private:
    void recount();
    std::uint32_t size_ = 0;
    std::uint32_t count_ = 0;
    std::vector<std::uint64_t> words_;
};

using EntrySet = BlockSet;  // indices of manifest entries

}  // namespace culver::transfer
