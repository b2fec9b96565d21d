// SPDX-License-Identifier: Apache-2.0
// People whose sessions run over a network in memory, and everything that was told to them.
#pragma once
#include "tests/support/memory_network.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace culver::net {

inline constexpr std::uint16_t kWord = kChatKinds.first;

// The smaller the number, the smaller the id.
[[nodiscard]] PeerId peer_number(std::uint16_t number);

class Person {
public:
    Person(test::MemoryNetwork& network, test::MemoryNetwork::Node& node);
    void start();
    void start(SessionOptions options);  // self and timings are filled in when not set
    Task<> stop();
    [[nodiscard]] const PeerId& id() const { return node.id(); }
    [[nodiscard]] std::size_t count(const std::string& event) const;
    [[nodiscard]] bool hears(const std::string& word) const;
    void say(const Person& to, const std::string& word);

    test::MemoryNetwork& network;
    test::MemoryNetwork::Node& node;
    std::unique_ptr<Sessions> sessions;
    std::map<PeerId, Standing> standings;
    std::function<std::vector<Endpoint>(const PeerId&)>
        addresses;  // set before the start: instead of all nodes'
    std::function<bool(const PeerId&, const TransferId&)> expects_lane;  // likewise; else any lane is
    std::vector<std::pair<PeerId, std::string>> words;
    std::vector<std::string> events;  // opened, closed: …, failed: …, refused: …, twin
    std::vector<std::pair<TransferId, std::unique_ptr<LaneStream>>> lanes;
    std::function<Task<>(std::string)> on_word;  // awaited by the handler when set
};

class Office : public testing::Test {
protected:
    Person& person(std::uint16_t number);
    // Runs a test's story to its end and stops everybody.
    void play(std::function<Task<>()> story);
    // Waits in small steps; false, and a failed expectation, when it does not come true in 5 s.
    Task<bool> until(std::function<bool()> condition, std::string what = "condition");
    Task<> pass(std::chrono::milliseconds time);

    boost::asio::io_context loop{1};
    test::MemoryNetwork network{loop.get_executor()};
    std::deque<std::unique_ptr<Person>> people;
};

}  // namespace culver::net
