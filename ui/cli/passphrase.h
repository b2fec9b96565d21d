// SPDX-License-Identifier: Apache-2.0
// A passphrase, asked for on the terminal without showing it, or the first line of stdin where that is no
// terminal. Never an argument and never in the environment: others on the machine can read those.
#pragma once
#include "control/outcome.h"

#include <string>

namespace culver::cli {

enum class Asking { Once, Twice };  // Twice: a new one, which must be typed again

// Fails with Usage when there is none, it is too long, or the second one differs.
[[nodiscard]] control::Reply<std::string> read_passphrase(Asking asking);

}  // namespace culver::cli
