// SPDX-License-Identifier: Apache-2.0
// Ctrl-C as something to wait for: commands that watch or wait end in order and with exit code 130.
#pragma once

namespace culver::cli {

// From here on SIGINT and SIGTERM make the descriptor readable instead of ending the process; a second one
// ends it. Called once; the descriptor lives as long as the process. -1 when the system refuses.
[[nodiscard]] int catch_interrupts();

}  // namespace culver::cli
