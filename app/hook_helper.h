// SPDX-License-Identifier: Apache-2.0
// A small process beside the node that starts the programs of hooks. It is made before the node has threads,
// sockets, keys or a database, so a program inherits none of them; it has no shell and no privileges of its
// own.
#pragma once
#include "base/files.h"
#include "base/result.h"

#include <cstddef>

namespace culver::app {

// One request or answer is one packet on the socket; the kernel takes no longer ones without being asked.
inline constexpr std::size_t kMaxHookPacket = 160U * 1024;

// How many hooks run at once: a printer prints one after the other anyway, and a flood of messages must not
// become a flood of processes.
inline constexpr std::size_t kMaxHooksAtOnce = 4;

// Forks the helper and returns the node's end of the socket. The helper ends when that end is closed and the
// programs that run have ended or used up their time.
// Requires: the process has one thread.
[[nodiscard]] Result<FileHandle> start_hook_helper();

}  // namespace culver::app
