// SPDX-License-Identifier: Apache-2.0
// Which of two links with one peer stays. Pure: both sides judge the same facts and come to the same end.
#pragma once
#include "base/clock.h"
#include "base/ids.h"

#include <chrono>

namespace culver::net {

// What is known of a link after both sides said Hello.
struct LinkFacts {
    InstanceId instance;   // of the other side
    PeerId dialler;        // who opened it
    SteadyTime confirmed;  // when the Hellos were exchanged
};

enum class LinkChoice {
    OldIsDead,  // the other side was started again: the old link ends at once
    KeepOld,    // the new one loses; it is read to its end
    KeepNew,    // the old one loses; it is read to its end
};

// Between two links of the same two instances, both confirmed within the window, the one dialled by the
// smaller id stays: that is two sides dialling at once. Otherwise the newer stays: its dialler had lost the
// older.
[[nodiscard]] LinkChoice choose_link(const LinkFacts& old_link, const LinkFacts& new_link, Duration window);

}  // namespace culver::net
