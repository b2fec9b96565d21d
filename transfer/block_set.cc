// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_set.h"

#include <bit>
#include <cassert>
#include <limits>

namespace culver::transfer {
namespace {

constexpr std::uint32_t kWordBits = 64;

}  // namespace

BlockSet BlockSet::all(std::uint32_t size) {
    BlockSet set(size);
    for (auto& word : set.words_) word = ~std::uint64_t{0};
    if (size % kWordBits != 0) set.words_.back() = (std::uint64_t{1} << (size % kWordBits)) - 1;
    set.count_ = size;
    return set;
}

std::optional<BlockSet> BlockSet::from_ranges(std::uint32_t size, std::span<const BlockRange> ranges) {
    BlockSet set(size);
    std::uint64_t end = 0;
    for (const auto& range : ranges) {
        if (range.count == 0 || range.first < end || std::uint64_t{range.first} + range.count > size) {
            return std::nullopt;
        }
        end = std::uint64_t{range.first} + range.count;
        for (auto index = range.first; index < end; ++index) set.insert(index);
    }
    return set;
}

std::optional<BlockSet> BlockSet::from_packed(std::uint32_t size, std::span<const std::uint32_t> packed) {
    if (packed.size() % 2 != 0) return std::nullopt;
    std::vector<BlockRange> ranges;
    ranges.reserve(packed.size() / 2);
    std::uint64_t end = 0;
    for (std::size_t at = 0; at < packed.size(); at += 2) {
        const auto first = end + packed[at];
        end = first + packed[at + 1];
        if (end > size) return std::nullopt;
        ranges.push_back({static_cast<std::uint32_t>(first), packed[at + 1]});
    }
    return from_ranges(size, ranges);
}

bool BlockSet::insert(std::uint32_t index) {
    assert(index < size_);
    auto& word = words_[index / kWordBits];
    const auto bit = std::uint64_t{1} << (index % kWordBits);
    if ((word & bit) != 0) return false;
    word |= bit;
    ++count_;
    return true;
}

bool BlockSet::erase(std::uint32_t index) {
    if (!contains(index)) return false;
    words_[index / kWordBits] &= ~(std::uint64_t{1} << (index % kWordBits));
    --count_;
    return true;
}

std::optional<std::uint32_t> BlockSet::next(std::uint32_t from) const {
    if (from >= size_) return std::nullopt;
    std::size_t at = from / kWordBits;
    auto word = words_[at] & (~std::uint64_t{0} << (from % kWordBits));
    while (word == 0) {
        if (++at == words_.size()) return std::nullopt;
        word = words_[at];
    }
    return static_cast<std::uint32_t>(at * kWordBits + static_cast<unsigned>(std::countr_zero(word)));
}

std::vector<BlockRange> BlockSet::ranges() const {
    std::vector<BlockRange> found;
    for (auto first = next(0); first;) {
        auto end = *first + 1;
        while (end < size_ && contains(end)) ++end;
        found.push_back({*first, end - *first});
        first = next(end);
    }
    return found;
}

std::vector<std::uint32_t> BlockSet::packed(std::size_t max_ranges) const {
    auto list = ranges();
    if (list.size() > max_ranges && max_ranges > 0) {
        auto& last = list[max_ranges - 1];
        last.count = list.back().first + list.back().count - last.first;
        list.resize(max_ranges);
    }
    std::vector<std::uint32_t> numbers;
    numbers.reserve(list.size() * 2);
    std::uint32_t end = 0;
    for (const auto& range : list) {
        numbers.push_back(range.first - end);
        numbers.push_back(range.count);
        end = range.first + range.count;
    }
    return numbers;
}

BlockSet& BlockSet::operator|=(const BlockSet& other) {
    assert(size_ == other.size_);
    for (std::size_t at = 0; at < words_.size(); ++at) words_[at] |= other.words_[at];
    recount();
    return *this;
}

BlockSet& BlockSet::operator&=(const BlockSet& other) {
    assert(size_ == other.size_);
    for (std::size_t at = 0; at < words_.size(); ++at) words_[at] &= other.words_[at];
    recount();
    return *this;
}

BlockSet& BlockSet::operator-=(const BlockSet& other) {
    assert(size_ == other.size_);
    for (std::size_t at = 0; at < words_.size(); ++at) words_[at] &= ~other.words_[at];
    recount();
    return *this;
}

void BlockSet::recount() {
    count_ = 0;
    for (const auto word : words_) count_ += static_cast<std::uint32_t>(std::popcount(word));
}

}  // namespace culver::transfer
