// SPDX-License-Identifier: Apache-2.0
// A list of what is closed, not of what is open: the libraries below the node (TLS, SQLite, Avahi, the C
// library) may use other calls in their next version, and a messenger that dies of an update protects nobody.
#include "app/syscall_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#if defined(__x86_64__)
#define CULVER_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CULVER_AUDIT_ARCH AUDIT_ARCH_AARCH64
#elif defined(__arm__)
#define CULVER_AUDIT_ARCH AUDIT_ARCH_ARM
#elif defined(__riscv) && __riscv_xlen == 64
#define CULVER_AUDIT_ARCH AUDIT_ARCH_RISCV64
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CULVER_IS_SANITIZED 1  // its runtime traces threads and starts a program that names functions
#endif
#endif

#define CLOSED(name)      \
    ClosedCall {          \
        #name, SYS_##name \
    }

namespace culver::app {
namespace {

constexpr std::array kClosed{
#if !defined(CULVER_IS_SANITIZED)
    CLOSED(execve),
    CLOSED(execveat),
    CLOSED(ptrace),
#endif
    // other processes
    CLOSED(process_vm_readv),
    CLOSED(process_vm_writev),
    CLOSED(kcmp),
    CLOSED(pidfd_getfd),
    // what is mounted where
    CLOSED(mount),
    CLOSED(umount2),
    CLOSED(pivot_root),
    CLOSED(chroot),
    CLOSED(fsopen),
    CLOSED(fsconfig),
    CLOSED(fsmount),
    CLOSED(fspick),
    CLOSED(open_tree),
    CLOSED(move_mount),
    CLOSED(mount_setattr),
    CLOSED(open_by_handle_at),
    CLOSED(mknodat),
#if defined(SYS_mknod)
    CLOSED(mknod),
#endif
    // namespaces
    CLOSED(unshare),
    CLOSED(setns),
    // the kernel itself
    CLOSED(init_module),
    CLOSED(finit_module),
    CLOSED(delete_module),
    CLOSED(kexec_load),
    CLOSED(reboot),
    CLOSED(bpf),
    CLOSED(perf_event_open),
    CLOSED(userfaultfd),
    CLOSED(io_uring_setup),
    CLOSED(io_uring_enter),
    CLOSED(io_uring_register),
    CLOSED(syslog),
    CLOSED(acct),
    CLOSED(swapon),
    CLOSED(swapoff),
    CLOSED(quotactl),
    CLOSED(vhangup),
#if defined(SYS_kexec_file_load)
    CLOSED(kexec_file_load),
#endif
#if defined(SYS_iopl)
    CLOSED(iopl),
    CLOSED(ioperm),
    CLOSED(modify_ldt),
#endif
    // keys of the kernel, the clock and the name of the machine
    CLOSED(add_key),
    CLOSED(request_key),
    CLOSED(keyctl),
    CLOSED(settimeofday),
    CLOSED(clock_settime),
    CLOSED(adjtimex),
    CLOSED(clock_adjtime),
    CLOSED(sethostname),
    CLOSED(setdomainname),
#if defined(SYS_clock_settime64)
    CLOSED(clock_settime64),
    CLOSED(clock_adjtime64),  // the same once more, for 32-bit machines
#endif
#if defined(SYS_quotactl_fd)
    CLOSED(quotactl_fd),
#endif
};

#undef CLOSED

#if defined(CULVER_AUDIT_ARCH)

constexpr std::uint32_t kNamespaces =
    CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
constexpr std::uint32_t kDenied = SECCOMP_RET_ERRNO | EPERM;

sock_filter step(int code, std::uint32_t value, std::uint8_t when_true = 0, std::uint8_t when_false = 0) {
    return {static_cast<std::uint16_t>(code), when_true, when_false, value};
}
sock_filter load(std::size_t offset) {
    return step(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter answer(std::uint32_t action) {
    return step(BPF_RET | BPF_K, action);
}

// Jumps are always over one answer: no distance has to be counted.
std::vector<sock_filter> program() {
    std::vector<sock_filter> steps{load(offsetof(seccomp_data, arch)),
                                   step(BPF_JMP | BPF_JEQ | BPF_K, CULVER_AUDIT_ARCH, 1, 0), answer(kDenied),
                                   load(offsetof(seccomp_data, nr))};
    const auto deny_if = [&steps](int comparison, std::uint32_t value, std::uint32_t action) {
        steps.push_back(step(BPF_JMP | comparison | BPF_K, value, 0, 1));
        steps.push_back(answer(action));
    };
#if defined(__x86_64__)
    constexpr std::uint32_t x32_calls = 0x40000000;  // the same calls once more, for 32-bit pointers
    deny_if(BPF_JGE, x32_calls, kDenied);
#endif
    for (const ClosedCall& call : kClosed) deny_if(BPF_JEQ, static_cast<std::uint32_t>(call.number), kDenied);
    // Its flags lie in memory, where a filter cannot read them.
    deny_if(BPF_JEQ, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
    steps.push_back(step(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0));
    steps.push_back(answer(SECCOMP_RET_ALLOW));
    // Little endian, as all of these machines are used: the lower half of the first argument comes first.
    steps.push_back(load(offsetof(seccomp_data, args)));
    deny_if(BPF_JSET, kNamespaces, kDenied);
    steps.push_back(answer(SECCOMP_RET_ALLOW));
    return steps;
}

#endif

}  // namespace

std::span<const ClosedCall> closed_calls() {
    return kClosed;
}

SyscallFilter close_unneeded_calls() {
#if defined(CULVER_AUDIT_ARCH)
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return SyscallFilter::NotSupported;
    auto steps = program();
    const sock_fprog filter{static_cast<unsigned short>(steps.size()), steps.data()};
    constexpr unsigned flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG;
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter) == 0) return SyscallFilter::Closed;
#endif
    return SyscallFilter::NotSupported;
}

}  // namespace culver::app
