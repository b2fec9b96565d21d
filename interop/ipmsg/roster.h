// SPDX-License-Identifier: Apache-2.0
// Who of the IP Messenger family is here. A host is its user and host name, bound to the address it was heard
// from: the same names from elsewhere do not take its place while it is here. Pure.
#pragma once
#include "base/clock.h"
#include "base/endpoint.h"
#include "base/ids.h"
#include "interop/ipmsg/introduction.h"

#include <map>
#include <optional>
#include <vector>

namespace culver::interop::ipmsg {

// SHA-256 of "culver/ipmsg", user and host in lower case; where two hosts have the same names, also the
// address. The SHA-256 of a key can never be one of these.
[[nodiscard]] PeerKey key_of(const Introduction& host, const boost::asio::ip::address* address = nullptr);

struct Neighbour {
    PeerKey key;
    Introduction said;
    Endpoint where;
    bool has_entered = false;  // introduced itself; else it only wrote
    SteadyTime heard{};
    SteadyTime next_probe{};
    int probes = 0;                 // since it was heard
    std::optional<Endpoint> rival;  // who else says to be it; asked when it is gone
};

class Roster {
public:
    static constexpr std::size_t kMost = 2'000;        // twice the largest LAN this is made for; about 1 MB
    static constexpr std::size_t kMostAtAddress = 32;  // a terminal server; beside the one at the usual port
    static constexpr Duration kQuiet = std::chrono::seconds(120);     // then it is asked
    static constexpr Duration kProbeEvery = std::chrono::seconds(5);  // Windows answers within four
    static constexpr int kProbes = 3;
    static constexpr Duration kBetweenProbes = std::chrono::milliseconds(10);

    struct Change {
        enum class Kind { None, Appeared, Changed, Gone };
        Kind kind = Kind::None;
        Neighbour row{};
    };
    // Somebody said who it is, or wrote without having said it. A row that had the address before goes.
    // Beyond the limits nobody comes in until others are gone.
    std::vector<Change> heard(const Introduction& said, const Endpoint& from, bool has_entered,
                              SteadyTime now);
    void touch(const Endpoint& from, SteadyTime now);  // any other packet
    std::vector<Change> left(const Endpoint& from);
    std::vector<Change> clear();
    void doubt_all(SteadyTime now);  // the network changed: everybody is asked soon, one after the other

    struct Step {
        std::vector<Change> changes;
        std::vector<Endpoint> ask;
    };
    Step advance(SteadyTime now);

    [[nodiscard]] const Neighbour* find(const PeerKey& key) const;
    [[nodiscard]] const Neighbour* at(const Endpoint& where) const;
    [[nodiscard]] const std::map<PeerKey, Neighbour>& rows() const { return rows_; }

private:
    [[nodiscard]] bool has_room(const Endpoint& from) const;

    std::map<PeerKey, Neighbour> rows_;
    std::map<Endpoint, PeerKey> at_;
};

}  // namespace culver::interop::ipmsg
