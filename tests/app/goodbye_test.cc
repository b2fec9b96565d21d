// SPDX-License-Identifier: Apache-2.0
#include "app/goodbye.h"

#include "base/log.h"
#include "store/errors.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace culver::app {
namespace {

void hang(const Result<>& outcome) {
    log::start();
    const Goodbye goodbye(std::chrono::milliseconds(20), outcome);
    for (;;) ::pause();
}

TEST(GoodbyeDeathTest, EndsAStopThatHangsAsAStop) {
    EXPECT_EXIT(hang({}), testing::ExitedWithCode(0), "");
}

TEST(GoodbyeDeathTest, EndsAStartThatFailedAsAFailureAndSaysWhy) {
    const Result<> failed = fail(store::StoreErrc::ProfileInUse);
    EXPECT_EXIT(
        hang(failed), [](int status) { return WIFEXITED(status) && WEXITSTATUS(status) != 0; },
        failed.error().sentence());
}

TEST(Goodbye, LetsGoWhatClosesInTime) {
    {
        log::start();
        const Goodbye goodbye(std::chrono::hours(1), {});
    }
    SUCCEED() << "and does not wait";
}

}  // namespace
}  // namespace culver::app
