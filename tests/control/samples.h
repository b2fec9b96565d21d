// SPDX-License-Identifier: Apache-2.0
// Rows and events of a believable office, for tests.
#pragma once
#include "control/event.h"
#include "control/rows.h"

#include <vector>

namespace culver::control::samples {

[[nodiscard]] NodeStatus status();
[[nodiscard]] PeerRow bob();
[[nodiscard]] AttachmentRow attachment();
[[nodiscard]] MessageRow message();
[[nodiscard]] TransferRow transfer();
[[nodiscard]] GroupRow group();
[[nodiscard]] ProfileRow profile();

// Every alternative of EventBody, in order; `lost` has number 0.
[[nodiscard]] std::vector<Event> one_of_each_event();

}  // namespace culver::control::samples
