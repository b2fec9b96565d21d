// SPDX-License-Identifier: Apache-2.0
// Two nodes, and somebody who does not keep to the rules, over links in memory.
#include "app/verifications.h"

#include "base/random.h"
#include "base/task_scope.h"
#include "net/errors.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/until.h"

#include "app/verification.pb.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using control::Outcome;
using Steps = std::vector<std::string>;

class VerificationsTest : public testing::Test {
protected:
    struct Desk {
        test::MemoryNetwork::Node& node;
        std::unique_ptr<net::Sessions> sessions;
        std::unique_ptr<Verifications> verifications;
        Steps steps{};
        std::string code{};
        std::function<void()> on_begun{};
    };

    std::unique_ptr<Desk> open() {
        auto& node = network_.add_node(random_id<PeerId>());
        auto desk = std::make_unique<Desk>(Desk{node, nullptr, nullptr});
        net::Sessions::Mediator mediator;
        mediator.closed = [&at = *desk](const PeerId& peer, const Error& why) {
            if (at.verifications) at.verifications->peer_closed(peer, why);
        };
        desk->sessions = network_.make_sessions(node, std::move(mediator));
        return desk;
    }

    std::unique_ptr<Desk> open_honest() {
        auto desk = open();
        Verifications::Mediator mediator;
        mediator.name_of = [](const PeerId& peer) { return short_text(peer); };
        mediator.on_step = [&at = *desk](const PeerId&, ComparisonStep step, const std::string& code) {
            at.steps.emplace_back(to_string(step));
            at.code = code;
            if (step == ComparisonStep::Begun && at.on_begun) at.on_begun();
        };
        mediator.is_known = [this](const PeerId& peer) { return peer == known_; };
        desk->verifications = std::make_unique<Verifications>(
            *desk->sessions, real_clock(), loop_.get_executor(), desk->node.id(), mediator);
        return desk;
    }

    template <class Story>
    void tell(Story story) {
        auto whole = [&]() -> Task<> {
            co_await story();
            for (Desk* desk : {alice_.get(), bob_.get(), carol_.get(), mallory_.get()})
                co_await desk->sessions->close();
            for (Desk* desk : {alice_.get(), bob_.get(), carol_.get(), mallory_.get()})
                if (desk->verifications) co_await desk->verifications->close();
        };
        test::run(loop_, whole());
    }

    Task<> until(std::function<bool()> condition) {
        EXPECT_TRUE(co_await test::until(std::move(condition), std::chrono::minutes(1)));
    }

    // What mallory, who speaks for himself, sends and gets.
    template <class Message>
    void send(std::uint16_t kind, const Message& message) {
        const auto sent =
            mallory_->sessions->send(alice_->node.id(), kind, to_bytes(message.SerializeAsString()));
        EXPECT_TRUE(sent);
    }
    void commit(const Comparison::Number& commitment) {
        wire::Commitment message;
        message.set_commitment(std::string(commitment.begin(), commitment.end()));
        send(40, message);
    }
    void listen_as_mallory() {
        mallory_->sessions->handle(kVerificationKinds,
                                   [this](PeerId, std::uint16_t kind, Bytes body) -> Task<> {
                                       got_.emplace_back(kind, std::move(body));
                                       co_return;
                                   });
    }
    [[nodiscard]] std::size_t got(std::uint16_t kind) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(got_, [&](const auto& frame) { return frame.first == kind; }));
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    std::unique_ptr<Desk> alice_ = open_honest();
    std::unique_ptr<Desk> bob_ = open_honest();
    std::unique_ptr<Desk> carol_ = open_honest();
    std::unique_ptr<Desk> mallory_ = open();
    std::optional<PeerId> known_;  // to everybody
    std::vector<std::pair<std::uint16_t, Bytes>> got_;
};

