// SPDX-License-Identifier: Apache-2.0
// What remembered peers told about themselves when they were last here.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"
#include "store/message.h"

#include <string>
#include <utility>
#include <vector>

namespace culver::store {

struct StoredCard {
    std::string room;
    std::string phone;
    std::string email;
    std::string note;
    AttachmentDigest picture;  // zero: none
    bool operator==(const StoredCard&) const = default;
};

class Cards {
public:
    explicit Cards(Database& database) : database_(database) {}  // keeps database
    Task<Result<>> put(PeerKey peer, StoredCard card);
    Task<Result<std::vector<std::pair<PeerKey, StoredCard>>>> load_all();

private:
    Database& database_;
};

}  // namespace culver::store
