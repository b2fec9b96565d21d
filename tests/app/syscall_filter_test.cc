// SPDX-License-Identifier: Apache-2.0
// Each test asks in a child of its own: what is closed stays closed.
#include "app/syscall_filter.h"

#include "base/files.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <functional>
#include <thread>

namespace culver::app {
namespace {

constexpr int kNotSupported = 77;

// True when work() was, in a process whose calls are closed.
bool holds(const std::function<bool()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (close_unneeded_calls() != SyscallFilter::Closed) ::_exit(kNotSupported);
        ::_exit(work() ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kNotSupported) {
        [] { GTEST_SKIP() << "this kernel, or this emulator, has no seccomp"; }();
        return true;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool fails_with(int reason, long number, unsigned long first = 0) {
    errno = 0;
    if (::syscall(number, first, 0UL, 0UL, 0UL, 0UL, 0UL) == -1 && errno == reason) return true;
    std::fprintf(stderr, "call %ld: errno %d instead of %d\n", number, errno, reason);
    return false;
}

TEST(SyscallFilter, WhatIsClosedFails) {
    EXPECT_TRUE(holds([] {
        bool all_fail = true;
        for (const ClosedCall& call : closed_calls()) all_fail = fails_with(EPERM, call.number) && all_fail;
        return all_fail;
    }));
}

TEST(SyscallFilter, NoProgramCanBeStarted) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "a sanitizer starts programs";
#endif
#endif
    EXPECT_TRUE(holds([] {
        ::execl("/bin/true", "true", nullptr);
        return errno == EPERM;
    }));
}

TEST(SyscallFilter, NamespacesCannotBeMadeByAnyDoor) {
    EXPECT_TRUE(holds([] {
        return fails_with(EPERM, SYS_unshare, CLONE_NEWUSER) && fails_with(ENOSYS, SYS_clone3) &&
               fails_with(EPERM, SYS_clone, CLONE_NEWUSER | SIGCHLD) &&
               fails_with(EPERM, SYS_clone, CLONE_NEWNET | SIGCHLD);
    }));
}

#if defined(__x86_64__)
TEST(SyscallFilter, CallsOfTheOtherAbiAreClosed) {
    constexpr long x32_getpid = 0x40000000L + 39;
    EXPECT_TRUE(holds([] { return fails_with(EPERM, x32_getpid); }));
}
#endif

TEST(SyscallFilter, WhatANodeDoesGoesOn) {
    EXPECT_TRUE(holds([] {
        bool ran = false;
        std::thread([&ran] { ran = fails_with(EPERM, SYS_mount); }).join();
        const FileHandle socket(::socket(AF_INET, SOCK_STREAM, 0));
        const FileHandle memory(::memfd_create("x", MFD_CLOEXEC));
        return ran && socket.is_open() && memory.is_open() && ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    }));
}

TEST(SyscallFilter, ThreadsThatRunAlreadyAreClosedToo) {
    EXPECT_TRUE(holds([] {
        // holds() closed everything before; once more with a thread that waits is the same to the kernel.
        bool is_closed = false;
        std::jthread other([&is_closed] { is_closed = fails_with(EPERM, SYS_mount); });
        const bool again = close_unneeded_calls() == SyscallFilter::Closed;
        other.join();
        return again && is_closed;
    }));
}

}  // namespace
}  // namespace culver::app
