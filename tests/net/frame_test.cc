// SPDX-License-Identifier: Apache-2.0
#include "net/frame.h"

#include "net/errors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::net {
namespace {

class FrameReaderTest : public testing::Test {
protected:
    void arrives(Bytes bytes) { reader_.feed(bytes); }
    auto next() { return reader_.next(); }

private:
    FrameReader reader_;
};

TEST(Frame, HasTheBytesOfTheDocument) {
    const Bytes body{0xaa, 0xbb, 0xcc};
    const Bytes golden{0x00, 0x00, 0x00, 0x05, 0x00, 0x02, 0xaa, 0xbb, 0xcc};
    EXPECT_EQ(encode_frame(2, body), golden);
}

TEST_F(FrameReaderTest, GivesTheSameFrameHoweverTheStreamIsCut) {
    const Frame sent{7, {1, 2, 3}};
    for (const std::uint8_t byte : encode_frame(sent.kind, sent.body)) {
        EXPECT_EQ(next().value(), std::nullopt);
        arrives({byte});
    }
    EXPECT_EQ(next().value(), sent);
}

TEST_F(FrameReaderTest, RefusesALengthAboveTheLimitBeforeKindAndBodyArrive) {
    arrives({0x00, 0x10, 0x00, 0x01});
    EXPECT_EQ(next().error().code, NetErrc::FrameTooLong);
}

TEST_F(FrameReaderTest, RefusesALengthWithoutRoomForTheKind) {
    arrives({0x00, 0x00, 0x00, 0x01});
    EXPECT_EQ(next().error().code, NetErrc::FrameTooShort);
}

TEST_F(FrameReaderTest, TakesTheLargestFrame) {
    const Frame sent{300, Bytes(kMaxBodyBytes, 0x5a)};
    arrives(encode_frame(sent.kind, sent.body));
    EXPECT_EQ(next().value(), sent);
}

TEST(FrameReader, HoldsNoMoreThanWhatCameWhenALargeFrameIsAnnounced) {
    FrameReader reader;
    reader.feed(Bytes{0x00, 0x10, 0x00, 0x00, 0x00, 0x40});
    EXPECT_EQ(reader.next().value(), std::nullopt);
    EXPECT_LT(reader.prepare().size(), 4096u);
}

TEST(FrameReader, HasTheSmallerLimitItWasGiven) {
    FrameReader reader(kMaxHelloBytes);
    reader.feed(encode_frame(1, Bytes(kMaxHelloBytes - 1)));
    EXPECT_EQ(reader.next().error().code, NetErrc::FrameTooLong);
}

RC_GTEST_PROP(FrameReader, GivesBackWhatWasEncodedInAnyPieces,
              (const std::vector<std::pair<std::uint16_t, Bytes>>& sent)) {
    Bytes stream;
    for (const auto& [kind, body] : sent) {
        const Bytes frame = encode_frame(kind, body);
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    FrameReader reader;
    std::vector<std::pair<std::uint16_t, Bytes>> got;
    for (ByteView rest = stream; !rest.empty();) {
        const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
        const auto room = reader.prepare();
        const auto taken = std::min(size, room.size());
        std::copy_n(rest.begin(), taken, room.begin());
        reader.commit(taken);
        rest = rest.subspan(taken);
        while (auto frame = reader.next().value()) got.emplace_back(frame->kind, std::move(frame->body));
    }
    RC_ASSERT(got == sent);
}

}  // namespace
}  // namespace culver::net
