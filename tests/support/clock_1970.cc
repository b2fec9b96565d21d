// SPDX-License-Identifier: Apache-2.0
// Preloaded into a node, this is a board without a clock: wall time began at 1970 when the process did. Other
// clocks run as they are.
#include <dlfcn.h>
#include <sys/time.h>

#include <ctime>

namespace {

using ClockGettime = int (*)(clockid_t, timespec*);

ClockGettime real_clock_gettime() {
    static const auto real = reinterpret_cast<ClockGettime>(dlsym(RTLD_NEXT, "clock_gettime"));
    return real;
}

timespec since_start() {
    timespec now{};
    real_clock_gettime()(CLOCK_MONOTONIC, &now);
    static const timespec start = now;
    now.tv_sec -= start.tv_sec;
    now.tv_nsec -= start.tv_nsec;
    if (now.tv_nsec < 0) {
        now.tv_nsec += 1'000'000'000;
        --now.tv_sec;
    }
    return now;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock,
                                                                    timespec* into) noexcept {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return real_clock_gettime()(clock, into);
    *into = since_start();
    return 0;
}

extern "C" __attribute__((visibility("default"))) time_t time(time_t* into) noexcept {
    const time_t now = since_start().tv_sec;
    if (into != nullptr) *into = now;
    return now;
}

extern "C" __attribute__((visibility("default"))) int gettimeofday(timeval* __restrict into,
                                                                   void* __restrict) noexcept {
    const timespec now = since_start();
    into->tv_sec = now.tv_sec;
    into->tv_usec = now.tv_nsec / 1'000;
    return 0;
}
