// SPDX-License-Identifier: Apache-2.0
// How this node's person shows themselves, and what peers told of themselves: kept over restarts. Thread: the
// network thread.
#pragma once
#include "app/introductions.h"
#include "base/task_scope.h"
#include "store/cards.h"
#include "store/meta.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace culver::app {

class CardBook {
public:
    // Keys cost nothing: of strangers only so many are held, the latest.
    static constexpr std::size_t kMaxStrangerCards = 1'024;

    // Keeps the stores.
    CardBook(boost::asio::any_io_executor executor, store::Meta& meta, store::Cards& cards)
        : meta_(meta), cards_(cards), tasks_(executor) {}

    Task<Result<>> load();  // once, before anything else

    // This node's own: presence, status_text, room, phone, email, note, picture.
    [[nodiscard]] const Card& own() const { return own_; }
    Task<Result<>> set_own(Card card);  // on the disk when it returns

    // What a peer said last; true when it is news. Strangers leave no trace on the disk (Forget), and the
    // oldest of many of them none at all.
    enum class Memory { Keep, Forget };
    bool note(const PeerId& peer, const Card& card, Memory memory);
    // Whoever said it is a stranger no more: keeps what was noted, and gives it.
    std::optional<store::StoredCard> keep(const PeerKey& peer);
    [[nodiscard]] std::optional<store::StoredCard> find(const PeerKey& peer) const;
    [[nodiscard]] const std::map<PeerKey, store::StoredCard>& all() const { return others_; }

    Task<> close() { return tasks_.close(); }

private:
    Task<Result<>> write_own(const Card& card, const Card& former);  // both outlive the wait
    void note_stranger(const PeerKey& peer);
    void save(const PeerKey& peer, const store::StoredCard& card);
    store::Meta& meta_;
    store::Cards& cards_;
    Card own_;
    std::map<PeerKey, store::StoredCard> others_;
    std::deque<PeerKey> strangers_;  // those of others_ that are on no disk, oldest first
    TaskScope tasks_;
};

}  // namespace culver::app
