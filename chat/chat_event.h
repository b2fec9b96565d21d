// SPDX-License-Identifier: Apache-2.0
// What the chat room tells its node, in the order in which it happened and after it is on the disk.
#pragma once
#include "store/message.h"

#include <string>
#include <variant>

namespace culver::chat {

// Somebody said something; shown exactly once, in the author's order.
struct MessageArrived {
    store::StoredMessage message;
};

// A message came further: own ones from queued on (also when it was just said), incoming ones when they are
// read.
struct MessageStateChanged {
    store::StoredMessage message;  // state is the new one; failure says why, when it is Failed
};

// A message's words, marks or receipts changed; with its marks.
struct MessageChanged {
    store::StoredMessage message;
};

// A peer types, or stopped, or went silent.
struct PeerTyping {
    PeerKey peer;
    bool is_typing = false;
};

struct PeerBuzzed {
    PeerKey peer;
};

// Messages became too old (store/retention.h) and are gone, with what they carried.
struct HistoryForgotten {};

// Members, name or this node's part in a group changed.
struct GroupChanged {
    GroupId group;
};

// Something a person should know and can mend, e.g. a full disk. Told once until it is over.
struct ChatWarning {
    std::string sentence;
};

using ChatEvent = std::variant<MessageArrived, MessageStateChanged, MessageChanged, PeerTyping, PeerBuzzed,
                               HistoryForgotten, GroupChanged, ChatWarning>;

}  // namespace culver::chat
