// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/unread_beside.h"

#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/unread_count.h"

#include <algorithm>

namespace culver::desktop {

int unread_beside(Desk& desk, const QString& conversation) {
    const int all = desk.unread_total();
    if (desk.settings().muted(conversation)) return all;  // not counted in the first place
    const auto* summary = desk.summary(conversation);
    const auto* peer = desk.peer(conversation);
    const bool blocked = peer != nullptr && peer->trust == control::Trust::Blocked;
    const auto offers = blocked ? 0 : desk.transfers().open_offers().count(conversation);
    const int unread = summary == nullptr ? 0 : unread_count(summary->unread);
    return std::max(0, static_cast<int>(all - unread - offers));
}

}  // namespace culver::desktop
