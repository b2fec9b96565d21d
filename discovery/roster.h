// SPDX-License-Identifier: Apache-2.0
// The live list: one row per peer, whatever the ways and addresses it is heard by. Pure: time and randomness
// come from outside, nothing is sent. What should be asked comes back as wishes.
//
// A row is *pending* until the peer proved that it is there (it signed a nonce of ours, or a link's handshake
// succeeded), so that a recorded beacon raises no ghost; *present*; *suspect* after 2.5 intervals without
// news, and then probed; gone, and out of the list, before 3. Only a higher stamp is news. What is gone stays
// gone for every stamp up to the highest that was heard.
#pragma once
#include "discovery/address_list.h"
#include "discovery/budget.h"
#include "discovery/sighting.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace culver::discovery {

enum class RowState : std::uint8_t { Pending, Present, Suspect };

struct Row {
    PeerKey peer;
    Label label;
    RowState state = RowState::Pending;
    std::vector<Endpoint> addresses{};  // best first
    std::vector<Way> ways{};            // in the order of Way
    bool has_session = false;
    SteadyTime last_heard{};
    SteadyTime answered_at{};                           // it signed a nonce of ours last
    std::array<SteadyTime, kAllWays.size()> arrived{};  // a datagram of its own last, by Way
};

struct Change {
    enum class Kind : std::uint8_t { Appeared, Changed, Gone };
    Kind kind = Kind::Appeared;
    Row row;
};
using Changes = std::vector<Change>;

// Ask this peer, at these UDP endpoints, whether it is there.
struct Wish {
    PeerKey peer;
    std::vector<Endpoint> at;
};

// Bounds on what strangers can make this node remember.
struct RosterLimits {
    std::size_t unknown_rows = 5'000;        // five times the largest LAN this is made for; about 5 MB
    std::size_t ids_per_address = 32;        // users of one terminal server who are strangers
    std::size_t addresses_per_peer = 8;      // four interfaces, IPv4 and IPv6 each
    std::size_t departed_strangers = 8'192;  // stamps kept of strangers that left
};

class Roster {
public:
    Roster(RandomSource random, std::uint16_t beacon_port, RosterLimits limits = {});

    enum class Freshness { Unseen, Newer, Same, Older };
    // Before any signature is checked: is this news? Same: the very datagram that was heard last.
    [[nodiscard]] Freshness freshness(const PeerKey& peer, const Stamp& stamp, const Digest& digest) const;

    // Requires: the signature was checked, unless freshness() is Same.
    Changes heard(const Sighting& sighting, SteadyTime now);

    // Requires: the signature was checked. Removes the row at once if the stamp is news.
    Changes said_goodbye(const PeerKey& peer, const Stamp& stamp);

    // The way says that the peer left it (a DNS-SD record was withdrawn).
    Changes withdrawn(const PeerKey& peer, Way way, SteadyTime now);

    // A link with the peer passed its handshake.
    Changes session_opened(const PeerKey& peer, SteadyTime now);
    // It says so over that link. dial: where it accepts links, if known. Nothing where is_open is false: last
    // words may be read later than their session's end, and who has left is not called back by them.
    Changes told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label, bool is_open,
                            SteadyTime now);
    Changes session_closed(const PeerKey& peer, SteadyTime now);

    // Known peers are those with a history: they are never evicted and count against no limit.
    void mark_known(const PeerKey& peer);
    void forget_known(const PeerKey& peer);
    [[nodiscard]] bool is_known(const PeerKey& peer) const { return known_.contains(peer); }

    enum class Doubt { Overdue, Everybody };
    // The machine slept, or this process stood still: rows that are overdue, or all, are asked once more
    // before they are given up.
    void look_again(Doubt doubt, SteadyTime now);

    struct Step {
        Changes changes;
        std::vector<Wish> wishes;
        std::vector<PeerKey> doubts;    // have a session, but fell silent: ask there for a sign of life, once
        std::vector<PeerKey> unproven;  // pending, and the last of its questions went out unanswered
    };
    // Gives up who was silent for too long; says who is to be asked.
    [[nodiscard]] Step advance(SteadyTime now);
    [[nodiscard]] SteadyTime next_deadline() const;

    // The peer is asked otherwise (the answer to its hello carries a nonce): the next probe can wait.
    void will_be_asked(const PeerKey& peer, SteadyTime now);
    void was_asked(const PeerKey& peer, SteadyTime now);

    [[nodiscard]] std::vector<Row> rows() const;                      // present and suspect ones
    [[nodiscard]] std::optional<Row> row(const PeerKey& peer) const;  // pending ones too
    // Where that peer is asked by UDP, best first; empty when it is not listed, pending or present.
    [[nodiscard]] std::vector<Endpoint> asked_at(const PeerKey& peer) const;
    [[nodiscard]] Neighbourhood neighbourhood(SteadyTime now) const;
    [[nodiscard]] bool hears_any(WaySet ways) const;                     // somebody present, by one of these
    [[nodiscard]] std::size_t node_count() const { return shown_ + 1; }  // this one included
    [[nodiscard]] std::size_t pending_count() const { return entries_.size() - shown_; }
    [[nodiscard]] std::optional<RowState> state_of(const PeerKey& peer) const;
    // The peer is listed, and was heard from that address before.
    [[nodiscard]] bool is_expected_from(const PeerKey& peer, const boost::asio::ip::address& address) const;

