// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

#include <cstdio>

namespace culver {
namespace {

using std::chrono::sys_days;

// Exactly count digits, removed from the front.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (char digit : text.substr(0, count)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
    if (!take(text, '.')) return std::chrono::milliseconds(0);
    int value = 0;
    int digits = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), ++digits) {
        if (digits < 3) value = value * 10 + (text[0] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return std::chrono::milliseconds(value);
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return std::chrono::minutes(0);
    const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    const auto hours = take_digits(text, 2);
    const bool colon = take(text, ':');
    const auto minutes = take_digits(text, 2);
    if (sign == 0 || !hours || !colon || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (std::chrono::hours(*hours) + std::chrono::minutes(*minutes));
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    const bool first = take(text, '-');
    const auto month = take_digits(text, 2);
    const bool second = take(text, '-');
    const auto day = take_digits(text, 2);
    if (!year || !first || !month || !second || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional<sys_days>(date) : std::nullopt;
}

// Nothing when the clock cannot hold it.
std::optional<WallTime> within_clock(std::chrono::sys_time<std::chrono::milliseconds> time) {
    const std::int64_t milliseconds = time.time_since_epoch().count();
    const WallTime held = from_milliseconds(milliseconds);
    return to_milliseconds(held) == milliseconds ? std::optional(held) : std::nullopt;
}

}  // namespace

std::string to_rfc3339(WallTime time) {
    const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(time);
    const auto day = std::chrono::floor<std::chrono::days>(since_epoch);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(since_epoch - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
    const auto date = take_date(text);
    if (!date) return std::nullopt;
    if (text.empty()) return within_clock(*date);
    if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return std::nullopt;
    const auto hour = take_digits(text, 2);
    const bool first = take(text, ':');
    const auto minute = take_digits(text, 2);
    const bool second_colon = take(text, ':');
    const auto second = take_digits(text, 2);
    if (!hour || !first || !minute || !second_colon || !second) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (!fraction || !offset || !text.empty()) return std::nullopt;
    const std::chrono::sys_time<std::chrono::milliseconds> time =
        *date + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
        *fraction - *offset;
    return within_clock(time);
}

}  // namespace culver
