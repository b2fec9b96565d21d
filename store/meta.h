// SPDX-License-Identifier: Apache-2.0
// Small named values that must survive a restart together with the rows they describe.
#pragma once
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <optional>
#include <string>

namespace culver::store {

class Meta {
public:
    explicit Meta(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> put(std::string name, std::string value);
    Task<Result<std::optional<std::string>>> get(std::string name);

private:
    Database& database_;
};

}  // namespace culver::store
