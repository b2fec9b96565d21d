// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/arguments.h"

#include "base/time_text.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace culver::cli {
namespace {

using control::Outcome;

const WallTime kNow = *parse_rfc3339("2026-11-22T20:35:01.500Z");

std::string moment(std::string_view text) {
    const auto time = parse_moment(text, kNow);
    return time && *time ? to_rfc3339(**time) : "none";
}

TEST(Arguments, MomentsAreTimesDatesOrAges) {
    EXPECT_EQ(moment("2026-11-01"), "2026-11-01T00:00:00.000Z");
    EXPECT_EQ(moment("2026-11-01T10:00:00+08:00"), "2026-11-01T02:00:00.000Z");
    EXPECT_EQ(moment("30m"), "2026-11-22T20:05:01.500Z");
    EXPECT_EQ(moment("1w"), "2026-11-15T20:35:01.500Z");
    EXPECT_TRUE(parse_moment("", kNow).has_value());
    for (const char* wrong : {"soon", "5", "-2h", "2y", "nan", "1e300w"}) {
        EXPECT_EQ(parse_moment(wrong, kNow).error().outcome, Outcome::Usage) << wrong;
    }
}

TEST(Arguments, SizesHaveUnits) {
    EXPECT_EQ(parse_size("1500"), 1500u);
    EXPECT_EQ(parse_size("1.5 GB"), 1'500'000'000u);
    EXPECT_EQ(parse_size("2MiB"), 2'097'152u);
    EXPECT_EQ(parse_size("0"), 0u);
    for (const char* wrong : {"", "big", "-1", "1XB", "1e30", "inf"})
        EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Arguments, PathsAreAbsoluteAndHaveAName) {
    const std::string folder = std::filesystem::current_path().string();
    EXPECT_EQ(absolute_path("a/b.txt"), folder + "/a/b.txt");
    EXPECT_EQ(absolute_path("/srv/in/"), "/srv/in");
    EXPECT_EQ(absolute_path("."), std::filesystem::canonical(folder).string());
    EXPECT_EQ(absolute_path("/usr/bin/.."), "/usr");
}

TEST(Arguments, TextsInBracketsStayWhole) {
    CLI::App app;
    std::string peer;
    std::vector<std::string> paths;
    std::vector<std::string> also;
    add_argument(app, "PEER", peer, "")->required();
    add_rest(app, "PATH", paths, "");
    add_repeated(app, "--also", also, "");
    auto line = mark_brackets({"[fe80::1%eth0]", "--also", "[x,y]", "[a,b]", "c", "--also=z", "--", "--d"});
    app.parse(std::vector<std::string>(line.rbegin(), line.rend()));
    EXPECT_EQ(peer, "[fe80::1%eth0]");
    EXPECT_EQ(paths, (std::vector<std::string>{"[a,b]", "c", "--d"}));
    EXPECT_EQ(also, (std::vector<std::string>{"[x,y]", "z"}));
}

TEST(Arguments, MessagesAreBoundedUtf8) {
    EXPECT_EQ(message_text("hi"), "hi");
    EXPECT_EQ(message_text("").error().outcome, Outcome::Usage);
    EXPECT_EQ(message_text("\xff").error().outcome, Outcome::Usage);
    EXPECT_EQ(message_text(std::string(2'000'000, 'x')).error().outcome, Outcome::Usage);
}

TEST(Arguments, NoTimeoutIsNoDeadline) {
    EXPECT_EQ(deadline_after(std::nullopt), std::nullopt);
    EXPECT_GT(deadline_after(1e300), std::chrono::steady_clock::now());
}

}  // namespace
}  // namespace culver::cli
