// SPDX-License-Identifier: Apache-2.0
// The profile's database as a start needs it: sound, and never made anew under an incarnation that gave
// numbers before. A file that is damaged is recovered first (recovery.h). Blocks, for seconds where a big
// file has to be checked or recovered: call it on a thread that may wait.
#pragma once
#include "base/result.h"
#include "store/database.h"
#include "store/profile.h"
#include "store/recovery.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace culver::store {

struct OpenedHistory {
    std::unique_ptr<Database> database;
    std::optional<Recovered> recovered;  // for a sentence to the person at the screen
    bool begins_anew = false;            // nothing was there: what lies beside it may be missed later
};

// Results of the database are posted to home. on_step is that of RecoveryHooks.
[[nodiscard]] Result<OpenedHistory> open_history(Profile& profile, boost::asio::any_io_executor home,
                                                 std::function<void()> on_step = {});

}  // namespace culver::store
