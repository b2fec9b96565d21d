// SPDX-License-Identifier: Apache-2.0
#include "app/guests.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using control::Json;

TEST(Guests, WhatRunsProgramsIsTheOwnersToSay) {
    const auto guest = guard_of(false);
    ASSERT_TRUE(guest);
    for (const char* key :
         {"hooks.file-received", "hooks.message-received", "hooks.time_limit", "control_group"}) {
        const auto refusal = guest("config.set", Json{{"key", key}, {"value", "[\"/bin/sh\"]"}});
        ASSERT_TRUE(refusal) << key;
        EXPECT_EQ(refusal->outcome, control::Outcome::WrongState);
    }
}

TEST(Guests, UseTheNodeAsItsOwnerDoes) {
    const auto guest = guard_of(false);
    EXPECT_FALSE(guest("config.set", Json{{"key", "name"}, {"value", "Scanner"}}));
    EXPECT_FALSE(guest("config.get", Json{{"key", "hooks.file-received"}}));
    EXPECT_FALSE(guest("chat.say", Json{{"peers", {"bob"}}, {"text", "hooks.file-received"}}));
    EXPECT_FALSE(guest("config.set", Json{{"value", "1"}})) << "refused later, for what it lacks";
    EXPECT_FALSE(guard_of(true));
}

}  // namespace
}  // namespace culver::app
