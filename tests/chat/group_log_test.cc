// SPDX-License-Identifier: Apache-2.0
// The rules of a group's log one by one, and the promise they are for: whatever the network and cheaters do,
// all honest members end with the same log. CULVER_GROUP_SEEDS says how many random stories are told;
// CULVER_SEED tells one again.
#include "chat/group_log.h"

#include "base/random.h"
#include "base/signature.h"
#include "tests/chat/simulated_group.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace culver::chat {
namespace {

std::uint8_t number_of(GroupKind kind) {
    return static_cast<std::uint8_t>(kind);
}

PeerId person(std::uint8_t number) {
    PeerId id;
    id.bytes.fill(number);
    return id;
}

constexpr std::uint8_t kText = 1;
constexpr std::size_t kAsked = 256;  // of one frame

// Several logs and a pen.
class GroupLogTest : public testing::Test {
protected:
    static constexpr std::uint8_t kOwner = 1, kAdmin = 2, kBob = 3, kCarol = 4, kDora = 5;

    GroupLogTest() {
        GroupOperation create;
        create.chain = chain(kOwner);
        create.sequence = 1;
        create.kind = number_of(GroupKind::Create);
        create.control.name = "office";
        seal(create);
        id_.bytes = create.hash.bytes;
        log_ = std::make_unique<GroupLog>(id_);
        EXPECT_EQ(log_->add(create).verdict, GroupLog::Verdict::Taken);
        all_.push_back(create);
        for (const auto number : {kAdmin, kBob, kCarol}) add(kOwner, number);
        Control appoint;
        appoint.target = person(kAdmin);
        appoint.flag = true;
        write(*log_, kOwner, GroupKind::Appoint, appoint);
    }

    static Chain chain(std::uint8_t number) { return {person(number), {}}; }

    void seal(GroupOperation& operation) {
        operation.clock = clock_at(1'800'000'000'000 + 1000 * ++count_);
        restamp(operation);
    }
    void restamp(GroupOperation& operation) {
        Bytes bytes(operation.chain.author.bytes.begin(), operation.chain.author.bytes.end());
        bytes.push_back(static_cast<std::uint8_t>(++count_));
        bytes.push_back(operation.kind);
        operation.hash.bytes = sha256(bytes);
    }
    GroupOperation draft(const GroupLog& log, std::uint8_t author, std::uint8_t kind, Control control = {}) {
        auto operation = log.draft(chain(author));
        operation.kind = kind;
        operation.control = std::move(control);
        seal(operation);
        return operation;
    }
    GroupOperation write(GroupLog& log, std::uint8_t author, GroupKind kind, Control control = {}) {
        auto operation = draft(log, author, number_of(kind), std::move(control));
        EXPECT_EQ(log.add(operation).verdict, GroupLog::Verdict::Taken);
        all_.push_back(operation);
        return operation;
    }
    GroupOperation say(GroupLog& log, std::uint8_t author) {
        auto operation = draft(log, author, kText);
        EXPECT_EQ(log.add(operation).verdict, GroupLog::Verdict::Taken);
        all_.push_back(operation);
        return operation;
    }
    GroupOperation add(std::uint8_t author, std::uint8_t target) {
        Control control;
        control.target = person(target);
        return write(*log_, author, GroupKind::Add, control);
    }
    Control removal(const GroupLog& log, std::uint8_t target) {
        Control control;
        control.target = person(target);
        control.cuts = log.cuts_of(person(target));
        return control;
    }
    // Another member who has seen everything so far.
    std::unique_ptr<GroupLog> copy() {
        auto log = std::make_unique<GroupLog>(id_);
        for (const auto& operation : all_) (void)log->add(operation);
        return log;
    }
    [[nodiscard]] Rank rank(std::uint8_t number) const { return log_->members().rank(person(number)); }

