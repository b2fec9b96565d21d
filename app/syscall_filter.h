// SPDX-License-Identifier: Apache-2.0
// A second line behind everything that reads foreign bytes: the node gives back, for good, the system calls
// that it never needs. Whoever should gain its process can then start no program, look into no other process,
// mount nothing, load nothing into the kernel and make no namespaces in which the kernel is easier to attack.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace culver::app {

enum class SyscallFilter : std::uint8_t {
    Closed,
    NotSupported,  // the kernel was built without seccomp, or this machine's numbers are not known here
};

// For all threads of the process, present and to come, and for what they start; also: no new privileges. A
// closed call fails with EPERM (clone3 with ENOSYS, so that the C library takes clone) and is told to the
// kernel's log.
[[nodiscard]] SyscallFilter close_unneeded_calls();

struct ClosedCall {
    std::string_view name;
    long number = 0;
};
// All that are closed whatever their arguments, but clone3.
[[nodiscard]] std::span<const ClosedCall> closed_calls();

}  // namespace culver::app
