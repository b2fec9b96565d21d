// SPDX-License-Identifier: Apache-2.0
#include "net/link_choice.h"

namespace culver::net {

LinkChoice choose_link(const LinkFacts& old_link, const LinkFacts& new_link, Duration window) {
    if (old_link.instance != new_link.instance) return LinkChoice::OldIsDead;
    if (old_link.dialler == new_link.dialler) return LinkChoice::KeepNew;
    if (new_link.confirmed - old_link.confirmed > window) return LinkChoice::KeepNew;
    return old_link.dialler < new_link.dialler ? LinkChoice::KeepOld : LinkChoice::KeepNew;
}

}  // namespace culver::net
