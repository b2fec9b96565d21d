// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/asio_poll.h"

#include <avahi-common/timeval.h>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

class AsioPollTest : public testing::Test {
protected:
    using Reaction = std::function<void(AvahiWatch*, AvahiWatchEvent)>;

    void SetUp() override { ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
    void TearDown() override {
        for (const int end : ends_) ::close(end);
    }
    AvahiWatch* watch(AvahiWatchEvent events, Reaction& reaction) {
        const auto call = [](AvahiWatch* self, int, AvahiWatchEvent event, void* context) {
            (*static_cast<Reaction*>(context))(self, event);
        };
        return api_.watch_new(&api_, ends_[0], events, call, &reaction);
    }
    void write(char c) { ASSERT_EQ(::write(ends_[1], &c, 1), 1); }
    char read() {
        char c = 0;
        return ::read(ends_[0], &c, 1) == 1 ? c : '\0';
    }

    boost::asio::io_context loop_{1};
    AsioPoll poll_{loop_.get_executor()};
    const AvahiPoll& api_ = *poll_.api();
    std::array<int, 2> ends_{};
};

TEST_F(AsioPollTest, CallsAgainUntilAllIsRead) {
    std::string heard;
    Reaction reaction = [&](AvahiWatch* self, AvahiWatchEvent event) {
        EXPECT_EQ(event, AVAHI_WATCH_IN);
        EXPECT_EQ(api_.watch_get_events(self), AVAHI_WATCH_IN);
        heard += read();
        if (heard.size() == 3) api_.watch_free(self);  // from within its own callback
    };
    watch(AVAHI_WATCH_IN, reaction);
    for (const char c : {'a', 'b', 'c'}) write(c);
    loop_.run_for(5s);
    EXPECT_EQ(heard, "abc");
}

TEST_F(AsioPollTest, TwoWatchesOfOneDescriptorAndOneThatIsSwitchedOff) {
    int reads = 0;
    int writes = 0;
    Reaction on_read = [&](AvahiWatch* self, AvahiWatchEvent) {
        (void)read();
        ++reads;
        api_.watch_free(self);
    };
    Reaction on_write = [&](AvahiWatch* self, AvahiWatchEvent) {
        ++writes;
        api_.watch_update(self, AvahiWatchEvent{});
        write('x');
    };
    watch(AVAHI_WATCH_IN, on_read);
    AvahiWatch* writer = watch(AVAHI_WATCH_OUT, on_write);
    loop_.run_for(5s);
    EXPECT_EQ(reads, 1);
    EXPECT_EQ(writes, 1);
    api_.watch_free(writer);
}

TEST_F(AsioPollTest, TimeoutsComeOnceAtTheirMomentAndMayBeMovedOrFreed) {
    int calls = 0;
    const auto call = [](AvahiTimeout*, void* context) { ++*static_cast<int*>(context); };
    // Made by Avahi itself: on 32-bit machines its dates may be shorter than ours.
    timeval soon{};
    avahi_elapse_time(&soon, 0, 0);  // passed already when it is looked at
    timeval late{};
    avahi_elapse_time(&late, 3'600'000, 0);
    AvahiTimeout* first = api_.timeout_new(&api_, &soon, call, &calls);
    AvahiTimeout* moved = api_.timeout_new(&api_, &soon, call, &calls);
    api_.timeout_update(moved, &late);
    AvahiTimeout* off = api_.timeout_new(&api_, &soon, call, &calls);
    api_.timeout_update(off, nullptr);
    AvahiTimeout* freed = api_.timeout_new(&api_, &soon, call, &calls);
    api_.timeout_free(freed);
    loop_.run_for(50ms);
    EXPECT_EQ(calls, 1);
    for (AvahiTimeout* each : {first, moved, off}) api_.timeout_free(each);
    loop_.restart();
    loop_.run_for(5s);
    EXPECT_EQ(calls, 1);
}

TEST_F(AsioPollTest, SeveringEndsWhatWaitsForTheOtherSide) {
    Reaction reaction = [](AvahiWatch* self, AvahiWatchEvent) { (void)self; };
    AvahiWatch* one = watch(AVAHI_WATCH_IN, reaction);
    poll_.sever();
    char c = 0;
    EXPECT_EQ(::read(ends_[0], &c, 1), 0) << "the end of the stream, at once";
    api_.watch_free(one);
}

}  // namespace
}  // namespace culver::discovery::mdns
