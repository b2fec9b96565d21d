// SPDX-License-Identifier: Apache-2.0
// What Desk::status() says is read when the node is met; whoever changes a setting that stands in it asks for
// it again. Apart from desk.h, for the few that change settings.
#pragma once

namespace culver::desktop {

class Desk;

// Soon afterwards node_changed() tells that status() is new.
void refresh_status(Desk& desk);

}  // namespace culver::desktop