    GroupId id_;
    std::unique_ptr<GroupLog> log_;
    std::vector<GroupOperation> all_;
    std::int64_t count_ = 0;
};

TEST_F(GroupLogTest, TakesNoEndOfChangesButLetsItselfBeDefended) {
    constexpr std::size_t kFew = 40;
    GroupLog log(id_, kFew);
    for (const auto& operation : all_) log.add(operation);
    Control rename;
    for (int change = 0; log.has_room(number_of(GroupKind::Rename)); ++change) {
        rename.name = "office " + std::to_string(change);
        write(log, kAdmin, GroupKind::Rename, rename);
    }
    const auto refused = draft(log, kAdmin, number_of(GroupKind::Rename), rename);
    EXPECT_EQ(log.add(refused).verdict, GroupLog::Verdict::Refused);
    say(log, kBob);
    write(log, kOwner, GroupKind::Remove, removal(log, kAdmin));
    EXPECT_FALSE(log.members().contains(person(kAdmin)));
    for (const auto kind : {GroupKind::Remove, GroupKind::Leave})
        EXPECT_TRUE(log.has_room(number_of(kind))) << number_of(kind);
    write(log, kBob, GroupKind::Leave);
}

// Two write the last one at once: everybody takes both, in whatever order they come.
TEST_F(GroupLogTest, AFullGroupIsFullForEverybodyAlike) {
    constexpr std::size_t kFew = 40;
    GroupLog one(id_, kFew);
    GroupLog other(id_, kFew);
    const auto both = [&](const GroupOperation& operation) {
        return std::pair(one.add(operation).verdict, other.add(operation).verdict);
    };
    for (const auto& operation : all_) both(operation);
    Control rename;
    while (one.control_count() + 1 < kFew) {
        rename.name = "office " + std::to_string(one.control_count());
        other.add(write(one, kAdmin, GroupKind::Rename, rename));
    }
    const auto left = draft(one, kAdmin, number_of(GroupKind::Rename), rename);
    const auto right = draft(other, kOwner, number_of(GroupKind::Rename), rename);
    for (const auto* operation : {&left, &right})
        EXPECT_EQ(one.add(*operation).verdict, GroupLog::Verdict::Taken);
    for (const auto* operation : {&right, &left})
        EXPECT_EQ(other.add(*operation).verdict, GroupLog::Verdict::Taken);
    const auto late = draft(one, kAdmin, number_of(GroupKind::Rename), rename);
    EXPECT_EQ(both(late), std::pair(GroupLog::Verdict::Refused, GroupLog::Verdict::Refused));
}

// Branches that know nothing of each other: nobody can tell that there are many, and each holds no end of
// them.
TEST_F(GroupLogTest, ACrowdOfBranchesUsesNobodyUp) {
    constexpr std::size_t kFew = 40;
    GroupLog log(id_, kFew);
    for (const auto& operation : all_) log.add(operation);
    Control rename;
    rename.name = "mine";
    const auto branch = [&](GroupKind kind) {
        auto operation = log_->draft({person(kAdmin), random_id<IncarnationId>()});
        operation.kind = number_of(kind);
        if (kind == GroupKind::Rename) operation.control = rename;
        seal(operation);
        return operation;
    };
    while (log.control_count() < kHeldControls * kFew)
        ASSERT_EQ(log.add(branch(GroupKind::Rename)).verdict, GroupLog::Verdict::Taken);
    for (const auto kind : {GroupKind::Rename, GroupKind::Leave}) {
        EXPECT_FALSE(log.has_room(number_of(kind)));
        EXPECT_EQ(log.add(branch(kind)).verdict, GroupLog::Verdict::Refused);
    }
    say(log, kBob);
}

TEST(ControlSet, IsASetOfIndices) {
    ControlSet some;
    for (const std::uint32_t index : {200U, 0U, 63U, 64U}) some.insert(index);
    EXPECT_EQ(some.indices(), (std::vector<std::uint32_t>{0, 63, 64, 200}));
    EXPECT_TRUE(some.contains(64));
    EXPECT_FALSE(some.contains(65));
    EXPECT_FALSE(some.contains(100'000));
    EXPECT_TRUE(some.includes(ControlSet::first(1)));
    EXPECT_FALSE(some.includes(ControlSet::first(2)));
    EXPECT_FALSE(ControlSet::first(2).includes(some));
    auto both = ControlSet::first(3);
    both |= some;
    EXPECT_EQ(both.indices(), (std::vector<std::uint32_t>{0, 1, 2, 63, 64, 200}));
    EXPECT_TRUE(both.includes(some));
    EXPECT_NE(both, some);
}

TEST_F(GroupLogTest, TheCreatorOwnsAndAppoints) {
    EXPECT_EQ(rank(kOwner), Rank::Owner);
    EXPECT_EQ(rank(kAdmin), Rank::Admin);
    EXPECT_EQ(rank(kBob), Rank::Member);
    EXPECT_EQ(rank(kDora), Rank::None);
    EXPECT_EQ(log_->members().name(), "office");
}

TEST_F(GroupLogTest, WhatAStrangerWritesIsRefused) {
    EXPECT_EQ(log_->add(draft(*log_, kDora, kText)).verdict, GroupLog::Verdict::Refused);
    EXPECT_FALSE(log_->may(person(kDora), kText, {}));
}

TEST_F(GroupLogTest, NobodyRemovesWhoRanksAsHigh) {
    for (const auto& [author, target] :
         {std::pair{kBob, kCarol}, {kAdmin, kAdmin}, {kAdmin, kOwner}, {kBob, kBob}}) {
        const auto operation = draft(*log_, author, number_of(GroupKind::Remove), removal(*log_, target));
        EXPECT_EQ(log_->add(operation).verdict, GroupLog::Verdict::Refused);
    }
    write(*log_, kAdmin, GroupKind::Remove, removal(*log_, kBob));
    EXPECT_EQ(rank(kBob), Rank::None);
}

TEST_F(GroupLogTest, WhatTheRemovedWroteUnseenIsCutOffWhateverItsClock) {
    const auto seen = say(*log_, kBob);
    const auto elsewhere = copy();
    auto unseen = draft(*elsewhere, kBob, kText);
    unseen.clock = clock_at(1'700'000'000'000);  // dated back behind everything
    restamp(unseen);
    ASSERT_EQ(elsewhere->add(unseen).verdict, GroupLog::Verdict::Taken);
    write(*log_, kOwner, GroupKind::Remove, removal(*log_, kBob));
    EXPECT_EQ(log_->add(unseen).verdict, GroupLog::Verdict::Taken);
    EXPECT_TRUE(log_->counts(seen.hash));
    EXPECT_FALSE(log_->counts(unseen.hash));
    EXPECT_LT(log_->place(seen.hash)->clock, log_->place(unseen.hash)->clock) << "an effect after its cause";
}

TEST_F(GroupLogTest, WhoIsInIsNotAddedOnceMore) {
    Control again;
    again.target = person(kCarol);
    const auto operation = draft(*log_, kBob, number_of(GroupKind::Add), again);
    EXPECT_EQ(log_->add(operation).verdict, GroupLog::Verdict::Refused);
}

TEST_F(GroupLogTest, AMemberOfManyLivesIsRemovedAllTheSame) {
    for (std::uint8_t life = 1; life <= kMaxCuts + 6; ++life) {
        Chain other = chain(kBob);
        other.incarnation.bytes.fill(life);
        auto operation = log_->draft(other);
        operation.kind = kText;
        seal(operation);
        ASSERT_EQ(log_->add(operation).verdict, GroupLog::Verdict::Taken);
    }
    EXPECT_EQ(log_->cuts_of(person(kBob)).size(), kMaxCuts);
    write(*log_, kOwner, GroupKind::Remove, removal(*log_, kBob));
    EXPECT_FALSE(log_->members().contains(person(kBob)));
}

TEST_F(GroupLogTest, WhoIsAddedAgainIsHeardAgain) {
    write(*log_, kOwner, GroupKind::Remove, removal(*log_, kBob));
    add(kCarol, kBob);
    EXPECT_TRUE(log_->counts(say(*log_, kBob).hash));
}

TEST_F(GroupLogTest, TheOwnersRemovalUndoesWhatTheAdminDidMeanwhile) {
    const auto elsewhere = copy();
    auto control = removal(*elsewhere, kCarol);
    const auto by_admin = draft(*elsewhere, kAdmin, number_of(GroupKind::Remove), control);
    ASSERT_EQ(elsewhere->add(by_admin).verdict, GroupLog::Verdict::Taken);
    const auto by_owner = write(*log_, kOwner, GroupKind::Remove, removal(*log_, kAdmin));
    ASSERT_EQ(log_->add(by_admin).verdict, GroupLog::Verdict::Taken);
    ASSERT_EQ(elsewhere->add(by_owner).verdict, GroupLog::Verdict::Taken);
    for (const auto* log : {log_.get(), elsewhere.get()}) {
        EXPECT_EQ(log->members().rank(person(kCarol)), Rank::Member);
        EXPECT_EQ(log->members().rank(person(kAdmin)), Rank::None);
    }
    EXPECT_EQ(log_->order(), elsewhere->order());
}

TEST_F(GroupLogTest, TheEldestAdminFollowsTheOwnerThenTheEldestMember) {
    write(*log_, kOwner, GroupKind::Leave);
    EXPECT_EQ(rank(kAdmin), Rank::Owner);
    write(*log_, kAdmin, GroupKind::Leave);
    EXPECT_EQ(rank(kBob), Rank::Owner);
    EXPECT_EQ(rank(kCarol), Rank::Member);
}

TEST_F(GroupLogTest, TwoHistoriesFreezeTheirAuthor) {
    const auto first = draft(*log_, kBob, kText);
    auto second = first;
    restamp(second);
    ASSERT_EQ(log_->add(first).verdict, GroupLog::Verdict::Taken);
    auto behind = draft(*log_, kBob, kText);
    ASSERT_EQ(log_->add(behind).verdict, GroupLog::Verdict::Taken);
    ASSERT_EQ(log_->add(second).verdict, GroupLog::Verdict::Taken);
    ASSERT_EQ(log_->unaccused().size(), 1u);
    auto accusation = log_->draft_accusation(chain(kCarol), log_->unaccused().front());
    seal(accusation);
    ASSERT_EQ(log_->add(accusation).verdict, GroupLog::Verdict::Taken);
    EXPECT_TRUE(log_->unaccused().empty());
    EXPECT_TRUE(log_->counts(first.hash));
    EXPECT_TRUE(log_->counts(second.hash)) << "both are shown";
    EXPECT_FALSE(log_->counts(behind.hash));
    EXPECT_EQ(rank(kBob), Rank::None);
    EXPECT_TRUE(log_->members().members().at(person(kBob)).is_frozen);
}

TEST_F(GroupLogTest, WhoForkedHidesItNotBehindAnotherOperation) {
    const auto first = draft(*log_, kAdmin, kText);
    auto second = first;
    restamp(second);
    ASSERT_EQ(log_->add(first).verdict, GroupLog::Verdict::Taken);
    ASSERT_EQ(log_->add(second).verdict, GroupLog::Verdict::Taken);
    Control control;
    control.name = "another";
    control.proofs = {first.hash, second.hash};
    write(*log_, kAdmin, GroupKind::Rename, control);
    EXPECT_EQ(log_->unaccused().size(), 1u);
}

TEST_F(GroupLogTest, AnAccusationWithoutProofIsRefused) {
    const auto one = say(*log_, kBob);
    const auto other = say(*log_, kBob);
    auto accusation = log_->draft_accusation(chain(kCarol), {one.hash, other.hash});
    seal(accusation);
    EXPECT_EQ(log_->add(accusation).verdict, GroupLog::Verdict::Refused);
}

TEST_F(GroupLogTest, WhatComesBeforeItsCauseWaits) {
    auto elsewhere = copy();
    const auto first = say(*elsewhere, kBob);
    const auto second = say(*elsewhere, kCarol);
    EXPECT_EQ(log_->add(second).verdict, GroupLog::Verdict::Waits);
    EXPECT_EQ(log_->missing(kAsked), std::vector{first.hash});
    EXPECT_EQ(log_->add(second).verdict, GroupLog::Verdict::Known);
    EXPECT_EQ(log_->add(first).taken, (std::vector{first.hash, second.hash}));
    EXPECT_TRUE(log_->missing(kAsked).empty());
}

// Whoever writes operations that name what does not exist makes nobody look at all of them again at every
// frame.
TEST_F(GroupLogTest, WhatWaitsForWhatDoesNotExistIsNotSearchedThroughAgainAndAgain) {
    constexpr int kWaiting = 3'500;
    for (int number = 0; number < kWaiting; ++number) {
        auto operation = log_->draft(chain(kBob));
        operation.kind = kText;
        operation.heads.clear();
        for (std::size_t head = 0; head < kMaxHeads; ++head)
            operation.heads.push_back(
                {.bytes = sha256(as_bytes(std::to_string(number * 100 + static_cast<int>(head))))});
        operation.hash.bytes = sha256(as_bytes("waiting " + std::to_string(number)));
        ASSERT_EQ(log_->add(operation).verdict, GroupLog::Verdict::Waits);
    }
    constexpr int kFrames = 10;
    const auto begun = std::chrono::steady_clock::now();
    for (int frame = 0; frame < kFrames; ++frame) EXPECT_EQ(log_->missing(kAsked).size(), kAsked);
    EXPECT_LT((std::chrono::steady_clock::now() - begun) / kFrames, std::chrono::milliseconds(100));
}

TEST_F(GroupLogTest, OwesWhatTheOtherLacksInCausalOrder) {
    const auto before = log_->held();
    const auto first = say(*log_, kBob);
    const auto second = say(*log_, kCarol);
    EXPECT_EQ(log_->owed(person(kAdmin), before, 100), (std::vector{first.hash, second.hash}));
    EXPECT_EQ(log_->owed(person(kAdmin), before, 1), std::vector{first.hash});
    EXPECT_TRUE(log_->owed(person(kAdmin), log_->held(), 100).empty());
}

TEST_F(GroupLogTest, ANewcomerReadsFromTheirAddOn) {
    const auto before = say(*log_, kBob);
    add(kBob, kDora);
    const auto after = say(*log_, kBob);
    EXPECT_EQ(log_->owed(person(kDora), {}, 100).size(), log_->size()) << "that it was said, for the chain";
    EXPECT_FALSE(log_->may_read(person(kDora), before.hash));
    EXPECT_TRUE(log_->may_read(person(kDora), after.hash));
    EXPECT_FALSE(log_->may_read(person(99), after.hash));
    EXPECT_TRUE(log_->owed(person(99), {}, 100).empty());
}

TEST_F(GroupLogTest, AFormerMemberLearnsWhatEndedItAndReadsNothingLater) {
    const auto held = log_->held();
    const auto end = write(*log_, kOwner, GroupKind::Remove, removal(*log_, kBob));
    const auto after = say(*log_, kCarol);
    EXPECT_EQ(log_->owed(person(kBob), held, 100), std::vector{end.hash});
    EXPECT_FALSE(log_->may_read(person(kBob), after.hash));
}

struct Tally {
    std::size_t written = 0, removals = 0, accusations = 0, cut_off = 0;
};

void tell(const SimulationShape& shape, Tally& tally) {
    SimulatedGroup group(shape);
    group.run();
    EXPECT_EQ(group.complaint(), "") << "CULVER_SEED=" << shape.seed << " nodes " << shape.nodes
                                     << " cheaters " << shape.cheaters << " steps " << shape.steps;
    tally.written += group.written();
    tally.removals += group.removals();
    tally.accusations += group.accusations();
    tally.cut_off += group.cut_off();
}

SimulationShape shape_of(std::uint64_t seed) {
    SimulationShape shape;
    shape.seed = seed;
    shape.nodes = 2 + seed % 11;
    if (seed % 40 == 39) shape.nodes = 50;
    shape.steps = 100 + 10 * (seed % 17);
    shape.cheaters = seed % 3 == 0 ? 0 : seed % 4;
    return shape;
}

TEST(GroupSimulation, AllHonestMembersEndWithTheSameLog) {
    Tally tally;
    if (const char* wished = std::getenv("CULVER_SEED")) {
        return tell(shape_of(std::strtoull(wished, nullptr, 10)), tally);
    }
    const char* wished = std::getenv("CULVER_GROUP_SEEDS");
    const auto seeds = wished != nullptr ? std::strtoull(wished, nullptr, 10) : 80;
    const auto first = wished != nullptr ? random_u64() % 1'000'000 : 0;
    for (std::uint64_t seed = first; seed < first + seeds && !testing::Test::HasFailure(); ++seed) {
        tell(shape_of(seed), tally);
    }
    std::printf("%llu stories: %zu operations, %zu removals, %zu accusations, %zu cut off\n",
                static_cast<unsigned long long>(seeds), tally.written, tally.removals, tally.accusations,
                tally.cut_off);
    EXPECT_GT(tally.removals, seeds / 2);
    EXPECT_GT(tally.accusations, 0u);
    EXPECT_GT(tally.cut_off, 0u);
}

}  // namespace
}  // namespace culver::chat
