// SPDX-License-Identifier: Apache-2.0
#include "discovery/network_watch.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;
namespace ip = boost::asio::ip;

class NetworkWatchTest : public testing::Test {
protected:
    static Interface card(unsigned index, const char* address) {
        Interface made{.index = index, .name = "eth" + std::to_string(index)};
        made.addresses4.push_back({.address = ip::make_address_v4(address), .broadcast = {}, .prefix = 24});
        return made;
    }
    static Gateway router(unsigned index, std::string hardware) {
        return {.interface = index,
                .address = ip::make_address("10.0.0.1"),
                .hardware_address = std::move(hardware)};
    }
    bool look() { return watch_.look(interfaces_, now_); }

    std::vector<Interface> interfaces_ = {card(2, "10.0.0.5")};
    std::vector<Gateway> gateways_;
    int asked_ = 0;
    SteadyTime now_{1h};
    NetworkWatch watch_{{.gateways = [this] { return gateways_; },
                         .ask_for_hardware_address = [this](const Gateway&) { ++asked_; }}};
};

TEST_F(NetworkWatchTest, AsksTheKernelNothingUnlessThePolicyNeedsIt) {
    gateways_ = {router(2, "")};
    EXPECT_FALSE(look());
    EXPECT_FALSE(watch_.is_all_quiet());
    watch_.set_policy(AnnouncePolicy::Never, {});
    EXPECT_TRUE(look());
    EXPECT_TRUE(watch_.is_all_quiet());
    EXPECT_EQ(asked_, 0);
    EXPECT_EQ(watch_.next_look(), SteadyTime::max());
}

TEST_F(NetworkWatchTest, IsQuietUntilTheNetworkIsToldAndKnown) {
    watch_.set_policy(AnnouncePolicy::KnownNetworks, {"aa"});
    gateways_ = {router(2, "")};
    EXPECT_TRUE(look());
    EXPECT_TRUE(watch_.is_all_quiet());
    EXPECT_EQ(asked_, 1);
    EXPECT_EQ(watch_.next_look(), now_ + NetworkWatch::kLookSoon);
    gateways_ = {router(2, "aa")};
    EXPECT_TRUE(look());
    EXPECT_FALSE(watch_.is_all_quiet());
    gateways_ = {router(2, "bb")};  // the same addresses, another network
    EXPECT_TRUE(look());
    EXPECT_TRUE(watch_.is_all_quiet());
}

TEST_F(NetworkWatchTest, ANetworkWithoutAGatewayCountsOnceItHasSettled) {
    watch_.set_policy(AnnouncePolicy::KnownNetworks, {"eth2 10.0.0.0/24"});
    look();
    EXPECT_TRUE(watch_.is_all_quiet());
    now_ += NetworkWatch::kSettled;
    look();
    EXPECT_FALSE(watch_.is_all_quiet());
    interfaces_ = {card(2, "10.0.0.6")};  // another address: perhaps another place
    look();
    EXPECT_TRUE(watch_.is_all_quiet());
}

TEST_F(NetworkWatchTest, EachInterfaceIsJudgedByItself) {
    interfaces_ = {card(2, "10.0.0.5"), card(3, "10.1.0.5")};
    gateways_ = {router(2, "aa"), router(3, "bb")};
    watch_.set_policy(AnnouncePolicy::KnownNetworks, {"aa"});
    look();
    EXPECT_EQ(watch_.quiet(), std::set{3u});
    EXPECT_FALSE(watch_.is_all_quiet());
}

TEST_F(NetworkWatchTest, WithoutAnyNetworkNobodyIsKeptOut) {
    interfaces_ = {};
    watch_.set_policy(AnnouncePolicy::KnownNetworks, {});
    look();
    EXPECT_FALSE(watch_.is_all_quiet());
    EXPECT_TRUE(watch_.networks(interfaces_).empty());
}

}  // namespace
}  // namespace culver::discovery
