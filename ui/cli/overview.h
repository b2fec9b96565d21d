// SPDX-License-Identifier: Apache-2.0
// What `culver` and `culver --help` say: every command in a line, by what people come for.
#pragma once
#include <string>

namespace culver::cli {

[[nodiscard]] std::string overview();

}  // namespace culver::cli
