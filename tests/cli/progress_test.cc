// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/progress.h"

#include "ui/cli/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::cli {
namespace {

using control::TransferRow;
using control::TransferState;

TransferRow halfway() {
    TransferRow row;
    row.id = "x4qk";
    row.direction = control::Direction::Out;
    row.peer_name = "bob";
    row.state = TransferState::Active;
    row.bytes_total = 2'000'000'000;
    row.bytes_done = 1'000'000'000;
    row.rate = 100'000'000;
    row.paths = {"/home/alice/holiday"};
    return row;
}

TEST(Progress, DurationsAreShort) {
    EXPECT_EQ(duration_text(std::chrono::seconds(7)), "0:07");
    EXPECT_EQ(duration_text(std::chrono::seconds(754)), "12:34");
    EXPECT_EQ(duration_text(std::chrono::seconds(12300)), "3:25:00");
    EXPECT_EQ(duration_text(std::chrono::hours(52)), "2 d 4 h");
    EXPECT_EQ(duration_text(std::chrono::seconds(-5)), "0:00");
}

TEST(Progress, TimeLeftNeedsARate) {
    TransferRow row = halfway();
    EXPECT_EQ(time_left(row), std::chrono::seconds(10));
    row.rate = 0;
    EXPECT_EQ(time_left(row), std::nullopt);
    row.rate = std::nullopt;
    EXPECT_EQ(time_left(row), std::nullopt);
    row = halfway();
    row.bytes_done = 3'000'000'000;  // a file grew
    EXPECT_EQ(time_left(row), std::chrono::seconds(0));
}

TEST(Progress, WhatWasThereAlreadyIsSaidAtTheEnd) {
    TransferRow row = halfway();
    EXPECT_EQ(reused_text(row), "");
    row.bytes_reused = 990'000'000;
    EXPECT_EQ(progress_line(row, 120).find("already"), std::string::npos);
    row.state = TransferState::Done;
    EXPECT_EQ(reused_text(row), "990 MB of 2.0 GB was there already");
    EXPECT_NE(progress_line(row, 120).find("done  990 MB of 2.0 GB was there already"), std::string::npos);
}

TEST(Progress, AHundredPercentMeansDone) {
    TransferRow row = halfway();
    EXPECT_EQ(percent_done(row), 50u);
    row.bytes_done = row.bytes_total;
    EXPECT_EQ(percent_done(row), 99u);
    row.bytes_done = ~0ULL;  // whatever a node says
    EXPECT_EQ(percent_done(row), 99u);
    row.state = TransferState::Done;
    EXPECT_EQ(percent_done(row), 100u);
    row = TransferRow{};
    EXPECT_EQ(percent_done(row), std::nullopt);
}

TEST(Progress, ABarFills) {
    EXPECT_EQ(bar(0, 12), "[>         ]");
    EXPECT_EQ(bar(50, 12), "[=====>    ]");
    EXPECT_EQ(bar(100, 12), "[==========]");
    EXPECT_EQ(bar(250, 12), "[==========]");
    EXPECT_EQ(bar(50, 2), "");
}

TEST(Progress, ALineTellsWhoWhatHowFarAndHowLong) {
    EXPECT_EQ(progress_line(halfway(), 90),
              "-> bob  holiday  [==============>             ]  50 %  100 MB/s  0:10 left  2.0 GB");
    EXPECT_EQ(progress_line(halfway(), 30), "-> bob  holiday  50 %");
    TransferRow paused = halfway();
    paused.state = TransferState::Paused;
    paused.direction = control::Direction::In;
    EXPECT_EQ(progress_line(paused, 60), "<- bob  holiday  [=========>         ]  50 %  paused  2.0 GB");
}

TEST(Progress, ContentsAreNamedByTheFirst) {
    TransferRow row = halfway();
    row.paths = {"/a/小王的照片/", "/b", "/c"};
    EXPECT_EQ(contents_text(row), "小王的照片 +2");
    row.paths.clear();
    EXPECT_EQ(contents_text(row), "");
}

RC_GTEST_PROP(ProgressProperty, ALineNeverBreaks,
              (const std::string& name, std::uint8_t columns, std::uint64_t done)) {
    TransferRow row = halfway();
    row.peer_name = name;
    row.bytes_done = done;
    RC_ASSERT(display_width(progress_line(row, columns)) <= columns);
}

}  // namespace
}  // namespace culver::cli
