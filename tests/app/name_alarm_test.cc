// SPDX-License-Identifier: Apache-2.0
#include "app/name_alarm.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

TEST(NameAlarm, WarnsOnceOfEachStranger) {
    NameAlarm alarm;
    const PeerKey stranger(random_id<PeerId>());
    EXPECT_TRUE(alarm.is_due(stranger, "bob", kStart));
    EXPECT_FALSE(alarm.is_due(stranger, "bob", kStart + 1h));
    EXPECT_TRUE(alarm.is_due(stranger, "carol", kStart + 1h));
}

TEST(NameAlarm, AThousandKeysWithOneNameFillNoScreen) {
    NameAlarm alarm;
    int warnings = 0;
    for (int number = 0; number < 1'000; ++number) {
        warnings += alarm.is_due(PeerKey(random_id<PeerId>()), "bob", kStart + number * 100ms) ? 1 : 0;
    }
    EXPECT_EQ(warnings, 2);  // in 100 s
}

}  // namespace
}  // namespace culver::app
