// SPDX-License-Identifier: Apache-2.0
// What strangers may do with groups: they can tell of them and invite, and fill neither memory nor disk.
#include "chat/errors.h"
#include "tests/chat/office_of_three.h"

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

class StrangeGroupsTest : public OfficeOfThree {
protected:
    void meet_bob_as_strangers() {
        bob_.is_in_a_hurry = true;
        for (auto* stranger : {&alice_, &carol_}) {
            bob_.standings[stranger->id()] = net::Standing::Unknown;
            ASSERT_TRUE(stranger->await(stranger->sessions().connect(bob_.id(), 5000ms)));
        }
    }
};

TEST_F(StrangeGroupsTest, AStrangersGroupWaitsForAnAnswer) {
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    const auto id = alice_.await(alice_.service().create("office", {bob_.id()}, false));
    ASSERT_TRUE(until([&] { return bob_.people(*id) == 2; }));
    EXPECT_EQ(bob_.service().find(*id)->part, GroupPart::Invited);
    EXPECT_EQ(bob_.say(*id, "no").error().code, ChatErrc::NotJoined);
    ASSERT_TRUE(bob_.await(bob_.service().join(*id)));
    EXPECT_EQ(bob_.service().find(*id)->part, GroupPart::Member);
    ASSERT_TRUE(bob_.say(*id, "here I am"));
    ASSERT_TRUE(until([&] { return alice_.texts(*id).size() == 1; }));
}

TEST_F(StrangeGroupsTest, AStrangersGroupFillsNoDiskAndDisturbsNobody) {
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    const auto id = alice_.await(alice_.service().create("office", {bob_.id()}, false));
    ASSERT_TRUE(until([&] { return bob_.people(*id) == 2; }));
    bob_.standings.clear();  // the ration of a stranger's frames would make this long
    constexpr std::size_t kCount = kMaxStrangeGroupBytes / kMaxTextBytes + 20;
    for (std::size_t number = 0; number < kCount; ++number)
        ASSERT_TRUE(alice_.say(*id, std::string(kMaxTextBytes, 'x')));
    std::size_t before = 0;
    EXPECT_TRUE(until([&] {
        loop_.run_for(300ms);
        return std::exchange(before, bob_.texts(*id).size()) == bob_.texts(*id).size();
    }));
    EXPECT_GT(before, 10U);
    EXPECT_LT(before, kCount - 15) << "what is no longer taken stays with its author";
    EXPECT_EQ(bob_.arrivals, 0);
    ASSERT_TRUE(bob_.await(bob_.service().join(*id)));
    EXPECT_TRUE(until([&] { return bob_.texts(*id).size() == kCount; })) << "joining brings the rest";
}

// A group written by hand, of which its author tells as slowly as a test needs it.
class HandWrittenGroup {
public:
    // Of one author, groups of another name are other groups.
    HandWrittenGroup(Fellow& author, const PeerId& reader, std::string name)
        : author_(author), reader_(reader) {
        draft_.chain = {author.id(), author.options.incarnation};
        body_.text = std::move(name);
        body_.control.target = reader;
    }
    SignedOperation create() {
        auto raw = write(static_cast<std::uint8_t>(GroupKind::Create));
        group_ = GroupId{draft_.hash.bytes};
        return raw;
    }
    SignedOperation add() { return write(static_cast<std::uint8_t>(GroupKind::Add)); }
    SignedOperation longest_text() {
        body_.text.assign(kMaxTextBytes, 'x');
        return write(1);
    }
    void send(const SignedOperation& raw) {
        const auto frame = encode(OperationsFrame{*group_, {raw}, false});
        ASSERT_TRUE(author_.await(author_.sessions().send_when_room(reader_, kOperationsFrame, frame)));
    }
    [[nodiscard]] const GroupId& id() const { return *group_; }

private:
    SignedOperation write(std::uint8_t kind) {
        draft_.previous = draft_.hash;
        ++draft_.sequence;
        draft_.kind = kind;
        return seal(author_.key(), group_, draft_, body_, Bytes(16, 5));
    }

    Fellow& author_;
    PeerId reader_;
    GroupOperation draft_;
    GroupBody body_;
    std::optional<GroupId> group_;
};

