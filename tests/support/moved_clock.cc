// SPDX-License-Identifier: Apache-2.0
// Preloaded into a node, this moves its wall clock by the seconds (eight bytes) in the file that CULVER_CLOCK
// names, which may change while the node runs. Other clocks run as they are.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

const std::int64_t* g_seconds = nullptr;

// Before main: later the node may not open files any more.
__attribute__((constructor)) void map_seconds() {
    const char* const path = std::getenv("CULVER_CLOCK");
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void* const mapped = ::mmap(nullptr, sizeof *g_seconds, PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped != MAP_FAILED) g_seconds = static_cast<const std::int64_t*>(mapped);
}

// The kernel itself: to look the function up takes memory, and AddressSanitizer asks for the time before it
// gives any.
int real_clock_gettime(clockid_t clock, timespec* into) {
    return static_cast<int>(::syscall(SYS_clock_gettime, clock, into));
}

int moved(clockid_t clock, timespec* into) {
    const int code = real_clock_gettime(clock, into);
    if (code == 0 && g_seconds != nullptr) into->tv_sec += __atomic_load_n(g_seconds, __ATOMIC_RELAXED);
    return code;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock,
                                                                    timespec* into) noexcept {
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) return real_clock_gettime(clock, into);
    return moved(clock, into);
}

extern "C" __attribute__((visibility("default"))) time_t time(time_t* into) noexcept {
    timespec now{};
    moved(CLOCK_REALTIME, &now);
    if (into != nullptr) *into = now.tv_sec;
    return now.tv_sec;
}

extern "C" __attribute__((visibility("default"))) int gettimeofday(timeval* __restrict into,
                                                                   void* __restrict) noexcept {
    timespec now{};
    const int code = moved(CLOCK_REALTIME, &now);
    into->tv_sec = now.tv_sec;
    into->tv_usec = now.tv_nsec / 1'000;
    return code;
}
