// SPDX-License-Identifier: Apache-2.0
#include "store/cards.h"

#include "store/query.h"

namespace culver::store {

Task<Result<>> Cards::put(PeerKey peer, StoredCard card) {
    auto work = [=](SQLite::Database& database) {
        Query(
            database,
            "INSERT OR REPLACE INTO cards(peer, room, phone, email, note, picture) VALUES(?, ?, ?, ?, ?, ?)")
            .with(peer)
            .with(card.room)
            .with(card.phone)
            .with(card.email)
            .with(card.note)
            .with(card.picture.is_zero() ? ByteView() : card.picture.view())
            .run();
    };
    co_return co_await database_.write(work);
}

Task<Result<std::vector<std::pair<PeerKey, StoredCard>>>> Cards::load_all() {
    auto work = [](SQLite::Database& database) {
        std::vector<std::pair<PeerKey, StoredCard>> cards;
        Query query(database, "SELECT peer, room, phone, email, note, picture FROM cards");
        while (query.next())
            cards.emplace_back(query.peer(0), StoredCard{query.text(1), query.text(2), query.text(3),
                                                         query.text(4), query.id<AttachmentDigest>(5)});
        return cards;
    };
    co_return co_await database_.read(work);
}

}  // namespace culver::store
