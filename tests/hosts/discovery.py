#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finding one another: real nodes on hosts of their own. One function is one test (tests/hosts/CMakeLists.txt)."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import remains, require, run_cases, wait_for  # noqa: E402
from reallife import words_pass  # noqa: E402

SEEN_LIMIT = 1  # seconds after `ready`
SILENCE_LIMIT = 15  # seconds until a peer that left without a word is gone (design: three intervals of 5 s)
SLACK = 1  # a poll and a busy machine
BACK_LIMIT = 5  # seconds until a peer is seen after its network came back


def appeared_after_ready(watcher, other):
    """Seconds from the other's `ready` to the watcher's event about it."""
    seen = wait_for(10, lambda: watcher.seen("peer_appeared", id=other.id), f"{watcher} sees {other}")[0]
    ready = max(watcher.ready["_at"], other.ready["_at"])
    return seen["_at"] - ready


def require_talk(one, other):
    for sender, receiver in ((one, other), (other, one)):
        answer = sender.cli("say", receiver.id, f"from {sender}", "--wait", "--timeout", "20")
        require(answer.lines[-1]["state"] in ("delivered", "read"), f"{sender} to {receiver}: {answer.out}")


def wait_gone(watcher, other, seconds):
    wait_for(seconds, lambda: not watcher.sees(other), f"{watcher} notices that {other} is gone")


