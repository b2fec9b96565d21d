// SPDX-License-Identifier: Apache-2.0
#include "chat/wanted_attachment.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

template <class AnyId>
AnyId id_of(std::uint8_t number) {
    AnyId id;
    id.bytes.fill(number);
    return id;
}
const PeerId kSelf = id_of<PeerId>(1);
const PeerId kBob = id_of<PeerId>(2);
const PeerId kCarol = id_of<PeerId>(3);
const GroupId kGroup = id_of<GroupId>(9);

class WantedAttachmentTest : public testing::Test {
protected:
    WantedAttachmentTest() { wanted_.set_largest(1'000); }
    static WantedAttachment::Place from(const PeerId& author, std::uint64_t size) {
        return {ConversationId::with(PeerKey(author)), author, size};
    }
    static WantedAttachment::Place in_group(const PeerId& author, std::uint64_t size) {
        return {ConversationId::of(kGroup), author, size};
    }
    std::optional<WantedAttachment::Source> next() {
        return wanted_.next([this](const PeerId& peer) { return here_.contains(peer); }, members_);
    }
    bool is_hopeless() { return wanted_.is_hopeless(kSelf, members_); }
    using Source = WantedAttachment::Source;

    WantedAttachment wanted_;
    std::set<PeerId> here_{kBob, kCarol};
    WantedAttachment::Members members_ = [](const GroupId&) { return std::vector{kSelf, kBob, kCarol}; };
};

TEST_F(WantedAttachmentTest, AuthorsAreAskedBeforeOthers) {
    wanted_.set_places({in_group(kCarol, 70)});
    EXPECT_EQ(next(), (Source{kCarol, kGroup, 70}));
    here_.erase(kCarol);
    EXPECT_EQ(next(), (Source{kBob, kGroup, 70}));
    here_.clear();
    EXPECT_EQ(next(), std::nullopt);
}

TEST_F(WantedAttachmentTest, AWrongSizeHidesNoRightOne) {
    wanted_.set_places({in_group(kCarol, 5), in_group(kBob, 70)});
    wanted_.refused(Source{kCarol, kGroup, 5});
    EXPECT_EQ(next(), (Source{kBob, kGroup, 70}));
    wanted_.refused(Source{kBob, kGroup, 70});
    EXPECT_EQ(next(), (Source{kBob, kGroup, 5}));
    wanted_.refused(Source{kBob, kGroup, 5});
    EXPECT_FALSE(is_hopeless());
    EXPECT_EQ(next(), (Source{kCarol, kGroup, 70}));
    wanted_.refused(Source{kCarol, kGroup, 70});
    EXPECT_EQ(next(), std::nullopt);
    EXPECT_TRUE(is_hopeless());
}

TEST_F(WantedAttachmentTest, MoreThanWasLetInIsNotFetched) {
    wanted_.set_places({from(kBob, 1'001), from(kCarol, 1'000)});
    EXPECT_EQ(next(), (Source{kCarol, std::nullopt, 1'000}));
    wanted_.set_largest(2'000);
    EXPECT_EQ(next(), (Source{kBob, std::nullopt, 1'001}));
}

TEST_F(WantedAttachmentTest, WhoGivesNoAnswerRestsLongerEachTimeAndIsLeftInPeace) {
    wanted_.set_places({from(kBob, 70)});
    std::optional<Duration> last = Duration::zero();
    for (std::uint32_t number = 1; number < kMaxTries; ++number) {
        const auto pause = wanted_.unanswered(kBob);
        ASSERT_TRUE(pause);
        EXPECT_GT(*pause, *last);
        EXPECT_LE(*pause, kLongestRetryPause);
        EXPECT_EQ(next(), std::nullopt);
        wanted_.rested(kBob);
        EXPECT_TRUE(next());
        last = pause;
    }
    EXPECT_FALSE(wanted_.unanswered(kBob));
    wanted_.rested(kBob);
    EXPECT_EQ(next(), std::nullopt);
    EXPECT_FALSE(is_hopeless()) << "perhaps they have it";
    wanted_.appeared(kBob);
    EXPECT_TRUE(next());
}

TEST_F(WantedAttachmentTest, APersonWhoAsksBeginsAgain) {
    wanted_.set_places({from(kBob, 70)});
    wanted_.refused(Source{kBob, std::nullopt, 70});
    EXPECT_TRUE(is_hopeless());
    wanted_.begin_again();
    EXPECT_FALSE(is_hopeless());
    EXPECT_TRUE(next());
}

}  // namespace
}  // namespace culver::chat
