// SPDX-License-Identifier: Apache-2.0
// Why the node itself could not do what it was asked.
#pragma once
#include "base/result.h"
#include "control/outcome.h"

#include <boost/system/error_code.hpp>

#include <type_traits>

namespace culver::app {

enum class AppErrc { BadConfig = 1, BadSetting, AlreadyRunning, NoControlSocket, NoSuchGroup, BadArchive };
[[nodiscard]] boost::system::error_code make_error_code(AppErrc reason);

// For a face that has no node to ask: AlreadyRunning when the profile is in use, else what control says.
[[nodiscard]] std::unexpected<control::Refusal> refuse_start(const Error& error);

}  // namespace culver::app

template <>
struct boost::system::is_error_code_enum<culver::app::AppErrc> : std::true_type {};
