// SPDX-License-Identifier: Apache-2.0
#include "control/enumerators.h"

#include "base/ids.h"

#include <gtest/gtest.h>

namespace culver::control {
namespace {

template <class Enumeration>
class EnumeratorsOf : public testing::Test {};

using All = testing::Types<Presence, Trust, Protocol, Via, MessageState, MessageKind, AttachmentKind,
                           AttachmentState, Direction, TransferState, WayHealth, Severity>;
TYPED_TEST_SUITE(EnumeratorsOf, All);

TYPED_TEST(EnumeratorsOf, ComeBackFromTheirWords) {
    for (const auto& word : kWords<TypeParam>) {
        EXPECT_EQ(to_word(word.value), word.text);
        EXPECT_EQ(from_word<TypeParam>(word.text), word.value);
    }
    EXPECT_EQ(from_word<TypeParam>("no such word"), std::nullopt);
    EXPECT_EQ(from_word<TypeParam>(""), std::nullopt);
}

TEST(Enumerators, EveryValueBeforeUnknownHasAWord) {
    EXPECT_EQ(kWords<Presence>.size(), static_cast<std::size_t>(Presence::Unknown));
    EXPECT_EQ(kWords<Trust>.size(), static_cast<std::size_t>(Trust::Unknown));
    EXPECT_EQ(kWords<Via>.size(), static_cast<std::size_t>(Via::Unknown));
    EXPECT_EQ(kWords<MessageState>.size(), static_cast<std::size_t>(MessageState::Unknown));
    EXPECT_EQ(kWords<MessageKind>.size(), static_cast<std::size_t>(MessageKind::Unknown));
    EXPECT_EQ(kWords<AttachmentKind>.size(), static_cast<std::size_t>(AttachmentKind::Unknown));
    EXPECT_EQ(kWords<AttachmentState>.size(), static_cast<std::size_t>(AttachmentState::Unknown));
    EXPECT_EQ(kWords<Direction>.size(), static_cast<std::size_t>(Direction::Unknown));
    EXPECT_EQ(kWords<TransferState>.size(), static_cast<std::size_t>(TransferState::Unknown));
    EXPECT_EQ(kWords<WayHealth>.size(), static_cast<std::size_t>(WayHealth::Unknown));
    EXPECT_EQ(kWords<Severity>.size(), static_cast<std::size_t>(Severity::Unknown));
    EXPECT_TRUE(to_word(Presence::Unknown).empty());
}

TEST(Enumerators, ProtocolsAreCalledAsInBase) {
    for (const auto& word : kWords<Protocol>) EXPECT_EQ(word.text, to_string(word.value));
}

TEST(Enumerators, OnlyFourTransferStatesAreFinal) {
    int finals = 0;
    for (const auto& word : kWords<TransferState>) finals += is_final(word.value) ? 1 : 0;
    EXPECT_EQ(finals, 4);
    EXPECT_FALSE(is_final(TransferState::Interrupted));
}

}  // namespace
}  // namespace culver::control
