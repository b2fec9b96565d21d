// SPDX-License-Identifier: Apache-2.0
// The transfers this node knows, each as a record whose content only the transfer room understands.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace culver::store {

enum class TransferDirection : std::uint8_t { In = 0, Out = 1 };

struct StoredTransfer {
    TransferId id;
    PeerKey peer;
    TransferDirection direction = TransferDirection::In;
    std::int64_t created = 0;  // milliseconds since 1970
    std::int64_t updated = 0;
    bool finished = false;
    Bytes record;
    bool operator==(const StoredTransfer&) const = default;
};

class Transfers {
public:
    explicit Transfers(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> put(StoredTransfer transfer);  // adds or replaces; on the disk when it returns
    Task<Result<>> remove(TransferId id);
    Task<Result<std::optional<StoredTransfer>>> find(TransferId id);
    Task<Result<std::vector<StoredTransfer>>> load_all();  // oldest first

    // Forgets finished ones that were last changed before that time; gives how many.
    Task<Result<std::int64_t>> remove_finished_before(std::int64_t updated);

private:
    Database& database_;
};

}  // namespace culver::store
