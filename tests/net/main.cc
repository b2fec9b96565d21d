// SPDX-License-Identifier: Apache-2.0
// The tests of this room open sockets on the loopback interface of a network of their own.
#include "net/process_limits.h"
#include "tests/support/private_network.h"

#include <gtest/gtest.h>

#include <iostream>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (!culver::test::enter_private_network())
        std::cerr << "no private network; using this machine's loopback\n";
    culver::net::ignore_broken_pipes();
    return RUN_ALL_TESTS();
}
