// SPDX-License-Identifier: Apache-2.0
// Takes the test program out of the machine's network, so that what it opens is seen by nobody else.
#pragma once

namespace culver::test {

// Moves this process into a network namespace of its own that has only a loopback interface. Called before
// threads start. False where the system does not allow it; the tests then use the machine's loopback
// interface.
bool enter_private_network();

}  // namespace culver::test
