// SPDX-License-Identifier: Apache-2.0
// Small named values that must survive a restart together with the rows they describe.
#pragma once
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>

namespace culver::store {

// Within a work. Throw SQLite::Exception.
void put_meta(SQLite::Database& database, std::string_view name, std::string_view value);
[[nodiscard]] std::optional<std::string> get_meta(SQLite::Database& database, std::string_view name);

class Meta {
public:
    explicit Meta(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> put(std::string name, std::string value);
    Task<Result<std::optional<std::string>>> get(std::string name);

private:
    Database& database_;
};

}  // namespace culver::store
