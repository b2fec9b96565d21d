#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills either side of a transfer in every state there is, again and again, and counts the states that were hit.

The state is read from outside: from the receiver's disk, in the moment in which the victim was dead.

    case EVERY_STATE aims at each state for each victim until all were hit; half of the rounds kill at a random moment.
    CULVER_ROUNDS and CULVER_SEED give more rounds and another seed (tools/full runs it long).
"""
import collections
import os
import pathlib
import random
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import Failure, random_file, require, run_cases, same_tree, wait_for  # noqa: E402

ROUNDS = int(os.environ.get("CULVER_ROUNDS", "28"))
SEED = int(os.environ.get("CULVER_SEED", "1"))
MAX_ROUNDS = 3  # times as many while some state was not hit yet
RATE = "400mbit"
HEADER, RECORD = 96, 32  # bytes of the journal, see transfer/journal.h
BLOCK, MARK = 1, 2  # kinds of its records
# What can be seen on the receiver's disk, in the order of a transfer's life.
STATES = ["offered", "manifest", "mid-block", "synced", "finish", "receipt", "done"]
AIMED = STATES[:-1]
SIZE = 22  # MiB
# The journal is synced in the middle when 64 MiB came; what is under way then (8 MiB) must not be all the rest.
SIZE_TO_SYNC = 92


def journal_state(partial):
    """manifest, mid-block (nothing synced yet) or synced (a mark stands in the journal, blocks follow it)."""
    try:
        records = (partial / "journal").read_bytes()[HEADER:]
    except OSError:
        return "manifest"
    kinds = set(records[0:len(records) // RECORD * RECORD:RECORD])
    if BLOCK not in kinds:
        return "manifest"
    return "synced" if MARK in kinds else "mid-block"


def state_on_disk(bob, name, sender_done):
    if (bob.received / name).exists():
        return "done" if sender_done else "receipt"
    for partial in bob.received.glob(".culver-partial-*"):
        return "finish" if (partial / "intent").exists() else journal_state(partial)
    return "offered"


def make_folder(folder, seed, mebibytes):
    for number in range(mebibytes):
        random_file(folder / f"part {number}.bin", 1 << 20, seed * 10 + number)
    (folder / "text.txt").write_text("the same line again\n" * 200_000)
    (folder / "empty").touch()
    return folder


class Round:
    def __init__(self, alice, bob, number, source, aim):
        self.alice, self.bob, self.source, self.aim = alice, bob, source, aim
        size = SIZE_TO_SYNC if aim == "synced" else SIZE
        self.folder = make_folder(alice.home / f"folder{number}", SEED * 1000 + number, size)
        self.transfer = None

    def sender_done(self):
        """By the sender's events: no command must stand between the state and the kill."""
        return any(event["state"] in ("done", "failed") for event in self.alice.seen("transfer_changed", id=self.transfer))

    def state(self):
        return state_on_disk(self.bob, self.folder.name, self.sender_done())

    def offer(self):
        self.transfer = self.alice.cli("send", self.bob.id, self.folder).one["transfer_id"]

    def accept(self):
        """Starts the command; its end may come later than the state that is aimed at."""
        wait_for(15, lambda: any(row["id"] == self.transfer for row in self.bob.transfers()), "the offer is there")
        if self.bob.transfer(self.transfer)["state"] == "offered":
            return self.bob.start("accept", self.transfer)
        return None

    def kill(self, victim):
        """Starts the transfer and kills at the aim (a state, or None for any moment); returns the state that was hit."""
        aim = self.aim
        self.offer()
        if aim == "offered":
            if self.source.random() < 0.5:
                wait_for(10, lambda: self.bob.seen("transfer_offered", id=self.transfer), "the offer arrives")
            victim.kill()
            return "offered"
        accepting = self.accept()
        deadline = time.monotonic() + (self.source.uniform(0, 0.6) if aim is None else 20)
        position = AIMED.index(aim) if aim else 0
        blocks = self.source.uniform(0, 0.3) if aim == "mid-block" else 0  # not always the first one
        while time.monotonic() < deadline:
            state = self.state()
            if aim and STATES.index(state) >= position:
                if not blocks or time.monotonic() > deadline:
                    break
                deadline, position = time.monotonic() + blocks, len(STATES)
            if state == "done":
                break
        victim.kill()
        state = self.state()
        accepting.communicate(timeout=20)  # which may have been refused by a node that died
        return state

    def finish(self, victim):
        victim.up()
        accepting = self.accept()
        if accepting is not None:
            require(accepting.wait(20) == 0, f"accept failed: {accepting.stderr.read()}")
        for node in (self.alice, self.bob):
            wait_for(30, lambda: node.transfer(self.transfer)["state"] == "done",
                     lambda: f"{node} is done: {[side.transfer(self.transfer) for side in (self.alice, self.bob)]}")
        received = self.bob.received / self.folder.name
        require(same_tree(self.folder, received), "the trees differ")
        left = sorted(os.listdir(self.bob.received))
        require(left == [self.folder.name], f"something else in the receive folder: {left}")
        shutil.rmtree(received)
        shutil.rmtree(self.folder)


def print_histogram(hits, rounds):
    print(f"seed {SEED}, {rounds} kills; state on the disk at the moment of death:")
    for state in STATES:
        counts = [hits[state, victim] for victim in ("bob", "alice")]
        print(f"  {state:10} receiver {counts[0]:3}  sender {counts[1]:3}  {'#' * sum(counts)}")


def case_every_state(lab):  # T3
    source = random.Random(SEED)
    alice, bob = lab.up("alice", "bob")
    alice.host.rate(RATE)
    hits = collections.Counter()
    wanted = {(state, victim.name) for state in AIMED for victim in (alice, bob)}
    rounds = 0
    while rounds < ROUNDS or (not wanted <= hits.keys() and rounds < ROUNDS * MAX_ROUNDS):
        missing = sorted(wanted - hits.keys())
        aim, name = source.choice(missing) if missing and rounds % 2 else (None, source.choice(("alice", "bob")))
        victim = alice if name == "alice" else bob
        attempt = Round(alice, bob, rounds, source, aim)
        state = attempt.kill(victim)
        hits[state, name] += 1
        rounds += 1
        try:
            attempt.finish(victim)
        except Failure as failure:
            print_histogram(hits, rounds)
            for one, other in ((alice, bob), (bob, alice)):
                answer = one.cli("say", other.id, "are you there?", "--wait", "--timeout", "5", code=None)
                print(f"a word from {one} to {other}: {answer.out.strip()[-80:]}")
            raise Failure(f"round {rounds}, {name} killed in state {state}: {failure}") from None
    print_histogram(hits, rounds)
    never = wanted - hits.keys()
    require(not never, f"never hit: {sorted(never)}")


if __name__ == "__main__":
    run_cases(globals())
