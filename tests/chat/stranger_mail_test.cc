// SPDX-License-Identifier: Apache-2.0
// However many strangers there are, and whatever program they speak, they fill no disk.
#include "chat/stranger_mail.h"

#include "base/random.h"
#include "chat/errors.h"
#include "chat/foreign_texts.h"
#include "tests/support/manual_clock.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongest = std::size_t{64} * 1024;

TEST(StrangerMail, BoundsWhatAllTogetherSay) {
    const SteadyTime start{};
    StrangerMail mail(start);
    std::size_t taken = 0;
    while (mail.admits(kLongest, start)) taken += kLongest;
    EXPECT_LE(taken, static_cast<std::size_t>(kStrangerMailBurstBytes));
    EXPECT_GE(taken, static_cast<std::size_t>(kStrangerMailBurstBytes) * 9 / 10);
    EXPECT_TRUE(mail.admits(100, start + 1s + 100ms)) << "a short word passes soon after a flood";
    EXPECT_FALSE(mail.admits(kLongest, start + 2s));
}

TEST(StrangerMail, HoldsForTextsOfOtherPrograms) {
    boost::asio::io_context loop(1);
    const test::TempDir folder;
    const test::ManualClock clock;
    auto database = store::Database::open(folder.path() / "history.db", loop.get_executor()).value();
    std::size_t told = 0;
    ForeignTexts texts(*database, clock, PeerId{}, [&](const ChatEvent&) { ++told; });
    const auto story = [&]() -> Task<> {
        Result<> taken;
        std::size_t strangers = 0;
        for (; taken && strangers < 1'000; ++strangers) {
            PeerKey from(Protocol::Ipmsg, PeerId{});
            from.id.bytes[0] = static_cast<std::uint8_t>(strangers >> 8U);
            from.id.bytes[1] = static_cast<std::uint8_t>(strangers);
            taken = co_await texts.take(from, {.id = make_message_id(clock.wall()),
                                               .text = std::string(kLongest, 'x'),
                                               .is_stranger = true});
        }
        EXPECT_EQ(taken.error().code, ChatErrc::TooManyUnread);
        EXPECT_LT(strangers, 300U);
        EXPECT_EQ(told, strangers - 1);
        auto known =
            co_await texts.take(PeerKey(PeerId{}), {.id = make_message_id(clock.wall()), .text = "hello"});
        EXPECT_TRUE(known) << "who is known is not concerned";
    };
    test::run(loop, story());
    database->close();
}

}  // namespace
}  // namespace culver::chat
