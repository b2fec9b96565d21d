#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What happens to networks in real life, while people talk and a transfer runs. Each is healed within 10 s, and the
transfer goes on. One function is one test."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import PATIENCE, random_file, remains, require, run_cases, same_tree, shell, wait_for  # noqa: E402

HEALED = 10  # seconds (R6)
SILENCE_LIMIT = 15
SLACK = 1
MB = 1 << 20
RATE = "60mbit"  # so that the middle of a transfer can be caught
FINAL = ("done", "declined", "cancelled", "failed")


def words_pass(one, other, began):
    """In both directions, at most HEALED seconds after that moment."""
    for sender, receiver in ((one, other), (other, one)):
        answer = sender.cli("say", receiver.id, f"are you there, {receiver}?", "--wait", "--timeout", "30")
        require(answer.lines[-1]["state"] in ("delivered", "read"), f"{sender} to {receiver}: {answer.out}")
    seconds = time.monotonic() - began
    print(f"words passed after {seconds:.1f} s")
    require(seconds <= HEALED * PATIENCE, f"healed only after {seconds:.1f} s")


class Work:
    """A transfer from alice to bob that is under way, and words between them."""

    def __init__(self, alice, bob, size=24 * MB, rate=RATE):
        self.alice, self.bob = alice, bob
        bob.cli("auto-accept", alice.id, "on")
        if rate:
            alice.host.rate(rate)
        self.file = random_file(alice.home / "work.bin", size)
        self.transfer = alice.cli("send", bob.id, self.file).one["transfer_id"]
        wait_for(20, lambda: self.row()["bytes_done"], "the transfer begins")
        require(self.row()["state"] not in FINAL, "the transfer is caught under way")

    def row(self):
        rows = [row for row in self.bob.transfers() if row["id"] == self.transfer]
        return rows[0] if rows else {"state": "unknown", "bytes_done": 0}

    def healed(self, began):
        """Words pass as they should; then the transfer ends well."""
        words_pass(self.alice, self.bob, began)
        done = self.row()["bytes_done"]
        wait_for(HEALED, lambda: self.row()["state"] == "done" or self.row()["bytes_done"] > done,
                 lambda: f"the transfer moves again: {self.row()}")
        self.done()

    def done(self, seconds=60):
        wait_for(seconds, lambda: self.row()["state"] == "done", lambda: f"the transfer ends: {self.row()}")
        require(same_tree(self.file, self.bob.received / self.file.name), "the file differs")


def quiet_rows(node, other, since):
    """No row of the other flickered."""
    gone = [event for event in node.seen("peer_gone", id=other.id) if event["_at"] > since]
    require(not gone, f"{node} lost sight of {other}: {gone}")


def case_address_change(lab):
    alice, bob = lab.up("alice", "bob")
    work = Work(alice, bob)
    began = time.monotonic()
    bob.host.change_address("10.77.0.77")
    work.healed(began)
    require(alice.peer(bob)["addresses"][0].startswith("10.77.0.77:"), f"{alice.peer(bob)['addresses']}")


def case_vpn_comes_and_goes(lab):
    """A tunnel takes the default route, carries no multicast, and leads nowhere; then it is gone."""
    alice, bob = lab.up("alice", "bob")
    work = Work(alice, bob)
    began = time.monotonic()
    bob.host.on("ip", "link", "add", "wg0", "type", "veth", "peer", "name", "nowhere")
    bob.host.on("ip", "link", "set", "nowhere", "up")
    bob.host.on("ip", "link", "set", "wg0", "multicast", "off", "up")
    bob.host.on("ip", "address", "add", "10.9.0.2/24", "dev", "wg0")
    bob.host.on("ip", "route", "add", "default", "dev", "wg0")
    answer = alice.cli("say", bob.id, "with the tunnel", "--wait", "--timeout", "20")
    require(answer.lines[-1]["state"] == "delivered", answer.out)
    quiet_rows(alice, bob, began)
    began = time.monotonic()
    bob.host.on("ip", "link", "del", "wg0")
    work.healed(began)
    quiet_rows(alice, bob, began)


def case_cable_to_wifi(lab):
    """bob pulls the cable; another interface with another address takes over."""
    alice, bob = lab.up("alice", "bob")
    bob.host.second_interface("wlan0")
    work = Work(alice, bob)
    bob.host.on("ip", "address", "add", "10.77.0.99/24", "broadcast", "+", "dev", "wlan0")
    bob.host.on("ip", "link", "set", "wlan0", "up")
    began = time.monotonic()
    bob.host.link_down()
    work.healed(began)


