// SPDX-License-Identifier: Apache-2.0
#include "chat/clock_trust.h"

#include <charconv>

namespace culver::chat {
namespace {

constexpr auto kLeap = std::chrono::milliseconds(kMaxClockLeap).count();

// One number and the space behind it.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
    return number;
}

}  // namespace

std::optional<ClockTrust> ClockTrust::from_text(std::string_view text) {
    const auto believed = take_number(text);
    const auto doubted = take_number(text);
    const auto doubted_for = take_number(text);
    if (!believed || !doubted || !doubted_for || !text.empty()) return std::nullopt;
    ClockTrust trust(*believed);
    trust.doubted_ = *doubted;
    trust.doubted_for_ = *doubted_for;
    return trust;
}

std::string ClockTrust::text() const {
    return std::to_string(believed_) + ' ' + std::to_string(doubted_) + ' ' + std::to_string(doubted_for_);
}

bool ClockTrust::believes(std::int64_t wall, SteadyTime steady) {
    const auto last = looked_.value_or(steady);
    looked_ = steady;
    if (wall > believed_ + kLeap) {
        const bool has_held = doubted_ > 0 && wall >= doubted_ && wall - doubted_ <= kLeap;
        if (!has_held) doubted_ = wall;
        const auto ran = std::chrono::duration_cast<std::chrono::milliseconds>(steady - last).count();
        doubted_for_ = has_held ? doubted_for_ + ran : 0;
        if (doubted_for_ < std::chrono::milliseconds(kBelievedAfter).count()) return false;
    }
    believed_ = wall;
    doubted_ = doubted_for_ = 0;
    return true;
}

}  // namespace culver::chat
