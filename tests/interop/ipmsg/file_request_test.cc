// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/file_request.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

using std::string_literals::operator""s;

TEST(FileRequest, TheGoldenRequestsAreRead) {
    const auto file = parse_file_request(*parse_packet("1:1700000020:bob:pc2:8388704:6553f10a:0:0:\0"s));
    ASSERT_TRUE(file);
    EXPECT_EQ(file->offer, 1'700'000'010U);
    EXPECT_FALSE(file->is_folder);
    const auto folder = parse_file_request(*parse_packet("1:1700000021:bob:pc2:8388706:6553f10a:1:0:\0"s));
    ASSERT_TRUE(folder);
    EXPECT_EQ(folder->file, 1U);
    EXPECT_TRUE(folder->is_folder);
}

TEST(FileRequest, WhoeverForgetsHexadecimalIsUnderstood) {
    const auto request = parse_file_request(*parse_packet("1:1:bob:pc2:96:1700000010:10:0"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->offer_as_decimal, 1'700'000'010U);
    EXPECT_EQ(request->file_as_decimal, 10U);
    EXPECT_EQ(request->file, 16U);
}

TEST(FileRequest, OurBodyIsReadAsMeant) {
    Packet packet;
    packet.word = static_cast<std::uint32_t>(Command::GetFile);
    packet.body = file_request_body(1'700'000'010, 31);
    const auto request = parse_file_request(packet);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->offer, 1'700'000'010U);
    EXPECT_EQ(request->file, 31U);
    EXPECT_EQ(request->offset, 0U);
}

TEST(FileRequest, OtherPacketsAndBrokenNumbersAreNone) {
    EXPECT_FALSE(parse_file_request(*parse_packet("1:1:bob:pc2:32:1:1:0:")));
    EXPECT_FALSE(parse_file_request(*parse_packet("1:1:bob:pc2:96:xyz:1:0:")));
    EXPECT_FALSE(parse_file_request(*parse_packet("1:1:bob:pc2:96:1")));
}

TEST(FileRequest, PiecesAreWaitedFor) {
    EXPECT_FALSE(is_whole_request("1:1:bob:pc2:96:1:2"));
    EXPECT_TRUE(is_whole_request("1:1:bob:pc2:96:1:2:0:"));
    EXPECT_TRUE(is_whole_request("1:1:bob:pc2:98:1:2:\0"s));
}

}  // namespace
}  // namespace culver::interop::ipmsg
