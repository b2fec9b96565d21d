// SPDX-License-Identifier: Apache-2.0
#include "app/event_outlet.h"

#include "base/offload.h"
#include "control/dispatch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace culver::app {
namespace {

// False: the node leaves, and there is no room. Errors show in the write.
bool wait_for_room(int descriptor, int leaving) {
    std::array<pollfd, 2> watched{{{descriptor, POLLOUT, 0}, {leaving, POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0) {
        if (errno != EINTR) return false;
    }
    return watched[0].revents != 0;
}

// Pieces for which a pipe that is writable has room for certain: none of them waits in the kernel, where
// nothing could end it. The descriptor may be others' too, so it is not made non-blocking.
bool put(int descriptor, int leaving, std::string_view left) {
    while (!left.empty()) {
        if (!wait_for_room(descriptor, leaving)) return false;
        const auto count = ::write(descriptor, left.data(), std::min<std::size_t>(left.size(), PIPE_BUF));
        if (count < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (count > 0) left.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

}  // namespace

EventOutlet::EventOutlet(EventBus& events, int descriptor, std::uint64_t seen)
    : events_(events),
      descriptor_(descriptor),
      leaving_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      seen_(seen) {}

Task<bool> EventOutlet::write(std::string line) {
    line += '\n';
    auto work = [descriptor = descriptor_, leaving = leaving_.get(), line = std::move(line)] {
        return put(descriptor, leaving, line);
    };
    co_return co_await offload(writer_, std::move(work));
}

Task<> EventOutlet::tell_next() {
    auto next = co_await events_.after(seen_);
    const bool is_event = next.kind == EventBus::Next::Kind::Event;
    const control::event::Lost lost{.from = next.from, .to = next.number};
    std::string line =
        is_event ? std::move(next.text) : control::event_text(control::Event{.seq = 0, .body = lost});
    is_heard_ = co_await write(std::move(line));
    seen_ = next.number;  // and not before: a cancellation may come in between, and finish() tells it then
}

Task<> EventOutlet::run() {
    while (is_heard_) co_await tell_next();
}

void EventOutlet::leave() {
    (void)::eventfd_write(leaving_.get(), 1);
}

Task<> EventOutlet::finish() {
    while (is_heard_ && seen_ < events_.last_number()) co_await tell_next();
}

}  // namespace culver::app
