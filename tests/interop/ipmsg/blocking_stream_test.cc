// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/blocking_stream.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <stop_token>

namespace culver::interop::ipmsg {
namespace {

class BlockingStreamTest : public testing::Test {
protected:
    BlockingStreamTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
        far_ = FileHandle(ends[1]);
        stream_.emplace(FileHandle(ends[0]), stop_.get_token());
    }
    // So that the stream need not wait once.
    void fill() { ASSERT_EQ(::send(far_.get(), "bytes", 5, 0), 5); }

    std::stop_source stop_;
    FileHandle far_;
    std::optional<BlockingStream> stream_;
    std::array<char, 2> into_{};
};

TEST_F(BlockingStreamTest, ReadsWhatIsThere) {
    fill();
    EXPECT_EQ(stream_->read_some(into_).value_or(0), into_.size());
}

TEST_F(BlockingStreamTest, EndsThoughTheOtherSideIsFast) {
    fill();
    stop_.request_stop();
    const auto read = stream_->read_some(into_);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, boost::system::errc::operation_canceled);
    EXPECT_FALSE(stream_->write("there is room for this"));
    EXPECT_FALSE(stream_->write_file(far_, 0, 1, [](std::uint64_t) {}));
}

}  // namespace
}  // namespace culver::interop::ipmsg
