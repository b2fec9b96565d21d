#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A file that is sent again after it changed: only what changed goes over the wire. One function is one test."""
import os
import pathlib
import random
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import random_file, require, run_cases, same_tree, wait_for  # noqa: E402
from hostile import liar, require_well  # noqa: E402
from transfer import nothing_left, offer, wait_done, wait_part  # noqa: E402

MB = 1 << 20
BIG = 256 * MB
BLOCK = 1 * MB  # of a file of that size
ALLOWED = 0.05  # of the file, on the wire in both directions
NO_MORE = 1.0025  # what another file may cost of what it cost the first time


def change(path, at, content):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(content)


def insert_at_front(path, content):
    rest = path.with_name("rest")
    with open(rest, "wb") as into, open(path, "rb") as source:
        into.write(content)
        shutil.copyfileobj(source, into, 4 * MB)
    rest.rename(path)


def noise(size, seed):
    return random.Random(seed).randbytes(size)


class Pair:
    """Alice, Bob, and a file that Bob has received once."""

    def __init__(self, lab, size=BIG):
        self.alice, self.bob = lab.up("alice", "bob")
        self.bob.cli("auto-accept", self.alice.id, "on")
        self.file = random_file(self.alice.home / "disk.img", size)
        self.versions = 0
        self.first_cost = self.send()[0]

    def on_wire(self):
        return self.alice.host.sent_bytes() + self.bob.host.sent_bytes()

    def begin(self, *options):
        self.before = self.on_wire()
        self.versions += 1
        return offer(self.alice, self.bob, self.file, *options)

    def finish(self, transfer):
        """What it cost on the wire, and the receiver's row."""
        wait_done(transfer, self.alice, self.bob, seconds=120)
        cost, row = self.on_wire() - self.before, self.bob.transfer(transfer)
        require(row["bytes_reused"] == self.alice.transfer(transfer)["bytes_reused"], "both sides say the same")
        print(f"{self.file.stat().st_size} bytes cost {cost} on the wire, reused {row['bytes_reused']}")
        require(same_tree(self.file, pathlib.Path(row["paths"][0])), "the file that arrived differs")
        wait_for(5, lambda: nothing_left(self.bob), "the partial folder is removed")
        return cost, row

    def send(self):
        return self.finish(self.begin())

    def received(self):
        return self.bob.received / self.file.name


