// SPDX-License-Identifier: Apache-2.0
#include "net/admission.h"

#include "base/clock.h"

#include <gtest/gtest.h>

namespace culver::net {
namespace {

using boost::asio::ip::make_address;
using namespace std::chrono_literals;

class AdmissionTest : public testing::Test {
protected:
    Admission::Verdict arrive(const std::string& address) {
        return admission_.arrive(make_address(address), now_);
    }
    std::string host(int number) {
        return "10.0." + std::to_string(number / 250) + "." + std::to_string(number % 250 + 1);
    }
    // Slowly enough that the rate of handshakes is no matter.
    Admission::Verdict arrive_in_time(const std::string& address) {
        now_ += 20ms;
        return arrive(address);
    }
    void know(const std::string& address) { admission_.authenticated(*arrive_in_time(address).ticket, now_); }

    Admission admission_;
    SteadyTime now_{1h};
};

TEST_F(AdmissionTest, GivesOneAddressEightPlaces) {
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(arrive("10.0.0.1").ticket);
    EXPECT_FALSE(arrive("10.0.0.1").ticket);
    EXPECT_TRUE(arrive("10.0.0.2").ticket);
}

TEST_F(AdmissionTest, APlaceIsFreeAgainAfterLeaving) {
    const auto first = arrive("10.0.0.1").ticket;
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(arrive("10.0.0.1").ticket);
    admission_.leave(*first);
    admission_.leave(*first);
    EXPECT_TRUE(arrive("10.0.0.1").ticket);
    EXPECT_FALSE(arrive("10.0.0.1").ticket);
}

TEST_F(AdmissionTest, CountsAnIpv6NetworkAsOneAddress) {
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(arrive("2001:db8::" + std::to_string(i + 1)).ticket);
    EXPECT_FALSE(arrive("2001:db8::ffff").ticket);
    EXPECT_TRUE(arrive("2001:db8:0:1::1").ticket);
}

TEST_F(AdmissionTest, CountsLinkLocalNeighboursOneByOne) {
    for (int i = 0; i < 12; ++i) EXPECT_TRUE(arrive("fe80::" + std::to_string(i + 1)).ticket);
}

TEST_F(AdmissionTest, CountsAMappedIpv4AddressAsThatAddress) {
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(arrive("::ffff:10.0.0.1").ticket);
    EXPECT_FALSE(arrive("10.0.0.1").ticket);
}

TEST_F(AdmissionTest, WhenFullTheOldestOfTheGreediestGoes) {
    for (int i = 0; i < 253; ++i) EXPECT_TRUE(arrive_in_time(host(i)).ticket);
    const auto oldest = arrive_in_time("10.9.9.9").ticket;
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(arrive_in_time("10.9.9.9").evicted);
    const auto verdict = arrive_in_time("10.8.8.8");
    EXPECT_TRUE(verdict.ticket);
    EXPECT_EQ(verdict.evicted, oldest);
    EXPECT_EQ(admission_.size(), 256u);
}

TEST_F(AdmissionTest, KnownAddressesHavePlacesWhenStrangersTookAll) {
    know("10.7.7.7");
    for (int i = 0; i < 256; ++i) EXPECT_TRUE(arrive_in_time(host(i)).ticket);
    const auto verdict = arrive("10.7.7.7");
    EXPECT_TRUE(verdict.ticket);
    EXPECT_FALSE(verdict.evicted);
}

TEST_F(AdmissionTest, StrangersNeverPushOutAKnownAddress) {
    know("10.7.7.7");
    const auto colleague = arrive("10.7.7.7").ticket;
    for (int i = 0; i < 600; ++i) EXPECT_NE(arrive_in_time(host(i)).evicted, colleague);
}

TEST_F(AdmissionTest, AnAddressIsKnownForADay) {
    know("10.7.7.7");
    now_ += 25h;
    for (int i = 0; i < 256; ++i) EXPECT_TRUE(arrive_in_time(host(i)).ticket);
    EXPECT_TRUE(arrive_in_time("10.7.7.7").evicted);
}

TEST_F(AdmissionTest, StrangersShakeHandsFiftyTimesASecond) {
    int at_once = 0;
    Duration longest{0};
    for (int i = 0; i < 100; ++i) {
        const auto verdict = arrive(host(i));
        ASSERT_TRUE(verdict.ticket);
        if (verdict.wait == Duration::zero()) ++at_once;
        longest = std::max(longest, verdict.wait);
    }
    EXPECT_LE(at_once, 26);
    EXPECT_NEAR(std::chrono::duration<double>(longest).count(), 75 / 50.0, 0.1);
}

TEST_F(AdmissionTest, AQueueLongerThanAHandshakeMayTakeIsRefused) {
    int refused = 0;
    for (int i = 0; i < 400; ++i) refused += arrive(host(i)).ticket ? 0 : 1;
    EXPECT_GT(refused, 100);
}

TEST_F(AdmissionTest, KnownAddressesDoNotWaitBehindStrangers) {
    know("10.7.7.7");
    for (int i = 0; i < 200; ++i) (void)arrive(host(i));
    EXPECT_EQ(arrive("10.7.7.7").wait, Duration::zero());
}

}  // namespace
}  // namespace culver::net
