// SPDX-License-Identifier: Apache-2.0
// Why somebody is not seen or not reachable: facts in, findings out. Pure; doctor.h gathers the facts. The
// codes are a contract for scripts, the messages and advices are for the person at the screen.
#pragma once
#include "app/reach_wire.h"
#include "control/rows.h"
#include "discovery/way.h"

#include <optional>
#include <string>
#include <vector>

namespace culver::app {

// What somebody who was asked found when it tried to reach this node.
struct OutsideView {
    std::string name;  // of the reporter
    ReachReport report;
};

struct OwnFacts {
    std::vector<std::string> interfaces{};  // usable ones, without the loopback
    std::vector<discovery::WayState> ways{};
    std::uint16_t port = 0;
    std::uint16_t beacon_port = 0;
    bool has_beacon_port = true;  // false: another program holds it
    bool is_port_usual = true;    // false: the port of the settings, or 24254, was taken
    bool is_silent = false;
    bool has_heard_anybody = false;     // any datagram of another node, since the start
    std::size_t near = 0;               // peers present in the own networks, not on this host
    bool hears_multicast4 = false;      // lately, from any of them
    bool hears_other_ways = false;      // IPv6 multicast or broadcast
    bool believes_port_closed = false;  // others had to knock
    std::vector<OutsideView> outside{};
    std::optional<std::string> twin{};  // where another node with this identity runs
    std::vector<std::string> too_old_peers{};
    bool is_self_too_old = false;
};

// How one address of the peer took a dial.
enum class Dialled { Answered, Refused, Silent, Unreachable, OtherNode, PeerTooOld, SelfTooOld, NoCulver };

struct AddressFacts {
    Endpoint where;
    Dialled dialled = Dialled::Silent;
    bool is_on_link = false;   // in a network of this machine
    bool is_neighbour = true;  // its hardware address is known
};

struct PeerFacts {
    std::string name;
    bool is_blocked = false;
    bool is_listed = false;
    bool is_heard = false;           // its datagrams arrive, whether it answers or not
    bool answers_questions = false;  // a UDP question, just now
    bool has_session = false;
    bool had_to_knock = false;  // the session came because it was asked to dial
    std::vector<AddressFacts> addresses{};
    bool is_gateway_there = false;  // the router of this network answers
    bool reaches_others = false;    // a link dialled from here to somebody else stands
};

// Of this machine. At least one finding; `ok` when nothing is wrong.
[[nodiscard]] std::vector<control::Finding> diagnose(const OwnFacts& own);

// Of the way to one peer, after those problems of this machine that explain it.
[[nodiscard]] std::vector<control::Finding> diagnose(const OwnFacts& own, const PeerFacts& peer);

// What to type to let this in: for the two usual front ends and the kernel's own.
[[nodiscard]] std::string firewall_rule(std::string_view protocol, std::uint16_t port);

}  // namespace culver::app
