// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/directory_stream.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

constexpr std::int64_t kTime = 0x65535f00;

TEST(DirectoryStream, TheGoldenStreamIsWritten) {
    const auto stream = write_header({"docs", 0, 2, kTime}) + write_header({"a.txt", 5, 1, kTime}) + "hello" +
                        write_header({"sub", 0, 2, kTime}) + write_header(return_record(kTime)) +
                        write_header(return_record(kTime));
    EXPECT_EQ(stream,
              "0025:docs:000000000000:2:14=65535f00:0026:a.txt:000000000005:1:14=65535f00:hello"
              "0024:sub:000000000000:2:14=65535f00:0017:.:0:3:14=65535f00:0017:.:0:3:14=65535f00:");
}

TEST(DirectoryStream, HeadersAreReadBack) {
    for (const auto& record : {StreamRecord{"docs", 0, 2, kTime}, StreamRecord{"a:b::c", 77, 0x101, 0},
                               StreamRecord{"大象.txt", 1ULL << 40, 1, kTime}, return_record(0)}) {
        const auto text = write_header(record);
        const auto read = read_header(text + "content");
        ASSERT_EQ(read.state, HeaderState::Complete) << text;
        EXPECT_EQ(read.length, text.size());
        EXPECT_EQ(read.record, record);
    }
}

TEST(DirectoryStream, HalfAHeaderNeedsMore) {
    const auto text = write_header({"a.txt", 5, 1, kTime});
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_EQ(read_header(text.substr(0, length)).state, HeaderState::NeedMore) << length;
}

TEST(DirectoryStream, UpperCaseAndLongNumbersAreRead) {
    const auto read = read_header("00000025:A:00FF:1:14=65535F00:zzzzzzzzz");
    ASSERT_EQ(read.state, HeaderState::Complete);
    EXPECT_EQ(read.record.size, 255U);
    EXPECT_EQ(read.record.time, kTime);
}

TEST(DirectoryStream, LiesAreRefused) {
    for (const char* text : {"0003:a:1:1:", "1001:a:1:1:", "xyz1:a:1:1:", "123456789", "0010:a:1:1",
                             "000c:a:zz:1:..", "0015:a:1:10000000000:....................."}) {
        EXPECT_NE(read_header(text).state, HeaderState::Complete) << text;
    }
    EXPECT_EQ(read_header("0003:a:1:1:").state, HeaderState::Malformed);
    EXPECT_EQ(read_header("1001:a:1:1:").state, HeaderState::Malformed);
    EXPECT_EQ(read_header("123456789").state, HeaderState::Malformed);
}

}  // namespace
}  // namespace culver::interop::ipmsg
