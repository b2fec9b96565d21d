// SPDX-License-Identifier: Apache-2.0
// What came from all peers and waits for the disk: bounded by frames and by bytes, so that a slow disk slows
// the senders. Who waits for room may be cut off meanwhile, and leaves nothing behind. Thread: the network
// thread.
#pragma once
#include "base/task.h"
#include "chat/ingest.h"
#include "net/signal.h"

#include <vector>

namespace culver::chat {

inline constexpr std::size_t kInboxFrames = 128;  // each at most kMaxOperationBytes
// Of frames that wait for the disk, and of those that are on their way to it: what a peer whom one knows may
// cost who says the longest there is to say. A commit of more is no faster.
inline constexpr std::size_t kInboxBytes = 2u << 20;
// Of numbers that those frames have looked up on the disk: each range costs two statements, together less
// than a tenth of a second, and one that is wider than any batch makes counts as many.
inline constexpr std::size_t kInboxRanges = 1'024;

class Inbox {
public:
    explicit Inbox(boost::asio::any_io_executor executor) : changed_(std::move(executor)) {}

    // Waits for room; one frame always has it, however long it is. bytes: its length on the wire. Dropped
    // when the inbox is closed.
    Task<> put(Inbound inbound, std::size_t bytes);
    // Waits for one, and takes all that there is. Empty: closed.
    Task<std::vector<Inbound>> take_all();
    // Wakes all who wait; what is inside can still be taken.
    void close();

private:
    [[nodiscard]] bool has_room(std::size_t bytes, std::size_t ranges) const;

    std::vector<Inbound> waiting_;
    std::size_t bytes_ = 0;   // of those
    std::size_t ranges_ = 0;  // that they have looked up
    bool is_closed_ = false;
    net::Signal changed_;
};

}  // namespace culver::chat