TEST_F(VerificationsTest, BringTheSameCodeOntoBothScreens) {
    tell([&]() -> Task<> {
        const auto code = co_await alice_->verifications->compare(bob_->node.id(), 5s);
        EXPECT_TRUE(code);
        co_await until([&] { return !bob_->code.empty(); });
        EXPECT_EQ(*code, bob_->code);
        EXPECT_EQ(alice_->steps, (Steps{"begun", "shown"}));
        EXPECT_EQ(bob_->steps, (Steps{"begun", "shown"}));
        const auto again = co_await bob_->verifications->compare(alice_->node.id(), 5s);
        EXPECT_EQ(again, code);  // it is shown already: no other one replaces it while people read
    });
}

// Both sides dial at once: the link that loses is read to its end, and may carry the number that is missing.
TEST_F(VerificationsTest, GoOnWhenTheLinkIsReplaced) {
    tell([&]() -> Task<> {
        bob_->on_begun = [&] {
            boost::asio::post(loop_, [&] {
                bob_->verifications->peer_closed(alice_->node.id(), Error{net::NetErrc::Replaced, {}});
            });
        };
        const auto code = co_await alice_->verifications->compare(bob_->node.id(), 5s);
        EXPECT_TRUE(code);
        co_await until([&] { return bob_->code == *code; });
    });
}

// The number that is missing was lost with the former link: the one who waits begins anew.
TEST_F(VerificationsTest, BeginAnewWhenTheReplacedLinkBringsNothingMore) {
    tell([&]() -> Task<> {
        listen_as_mallory();
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        auto compare = [&]() -> Task<> {
            (void)co_await alice_->verifications->compare(mallory_->node.id(), 9s);
        };
        TaskScope asking(loop_.get_executor());
        asking.spawn("comparing", compare());
        co_await until([&] { return got(40) == 1; });
        alice_->verifications->peer_closed(mallory_->node.id(), Error{net::NetErrc::Replaced, {}});
        co_await until([&] { return got(40) == 2; });
        co_await asking.close();
    });
}

// Else the code would stand on one screen only.
TEST_F(VerificationsTest, ANumberThatAReplacedLinkMayHaveLostIsSaidAgain) {
    tell([&]() -> Task<> {
        listen_as_mallory();
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        Comparison::Number number{};
        fill_random(number);
        const Comparison mallorys(
            {.self = mallory_->node.id(),
             .peer = alice_->node.id(),
             .binding = mallory_->sessions->exporter(alice_->node.id(), kComparisonLabel)},
            number);
        commit(mallorys.commitment());
        co_await until([&] { return got(41) == 1; });
        wire::Reveal reveal;
        reveal.set_nonce(std::string(number.begin(), number.end()));
        send(41, reveal);
        co_await until([&] { return alice_->steps == Steps{"begun", "shown"}; });
        auto& verifications = *alice_->verifications;
        verifications.peer_opened(mallory_->node.id());  // another one; nothing was replaced
        verifications.peer_closed(mallory_->node.id(), Error{net::NetErrc::Replaced, {}});
        verifications.peer_opened(mallory_->node.id());
        co_await until([&] { return got(41) == 2; });
        EXPECT_EQ(got_.back().second, std::ranges::find(got_, std::uint16_t{41}, [](const auto& frame) {
                                          return frame.first;
                                      })->second);
        EXPECT_FALSE(alice_->code.empty()) << "and the code stays";
    });
}

// Of two links one side may see the loser replaced, and the other broken.
TEST_F(VerificationsTest, GoOnWhenTheLinkBreaksOnceTheNumberWasShown) {
    tell([&]() -> Task<> {
        bob_->on_begun = [&] {
            boost::asio::post(loop_, [&] {
                bob_->verifications->peer_closed(alice_->node.id(), Error{net::NetErrc::LinkBroken, {}});
            });
        };
        const auto code = co_await alice_->verifications->compare(bob_->node.id(), 5s);
        EXPECT_TRUE(code);
        co_await until([&] { return bob_->code == *code; });
    });
}

