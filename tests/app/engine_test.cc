// SPDX-License-Identifier: Apache-2.0
// Two whole nodes in one process, joined by in-memory links that are slow and break: what a person does
// through the control API ends well all the same.
#include "app/engine.h"

#include "base/files.h"
#include "base/random.h"
#include "net/errors.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <random>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
namespace method = control::method;

class EngineTest : public testing::Test {
protected:
    // One node: its profile stays when the engine is started again.
    struct Machine {
        test::TempDir folder;
        test::MemoryNetwork::Node* node = nullptr;
        std::unique_ptr<Engine> engine;
    };

    EngineTest() {
        network_.set_delay(2ms);
        prepare(alice_, "alice");
        prepare(bob_, "bob");
    }

    void prepare(Machine& machine, const std::string& name) {
        names_[&machine] = name;
        machine.node = &network_.add_node(store::Profile::open(machine.folder / "profile")->key().peer_id());
    }

    Task<> start(Machine& machine) {
        EngineOptions options;
        options.profile = machine.folder / "profile";
        options.name = names_[&machine];
        options.receive_dir = machine.folder / "received";
        options.sessions = [this, &machine](net::Sessions::Mediator mediator,
                                            net::SessionOptions session_options) {
            mediator.addresses = {};  // the network of the test knows where everybody is
            refused_[&machine] = mediator.refused;
            session_options.timings = test::quick_timings();
            return network_.make_sessions(*machine.node, std::move(mediator), std::move(session_options));
        };
        machine.engine = std::make_unique<Engine>(loop_.get_executor(), std::move(options));
        auto started = co_await machine.engine->start();
        EXPECT_TRUE(started) << started.error().sentence();
    }

    Task<> stop(Machine& machine) {
        if (machine.engine) co_await machine.engine->close();
        machine.engine.reset();
    }

    // Runs a story with both nodes up, and stops them after it.
    template <class Story>
    void tell(Story story) {
        auto whole = [&]() -> Task<> {
            co_await start(alice_);
            co_await start(bob_);
            co_await story();
            co_await stop(alice_);
            co_await stop(bob_);
        };
        test::run(loop_, whole());
    }

    Task<bool> within(std::chrono::seconds limit, std::function<Task<bool>()> condition) {
        const auto until = std::chrono::steady_clock::now() + limit;
        while (std::chrono::steady_clock::now() < until) {
            const bool is_met = co_await condition();
            if (is_met) co_return true;
            co_await sleep_for(5ms);
        }
        co_return false;
    }

    Task<> say(Machine& from, Machine& to, std::string text) {
        method::ChatSay request;
        request.peers = {to.engine ? to.engine->id().text() : to.node->id().text()};
        request.text = std::move(text);
        const auto said = co_await from.engine->api().answer(std::move(request));
        EXPECT_TRUE(said) << said.error().message;
    }

    Task<std::vector<std::string>> texts(Machine& at, Machine& with) {
        method::ChatHistory request;
        request.peer = with.node->id().text();
        request.limit = 1'000;
        const auto page = co_await at.engine->api().answer(std::move(request));
        std::vector<std::string> found;
        if (page) {
            for (const auto& row : page->messages) found.push_back(row.text.value_or(""));
        }
        co_return found;
    }

    Task<control::TransferRow> only_transfer(Machine& at) {
        method::TransferQuery request;
        const auto list = co_await at.engine->api().answer(std::move(request));
        co_return list && list->transfers.size() == 1 ? list->transfers.front() : control::TransferRow{};
    }

