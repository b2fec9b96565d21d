// SPDX-License-Identifier: Apache-2.0
#include "discovery/static_hosts.h"

#include "base/task_scope.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

TEST(StaticHosts, ReadAddressesAndNothingElse) {
    EXPECT_EQ(parse_host("10.1.2.3", 24254), Endpoint::parse("10.1.2.3:24254", 0));
    EXPECT_EQ(parse_host("[fd00::7]:99", 24254), Endpoint::parse("[fd00::7]:99", 0));
    for (const char* bad :
         {"", "printer", "10.1.2", "0.0.0.0", "224.0.0.190", "10.1.2.3:", "10.1.2.3:0", "[::]"})
        EXPECT_FALSE(parse_host(bad, 24254)) << bad;
}

class Questions : public Sink {
public:
    void arrived(ByteView, const Arrival&) override {}
    void passed_on(ByteView, const Endpoint&, Duration) override {}
    void hinted(const Sighting&) override {}
    void withdrawn(const PeerKey&, Way) override {}
    void ask(const Endpoint& where, Way way) override {
        asked.push_back(where);
        EXPECT_EQ(way, Way::Static);
    }
    void state_changed() override {}
    std::vector<Endpoint> asked;
};

TEST(StaticHosts, AreAskedAtOnceAndWhenTheyChange) {
    boost::asio::io_context loop;
    StaticHosts hosts(loop.get_executor());
    EXPECT_EQ(hosts.states()[0].health, Health::Off);
    Questions questions;
    TaskScope tasks(loop.get_executor());
    const Endpoint first = *parse_host("10.1.2.3", 24254);
    const Endpoint second = *parse_host("10.1.2.4", 24254);
    hosts.set_hosts({first});
    EXPECT_EQ(hosts.states()[0].detail, "Asks 10.1.2.3.");
    tasks.spawn("hosts", hosts.run(questions));
    loop.poll();
    EXPECT_EQ(questions.asked, std::vector{first});
    hosts.set_hosts({first, second});
    loop.restart();
    loop.poll();
    EXPECT_EQ(questions.asked, (std::vector{first, first, second}));
    test::run(loop, tasks.close());
}

}  // namespace
}  // namespace culver::discovery