TEST_F(VerificationsTest, AComparisonEndsWhenTheOtherSideStaysAway) {
    tell([&]() -> Task<> {
        listen_as_mallory();
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        Comparison::Number commitment{};
        fill_random(commitment);
        commit(commitment);
        co_await until([&] { return got(41) == 1; });
        alice_->verifications->peer_closed(mallory_->node.id(), Error{net::NetErrc::LinkBroken, {}});
        EXPECT_EQ(alice_->steps, Steps{"begun"});
        co_await until([&] { return alice_->steps == Steps{"begun", "ended"}; });
        EXPECT_TRUE(alice_->code.empty());
    });
}

TEST_F(VerificationsTest, CountNoTryWhenBothStoodOnTwoLinks) {
    tell([&]() -> Task<> {
        listen_as_mallory();
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        for (int round = 0; round < 2 * TryLimit::kTries; ++round) {
            const auto before = got(42);
            wire::Commitment message;
            message.set_commitment(std::string(32, 'c'));
            message.set_link("otherone");
            send(40, message);
            co_await until([&] { return got(42) > before; });
        }
        EXPECT_EQ(got(41), 0u);  // no number was shown
        // The first is told that the link was another one, the rest come too soon; none of them locks.
        wire::ComparisonEnd first;
        const auto end = std::ranges::find(got_, 42, &std::pair<std::uint16_t, Bytes>::first);
        EXPECT_TRUE(first.ParseFromArray(end->second.data(), static_cast<int>(end->second.size())));
        EXPECT_EQ(first.reason(), 5u);
        const auto code = co_await alice_->verifications->compare(bob_->node.id(), 5s);
        EXPECT_TRUE(code);
    });
}

TEST_F(VerificationsTest, TwoThatBeginAtOnceSeeOneCode) {
    tell([&]() -> Task<> {
        EXPECT_TRUE(co_await alice_->sessions->connect(bob_->node.id(), 5s));
        TaskScope both(loop_.get_executor());
        std::vector<std::string> codes;
        const auto ask = [&codes](Verifications& at, PeerId peer) -> Task<> {
            auto code = co_await at.compare(peer, 5s);
            codes.push_back(code.value_or("none"));
        };
        both.spawn("alice", ask(*alice_->verifications, bob_->node.id()));
        both.spawn("bob", ask(*bob_->verifications, alice_->node.id()));
        co_await until([&] { return codes.size() == 2; });
        EXPECT_EQ(codes[0], codes[1]);
        EXPECT_NE(codes[0], "none");
        co_await both.close();
    });
}

TEST_F(VerificationsTest, ConfirmTheCodeThatIsShown) {
    tell([&]() -> Task<> {
        const PeerId bob = bob_->node.id();
        EXPECT_EQ(alice_->verifications->confirm(bob, "041792553160").error().outcome, Outcome::WrongState);
        const auto code = co_await alice_->verifications->compare(bob, 5s);
        EXPECT_EQ(alice_->verifications->confirm(bob, "12 34").error().outcome, Outcome::Usage);
        EXPECT_TRUE(alice_->verifications->confirm(bob, *code));
        EXPECT_EQ(alice_->steps.back(), "confirmed");
    });
}

TEST_F(VerificationsTest, ACodeMayBeTriedOnce) {
    tell([&]() -> Task<> {
        const PeerId bob = bob_->node.id();
        const auto code = co_await alice_->verifications->compare(bob, 5s);
        co_await until([&] { return !bob_->code.empty(); });
        std::string wrong = *code;
        wrong[0] = wrong[0] == '0' ? '1' : '0';
        EXPECT_EQ(alice_->verifications->confirm(bob, wrong).error().outcome, Outcome::CodeDiffers);
        EXPECT_EQ(alice_->verifications->confirm(bob, *code).error().outcome, Outcome::WrongState);
        co_await until([&] { return bob_->steps.back() == "differs"; });
        const auto there = bob_->verifications->confirm(alice_->node.id(), *code);
        EXPECT_EQ(there.error().outcome, Outcome::WrongState);
    });
}

