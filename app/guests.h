// SPDX-License-Identifier: Apache-2.0
// Who may ask for what through a control socket that a group shares (control_group). Members use the node,
// and what it does it does as its own account; but what runs programs as that account, and who may use the
// socket, only its owner decides. Pure.
#pragma once
#include "control/dispatch.h"

namespace culver::app {

// Everything, for the owner.
[[nodiscard]] control::Guard guard_of(bool is_owner);

}  // namespace culver::app