TEST_F(StrangeGroupsTest, OfAGroupNotJoinedLittleWaits) {
    ASSERT_TRUE(alice_.await(alice_.sessions().connect(bob_.id(), 5000ms)));
    HandWrittenGroup group(alice_, bob_.id(), "office");
    const auto create = group.create();
    const auto add = group.add();
    constexpr std::size_t kCount = 2 * kMaxUnjoinedWaitingBytes / kMaxTextBytes;
    for (std::size_t number = 0; number < kCount; ++number) group.send(group.longest_text());
    group.send(create);
    group.send(add);
    ASSERT_TRUE(until([&] { return bob_.people(group.id()) == 2; }));
    EXPECT_LT(bob_.texts(group.id()).size(), kCount);
}

TEST_F(StrangeGroupsTest, OfAllThatStrangersTellTheGreediestGivesWay) {
    meet_bob_as_strangers();
    HandWrittenGroup modest(carol_, bob_.id(), "modest");
    modest.send(modest.create());
    std::vector<HandWrittenGroup> greedy = {
        {alice_, bob_.id(), "one"}, {alice_, bob_.id(), "two"}, {carol_, bob_.id(), "three"}};
    constexpr std::size_t kCount = kMaxStrangeGroupBytes / kMaxTextBytes - 2;
    for (auto& group : greedy) {
        group.send(group.create());
        for (std::size_t number = 0; number < kCount; ++number) group.send(group.longest_text());
    }
    for (auto& group : greedy) group.send(group.add());
    modest.send(modest.add());
    ASSERT_TRUE(until([&] { return bob_.people(modest.id()) == 2; }));
    EXPECT_EQ(std::ranges::count_if(greedy, [&](auto& group) { return bob_.people(group.id()) == 2; }), 2);
}

TEST_F(StrangeGroupsTest, OfAllThatIsToldOfGroupsNobodyJoinedWhoeverTellsMostGivesWay) {
    bob_.is_in_a_hurry = true;
    for (auto* known : {&alice_, &carol_})
        ASSERT_TRUE(known->await(known->sessions().connect(bob_.id(), 5000ms)));
    HandWrittenGroup modest(carol_, bob_.id(), "modest");
    modest.send(modest.create());
    HandWrittenGroup first(alice_, bob_.id(), "first");
    HandWrittenGroup second(alice_, bob_.id(), "second");
    constexpr std::size_t kCount = kMaxNascentBytes / kMaxTextBytes;
    for (auto* group : {&first, &second}) group->send(group->create());
    for (std::size_t number = 0; number < kCount; ++number) {
        auto& group = number % 3 == 0 ? second : first;
        group.send(group.longest_text());
    }
    for (auto* group : {&first, &second, &modest}) group->send(group->add());
    ASSERT_TRUE(until([&] { return bob_.people(modest.id()) == 2 && bob_.people(first.id()) == 2; }));
    EXPECT_EQ(bob_.people(second.id()), 0U) << "what was begun before comes to its end";
}

TEST_F(StrangeGroupsTest, InvitationsOfStrangersFillTheDiskUpToALimit) {
    meet_bob_as_strangers();
    constexpr std::size_t kCount = kMaxStrangeGroupBytes / kMaxTextBytes - 2;
    std::optional<GroupId> last;
    for (std::size_t groups = 0; groups <= kMaxInvitedBytes / kMaxStrangeGroupBytes; ++groups) {
        HandWrittenGroup group(alice_, bob_.id(), std::to_string(groups));
        group.send(group.create());
        for (std::size_t number = 0; number < kCount; ++number) group.send(group.longest_text());
        group.send(group.add());
        ASSERT_TRUE(until([&] { return bob_.people(group.id()) == 2; }));
        last = group.id();
    }
    HandWrittenGroup late(carol_, bob_.id(), "late");
    const std::vector operations = {late.create(), late.add()};
    for (const auto& one : operations) late.send(one);
    loop_.restart();
    loop_.run_for(200ms);
    EXPECT_EQ(bob_.people(late.id()), 0U);
    ASSERT_TRUE(bob_.await(bob_.service().leave(*last)));
    for (const auto& one : operations) late.send(one);
    EXPECT_TRUE(until([&] { return bob_.people(late.id()) == 2; })) << "there is room again";
}

}  // namespace
}  // namespace culver::chat
