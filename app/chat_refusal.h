// SPDX-License-Identifier: Apache-2.0
// What the room of conversations and groups refuses, as faces are told it. Pure.
#pragma once
#include "base/result.h"
#include "control/outcome.h"

#include <expected>

namespace culver::app {

[[nodiscard]] std::unexpected<control::Refusal> refuse_chat(const Error& error);

}  // namespace culver::app
