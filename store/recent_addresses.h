// SPDX-License-Identifier: Apache-2.0
// Addresses at which an authenticated peer was met lately: they are dialled first after a start, and keep
// places of their own when strangers crowd the listener.
#pragma once
#include "base/endpoint.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"

#include <cstdint>
#include <vector>

namespace culver::store {

struct RecentAddress {
    PeerKey peer;
    Endpoint endpoint;
    std::int64_t last_success = 0;  // milliseconds since 1970
    bool operator==(const RecentAddress&) const = default;
};
inline constexpr std::size_t kMaxRecentAddressesPerPeer = 8;  // the oldest beyond are dropped

class RecentAddresses {
public:
    explicit RecentAddresses(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> note(RecentAddress met);

    // Not older than since, newest first.
    Task<Result<std::vector<RecentAddress>>> load_since(std::int64_t since);

private:
    Database& database_;
};

}  // namespace culver::store
