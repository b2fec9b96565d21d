// SPDX-License-Identifier: Apache-2.0
// What holds for the roster whatever happens in whatever order.
#include "discovery/roster.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr int kPeers = 6;

PeerKey peer(int number) {
    PeerId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    return id;
}

Endpoint address(int number) {
    return {.address = boost::asio::ip::address_v4(0x0a000001u + static_cast<unsigned>(number)),
            .port = 24254};
}

Sighting sighting(int who, Stamp stamp, int where, Proof proof) {
    Digest digest{};
    digest[0] = static_cast<std::uint8_t>(stamp.sequence);
    return {.peer = peer(who),
            .proof = proof,
            .stamp = stamp,
            .digest = digest,
            .label = Label{.name = "n" + std::to_string(stamp.sequence), .department = {}, .presence = {}},
            .way = Way::Multicast4,
            .dial = address(where),
            .reply_port = 40'000,
            .is_direct = true};
}

// Follows the changes as a face does and checks that they are consistent with the rows.
class Watched {
public:
    explicit Watched(RosterLimits limits = {}) : roster([this] { return ++random_; }, 24254, limits) {}

    void apply(const Changes& changes) {
        for (const Change& change : changes) {
            const bool was_shown = shown.contains(change.row.peer);
            RC_ASSERT(was_shown == (change.kind != Change::Kind::Appeared));
            if (change.kind == Change::Kind::Gone)
                shown.erase(change.row.peer);
            else
                shown.insert(change.row.peer);
        }
    }
    void check() const {
        std::set<PeerKey> listed;
        for (const Row& row : roster.rows()) RC_ASSERT(listed.insert(row.peer).second);
        RC_ASSERT(listed == shown);
        RC_ASSERT(roster.node_count() == shown.size() + 1);
    }

    std::uint64_t random_ = 0;
    Roster roster;
    std::set<PeerKey> shown;
    SteadyTime now{1h};
};

void random_event(Watched& watched) {
    const int who = *rc::gen::inRange(0, kPeers);
    const Stamp stamp{.epoch = *rc::gen::inRange<std::uint64_t>(1, 4),
                      .sequence = *rc::gen::inRange<std::uint64_t>(0, 30)};
    const int where = *rc::gen::inRange(0, 4);
    switch (*rc::gen::inRange(0, 7)) {
        case 0:
        case 1:
            watched.apply(watched.roster.heard(sighting(who, stamp, where, Proof::Signed), watched.now));
            break;
        case 2:
            watched.apply(watched.roster.heard(sighting(who, stamp, where, Proof::Answered), watched.now));
            break;
        case 3: watched.apply(watched.roster.said_goodbye(peer(who), stamp)); break;
        case 4:
            watched.apply(watched.roster.session_opened(peer(who), watched.now));
            watched.apply(watched.roster.told_in_session(peer(who), address(where), {}, true, watched.now));
            break;
        case 5: watched.apply(watched.roster.session_closed(peer(who), watched.now)); break;
        default: {
            watched.now += std::chrono::milliseconds(*rc::gen::inRange(0, 9'000));
            watched.apply(watched.roster.advance(watched.now).changes);
        }
    }
}

RC_GTEST_PROP(RosterProperty, NeverHasTwoRowsOfOnePeerAndItsChangesTellTheRows, ()) {
    Watched watched;
    const int events = *rc::gen::inRange(1, 200);
    for (int i = 0; i < events; ++i) {
        random_event(watched);
        watched.check();
    }
}

RC_GTEST_PROP(RosterProperty, NothingThatWasSaidBeforeRevivesWhoLeft, (bool with_goodbye)) {
    Watched watched;
    std::vector<Stamp> said;
    Stamp stamp{.epoch = 1, .sequence = 0};
    const int beacons = *rc::gen::inRange(1, 30);
    for (int i = 0; i < beacons; ++i) {
        if (*rc::gen::inRange(0, 8) == 0) stamp = {.epoch = stamp.epoch + 1, .sequence = 0};
        ++stamp.sequence;
        said.push_back(stamp);
        watched.apply(watched.roster.heard(sighting(1, stamp, 0, Proof::Answered), watched.now));
    }
    ++stamp.sequence;
    if (with_goodbye) {
        watched.apply(watched.roster.said_goodbye(peer(1), stamp));
        said.push_back(stamp);
    }
    watched.now += 1h;
    watched.apply(watched.roster.advance(watched.now).changes);
    RC_ASSERT(watched.shown.empty());
    for (int i = 0; i < 50; ++i) {
        const Stamp replayed = said[*rc::gen::inRange<std::size_t>(0, said.size())];
        watched.apply(watched.roster.heard(sighting(1, replayed, 0, Proof::Answered), watched.now));
        RC_ASSERT(watched.shown.empty());
        RC_ASSERT(watched.roster.pending_count() == 0u);
    }
}

RC_GTEST_PROP(RosterProperty, StrangersNeverExceedTheirLimitsAndNeverPushOutAKnownPeer, ()) {
    const RosterLimits limits{
        .unknown_rows = 20, .ids_per_address = 5, .addresses_per_peer = 4, .departed_strangers = 10};
    Watched watched(limits);
    watched.roster.mark_known(peer(0));
    watched.apply(watched.roster.heard(sighting(0, {1, 1}, 0, Proof::Answered), watched.now));
    std::map<PeerKey, int> first_address;
    const int strangers = *rc::gen::inRange(1, 200);
    for (int i = 1; i <= strangers; ++i) {
        const int where = *rc::gen::inRange(0, 8);
        const Proof proof = *rc::gen::element(Proof::Signed, Proof::Answered);
        watched.apply(watched.roster.heard(sighting(i, {1, 1}, where, proof), watched.now));
        first_address[peer(i)] = where;
        RC_ASSERT(watched.roster.rows().size() + watched.roster.pending_count() <= limits.unknown_rows + 1);
        RC_ASSERT(watched.shown.contains(peer(0)));
    }
    std::map<int, std::size_t> ids;
    for (const Row& row : watched.roster.rows()) {
        if (row.peer != peer(0)) ++ids[first_address.at(row.peer)];
    }
    for (const auto& [where, count] : ids) RC_ASSERT(count <= limits.ids_per_address);
}

}  // namespace
}  // namespace culver::discovery