    Task<bool> transfer_is(Machine& at, control::TransferState state) {
        const auto row = co_await only_transfer(at);
        co_return row.state == state;
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    std::map<const Machine*, std::string> names_;
    std::map<const Machine*, std::function<void(const PeerId&, const Error&)>> refused_;
    Machine alice_;
    Machine bob_;
};

TEST_F(EngineTest, WordsArriveOnceAndInOrderThoughLinksBreakAndNodesRestart) {
    tell([this]() -> Task<> {
        std::vector<std::string> expected;
        for (int number = 0; number < 40; ++number) {
            expected.push_back("line " + std::to_string(number));
            co_await say(alice_, bob_, expected.back());
            if (number % 7 == 3) network_.cut(*alice_.node, *bob_.node);
            if (number == 13) co_await stop(bob_);
            if (number == 20) co_await start(bob_);
            if (number == 27) {
                co_await stop(alice_);
                co_await start(alice_);
            }
        }
        const bool all_came = co_await within(30s, [&]() -> Task<bool> {
            const auto found = co_await texts(bob_, alice_);
            co_return found == expected;
        });
        EXPECT_TRUE(all_came);
    });
}

TEST_F(EngineTest, AFileArrivesWholeThoughTheLinkBreaksAgainAndAgain) {
    std::mt19937 noise(1);  // nothing that could be compressed
    std::string content(12'000'000, '\0');
    for (char& byte : content) byte = static_cast<char>(noise());
    std::ofstream(alice_.folder / "plans.bin", std::ios::binary) << content;
    tell([&, this]() -> Task<> {
        method::TransferSend send;
        send.peers = {bob_.node->id().text()};
        send.paths = {(alice_.folder / "plans.bin").string()};
        const auto sent = co_await alice_.engine->api().answer(std::move(send));
        EXPECT_TRUE(sent) << sent.error().message;
        const bool offered =
            co_await within(10s, [&] { return transfer_is(bob_, control::TransferState::Offered); });
        EXPECT_TRUE(offered);
        network_.cut_after(*alice_.node, *bob_.node, 3'000'000);
        method::TransferAccept accept;
        accept.id = (co_await only_transfer(bob_)).id;
        const auto accepted = co_await bob_.engine->api().answer(std::move(accept));
        EXPECT_TRUE(accepted) << accepted.error().message;
        const bool done =
            co_await within(60s, [&] { return transfer_is(alice_, control::TransferState::Done); });
        EXPECT_TRUE(done);
        const auto row = co_await only_transfer(alice_);
        EXPECT_GT(row.bytes_on_wire.value_or(0), 3'000'000u);  // so the cut came
    });
    EXPECT_EQ(read_file(bob_.folder / "received/plans.bin", 1u << 30).value_or(""), content);
}

TEST_F(EngineTest, WhatBlockingPausedGoesOnWhenTheBlockEnds) {
    std::ofstream(alice_.folder / "plans.txt") << "plans";
    tell([&, this]() -> Task<> {
        method::TransferSend send;
        send.peers = {bob_.node->id().text()};
        send.paths = {(alice_.folder / "plans.txt").string()};
        EXPECT_TRUE(co_await alice_.engine->api().answer(std::move(send)));
        co_await within(10s, [&] { return transfer_is(bob_, control::TransferState::Offered); });
        EXPECT_TRUE(co_await alice_.engine->api().answer(method::PeerBlock{bob_.node->id().text()}));
        EXPECT_EQ((co_await only_transfer(alice_)).state, control::TransferState::Paused);
        co_await stop(alice_);
        co_await start(alice_);
        method::PeerTrust undo;
        undo.peer = bob_.node->id().text();
        undo.undo = true;
        EXPECT_TRUE(co_await alice_.engine->api().answer(std::move(undo)));
        const bool goes_on = co_await within(10s, [&]() -> Task<bool> {
            const auto row = co_await only_transfer(alice_);
            co_return row.state == control::TransferState::Offered;
        });
        EXPECT_TRUE(goes_on);
    });
}

TEST_F(EngineTest, NobodyGetsWhatOneOfTheReceiversCannotGet) {
    tell([&, this]() -> Task<> {
        auto& api = alice_.engine->api();
        co_await say(alice_, bob_, "hello");
        PeerId stranger;
        stranger.bytes.fill(7);
        EXPECT_TRUE(co_await api.answer(method::PeerBlock{stranger.text()}));
        method::ChatSay both;
        both.peers = {bob_.node->id().text(), stranger.text()};
        both.text = "to both";
        const auto said = co_await api.answer(std::move(both));
        EXPECT_FALSE(said);
        if (!said) EXPECT_NE(said.error().message.find("Nothing was said to anybody"), std::string::npos);
        const auto heard = co_await texts(alice_, bob_);
        EXPECT_EQ(heard, std::vector<std::string>{"hello"})
            << "whoever says it again says it twice to nobody";
    });
}

TEST_F(EngineTest, AnInvitationThatIsNotAnsweredIsFoundBeforeAnybodyGetsTheWords) {
    tell([&, this]() -> Task<> {
        method::GroupCreate create;
        create.name = "team";
        create.peers = {alice_.node->id().text()};
        const auto made = co_await bob_.engine->api().answer(std::move(create));
        EXPECT_TRUE(made) << made.error().message;
        auto& api = alice_.engine->api();
        const bool invited = co_await within(20s, [&]() -> Task<bool> {
            const auto list = co_await api.answer(method::GroupQuery{});
            co_return list->groups.size() == 1 && list->groups.front().state == control::GroupState::Invited;
        });
        EXPECT_TRUE(invited);
        method::ChatSay both;
        both.peers = {bob_.node->id().text(), "group:team"};
        both.text = "to both";
        const auto said = co_await api.answer(std::move(both));
        EXPECT_FALSE(said);
        if (!said) EXPECT_EQ(said.error().outcome, control::Outcome::WrongState);
        const auto heard = co_await texts(alice_, bob_);
        EXPECT_TRUE(heard.empty());
    });
}

TEST_F(EngineTest, OnlyWhatWasShownWithoutAGapIsMarkedAsRead) {
    tell([&, this]() -> Task<> {
        for (int number = 0; number < 6; ++number)
            co_await say(alice_, bob_, "line " + std::to_string(number));
        co_await within(20s, [&]() -> Task<bool> {
            const auto found = co_await texts(bob_, alice_);
            co_return found.size() == 6;
        });
        auto& api = bob_.engine->api();
        const std::string alice = alice_.node->id().text();
        method::ChatHistory request;
        request.peer = alice;
        request.limit = 2;
        const auto shown = (co_await api.answer(std::move(request)))->messages;
        const auto unread = [&]() -> Task<std::uint64_t> {
            co_return (co_await api.answer(method::ChatConversations{}))->conversations.front().unread;
        };
        method::ChatMarkRead mark{.peer = alice, .up_to = shown.back().id, .from = shown.front().id};
        const auto refused = co_await api.answer(mark);
        EXPECT_FALSE(refused);
        if (!refused) EXPECT_EQ(refused.error().outcome, control::Outcome::WrongState);
        EXPECT_EQ(co_await unread(), 6u);
        EXPECT_TRUE(co_await api.answer(method::ChatMarkRead{.peer = alice, .up_to = {}}));
        EXPECT_TRUE(co_await api.answer(mark));
        EXPECT_EQ(co_await unread(), 0u);
    });
}

TEST_F(EngineTest, ASearchGoesOnWhereItsPageEnded) {
    tell([&, this]() -> Task<> {
        for (int number = 0; number < 5; ++number)
            co_await say(alice_, bob_, "word " + std::to_string(number));
        std::vector<std::string> found;
        method::ChatSearch request;
        request.text = "word";
        request.limit = 2;
        for (;;) {
            const auto page = co_await alice_.engine->api().answer(request);
            if (!page) break;
            for (auto row = page->messages.rbegin(); row != page->messages.rend(); ++row)
                found.push_back(row->text.value_or(""));
            if (!page->earlier) break;
            request.before = page->earlier;
        }
        EXPECT_EQ(found, (std::vector<std::string>{"word 4", "word 3", "word 2", "word 1", "word 0"}));
    });
}

TEST_F(EngineTest, EventsTellWhatHappenedWithNumbersThatGrow) {
    tell([this]() -> Task<> {
        const auto before = bob_.engine->events().last_number();
        co_await say(alice_, bob_, "hello");
        std::uint64_t seen = before;
        for (;;) {
            const auto next = co_await bob_.engine->events().after(seen);
            EXPECT_GT(next.number, seen);
            seen = next.number;
            if (next.text.find("message_arrived") != std::string::npos) break;
        }
    });
}

TEST_F(EngineTest, StrangersWithVersionsOfTheirOwnDoNotPushOutOtherEvents) {
    tell([this]() -> Task<> {
        const auto before = bob_.engine->events().last_number();
        for (int stranger = 0; stranger < 1'000; ++stranger)
            refused_[&bob_](random_id<PeerId>(), Error{net::NetErrc::PeerTooOld, {}});
        EXPECT_LE(bob_.engine->events().last_number() - before,
                  static_cast<std::uint64_t>(kStrangersRefusalBurst) + 1);
        co_return;
    });
}

TEST_F(EngineTest, ASecondNodeOnTheProfileIsRefusedWithASentence) {
    tell([this]() -> Task<> {
        EngineOptions options;
        options.profile = alice_.folder / "profile";
        Engine second(loop_.get_executor(), std::move(options));
        const auto started = co_await second.start();
        EXPECT_FALSE(started);
        if (!started)
            EXPECT_NE(started.error().sentence().find("another node runs"), std::string::npos)
                << started.error().sentence();
        co_await second.close();
    });
}

}  // namespace
}  // namespace culver::app