def case_one_percent_changed_in_the_middle(lab):
    pair = Pair(lab)
    old = pair.file.read_bytes()
    change(pair.file, BIG // 2, noise(BIG // 100, 2))
    cost, row = pair.send()
    require(cost < ALLOWED * BIG, f"{cost} bytes for {BIG // 100} that changed")
    require(row["bytes_reused"] > 0.95 * BIG, f"{row}")
    require(pair.received().read_bytes() == old, "the earlier version was changed")
    line = pair.alice.start("transfers", json_output=False)
    require("was there already" in line.communicate(timeout=10)[0].decode(), "the list says so")


def case_one_megabyte_inserted_at_the_front(lab):
    pair = Pair(lab)
    insert_at_front(pair.file, noise(1_000_000, 2))
    cost, _ = pair.send()
    require(cost < ALLOWED * BIG, f"{cost} bytes for a million that was put in")
    shutil.move(pair.file, pair.file.with_name("old"))
    with open(pair.file.with_name("old"), "rb") as source, open(pair.file, "wb") as into:
        source.seek(2_000_000)
        shutil.copyfileobj(source, into, 4 * MB)
    cost, _ = pair.send()
    require(cost < ALLOWED * BIG, f"{cost} bytes for two million that were taken out")


def case_another_file_costs_no_more(lab):
    pair = Pair(lab)
    random_file(pair.file, BIG, 7)
    cost, row = pair.send()
    require(row["bytes_reused"] == 0, f"{row}")
    require(cost < NO_MORE * pair.first_cost, f"{cost} bytes, and {pair.first_cost} when nothing was there")
    # Half of it the same: that half is worth it.
    change(pair.file, 0, noise(BIG // 2, 8))
    cost, _ = pair.send()
    require(cost < 0.6 * pair.first_cost, f"{cost} bytes for half of the file")


def case_receiver_killed_at_half(lab):
    """Once while it makes blocks of the earlier version, once while the others are on their way."""
    pair = Pair(lab)
    for part, seed in ((0.5, 3), (0.9, 4)):
        change(pair.file, BIG // 2, noise(BIG // 4, seed))
        pair.alice.host.rate("200mbit")
        transfer = pair.begin("--rate", "10MB")
        wait_part(pair.bob, transfer, part)
        pair.bob.kill()
        pair.bob.up()
        pair.alice.cli("limit", transfer, "off")
        cost, _ = pair.finish(transfer)
        pair.alice.host.rate(None)
        require(cost < (0.25 + ALLOWED) * BIG + 9 * MB, f"{cost} bytes for a quarter of the file")
        require(pair.alice.transfer(transfer)["bytes_resent"] < 9 * MB, f"{pair.alice.transfer(transfer)}")


def case_sender_killed_at_half(lab):
    pair = Pair(lab)
    change(pair.file, BIG // 2, noise(BIG // 4, 3))
    transfer = pair.begin("--rate", "10MB")
    wait_part(pair.bob, transfer, 0.85)
    pair.alice.kill()
    pair.alice.up()
    pair.alice.cli("limit", transfer, "off")
    cost, _ = pair.finish(transfer)
    require(cost < (0.25 + ALLOWED) * BIG + 9 * MB, f"{cost} bytes for a quarter of the file")


def case_the_earlier_version_was_worked_on(lab):
    """Then it is Bob's, and nothing about it is told; should only its time look the same, content decides."""
    pair = Pair(lab, 64 * MB)
    mine = pair.received()
    times = mine.stat()
    change(mine, 1000, b"Bob's own words")
    cost, row = pair.send()
    require(row["bytes_reused"] == 0 and cost > 64 * MB, f"{cost} {row}")
    # The version that came just now is untouched; this one pretends to be.
    second = pathlib.Path(row["paths"][0])
    times = second.stat()
    change(second, 20 * MB, noise(20 * MB, 5))
    os.utime(second, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.utime(mine, ns=(0, 0))
    edited = second.read_bytes()
    cost, row = pair.send()
    require(0.25 * 64 * MB < cost < 0.4 * 64 * MB, f"{cost} bytes where 20 of 64 MiB differ")
    require(second.read_bytes() == edited, "Bob's file was changed")


def case_the_earlier_version_changes_meanwhile(lab):
    """Somebody writes into it all the time while it is read: what arrives is right all the same."""
    pair = Pair(lab)
    mine = pair.received()
    for attempt in range(3):
        change(pair.file, BIG // 2, noise(BIG // 4, 3 + attempt))
        transfer = pair.begin()
        scribble_while_it_is_read(mine, lambda: pair.bob.transfer(transfer)["state"] == "done")
        _, row = pair.finish(transfer)
        if row["bytes_reused"] > 0:
            break
        mine = pathlib.Path(row["paths"][0])  # on a busy machine it may be opened just between a change and its time
    require(0 < row["bytes_reused"] < 0.75 * BIG, f"some was used, and some was spoilt: {row}")


def scribble_while_it_is_read(file, is_over):
    times = file.stat()
    for turn in range(2000):
        change(file, (turn * 7919 * 1000) % BIG, noise(64, turn))
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # or it would not be looked at any more
        time.sleep(0.005)  # seldom enough that it is seldom opened just between the two
        if turn % 50 == 49 and is_over():
            return


def case_the_earlier_version_is_a_link(lab):
    pair = Pair(lab, 64 * MB)
    elsewhere = lab.folder / "elsewhere.img"
    shutil.move(pair.received(), elsewhere)
    pair.received().symlink_to(elsewhere)
    cost, row = pair.send()
    require(row["bytes_reused"] == 0 and cost > 64 * MB, f"{cost} {row}")
    require(pair.received().is_symlink(), "the link was touched")


def case_a_link_on_the_way(lab):  # T2
    """The folder that it came in was moved and a link stands in its place."""
    alice, bob = lab.up("alice", "bob")
    bob.cli("auto-accept", alice.id, "on")
    folder = alice.home / "folder"
    random_file(folder / "disk.img", 32 * MB)
    wait_done(offer(alice, bob, folder), alice, bob)
    shutil.move(bob.received / "folder", lab.folder / "moved")
    (bob.received / "folder").symlink_to(lab.folder / "moved")
    transfer = offer(alice, bob, folder)
    wait_done(transfer, alice, bob)
    require(bob.transfer(transfer)["bytes_reused"] == 0, f"{bob.transfer(transfer)}")


def case_a_peer_that_lies(lab):  # T6
    """Recipes that name what is not there, say it wrongly, or never come; a stranger who asks without end."""
    alice, bob = lab.up("alice", "bob")
    stranger, _ = liar(lab, alice, bob, "--say", "hello")
    bob.cli("auto-accept", f"id:{stranger}", "on")
    _, rows = liar(lab, alice, bob, "--patience", 20000, "--recipe-lies")
    require(len(rows) > 8, f"{rows}")
    for row in rows:
        require(row["end"] == "receipt", f"the file comes all the same: {row}")
        require(row["asked"] == (row["variant"] != "the first time"), f"a recipe was asked for: {row}")
        require(row["reused"] == (8 * MB if row["variant"] == "honest" else 0), f"{row}")
    found = {path.read_bytes() for path in bob.received.glob("again*.bin")}
    require(len(found) == 2, "two contents were sent: the one, and its other version")
    require_well(alice, bob)


if __name__ == "__main__":
    run_cases(globals())