private:
    struct Entry {
        PeerKey peer;
        AddressList addresses;
        RowState state = RowState::Pending;
        Label label{};
        Stamp stamp{};
        Digest digest{};
        std::array<SteadyTime, kAllWays.size()> way_heard{};
        std::array<SteadyTime, kAllWays.size()> arrived{};
        SteadyTime answered_at{};
        SteadyTime heard_at{};
        Duration promised{0};
        bool has_session = false;
        SteadyTime next_probe = SteadyTime::max();
        int probes = 0;
        std::size_t questions_earned = 0;  // while pending: what may still be sent to where it was heard
        bool was_cut_short = false;        // its last questions were fewer than they would have been
        bool is_due_again = false;         // and it was heard anew since then
        std::size_t questions = 0;         // that were cut to some of its addresses: each has its turn
        std::optional<SteadyTime> unproven_at{};  // last told of
        SteadyTime doubted_since{};               // the silence, by its beginning, that was doubted already
        SteadyTime due = SteadyTime::max();       // its place in the agenda
        std::optional<boost::asio::ip::address> charged{};
        WaySet shown_ways{};
    };
    struct Departed {
        Stamp stamp;
        std::uint64_t order = 0;
    };

    Entry* find(const PeerKey& peer);
    [[nodiscard]] const Entry* find(const PeerKey& peer) const;
    Entry* admit(const Sighting& sighting);
    bool make_room(const Sighting& sighting);
    bool evict_pending(const std::function<bool(const Entry&)>& choice);
    Entry& add(const PeerKey& peer);
    void charge(Entry& entry, const boost::asio::ip::address& address);
    void discharge(Entry& entry);
    void remove(const PeerKey& peer);
    void remember_departed(const PeerKey& peer, const Stamp& stamp);

    void absorb(Entry& entry, const Sighting& sighting, SteadyTime now, bool& changed);
    Changes settle(Entry& entry, bool is_proven, bool changed, SteadyTime now);
    void take_address(const Entry& owner, const Endpoint& dial, Changes& changes);
    bool refresh_ways(Entry& entry, SteadyTime now);
    void advance_entry(Entry& entry, SteadyTime now, Step& step);
    void ask_pending(Entry& entry, SteadyTime now);
    [[nodiscard]] Wish wish_for(Entry& entry);

    [[nodiscard]] Duration interval_of(const Entry& entry) const;
    [[nodiscard]] SteadyTime suspect_at(const Entry& entry) const;
    [[nodiscard]] SteadyTime gone_at(const Entry& entry) const;
    [[nodiscard]] SteadyTime doubted_at(const Entry& entry) const;
    [[nodiscard]] Row row_of(const Entry& entry) const;
    void schedule(Entry& entry);

    RandomSource random_;
    std::uint16_t beacon_port_;
    RosterLimits limits_;
    std::unordered_map<PeerKey, Entry> entries_;
    std::set<std::pair<SteadyTime, PeerKey>> agenda_;
    std::unordered_set<PeerKey> known_;
    std::map<boost::asio::ip::address, std::size_t> ids_at_;  // unknown rows by first source address
    std::unordered_map<PeerKey, Departed> departed_;
    std::map<std::uint64_t, PeerKey> departed_order_;  // strangers only, oldest first
    std::uint64_t departures_ = 0;
    std::size_t shown_ = 0;
    std::size_t unknown_ = 0;
};

}  // namespace culver::discovery
