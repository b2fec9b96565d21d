// SPDX-License-Identifier: Apache-2.0
// Nodes of the room of groups, with real sessions over the memory network and real databases.
#pragma once
#include "chat/effects.h"
#include "chat/group_service.h"
#include "store/history.h"
#include "store/message_rows.h"
#include "store/retention.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class Fellow {
public:
    Fellow(boost::asio::io_context& loop, test::MemoryNetwork& network)
        : loop_(loop), network_(network), node_(network.add_node(key_.peer_id())) {
        options.self = key_.peer_id();
        options.incarnation.bytes.fill(7);
    }
    ~Fellow() { stop(); }

    void start() {
        database_ = std::move(*store::Database::open(folder_ / "history.db", loop_.get_executor()));
        net::Sessions::Mediator mediator;
        mediator.standing = [this](const PeerId& peer) {
            return is_in_a_hurry ? net::Standing::Known : standing_of(peer);
        };
        mediator.opened = [this](const PeerId& peer, const Endpoint&) { service_->peer_opened(peer); };
        sessions_ = network_.make_sessions(node_, mediator);
        GroupService::Mediator groups;
        groups.standing = [this](const PeerId& peer) { return standing_of(peer); };
        groups.is_present = [](const PeerId&) { return true; };
        groups.on_event = [this](const ChatEvent& event) { on_event(event); };
        service_ = std::make_unique<GroupService>(loop_.get_executor(), *sessions_, *database_, *clock, key_,
                                                  options, groups);
        ASSERT_TRUE(await(service_->start()));
    }
    void stop() {
        if (!service_) return;
        test::run(loop_, sessions_->close());
        test::run(loop_, service_->close());
        database_->close();
        loop_.poll();
        service_.reset();
        sessions_.reset();
        database_.reset();
    }

    template <class T>
    T await(Task<T> task) {
        return test::result_of(loop_, std::move(task));
    }

    Result<store::StoredMessage> say(const GroupId& group, std::string text) {
        return await(service_->say(group, Draft{.text = std::move(text)}));
    }
    Texts texts(const GroupId& group) {
        store::History history(*database_);
        auto page = await(history.page({.conversation = ConversationId::of(group), .limit = 1000}));
        Texts texts;
        for (const auto& message : *page) {
            const bool is_recalled = message.state == store::MessageState::Recalled;
            texts.push_back(is_recalled ? "[recalled]" : message.text);
        }
        return texts;
    }
    std::size_t people(const GroupId& group) const {
        const auto view = service_->find(group);
        return view ? view->people.size() : 0;
    }
    net::Standing standing_of(const PeerId& peer) const {
        const auto found = standings.find(peer);
        return found == standings.end() ? net::Standing::Known : found->second;
    }

    void read(const GroupId& group) {
        auto work = [group](SQLite::Database& database) {
            return store::mark_read_here(database, ConversationId::of(group), {.position = kMaxClock}).size();
        };
        ASSERT_TRUE(await(database_->write(work)));
    }
    std::size_t forget_everything_before(WallTime time) {
        auto work = [before = to_milliseconds(time)](SQLite::Database& database) {
            return store::forget_messages_before(database, before);
        };
        return await(database_->write(work)).value();
    }

    [[nodiscard]] const PeerId& id() const { return node_.id(); }
    store::Database& database() { return *database_; }
    [[nodiscard]] const SigningKey& key() const { return key_; }
    test::MemoryNetwork::Node& node() { return node_; }
    GroupService& service() { return *service_; }
    net::Sessions& sessions() { return *sessions_; }

    ChatOptions options;
    const Clock* clock = &real_clock();
    std::map<PeerId, net::Standing> standings;
    bool is_in_a_hurry = false;  // its links take as much from strangers as from anybody
    std::map<MessageId, store::MessageState> states;
    int arrivals = 0;

private:
    void on_event(const ChatEvent& event) {
        if (std::holds_alternative<MessageArrived>(event)) ++arrivals;
        if (const auto* state = std::get_if<MessageStateChanged>(&event))
            states[state->message.id] = state->message.state;
    }

    boost::asio::io_context& loop_;
    test::MemoryNetwork& network_;
    SigningKey key_ = SigningKey::generate();
    test::TempDir folder_;
    test::MemoryNetwork::Node& node_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<net::Sessions> sessions_;
    std::unique_ptr<GroupService> service_;
};

// Alice, Bob and Carol, who know each other.
class OfficeOfThree : public testing::Test {
protected:
    OfficeOfThree() {
        for (auto* member : {&alice_, &bob_, &carol_}) member->start();
    }
    // As on a full disk, while it may not.
    static void let_write(Fellow& person, bool may) {
        auto work = [may](SQLite::Database& database) {
            database.exec(may ? "PRAGMA query_only = 0" : "PRAGMA query_only = 1");
            return true;
        };
        ASSERT_TRUE(person.await(person.database().read(work)));
    }
    bool until(const std::function<bool()>& holds) {
        loop_.restart();
        for (int turn = 0; turn < 4000; ++turn) {
            if (holds()) return true;
            loop_.run_for(5ms);
            if (loop_.stopped()) loop_.restart();
        }
        return holds();
    }
    GroupId office() {
        const auto id = alice_.await(alice_.service().create("office", {bob_.id(), carol_.id()}, false));
        EXPECT_TRUE(id);
        EXPECT_TRUE(until([&] { return bob_.people(*id) == 3 && carol_.people(*id) == 3; }));
        return *id;
    }
    bool all_have(const GroupId& group, std::size_t count) {
        return until([&] {
            return std::ranges::all_of(std::array{&alice_, &bob_, &carol_},
                                       [&](Fellow* member) { return member->texts(group).size() == count; });
        });
    }
    void set_cable(Fellow& one, Fellow& other, test::MemoryNetwork::Cable cable) {
        network_.set_cable(one.node(), other.node(), cable);
        if (cable == test::MemoryNetwork::Cable::Pulled) network_.cut(one.node(), other.node());
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Fellow alice_{loop_, network_};
    Fellow bob_{loop_, network_};
    Fellow carol_{loop_, network_};
};

}  // namespace culver::chat
