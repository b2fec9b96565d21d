// SPDX-License-Identifier: Apache-2.0
// Brings a database file to the version this program knows.
#pragma once
#include "base/result.h"
#include "store/schema.h"

#include <SQLiteCpp/Database.h>

#include <filesystem>

namespace culver::store {

// All missing steps in one transaction. A file that already holds an older version is copied first, to
// <file>.before-v<new version> (mode 0600). Fails with TooNew when the file has steps that schema lacks.
// Throws SQLite::Exception.
[[nodiscard]] Result<> migrate(SQLite::Database& database, const std::filesystem::path& path,
                               const Schema& schema);

}  // namespace culver::store
