// SPDX-License-Identifier: Apache-2.0
// What waits in the conversations beside the one that is open.
#pragma once
#include <QString>

namespace culver::desktop {

class Desk;

// Of Desk::unread_total() what is not of that conversation; of all when it is empty. It may change with
// Desk::unread_changed() and, as one is read while another comes, with Desk::summary_changed().
[[nodiscard]] int unread_beside(Desk& desk, const QString& conversation);

}  // namespace culver::desktop
