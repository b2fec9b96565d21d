// SPDX-License-Identifier: Apache-2.0
#include "store/history_file.h"

#include "store/errors.h"

#include <utility>

namespace culver::store {
namespace {

// Without a byte nothing was ever committed to it, or somebody took it away.
bool holds_nothing(const std::filesystem::path& path) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(path, missing);
    return missing || bytes == 0;
}

}  // namespace

Result<OpenedHistory> open_history(Profile& profile, boost::asio::any_io_executor home,
                                   std::function<void()> on_step) {
    const auto path = profile.database_path();
    const RecoveryHooks hooks{.before_switch = [&profile] { return profile.begin_new_incarnation(); },
                              .on_step = std::move(on_step)};
    auto finished = finish_recovery(path, hooks);
    if (!finished) return fail_as(finished);
    OpenedHistory opened;
    opened.recovered = std::move(*finished);
    // Whoever has our former messages would take new ones with their numbers for lies.
    opened.begins_anew = holds_nothing(path);
    if (opened.begins_anew) {
        if (auto begun = profile.begin_new_incarnation(); !begun) return fail_as(begun);
    }
    auto database = Database::open(path, home);
    if (!database && database.error().code == StoreErrc::Damaged) {
        auto recovered = recover_database(path, hooks);
        if (!recovered) return fail_as(recovered);
        opened.recovered = std::move(*recovered);
        database = Database::open(path, home);
    }
    if (!database) return fail_as(database);
    opened.database = std::move(*database);
    return opened;
}

}  // namespace culver::store
