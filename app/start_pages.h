// SPDX-License-Identifier: Apache-2.0
// What only the start of the node needed, given back to the system: most code runs once, and a node that
// waits for months on a small box need not keep it. Linux.
#pragma once

namespace culver::app {

// Drops clean pages of the program and its libraries, which come back from their files when they are used
// again, and free ends of the heap. Takes a millisecond. Any thread.
void give_back_start_pages();

}  // namespace culver::app
