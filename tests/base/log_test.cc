// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <gtest/gtest.h>

namespace culver {
namespace {

TEST(Log, HoldsNothingThatATerminalObeysWhoeverLogs) {
    log::start();
    testing::internal::CaptureStderr();
    log::warn("the file {} cannot be read", "\x1b]0;owned\x07 a\nb \u202egpj.exe \xff");
    const auto line = testing::internal::GetCapturedStderr();
    EXPECT_NE(line.find("the file \\x1b]0;owned\\x07 a\\x0ab \\u202egpj.exe \\xff"), std::string::npos)
        << line;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << "one line for each entry";
}

TEST(Log, WhatWasMadePrintableStaysAsItIs) {
    log::start();
    testing::internal::CaptureStderr();
    log::error("\\x1b 飞鸽");
    EXPECT_NE(testing::internal::GetCapturedStderr().find("error \\x1b 飞鸽\n"), std::string::npos);
}

}  // namespace
}  // namespace culver
