// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>

namespace culver::cli {
namespace {

std::array<int, 2> ends{-1, -1};

// Only write() here: it is safe in a signal handler.
void on_signal(int) {
    const char sign = 1;
    (void)!::write(ends[1], &sign, 1);
}

}  // namespace

int catch_interrupts() {
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    struct sigaction action{};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one ends the process
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    return ends[0];
}

}  // namespace culver::cli
