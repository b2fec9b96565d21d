#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reaching one another where multicast or a port is closed: named hosts, gossip, knocks. One function is one test."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import PATIENCE, random_file, remains, require, run_cases, same_tree, wait_for  # noqa: E402

GOSSIP_LIMIT = 10  # seconds until a peer that only gossip tells of is seen (R4)
SILENCE_LIMIT = 15
SLACK = 1
TCP_IN = "tcp flags syn / fin,syn,rst,ack"  # new links from outside


def require_talk(one, other):
    for sender, receiver in ((one, other), (other, one)):
        answer = sender.cli("say", receiver.id, f"from {sender}", "--wait", "--timeout", "20")
        require(answer.lines[-1]["state"] in ("delivered", "read"), f"{sender} to {receiver}: {answer.out}")


def require_transfer(sender, receiver, name):
    """A file arrives whole."""
    receiver.cli("auto-accept", sender.id, "on")
    file = random_file(sender.home / name, 3 << 20, seed=len(name))
    row = sender.cli("send", receiver.id, file, "--wait", "--timeout", int(40 * PATIENCE)).lines[-1]
    require(row["state"] == "done", f"{sender} to {receiver}: {row}")
    require(same_tree(file, receiver.received / name), f"{name} differs")


def two_networks(lab, near, far):
    """Nodes of these names on both sides of a router; not started."""
    lab.router()
    here = [lab.node(name, host) for name, host in zip(near, lab.add_hosts(len(near)))]
    there = [lab.node(name, host) for name, host in zip(far, lab.add_hosts(len(far), network=1))]
    return here, there


def no_link_local(rows):
    return all("fe80" not in address and "169.254" not in address for row in rows for address in row["addresses"])


def case_a_named_host_beyond_a_router(lab):
    """One side's setting is enough, and takes effect at once."""
    (alice,), (bob,) = two_networks(lab, ["alice"], ["bob"])
    alice.up()
    bob.up()
    remains(3, lambda: not alice.sees(bob), "a router carries no beacon")
    alice.cli("config", "set", "hosts", f'["{bob.host.address}"]')
    wait_for(5, lambda: alice.sees(bob) and bob.sees(alice), "they see each other")
    require("static" in alice.peer(bob)["via"], f"{alice.peer(bob)}")
    require(any(way["way"] == "static" and way["state"] == "ok" for way in alice.status()["discovery"]), "status names the way")
    require_talk(alice, bob)
    require_transfer(alice, bob, "there.bin")
    require_transfer(bob, alice, "back.bin")
    bob.stop()
    wait_for(3, lambda: not alice.sees(bob), "a goodbye passes the router")
    bob.up()
    wait_for(GOSSIP_LIMIT, lambda: alice.sees(bob), "and is found again")
    bad = alice.cli("config", "set", "hosts", '["printer"]', code=2)
    require("printer" in bad.err, bad.err)


def case_one_name_joins_two_networks(lab):
    near, far = two_networks(lab, ["alice", "anna", "arne"], ["bob", "bea", "ben"])
    for node in (*near, *far):
        node.up(wait=False)
    for node in (*near, *far):
        node.wait_ready()
    lab.wait_all_see(near)
    lab.wait_all_see(far)
    near[0].cli("config", "set", "hosts", f'["{far[0].host.address}"]')
    lab.wait_all_see([*near, *far], GOSSIP_LIMIT)
    require("gossip" in {way for node in near[1:] for other in far[1:] for way in node.peer(other)["via"]} |
            {way for node in far[1:] for other in near[1:] for way in node.peer(other)["via"]}, "nobody was found by gossip")
    require_talk(near[2], far[2])
    for node in (*near, *far):
        remote = [row for row in node.cli("peers", "--present").lines if row["name"] in (("bob", "bea", "ben") if node in near else ("alice", "anna", "arne"))]
        require(len(remote) == 3 and no_link_local(remote), f"{node} knows {remote}")
    # A newcomer is told of, on both sides.
    late = lab.node("late", lab.add_hosts(1, network=1)[0]).up()
    for node in near:
        wait_for(GOSSIP_LIMIT, lambda: node.sees(late) and late.sees(node), f"{node} and {late} see each other")


def case_gossip_keeps_no_dead_peer_alive(lab):  # mostly waits
    near, far = two_networks(lab, ["alice", "anna"], ["bob", "bea"])
    for node in (*near, *far):
        node.up()
    near[0].cli("config", "set", "hosts", f'["{far[0].host.address}"]')
    lab.wait_all_see([*near, *far], GOSSIP_LIMIT)
    bea = far[1]
    bea.host.unplug()
    bea.kill()
    others = [*near, far[0]]
    for node in others:
        wait_for(SILENCE_LIMIT + 4, lambda: not node.sees(bea), f"{node} notices that {bea} is dead")
    remains(10, lambda: not any(node.sees(bea) for node in others), "she stays away, whoever speaks of her")


def case_a_filtered_link_hides_nobody(lab):
    """alice and carol hear no datagram to everybody from each other; bob hears both."""
    alice, bob, carol = (lab.node(name) for name in ("alice", "bob", "carol"))
    for one, other in ((alice, carol), (carol, alice)):
        one.host.drop(f"ip saddr {other.host.address} udp dport 24254")
        one.host.drop("ip6 daddr ff02::8000:5ebe udp dport 24254")
    for node in (alice, carol, bob):
        node.up()
    lab.wait_all_see([alice, bob])
    wait_for(GOSSIP_LIMIT, lambda: alice.sees(carol) and carol.sees(alice), "they see each other")
    require_talk(alice, carol)


def case_closed_port(lab):
    """bob's firewall lets no link in; then no datagram either; then alice comes anew."""
    alice, bob, carol = lab.up("alice", "bob", "carol")
    bob.host.drop(TCP_IN)
    require_talk(alice, bob)
    require_transfer(alice, bob, "in.bin")
    require_transfer(bob, alice, "out.bin")
    bob.host.drop("meta l4proto udp")
    require_talk(alice, bob)
    remains(SILENCE_LIMIT + SLACK, lambda: alice.sees(bob) and bob.sees(alice), "they see each other by their session")
    require_talk(carol, bob)
    alice.kill()
    alice.up()
    require_talk(alice, bob)
    require_transfer(alice, bob, "again-in.bin")
    require_transfer(bob, alice, "again-out.bin")
    wait_for(10, lambda: alice.sees(bob) and bob.sees(alice), "both are listed")


def case_port_closed_while_they_talk(lab):
    """alice dialled bob, who then switches a firewall on: what is open stays, and files go on both ways."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    bob.host.drop(TCP_IN)
    require_transfer(alice, bob, "in.bin")
    require_transfer(bob, alice, "out.bin")


def case_closed_from_the_start(lab):
    """bob lets nothing in, ever; alice and bob never spoke. One name in bob's settings is enough."""
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.host.drop(TCP_IN)
    bob.host.drop("meta l4proto udp")
    alice.up()
    bob.up()
    bob.cli("config", "set", "hosts", f'["{alice.host.address}"]')
    wait_for(15, lambda: alice.sees(bob) and bob.sees(alice), "they see each other")
    require_talk(alice, bob)
    require_transfer(alice, bob, "in.bin")


def case_no_datagram_comes_in(lab):
    """bob hears nothing, but his port is open: who hears him dials him."""
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.host.drop("meta l4proto udp")
    alice.up()
    bob.up()
    wait_for(15, lambda: alice.sees(bob) and bob.sees(alice), "they see each other")
    require_talk(alice, bob)


if __name__ == "__main__":
    run_cases(globals())
