// SPDX-License-Identifier: Apache-2.0
#include "app/event_outlet.h"

#include "base/task_scope.h"
#include "tests/support/run.h"
#include "tests/support/until.h"

#include <boost/asio/io_context.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

namespace culver::app {
namespace {

// A pipe with an outlet at its one end and a reader, when the test asks for one, at the other.
class EventOutletTest : public testing::Test {
protected:
    EventOutletTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe(ends.data()), 0);
        EXPECT_EQ(::fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
        out_ = FileHandle(ends[0]);
        in_ = FileHandle(ends[1]);
        outlet_.emplace(bus_, in_.get(), number_);
    }

    void publish(std::size_t count, std::size_t bytes = 1) {
        for (std::size_t i = 0; i < count; ++i)
            bus_.publish(
                [&](std::uint64_t number) { return std::to_string(number) + std::string(bytes, 'x'); });
    }
    [[nodiscard]] std::string read_some() const {
        std::array<char, 65'536> piece{};
        const auto count = ::read(out_.get(), piece.data(), piece.size());
        return count > 0 ? std::string(piece.data(), static_cast<std::size_t>(count)) : std::string();
    }
    [[nodiscard]] int pipe_bytes() const { return ::fcntl(in_.get(), F_GETPIPE_SZ); }
    [[nodiscard]] int in_pipe() const {
        int count = 0;
        EXPECT_EQ(::ioctl(out_.get(), FIONREAD, &count), 0);
        return count;
    }
    // Ends the outlet as a node does, and gives what is in the pipe afterwards.
    Task<> end(TaskScope& scope) {
        outlet_->leave();
        co_await scope.close();
        co_await outlet_->finish();
    }

    boost::asio::io_context loop_{1};
    std::uint64_t number_ = 100;
    EventBus bus_{loop_.get_executor(), [this] { return ++number_; }};
    FileHandle out_;
    FileHandle in_;
    std::optional<EventOutlet> outlet_;
};

TEST_F(EventOutletTest, TellsALineForEachEventAndAtTheEndWhatIsLeft) {
    auto whole = [&]() -> Task<> {
        TaskScope scope(loop_.get_executor());
        publish(1);
        scope.spawn("outlet", outlet_->run());
        EXPECT_TRUE(co_await test::until([&] { return in_pipe() > 0; }));
        publish(2);
        co_await end(scope);
    };
    test::run(loop_, whole());
    EXPECT_EQ(read_some(), "101x\n102x\n103x\n");
}

TEST_F(EventOutletTest, AReaderWhoDoesNotReadHoldsUpNobodyAndIsToldWhatHeMissed) {
    std::string read;
    auto whole = [&]() -> Task<> {
        TaskScope scope(loop_.get_executor());
        publish(1, 100'000);  // more than a pipe holds
        scope.spawn("outlet", outlet_->run());
        EXPECT_TRUE(co_await test::until([&] { return in_pipe() == pipe_bytes(); }));
        publish(EventBus::kMaxKeptEvents + 5);
        EXPECT_TRUE(co_await test::until([&] {
            read += read_some();
            return read.contains("\n107x\n");
        }));
        co_await end(scope);
    };
    test::run(loop_, whole());
    EXPECT_TRUE(read.starts_with("101x"));
    EXPECT_TRUE(read.contains("\n{\"event\":\"lost\",\"from\":102,\"to\":106}\n107x\n"))
        << read.substr(100'000, 200);
}

TEST_F(EventOutletTest, WhoNeverReadsDoesNotKeepTheNodeFromEnding) {
    auto whole = [&]() -> Task<> {
        TaskScope scope(loop_.get_executor());
        publish(1, 100'000);
        publish(3);
        scope.spawn("outlet", outlet_->run());
        EXPECT_TRUE(co_await test::until([&] { return in_pipe() == pipe_bytes(); }));
        co_await end(scope);
    };
    test::run(loop_, whole());
    const std::string read = read_some();
    EXPECT_EQ(read.find('\n'), std::string::npos) << "nothing follows a line that was cut";
}

TEST_F(EventOutletTest, EndsWhenNobodyReadsAnyMore) {
    (void)std::signal(SIGPIPE, SIG_IGN);  // as a node does
    out_.reset();
    publish(2);
    test::run(loop_, outlet_->run());
}

}  // namespace
}  // namespace culver::app
