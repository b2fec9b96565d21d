// SPDX-License-Identifier: Apache-2.0
#include "chat/inbox.h"

#include <utility>

namespace culver::chat {

bool Inbox::has_room(std::size_t bytes) const {
    return waiting_.empty() || (waiting_.size() < kInboxFrames && bytes_ + bytes <= kInboxBytes);
}

// Counted only with the frame in it: the session of who waits here may end, and the wait with it.
Task<> Inbox::put(Inbound inbound, std::size_t bytes) {
    while (!is_closed_ && !has_room(bytes)) co_await changed_.wait();
    if (is_closed_) co_return;
    waiting_.push_back(std::move(inbound));
    bytes_ += bytes;
    changed_.notify();
}

Task<std::vector<Inbound>> Inbox::take_all() {
    while (waiting_.empty() && !is_closed_) co_await changed_.wait();
    bytes_ = 0;
    changed_.notify();
    co_return std::exchange(waiting_, {});
}

void Inbox::close() {
    is_closed_ = true;
    changed_.notify();
}

}  // namespace culver::chat
