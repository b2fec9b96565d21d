// SPDX-License-Identifier: Apache-2.0
// Every name that a remembered peer was ever seen with, so that a stranger who takes the name of somebody
// known is noticed even after that somebody was renamed.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <string>
#include <utility>
#include <vector>

namespace culver::store {

class PeerNames {
public:
    // A peer that keeps changing its name has the later ones forgotten.
    static constexpr int kMaxNamesPerPeer = 64;

    explicit PeerNames(Database& database) : database_(database) {}  // keeps database

    Task<Result<>> add(PeerKey peer, std::string name);  // does nothing when it is there, or at the limit
    Task<Result<std::vector<std::pair<PeerKey, std::string>>>> load_all();

private:
    Database& database_;
};

}  // namespace culver::store