def case_seen_within_a_second(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.up()
    alice.up()
    for watcher, other in ((bob, alice), (alice, bob)):
        seconds = appeared_after_ready(watcher, other)
        print(f"{watcher} saw {other} {seconds * 1000:.0f} ms after both were ready")
        require(seconds <= SEEN_LIMIT, f"{watcher} saw {other} only after {seconds:.2f} s")
    row = alice.peer(bob)
    require(row["name"] == "bob" and row["trust"] == "new" and row["protocol"] == "culver", f"{row}")
    require(any(address.startswith(bob.host.address + ":") for address in row["addresses"]), f"{row}")


def case_both_start_at_once(lab):
    alice, bob, carol = nodes = [lab.node(name) for name in ("alice", "bob", "carol")]
    for node in nodes:
        node.up(wait=False)
    for node in nodes:
        node.wait_ready()
    lab.wait_all_see(nodes, 3)


def case_goodbye_removes_at_once(lab):
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    wait_gone(alice, bob, 1)
    require(alice.seen("peer_gone", id=bob.id), "no peer_gone event")
    remains(3, lambda: not alice.sees(bob), "a peer that said goodbye stays away")
    bob.up()
    wait_for(2, lambda: alice.sees(bob), "the peer is back")


def case_silent_death_is_noticed(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    bob.host.unplug()  # so that no packet of the dying process gets out
    bob.kill()
    wait_gone(alice, bob, SILENCE_LIMIT + SLACK)


def case_killed_process_is_noticed(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    bob.kill()
    wait_gone(alice, bob, SILENCE_LIMIT + SLACK)


def case_restart_after_kill_is_the_same_peer(lab):
    alice, bob = lab.up("alice", "bob")
    before = bob.id
    for _ in range(3):
        bob.kill()
        bob.up()
        require(bob.id == before, "the id changed by a restart")
        wait_for(BACK_LIMIT, lambda: bob.sees(alice) and alice.sees(bob), "they see each other")
        require_talk(alice, bob)


def case_address_change(lab):
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    bob.host.change_address("10.77.0.77")
    words_pass(alice, bob, time.monotonic())
    wait_for(10, lambda: any(address.startswith("10.77.0.77:") for address in alice.peer(bob)["addresses"]),
             lambda: f"the new address is known: {alice.peer(bob)}")
    require_talk(alice, bob)


def case_interface_down_and_up(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    bob.host.link_down()
    wait_gone(alice, bob, SILENCE_LIMIT + SLACK)
    wait_gone(bob, alice, SILENCE_LIMIT + SLACK)
    bob.host.link_up()
    bob.host.on("ip", "address", "replace", f"{bob.host.address}/24", "broadcast", "+", "dev", "eth0")
    wait_for(BACK_LIMIT, lambda: alice.sees(bob) and bob.sees(alice), "both are back")
    require_talk(alice, bob)


def case_cable_out_and_in(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    bob.host.unplug()
    wait_gone(alice, bob, SILENCE_LIMIT + SLACK)
    bob.host.plug()
    wait_for(BACK_LIMIT, lambda: alice.sees(bob) and bob.sees(alice), "both are back")
    require_talk(alice, bob)


def case_interface_appears_later(lab):
    """A laptop that is switched on before it is plugged in."""
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.host.link_down()
    alice.up()
    bob.up()
    bob.host.link_up()
    wait_for(BACK_LIMIT, lambda: alice.sees(bob) and bob.sees(alice), "they see each other")


def freeze_for(lab, seconds):
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    alice.cli("say", bob.id, "before")
    bob.freeze()
    wait_gone(alice, bob, SILENCE_LIMIT + SLACK)
    alice.cli("say", bob.id, "while frozen")
    remains(seconds - SILENCE_LIMIT, lambda: not alice.sees(bob), "a frozen peer stays away")
    bob.thaw()
    wait_for(BACK_LIMIT, lambda: alice.sees(bob) and bob.sees(alice), "both are back")
    wait_for(20, lambda: bob.texts(alice)[-2:] == ["before", "while frozen"], lambda: f"all words came: {bob.texts(alice)}")
    require_talk(alice, bob)


def case_frozen_for_twenty_seconds(lab):  # mostly waits
    freeze_for(lab, 20)


def case_frozen_for_a_minute(lab):  # mostly waits
    freeze_for(lab, 60)


def case_five_nodes_on_one_host(lab):
    host, other_host = lab.add_hosts(2)
    crowd = [lab.node(f"user{number}", host) for number in range(5)]
    outside = lab.node("outside", other_host)
    for node in (*crowd, outside):
        node.up()
    lab.wait_all_see([*crowd, outside])
    require(len({node.ready["port"] for node in crowd}) == 5, "two nodes of one host share a port")
    require_talk(crowd[0], crowd[4])
    require_talk(outside, crowd[2])
    crowd[1].stop()
    for node in (crowd[0], crowd[4], outside):
        wait_gone(node, crowd[1], 1)
    remains(6, lambda: outside.sees(crowd[3]) and crowd[0].sees(crowd[3]), "the others stay")


def case_ipv6_only(lab):
    hosts = lab.add_hosts(2, ipv4=False)
    alice, bob = lab.node("alice", hosts[0]), lab.node("bob", hosts[1])
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob], 3)
    row = alice.peer(bob)
    require(row["via"] and all(address.startswith("[fe80:") and "%eth0]" in address for address in row["addresses"]), f"{row}")
    require_talk(alice, bob)


def case_switch_that_drops_multicast(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    for node in (alice, bob):
        node.host.drop("ip daddr 224.0.0.0/4")
        node.host.drop("ip6 daddr ff00::/8 udp dport 24254")
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    require("broadcast" in alice.peer(bob)["via"], f"{alice.peer(bob)}")
    remains(20, lambda: alice.sees(bob) and bob.sees(alice), "peers that only broadcast reaches stay present")


def case_a_third_of_all_packets_lost(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    for node in (alice, bob):
        node.host.drop("udp dport 24254 numgen random mod 3 == 0")
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob], 15)
    require_talk(alice, bob)


def case_fifty_hosts(lab):
    nodes = [lab.node(f"desk{number}", host) for number, host in enumerate(lab.add_hosts(50))]
    for node in nodes:
        node.up(wait=False)
    for node in nodes:
        node.wait_ready(60)

    def complete():
        return sum(len(node.cli("peers", "--present").lines) == len(nodes) - 1 for node in (nodes[0], nodes[24], nodes[49])) == 3
    wait_for(40, complete, lambda: "three nodes see all others: " + ", ".join(
        str(len(node.cli("peers", "--present").lines)) for node in (nodes[0], nodes[24], nodes[49])))


case_fifty_hosts.hosts = 50

if __name__ == "__main__":
    run_cases(globals())
