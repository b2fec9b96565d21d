// SPDX-License-Identifier: Apache-2.0
#include "chat/ingest.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

using Ranges = std::vector<AckRange>;

IncarnationId life(std::uint8_t number) {
    IncarnationId id;
    id.bytes.fill(number);
    return id;
}

TEST(RangesToLookUp, AreOfOwnIncarnationsAndOfNumbersThatWereUsed) {
    const std::map<IncarnationId, std::uint64_t> highest{{life(1), 40}, {life(2), 7}};
    const Ranges said{{life(1), 3, 5}, {life(9), 1, 40}, {life(2), 6, kMaxSequence}, {life(2), 8, 8}};
    EXPECT_EQ(ranges_to_look_up(said, highest), (Ranges{{life(1), 3, 5}, {life(2), 6, 7}}));
}

TEST(RangesToLookUp, NameNoNumberTwice) {
    const std::map<IncarnationId, std::uint64_t> highest{{life(1), 100'000}};
    EXPECT_EQ(ranges_to_look_up(Ranges(kMaxAckRanges, {life(1), 1, kMaxSequence}), highest),
              (Ranges{{life(1), 1, 100'000}}));
    EXPECT_EQ(
        ranges_to_look_up({{life(1), 8, 9}, {life(1), 1, 3}, {life(1), 4, 5}, {life(1), 2, 2}}, highest),
        (Ranges{{life(1), 1, 5}, {life(1), 8, 9}}));
}

}  // namespace
}  // namespace culver::chat
