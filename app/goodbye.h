// SPDX-License-Identifier: Apache-2.0
// Ends the process when closing hangs, whatever hangs: all that counts is on the disk already. Thread: made
// and destroyed on one; watches on its own.
#pragma once
#include "base/result.h"

#include <chrono>
#include <thread>

namespace culver::app {

class Goodbye {
public:
    // After so long the process ends with the code of the outcome, so that a service manager starts again
    // what could not start, and not what a person stopped. The reason of a failure goes to the log.
    Goodbye(std::chrono::milliseconds longest, const Result<>& outcome);

private:
    std::jthread watch_;  // stopped when closing was quicker
};

}  // namespace culver::app
