// SPDX-License-Identifier: Apache-2.0
#include "app/standing_warnings.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};
constexpr WallTime kWall{std::chrono::hours(500'000)};

control::Finding finding(std::string code, std::string message) {
    return {.code = std::move(code),
            .severity = control::Severity::Warning,
            .message = std::move(message),
            .advice = "Look there."};
}

std::vector<std::string> messages(const StandingWarnings& warnings, SteadyTime now) {
    std::vector<std::string> found;
    for (const auto& row : warnings.list(now)) found.push_back(row.message);
    return found;
}

TEST(StandingWarnings, TellsEverythingOfOneThatWasGivenBefore) {
    StandingWarnings warnings;
    warnings.note(finding("twin", "Twice."), kStart, kWall);
    const auto rows = warnings.list(kStart + 23h);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].code, "twin");
    EXPECT_EQ(rows[0].severity, control::Severity::Warning);
    EXPECT_EQ(rows[0].advice, "Look there.");
    EXPECT_EQ(rows[0].time, kWall);
}

TEST(StandingWarnings, ARepeatedOneStandsOnceWithItsLastTime) {
    StandingWarnings warnings;
    warnings.note(finding("twin", "Twice."), kStart, kWall);
    warnings.note(finding("hook", "It failed."), kStart + 1h, kWall + 1h);
    warnings.note(finding("twin", "Twice."), kStart + 2h, kWall + 2h);
    EXPECT_EQ(messages(warnings, kStart + 2h), (std::vector<std::string>{"It failed.", "Twice."}));
    EXPECT_EQ(warnings.list(kStart + 2h).back().time, kWall + 2h);
    EXPECT_EQ(messages(warnings, kStart + 25h + 1min), (std::vector<std::string>{"Twice."}));
}

TEST(StandingWarnings, IsOverAfterADay) {
    StandingWarnings warnings;
    warnings.note(finding("twin", "Twice."), kStart, kWall);
    EXPECT_TRUE(warnings.list(kStart + StandingWarnings::kLife).empty());
}

TEST(StandingWarnings, AFloodOfOneCodePushesOutNoOther) {
    StandingWarnings warnings;
    warnings.note(finding("twin", "Twice."), kStart, kWall);
    for (int number = 0; number < 1'000; ++number)
        warnings.note(finding("stranger_refused", std::to_string(number)), kStart, kWall);
    EXPECT_EQ(messages(warnings, kStart), (std::vector<std::string>{"Twice.", "996", "997", "998", "999"}));
}

}  // namespace
}  // namespace culver::app