def case_sleep_and_wake(lab):
    alice, bob = lab.up("alice", "bob")
    work = Work(alice, bob)
    bob.freeze()
    remains(8, lambda: True, "")
    began = time.monotonic()
    bob.thaw()
    work.healed(began)


def case_two_interfaces_in_one_network(lab):  # mostly waits
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.host.second_interface("eth1", "10.77.0.99")
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    work = Work(alice, bob)
    began = time.monotonic()
    require(len([row for row in alice.cli("peers").lines if row["id"] == bob.id]) == 1, "one row for one peer")
    remains(12, lambda: alice.sees(bob) and bob.sees(alice), "both stay")
    quiet_rows(alice, bob, began)
    changes = [event for event in alice.seen("peer_changed", id=bob.id) if event["_at"] > began + 4]
    require(len(changes) <= 1, f"the row flaps: {changes}")
    began = time.monotonic()
    bob.host.link_down()
    work.healed(began)


def case_a_fifth_of_all_packets_lost(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    for node in (alice, bob):
        node.host.drop("numgen random mod 5 == 0")
        node.up()
    lab.wait_all_see([alice, bob], HEALED)
    began = time.monotonic()
    bob.cli("auto-accept", alice.id, "on")
    file = random_file(alice.home / "small.bin", MB)
    for sender, receiver in ((alice, bob), (bob, alice)):
        answer = sender.cli("say", receiver.id, "through the noise", "--wait", "--timeout", "30")
        require(answer.lines[-1]["state"] in ("delivered", "read"), answer.out)
    answer = alice.cli("send", bob.id, file, "--wait", "--timeout", "90", limit=120)
    require(answer.lines[-1]["state"] == "done" and same_tree(file, bob.received / file.name), answer.out)
    quiet_rows(alice, bob, began)


def case_delay_and_reordering(lab):
    """40 to 70 ms each way, frames overtaking one another, one of a hundred lost."""
    alice, bob = lab.node("alice"), lab.node("bob")
    lab.bad_cable(bob.host, delay_ms=40, jitter_ms=30, loss=0.01)
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob], HEALED)
    work = Work(alice, bob, size=2 * MB, rate=None)
    work.healed(time.monotonic())


def case_switch_that_snoops_without_a_querier(lab):  # mostly waits
    shell("ip", "link", "set", "br0", "type", "bridge", "mcast_snooping", "1", "mcast_querier", "0")
    alice, bob = lab.up("alice", "bob")
    began = time.monotonic()
    remains(20, lambda: alice.sees(bob) and bob.sees(alice), "they stay")
    quiet_rows(alice, bob, began)
    require("multicast4" in alice.peer(bob)["via"], f"{alice.peer(bob)}")


def case_clients_kept_apart_for_a_while(lab):  # mostly waits
    alice, bob = lab.up("alice", "bob")
    work = Work(alice, bob)
    for node in (alice, bob):
        shell("bridge", "link", "set", "dev", node.host.port, "isolated", "on")
    wait_for(SILENCE_LIMIT + SLACK, lambda: not alice.sees(bob), "alice notices")
    alice.cli("say", bob.id, "while apart")
    for node in (alice, bob):
        shell("bridge", "link", "set", "dev", node.host.port, "isolated", "off")
    work.healed(time.monotonic())
    require("while apart" in bob.texts(alice), f"{bob.texts(alice)}")


def case_an_address_moves_to_another_node(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    work = Work(alice, bob)
    began = time.monotonic()
    former = bob.host.address
    bob.host.change_address("10.77.0.50")
    carol.host.change_address(former)
    work.healed(began)
    require(not carol.texts(alice), f"carol got what was bob's: {carol.texts(alice)}")
    answer = alice.cli("say", carol.id, "this is yours", "--wait", "--timeout", "20")
    require(answer.lines[-1]["state"] == "delivered" and carol.texts(alice) == ["this is yours"], answer.out)


def case_a_board_without_a_clock(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.move_clock(-time.time())
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    work = Work(alice, bob)
    work.healed(time.monotonic())
    require(bob.cli("history", alice.id).lines[0]["time"].startswith("1970"), "bob lives in 1970")
    bob.kill()
    bob.move_clock(-time.time())
    bob.up()
    wait_for(HEALED, lambda: alice.sees(bob) and bob.sees(alice), "they see each other after a restart in 1970")
    answer = alice.cli("say", bob.id, "again", "--wait", "--timeout", "20")
    require(answer.lines[-1]["state"] == "delivered", answer.out)


if __name__ == "__main__":
    run_cases(globals())
