// SPDX-License-Identifier: Apache-2.0
#include "app/diagnosis.h"

#include <algorithm>
#include <array>

namespace culver::app {
namespace {

using control::Finding;
using control::Severity;
using Findings = std::vector<Finding>;

void add(Findings& findings, std::string code, Severity severity, std::string message,
         std::string advice = {}) {
    findings.push_back({.code = std::move(code),
                        .severity = severity,
                        .message = std::move(message),
                        .advice = advice.empty() ? std::nullopt : std::optional(std::move(advice))});
}

const discovery::WayState* state_of(const OwnFacts& own, discovery::Way way) {
    const auto found = std::ranges::find(own.ways, way, &discovery::WayState::way);
    return found == own.ways.end() ? nullptr : &*found;
}

bool is_on(const OwnFacts& own, discovery::Way way) {
    const auto* state = state_of(own, way);
    return state != nullptr && state->health != discovery::Health::Off;
}

bool any(const OwnFacts& own, bool ReachReport::* fact) {
    return std::ranges::any_of(own.outside, [&](const OutsideView& view) { return view.report.*fact; });
}

void check_interfaces(const OwnFacts& own, Findings& findings) {
    if (!own.interfaces.empty()) return;
    add(findings, "no_interface", Severity::Problem,
        "This machine has no usable network: no interface is connected and has an address.",
        "Plug in the cable or join the Wi-Fi; 'ip address' lists the interfaces. If one is left out on "
        "purpose, look at the setting 'interfaces'.");
}

void check_ports(const OwnFacts& own, Findings& findings) {
    const std::string beacon_port = std::to_string(own.beacon_port);
    if (!own.has_beacon_port) {
        add(findings, "port_taken", Severity::Problem,
            "Another program holds UDP port " + beacon_port +
                " for itself, so beacons of others are not heard; peers are seen only when they answer.",
            "'ss -lunp sport = :" + beacon_port + "' names the program; end it.");
    }
    if (!own.is_port_usual) {
        add(findings, "port_moved", Severity::Note,
            "TCP port 24254 was taken, so this node accepts links at port " + std::to_string(own.port) + ".",
            "Nothing is to be done; a firewall has to let ports 24254 to 24283 in.");
    }
}

void check_ways(const OwnFacts& own, Findings& findings) {
    for (const auto& way : own.ways) {
        const bool is_bad =
            way.health == discovery::Health::Failed || way.health == discovery::Health::Degraded;
        if (!is_bad || (!own.has_beacon_port && discovery::kBeaconWays.contains(way.way))) continue;
        const bool is_mdns = way.way == discovery::Way::Mdns;
        // Without IPv6, or without a network at all, the way fails for a reason that is told elsewhere.
        if (own.interfaces.empty() || way.way == discovery::Way::Multicast6) continue;
        add(findings, is_mdns ? "mdns" : "way_failed", Severity::Warning,
            "Finding peers by " + std::string(discovery::to_string(way.way)) +
                (way.health == discovery::Health::Failed ? " does not work: " : " works in part: ") +
                way.detail,
            is_mdns
                ? "Peers are found by beacons all the same. 'systemctl status avahi-daemon' tells about the "
                  "daemon; the setting 'discovery.mdns' switches this way off."
                : "The other ways go on; 'culver status' shows them.");
    }
}

// Seen only where somebody is near: with nobody there, silence says nothing.
void check_multicast(const OwnFacts& own, Findings& findings) {
    if (own.near == 0 || !own.has_beacon_port || !is_on(own, discovery::Way::Multicast4)) return;
    const bool in = own.hears_multicast4;
    const bool out = own.outside.empty() || any(own, &ReachReport::heard_multicast4);
    if (in && out) return;
    const std::string advice =
        "Look for a firewall that drops 224.0.0.190, and at the switch or access point for 'multicast "
        "filtering', 'IGMP snooping' or 'multicast enhancement'. Until then peers are found by broadcast, "
        "IPv6, "
        "gossip and named hosts ('culver config set hosts').";
    if (!in && !out) {
        add(findings, "multicast_filtered", Severity::Warning,
            "Multicast passes in neither direction: this node hears no multicast of others, and they hear "
            "none "
            "of it.",
            advice);
    } else if (!in) {
        add(findings, "multicast_in_filtered", Severity::Warning,
            "Multicast of others does not arrive here; they are heard by other ways only.", advice);
    } else {
        add(findings, "multicast_out_filtered", Severity::Warning,
            "This node's multicast does not arrive at others, though theirs arrives here.", advice);
    }
}

void check_own_firewall(const OwnFacts& own, Findings& findings) {
    const auto dial_failed = [](const OutsideView& view) {
        return view.report.dial == DialOutcome::Refused || view.report.dial == DialOutcome::Silent;
    };
    const auto failed = std::ranges::find_if(own.outside, dial_failed);
    const bool all_failed = !own.outside.empty() && std::ranges::all_of(own.outside, dial_failed);
    if (all_failed || (own.outside.empty() && own.believes_port_closed)) {
        const bool is_refused = failed != own.outside.end() && failed->report.dial == DialOutcome::Refused;
        const std::string who = failed != own.outside.end() ? failed->name : "Others";
        add(findings, "own_tcp_blocked", Severity::Problem,
            who + " cannot reach TCP port " + std::to_string(own.port) + " of this machine: its firewall " +
                (is_refused ? "refuses" : "drops") + " what comes in.",
            firewall_rule("tcp", own.port) +
                " Until then this node dials, and messages and files flow all the same.");
    }
    if (!own.outside.empty() && !any(own, &ReachReport::answers_questions)) {
        add(findings, "own_udp_blocked", Severity::Problem,
            own.outside.front().name +
                " got no answer from this machine by UDP: its firewall drops what comes in.",
            firewall_rule("udp", own.beacon_port));
    }
}

void check_identity(const OwnFacts& own, Findings& findings) {
    if (own.twin) {
        add(findings, "twin", Severity::Problem,
            "Another node at " + *own.twin + " uses the identity of this one: was its profile copied?",
            "Run 'culver identity new' on one of the two.");
    }
    for (const auto& peer : own.too_old_peers) {
        add(findings, "peer_too_old", Severity::Warning,
            "Culver of " + peer + " is too old to talk to this one.", "Update it there.");
    }
    if (own.is_self_too_old) {
        add(findings, "self_too_old", Severity::Problem,
            "Culver on this machine is too old to talk to somebody else's.", "Update it here.");
    }
    if (own.is_silent) {
        add(findings, "hidden", Severity::Note,
            "This node makes itself known to nobody here: nobody sees it unless it dials them.",
            "The settings 'hidden' and 'announce' decide that; with announce = \"known-networks\", 'culver "
            "networks "
            "trust' makes this network a known one.");
    }
}

void check_silence(const OwnFacts& own, Findings& findings) {
    if (own.interfaces.empty() || own.has_heard_anybody || !own.has_beacon_port) return;
    add(findings, "nothing_heard", Severity::Warning, "No other node was heard since this one started.",
        "If one runs in this network, then a firewall here drops UDP port " +
            std::to_string(own.beacon_port) + ", or the network keeps its clients apart. " +
            firewall_rule("udp", own.beacon_port));
}

bool is_problem(const Finding& finding) {
    return finding.severity == Severity::Problem || finding.severity == Severity::Warning;
}

// ── One peer

const AddressFacts* first_with(const PeerFacts& peer, Dialled outcome) {
    const auto found = std::ranges::find(peer.addresses, outcome, &AddressFacts::dialled);
    return found == peer.addresses.end() ? nullptr : &*found;
}

// In this network, and yet the kernel cannot learn its hardware address.
bool is_cut_off(const PeerFacts& peer) {
    const bool is_near = std::ranges::any_of(peer.addresses, &AddressFacts::is_on_link);
    const bool is_known = std::ranges::any_of(peer.addresses, [](const AddressFacts& address) {
        return address.is_on_link && address.is_neighbour;
    });
    return is_near && !is_known && !peer.answers_questions;
}

// The node runs there, and its port does not let this one in.
void check_peer_port(const PeerFacts& peer, Findings& findings) {
    const auto* refused = first_with(peer, Dialled::Refused);
    const auto* silent = first_with(peer, Dialled::Silent);
    if (refused == nullptr && silent == nullptr) return;
    const AddressFacts& where = refused != nullptr ? *refused : *silent;
    const std::string place = where.where.text();
    const std::string rule = "On that machine: " + firewall_rule("tcp", where.where.port);
    if (peer.has_session) {
        add(findings, refused != nullptr ? "tcp_refused" : "tcp_dropped", Severity::Warning,
            peer.name + "'s firewall " + (refused != nullptr ? "refuses" : "drops") + " links to " + place +
                "; " + peer.name + " dials this node instead, and messages and files flow all the same.",
            rule);
    } else if (refused != nullptr) {
        add(findings, "tcp_refused", Severity::Problem,
            peer.name + " is heard, but refuses links to " + place +
                ": a firewall there, or no node at that port.",
            rule);
    } else {
        add(findings, "tcp_dropped", Severity::Problem,
            peer.name + " is heard, but links to " + place +
                " get no answer, and it could not dial this node " + "either: " +
                (peer.reaches_others ? "a firewall there" : "a firewall there, here or between") +
                " drops them.",
            rule + " And here: " + firewall_rule("tcp", where.where.port));
    }
}

void check_peer_there(const PeerFacts& peer, Findings& findings) {
    const bool is_near = std::ranges::any_of(peer.addresses, &AddressFacts::is_on_link);
    if (peer.addresses.empty()) {
        add(findings, "no_address", Severity::Problem, "It is not known where " + peer.name + " is.",
            "Is it switched on and in this network? If it is in another one, name its address: 'culver "
            "config "
            "set hosts'.");
    } else if (!is_near) {
        add(findings, "other_subnet", Severity::Problem,
            peer.name + " does not answer at " + peer.addresses.front().where.text() +
                ", which is in another network, where no beacon of this machine arrives.",
            "See that a router leads there ('ip route get " +
                peer.addresses.front().where.address.to_string() +
                "') and lets UDP and TCP port 24254 pass; then name the address: 'culver config set hosts'.");
    } else if (is_cut_off(peer) && peer.is_gateway_there) {
        add(findings, "isolation", Severity::Problem,
            "The router of this network answers, but " + peer.name +
                "'s machine does not, not even to the question "
                "for its hardware address: it is switched off, or the network keeps its clients apart.",
            "Look for 'client isolation' or 'AP isolation' at the access point (guest networks have it), or "
            "at the "
            "switch for 'port isolation'.");
    } else {
        add(findings, "peer_offline", Severity::Problem, peer.name + " does not answer in any way.",
            "Is the machine switched on, and does Culver run there?");
    }
}

void check_peer(const PeerFacts& peer, Findings& findings) {
    if (peer.is_blocked) {
        add(findings, "blocked", Severity::Note, peer.name + " is blocked here.",
            "'culver trust --undo' lifts that; without --undo it would call the peer verified.");
        return;
    }
    if (first_with(peer, Dialled::SelfTooOld) != nullptr ||
        first_with(peer, Dialled::PeerTooOld) != nullptr) {
        const bool is_self = first_with(peer, Dialled::SelfTooOld) != nullptr;
        add(findings, is_self ? "self_too_old" : "peer_too_old", Severity::Problem,
            is_self ? "Culver on this machine is too old to talk to " + peer.name + "'s."
                    : "Culver of " + peer.name + " is too old to talk to this one.",
            is_self ? "Update it here." : "Update it there.");
        return;
    }
    if (const auto* other = first_with(peer, Dialled::OtherNode); other != nullptr && !peer.has_session) {
        add(findings, "other_node", Severity::Problem,
            "At " + other->where.text() + " another node answers than " + peer.name + ".",
            "If Culver was set up anew there, compare ids: 'culver identity show'.");
    }
    if (const auto* other = first_with(peer, Dialled::NoCulver); other != nullptr && !peer.has_session) {
        add(findings, "no_culver", Severity::Problem,
            "What answers at " + other->where.text() + " is not Culver.", "Name another port.");
    }
    if (first_with(peer, Dialled::Answered) != nullptr) return;
    if (!findings.empty()) return;
    const bool is_alive = peer.answers_questions || peer.had_to_knock || peer.has_session || peer.is_heard;
    if (is_cut_off(peer) || (!is_alive && first_with(peer, Dialled::Refused) == nullptr)) {
        check_peer_there(peer, findings);
    } else if (is_alive) {
        check_peer_port(peer, findings);
    } else {
        const AddressFacts& where = *first_with(peer, Dialled::Refused);
        add(findings, "not_running", Severity::Problem,
            "The machine at " + where.where.text() + " answers, but refuses links, and " + peer.name +
                " is not heard: Culver does not run there, or a firewall there refuses it.",
            "Start it there: 'culver up'. " + firewall_rule("tcp", where.where.port));
    }
}

void check_subnet(const PeerFacts& peer, Findings& findings) {
    const bool is_near = std::ranges::any_of(peer.addresses, &AddressFacts::is_on_link);
    if (peer.addresses.empty() || is_near || first_with(peer, Dialled::Answered) == nullptr) return;
    add(findings, "other_subnet", Severity::Note,
        peer.name + " is in another network: it is found by named hosts and gossip, not by beacons.");
}

}  // namespace

std::string firewall_rule(std::string_view protocol, std::uint16_t port) {
    const std::string name(protocol);
    const std::string number = std::to_string(port);
    return "Type 'sudo ufw allow " + number + "/" + name + "', or 'sudo firewall-cmd --add-port=" + number +
           "/" + name + "', or 'sudo nft insert rule inet filter input " + name + " dport " + number +
           " accept'.";
}

Findings diagnose(const OwnFacts& own) {
    Findings findings;
    check_interfaces(own, findings);
    check_ports(own, findings);
    check_identity(own, findings);
    check_own_firewall(own, findings);
    check_multicast(own, findings);
    check_silence(own, findings);
    check_ways(own, findings);
    if (std::ranges::none_of(findings, is_problem)) {
        add(findings, "ok", Severity::Ok,
            own.outside.empty()
                ? "Nothing is wrong on this machine, as far as it can tell alone."
                : "Nothing is wrong: " + own.outside.front().name + " reaches this machine by TCP and UDP.");
    }
    return findings;
}

Findings diagnose(const OwnFacts& own, const PeerFacts& peer) {
    Findings findings;
    check_interfaces(own, findings);
    check_ports(own, findings);
    if (own.interfaces.empty()) return findings;
    Findings about_peer;
    check_peer(peer, about_peer);
    check_subnet(peer, about_peer);
    std::ranges::move(about_peer, std::back_inserter(findings));
    check_own_firewall(own, findings);
    if (std::ranges::none_of(findings, is_problem)) {
        add(findings, "ok", Severity::Ok, peer.name + " can be reached.");
    }
    return findings;
}

}  // namespace culver::app
