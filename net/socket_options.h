// SPDX-License-Identifier: Apache-2.0
// How the kernel treats our sockets. A refused option costs quality, never the connection, so nothing is
// reported.
#pragma once

namespace culver::net {

// Sentences: sent at once, ahead of bulk; a peer that acknowledges nothing for 10 s is gone.
void tune_for_session(int descriptor);

// Blocks: little is kept unsent in the kernel, so that what is queued can still be changed; no priority.
void tune_for_lane(int descriptor);

// Programs that hooks start must not inherit our links.
void close_on_exec(int descriptor);

}  // namespace culver::net