TEST_F(VerificationsTest, APeerThatAnswersNothingTimesOut) {
    tell([&]() -> Task<> {
        const auto code = co_await alice_->verifications->compare(mallory_->node.id(), 200ms);
        EXPECT_EQ(code.error().outcome, Outcome::TimedOut);
        EXPECT_EQ(alice_->steps, (Steps{"begun", "ended"}));
    });
}

// A clock that is late, and which a test moves on: what waits for its time waits no longer than the real one.
class LateClock final : public Clock {
public:
    [[nodiscard]] SteadyTime steady() const override { return real_clock().steady() + late; }
    [[nodiscard]] WallTime wall() const override { return real_clock().wall(); }
    [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return real_clock().since_boot(); }
    Duration late = -std::chrono::minutes(10);
};

TEST_F(VerificationsTest, ATryThatShowedNobodyANumberIsNone) {
    LateClock clock;
    const auto dave = open();
    Verifications::Mediator mediator;
    mediator.name_of = [](const PeerId& peer) { return short_text(peer); };
    Verifications verifications(*dave->sessions, clock, loop_.get_executor(), dave->node.id(), mediator);
    listen_as_mallory();
    tell([&]() -> Task<> {
        const PeerId mallory = mallory_->node.id();
        for (int turn = 0; turn < 2 * TryLimit::kTries; ++turn, clock.late += TryLimit::kGap) {
            const auto code = co_await verifications.compare(mallory, 50ms);
            EXPECT_EQ(code.error().outcome, Outcome::TimedOut) << turn;
        }
        TaskScope scope(loop_.get_executor());
        std::size_t ended = 0;
        const auto ask = [&]() -> Task<> {
            (void)co_await verifications.compare(mallory, 50ms);
            ++ended;
        };
        for (std::size_t turn = 0; turn < TryLimit::kTries + 1; ++turn, clock.late += TryLimit::kGap) {
            const auto before = got(40);
            scope.spawn("asking", ask());
            co_await until([&] { return got(40) > before; });
            verifications.peer_closed(mallory, Error{net::NetErrc::LinkBroken, {}});
            clock.late += 1s;  // the limit of the question
            co_await until([&] { return ended == turn + 1; });
        }
        EXPECT_EQ(got(41), 0u);
        co_await scope.close();
        co_await dave->sessions->close();
    });
}

TEST_F(VerificationsTest, APeerWhoseGapIsNotOverIsAskedOnceMore) {
    mallory_->sessions->handle(
        kVerificationKinds, [this](PeerId from, std::uint16_t kind, Bytes body) -> Task<> {
            got_.emplace_back(kind, std::move(body));
            wire::ComparisonEnd end;
            end.set_reason(2);
            if (kind == 40)
                EXPECT_TRUE(mallory_->sessions->send(from, 42, to_bytes(end.SerializeAsString())));
            co_return;
        });
    tell([&]() -> Task<> {
        const auto soon = co_await alice_->verifications->compare(mallory_->node.id(), 2s);
        EXPECT_EQ(soon.error().outcome, Outcome::Refused);
        EXPECT_EQ(got(40), 1u);
        const auto patient = co_await alice_->verifications->compare(mallory_->node.id(), 20s);
        EXPECT_EQ(patient.error().outcome, Outcome::Refused);
        EXPECT_EQ(got(40), 3u);
    });
}

TEST_F(VerificationsTest, WhoeverShowsAnotherNumberThanPromisedGetsNoCode) {
    listen_as_mallory();
    tell([&]() -> Task<> {
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        commit(Comparison::Number{1, 2, 3});
        co_await until([&] { return got(41) == 1; });
        wire::Reveal reveal;
        reveal.set_nonce(std::string(32, 'x'));
        send(41, reveal);
        co_await until([&] { return got(42) == 1; });
        EXPECT_EQ(alice_->steps, (Steps{"begun", "ended"}));
        EXPECT_TRUE(alice_->code.empty());
    });
}

