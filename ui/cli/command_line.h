// SPDX-License-Identifier: Apache-2.0
// The whole command line: what was typed in, exit code out.
#pragma once
#include <string>
#include <vector>

namespace culver::cli {

// Without the program's own name.
[[nodiscard]] int run_command_line(std::vector<std::string> arguments);

}  // namespace culver::cli
