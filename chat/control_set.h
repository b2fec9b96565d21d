// SPDX-License-Identifier: Apache-2.0
// A set of a group's control operations, by their index: one bit each, since every operation remembers which
// of them it knew. Pure.
#pragma once
#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace culver::chat {

class ControlSet {
public:
    ControlSet() = default;

    // 0 … count - 1.
    [[nodiscard]] static ControlSet first(std::uint32_t count) {
        ControlSet set;
        for (std::uint32_t index = 0; index < count; ++index) set.insert(index);
        return set;
    }

    void insert(std::uint32_t index) {
        if (words_.size() <= index / kBits) words_.resize(index / kBits + 1);
        words_[index / kBits] |= bit(index);
    }

    [[nodiscard]] bool contains(std::uint32_t index) const {
        return index / kBits < words_.size() && (words_[index / kBits] & bit(index)) != 0;
    }

    [[nodiscard]] std::size_t count() const {
        std::size_t all = 0;
        for (const auto word : words_) all += static_cast<std::size_t>(std::popcount(word));
        return all;
    }

    [[nodiscard]] bool includes(const ControlSet& other) const {
        if (other.words_.size() > words_.size()) return false;
        for (std::size_t at = 0; at < other.words_.size(); ++at) {
            if ((other.words_[at] & ~words_[at]) != 0) return false;
        }
        return true;
    }

    ControlSet& operator|=(const ControlSet& other) {
        words_.resize(std::max(words_.size(), other.words_.size()));
        for (std::size_t at = 0; at < other.words_.size(); ++at) words_[at] |= other.words_[at];
        return *this;
    }

    // Ascending.
    [[nodiscard]] std::vector<std::uint32_t> indices() const {
        std::vector<std::uint32_t> all;
        for (std::size_t at = 0; at < words_.size(); ++at) {
            for (auto rest = words_[at]; rest != 0; rest &= rest - 1)
                all.push_back(static_cast<std::uint32_t>(at * kBits) +
                              static_cast<std::uint32_t>(std::countr_zero(rest)));
        }
        return all;
    }

    // Any order, the same everywhere in one process; the last word is never zero, so equal sets compare
    // equal.
    auto operator<=>(const ControlSet&) const = default;

private:
    static constexpr std::uint32_t kBits = 64;
    [[nodiscard]] static std::uint64_t bit(std::uint32_t index) {
        return std::uint64_t{1} << (index % kBits);
    }

    std::vector<std::uint64_t> words_;
};

}  // namespace culver::chat
