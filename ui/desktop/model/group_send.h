// SPDX-License-Identifier: Apache-2.0
// Files that went to a group: one transfer for each member, shown as one. The node says to which group a
// transfer went; those of the same files that were begun in one go belong together. Pure.
#pragma once
#include "ui/desktop/model/transfer_model.h"

#include <QStringList>
#include <vector>

namespace culver::desktop {

// The transfers that were sent with this one, itself among them, in the order they were begun. all: of the
// conversation with the group, oldest first.
[[nodiscard]] std::vector<const TransferView*> sent_with(const std::vector<const TransferView*>& all,
                                                         const TransferView& one);

// What a card shows of all of them: bytes summed, the state of whoever is furthest from the end.
struct GroupFlight {
    control::TransferRow row;  // id: of the first
    double progress = 0;
    qint64 seconds_left = -1;  // the longest
    QString receivers;         // "all 5", "3 of 5", or the one it waits for: Mei
};
// views: at least one.
[[nodiscard]] GroupFlight as_one(const std::vector<const TransferView*>& views);

}  // namespace culver::desktop
