// SPDX-License-Identifier: Apache-2.0
// The program `culver`: the command line, and the headless node as `culver up`.
#include "ui/cli/command_line.h"

int main(int count, char** arguments) {
    return culver::cli::run_command_line({arguments + (count > 0 ? 1 : 0), arguments + count});
}
