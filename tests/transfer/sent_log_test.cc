// SPDX-License-Identifier: Apache-2.0
#include "transfer/sent_log.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

namespace culver::transfer {
namespace {

using test::must;

constexpr std::uint64_t kRecord = 32;

Check128 check(std::uint8_t value) {
    Check128 made;
    made.bytes.fill(value);
    return made;
}

// A full disk takes a piece of a record, and then nothing until there is room again.
TEST(SentLogOnAFullDisk, ShiftsNoRecordByAPieceOfOne) {
    const culver::test::TempDir folder;
    {
        auto log = must(SentLog::open(folder / "log", 10, 5));
        must(log.note({1, 1000, 0, check(1)}));
        rlimit before{};
        ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit full{.rlim_cur = kRecord + 12, .rlim_max = before.rlim_max};
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
        const auto refused = log.note({2, 1000, 0, check(2)});
        ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
        std::signal(SIGXFSZ, handler);
        EXPECT_FALSE(refused);
        must(log.note({3, 1000, 0, check(3)}));
    }
    const auto blocks = must(SentLog::open(folder / "log", 10, 5)).take_blocks();
    ASSERT_EQ(blocks.size(), 2U);
    EXPECT_EQ(blocks[1].index, 3U);
    EXPECT_EQ(blocks[1].check, check(3));
}

TEST(SentLogOfABlockThatWentOutTwice, EndsWithTheCheckThatItWentOutWithLast) {
    const culver::test::TempDir folder;
    {
        auto log = must(SentLog::open(folder / "log", 10, 5));
        must(log.note({4, 1000, 0, check(1)}));
        must(log.note({4, 1000, 0, check(2)}));
    }
    auto log = must(SentLog::open(folder / "log", 10, 5));
    EXPECT_EQ(log.totals().resent_bytes, 1000U);
    EXPECT_EQ(log.take_blocks().back().check, check(2));
}

}  // namespace
}  // namespace culver::transfer