TEST_F(VerificationsTest, ACommitmentThatIsSentBackLearnsNothing) {
    mallory_->sessions->handle(kVerificationKinds,
                               [this](PeerId from, std::uint16_t kind, Bytes body) -> Task<> {
                                   got_.emplace_back(kind, body);
                                   if (kind == 40) EXPECT_TRUE(mallory_->sessions->send(from, kind, body));
                                   co_return;
                               });
    tell([&]() -> Task<> {
        const auto code = co_await alice_->verifications->compare(mallory_->node.id(), 500ms);
        EXPECT_FALSE(code);
        EXPECT_EQ(got(41), 0u);
    });
}

TEST_F(VerificationsTest, WhoeverBeginsAgainAtOnceIsTurnedAway) {
    listen_as_mallory();
    tell([&]() -> Task<> {
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        for (std::uint8_t turn = 0; turn < 20; ++turn) commit(Comparison::Number{turn, 1});
        co_await until([&] { return got(42) == 19; });
        EXPECT_EQ(got(40), 1u);
        EXPECT_EQ(got(41), 1u);
    });
}

// Keys cost nothing: a crowd of them begins comparisons, and people who know each other still compare.
TEST_F(VerificationsTest, ACrowdOfStrangersKeepsNobodyFromComparing) {
    tell([&]() -> Task<> {
        std::vector<std::unique_ptr<Desk>> crowd;
        std::size_t answered = 0;
        const auto frames = [&answered](PeerId, std::uint16_t kind, Bytes) -> Task<> {
            answered += kind == 41 ? 1 : 0;
            co_return;
        };
        wire::Commitment commitment;
        commitment.set_commitment(std::string(32, 'c'));
        for (std::size_t number = 0; number < kMaxComparisons + 10; ++number) {
            crowd.push_back(open());
            auto& sessions = *crowd.back()->sessions;
            sessions.handle(kVerificationKinds, frames);
            EXPECT_TRUE(co_await sessions.connect(alice_->node.id(), 5s));
            EXPECT_TRUE(sessions.send(alice_->node.id(), 40, to_bytes(commitment.SerializeAsString())));
        }
        // Until all places are taken. A few answers are lost where sessions end because the machine is slow.
        for (std::size_t before = answered + 1; before != answered;) {
            before = answered;
            for (int turn = 0; turn < 40 && before == answered; ++turn) co_await sleep_for(5ms);
        }
        EXPECT_GE(answered, kMaxComparisons * 3 / 4);
        known_ = bob_->node.id();
        const auto there = co_await bob_->verifications->compare(alice_->node.id(), 5s);
        EXPECT_TRUE(there);
        co_await until([&] { return alice_->code == there.value_or("none"); });
        // And whom a person asks, known or not.
        const auto asked = co_await alice_->verifications->compare(carol_->node.id(), 5s);
        EXPECT_TRUE(asked);
        EXPECT_LE(answered, kMaxComparisons);
        for (const auto& desk : crowd) co_await desk->sessions->close();
    });
}

TEST_F(VerificationsTest, FramesThatMakeNoSenseChangeNothing) {
    listen_as_mallory();
    tell([&]() -> Task<> {
        EXPECT_TRUE(co_await mallory_->sessions->connect(alice_->node.id(), 5s));
        for (const std::uint16_t kind : {std::uint16_t{40}, std::uint16_t{41}, std::uint16_t{42}}) {
            EXPECT_TRUE(mallory_->sessions->send(alice_->node.id(), kind, Bytes{0xff, 0xff, 0xff}));
        }
        const auto code = co_await bob_->verifications->compare(alice_->node.id(), 5s);
        EXPECT_TRUE(code);
        EXPECT_EQ(alice_->steps.front(), "begun");
        EXPECT_TRUE(got_.empty());
    });
}

}  // namespace
}  // namespace culver::app
