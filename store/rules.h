// SPDX-License-Identifier: Apache-2.0
// What a person allowed a peer to do without asking: one auto-accept rule per peer.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace culver::store {

struct AutoAcceptRule {
    PeerKey peer;
    bool on = false;
    std::string folder;                      // absolute; empty means the node's receive folder
    std::optional<std::uint64_t> max_bytes;  // larger offers are asked about
    bool operator==(const AutoAcceptRule&) const = default;
};

class Rules {
public:
    explicit Rules(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> put(AutoAcceptRule rule);                     // adds or replaces
    Task<Result<>> remove(PeerKey peer);
    Task<Result<std::vector<AutoAcceptRule>>> load_all();

private:
    Database& database_;
};

}  // namespace culver::store
