// SPDX-License-Identifier: Apache-2.0
#include "tests/net/office.h"

#include "base/task_scope.h"
#include "tests/support/until.h"

#include <algorithm>

namespace culver::net {

PeerId peer_number(std::uint16_t number) {
    PeerId id;
    id.bytes[0] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[1] = static_cast<std::uint8_t>(number);
    return id;
}

Person::Person(test::MemoryNetwork& home, test::MemoryNetwork::Node& place) : network(home), node(place) {}

void Person::start() {
    SessionOptions options;
    options.timings = test::quick_timings();
    start(std::move(options));
}

void Person::start(SessionOptions options) {
    options.self = id();
    Sessions::Mediator mediator;
    mediator.standing = [this](const PeerId& peer) {
        const auto found = standings.find(peer);
        return found == standings.end() ? Standing::Known : found->second;
    };
    mediator.addresses = addresses;
    mediator.expects_lane = expects_lane;
    mediator.opened = [this](const PeerId&, const Endpoint&) { events.emplace_back("opened"); };
    mediator.closed = [this](const PeerId&, const Error& why) {
        events.push_back("closed: " + why.sentence());
    };
    mediator.dial_failed = [this](const PeerId&, const Endpoint&, const Error& why) {
        events.push_back("failed: " + why.sentence());
    };
    mediator.refused = [this](const PeerId&, const Error& why) {
        events.push_back("refused: " + why.sentence());
    };
    mediator.twin_seen = [this](const PeerId&) { events.emplace_back("twin"); };
    sessions = network.make_sessions(node, std::move(mediator), std::move(options));
    sessions->handle(kChatKinds, [this](PeerId from, std::uint16_t, Bytes body) -> Task<> {
        words.emplace_back(from, std::string(as_text(body)));
        if (on_word) co_await on_word(words.back().second);
    });
    sessions->handle_lanes([this](PeerId, TransferId transfer, std::unique_ptr<LaneStream> lane) {
        lanes.emplace_back(transfer, std::move(lane));
    });
}

Task<> Person::stop() {
    if (!sessions) co_return;
    co_await sessions->close();
    sessions.reset();
}

std::size_t Person::count(const std::string& event) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(events, [&](const std::string& text) { return text.starts_with(event); }));
}

bool Person::hears(const std::string& word) const {
    return std::ranges::any_of(words, [&](const auto& heard) { return heard.second == word; });
}

void Person::say(const Person& to, const std::string& word) {
    const auto sent = sessions->send(to.id(), kWord, as_bytes(word));
    EXPECT_TRUE(sent) << sent.error().sentence();
}

Person& Office::person(std::uint16_t number) {
    people.push_back(std::make_unique<Person>(network, network.add_node(peer_number(number))));
    return *people.back();
}

void Office::play(std::function<Task<>()> story) {
    const auto all = [this, &story]() -> Task<> {
        co_await story();
        for (auto& somebody : people) co_await somebody->stop();
    };
    test::run(loop, all());
}

Task<bool> Office::until(std::function<bool()> condition, std::string what) {
    const bool came = co_await test::until(std::move(condition), std::chrono::seconds(5));
    EXPECT_TRUE(came) << "never came true: " << what;
    co_return came;
}

Task<> Office::pass(std::chrono::milliseconds time) {
    co_await sleep_for(time);
}

}  // namespace culver::net
