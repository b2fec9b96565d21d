// SPDX-License-Identifier: Apache-2.0
#include "app/start_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <string>

namespace culver::app {
namespace {

// Of the files that are mapped, in kB.
std::uint64_t resident_of_files() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::uint64_t kilobytes = 0;
        if (word == "RssFile:" && status >> kilobytes) return kilobytes;
    }
    return 0;
}

TEST(StartPages, ComeBackWhenTheyAreUsed) {
    const auto before = resident_of_files();
    ASSERT_GT(before, 0U);
    give_back_start_pages();
    EXPECT_LT(resident_of_files(), before * 9 / 10);
    EXPECT_EQ(std::to_string(1234567), "1234567");
    give_back_start_pages();
}

}  // namespace
}  // namespace culver::app
