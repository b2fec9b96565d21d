// SPDX-License-Identifier: Apache-2.0
// Everybody this node remembers, held in memory over the store: who is known, who is blocked, what they were
// called. Presence is not here; that is the roster's. Thread: the network thread.
#pragma once
#include "app/name_index.h"
#include "base/clock.h"
#include "base/task_scope.h"
#include "net/sessions.h"
#include "store/peer_names.h"
#include "store/peers.h"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace culver::app {

class PeerBook {
public:
    // Keeps all arguments.
    PeerBook(boost::asio::any_io_executor executor, store::Peers& peers, store::PeerNames& names,
             const Clock& clock);

    Task<Result<>> load();  // once, before anything else
    // Who is here is not forgotten, however long ago he came; asked in meet().
    void ask_presence(std::function<bool(const PeerKey&)> is_here) { is_here_ = std::move(is_here); }
    // Called when somebody becomes known, by talking or by a verification.
    void on_known(std::function<void(const PeerKey&)> became_known) {
        became_known_ = std::move(became_known);
    }

    // Null for somebody never talked with. Valid until the next change of the book.
    [[nodiscard]] const store::StoredPeer* find(const PeerKey& key) const;
    [[nodiscard]] const std::map<PeerKey, store::StoredPeer>& all() const { return rows_; }
    [[nodiscard]] const std::set<std::string>& ever_names(const PeerKey& key) const {
        return ever_names_.names(key);
    }

    // Known: somebody this node has written to or accepted files from, or verified.
    [[nodiscard]] net::Standing standing(const PeerKey& peer) const;
    [[nodiscard]] net::Standing standing(const PeerId& peer) const { return standing(PeerKey(peer)); }
    [[nodiscard]] bool is_known(const PeerKey& key) const;

    // True when a known peer bears, or ever bore, the name of this stranger: somebody may be pretending.
    [[nodiscard]] bool borrows_known_name(const PeerKey& stranger, const std::string& name) const;
    // That known peer, if there is one.
    [[nodiscard]] std::optional<PeerKey> known_bearer(const PeerKey& stranger, const std::string& name) const;

    // Adds the peer when it is missing: a message or an offer went either way. That it is here is written
    // down once a minute, and by note_gone().
    void remember(const PeerKey& key, const std::string& name, const std::string& department);
    // Something of that peer arrived: as remember(), but of strangers at most kMaxStrangers, because keys
    // cost nothing. At the limit the one who was away longest is forgotten, if that is kStrangerKept: a crowd
    // must not push out who came yesterday. Else who comes is shown as long as he is here. Whom a person
    // wrote to, verified or blocked is no stranger and never forgotten, and nobody who is here.
    void meet(const PeerKey& key, const std::string& name, const std::string& department);
    static constexpr std::size_t kMaxStrangers = 4'096;
    static constexpr std::chrono::days kStrangerKept{30};  // longer than anybody's holidays

    // Whoever had borrowed a name by then stays Changed until a person decides.
    void mark_talked(const PeerKey& key);

    // What a person decided. Adds the peer when it is missing.
    void set_trust(const PeerKey& key, store::Trust trust);

    // After the store carried over what belonged to former: the successor has its names and is verified,
    // and former is forgotten.
    void note_successor(const PeerKey& former, const PeerKey& successor);

    // For those in the book: what a beacon or card said, and where they answered. Strangers leave no trace.
    void note_labels(const PeerKey& key, const std::string& name, const std::string& department);
    void note_status(const PeerKey& key, const std::string& text);
    void note_address(const PeerKey& key, const Endpoint& where);
    void note_gone(const PeerKey& key);  // keeps the time it was last seen

    Task<> close();

private:
    [[nodiscard]] bool make_room_for_stranger();
    void forget(PeerKey key);
    void save(const store::StoredPeer& row);
    void tell_known(const PeerKey& key, bool was_known);
    void save_name(const PeerKey& key, const std::string& name);

    store::Peers& peers_;
    store::PeerNames& names_;
    const Clock& clock_;
    // Every message says that its peer is here: a write for each would make it wait for the disk twice.
    static constexpr std::chrono::milliseconds kSeenStep = std::chrono::minutes(1);
    std::map<PeerKey, store::StoredPeer> rows_;
    std::map<PeerKey, std::int64_t> saved_at_;  // milliseconds since 1970, of rows written since the start
    NameIndex ever_names_;
    std::function<void(const PeerKey&)> became_known_;
    std::function<bool(const PeerKey&)> is_here_;
    TaskScope tasks_;
};

}  // namespace culver::app
