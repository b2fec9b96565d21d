#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A peer that lies, over the real protocol, against a real node. One function is one test."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, require, run_cases  # noqa: E402

LIAR = BUILD / "lying_peer"
LIE_LIMIT = 60  # seconds a lie may take
LINKS_PER_ADDRESS = 8  # net/admission.h
ENDED = ("broken", "closed")  # the lane, by the node


def liar(lab, alice, bob, *words):
    """What a liar on Alice's host says it met at Bob's: its id, then a row a lie."""
    key = lab.folder / "liar.pem"
    target = f"{bob.host.address}:{bob.status()['port']}"
    command = alice.host.command(str(LIAR), "--dial", target, "--key", str(key), *map(str, words))
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIE_LIMIT)
    require(done.returncode == 0, f"{words}: {done.stdout}{done.stderr}")
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    print(rows[1:])
    return rows[0]["id"], rows[1:]


def require_well(alice, bob):
    """Whatever was tried, an honest peer still gets through at once."""
    require(bob.is_running(), "the node ended")
    answer = alice.cli("say", "bob", "still there?", "--wait")
    require(answer.lines[-1]["state"] == "delivered", answer.out)


def case_bytes_that_mean_nothing(lab):  # T15 T17
    alice, bob = lab.up("alice", "bob")
    for lie in ("--garbage", "--garbage-frames", "--big-frame"):
        liar(lab, alice, bob, lie)
        require_well(alice, bob)


def case_a_version_nobody_speaks_gets_a_sentence(lab):  # T18
    alice, bob = lab.up("alice", "bob")
    _, rows = liar(lab, alice, bob, "--version-floor")
    require("update" in rows[0]["end"], f"{rows}")
    require_well(alice, bob)


def case_idle_connections_hold_eight_places(lab):  # T15
    alice, bob = lab.up("alice", "bob")
    _, rows = liar(lab, alice, bob, "--idle-tcp", 50, "--hold", 6000)
    require(rows[0]["held"] <= LINKS_PER_ADDRESS and rows[0]["still_open"] == 0, f"{rows}")
    require_well(alice, bob)


def case_the_same_message_twice_is_shown_once(lab):  # T18
    alice, bob = lab.up("alice", "bob")
    stranger, rows = liar(lab, alice, bob, "--say-twice", "once")
    require(rows[0]["end"] == "acknowledged", f"{rows}")
    texts = [row["text"] for row in bob.cli("history", stranger).lines]
    require(texts == ["once"], f"{texts}")
    require_well(alice, bob)


def case_blocks_nobody_accepted_do_not_reach_the_disk(lab):  # T6
    alice, bob = lab.up("alice", "bob")
    _, rows = liar(lab, alice, bob, "--unaccepted-data")
    require(len(rows) == 2 and all(row["end"] in ENDED and row["answered_bytes"] == 0 for row in rows), f"not hung up on: {rows}")
    require(not bob.received.exists() or not list(bob.received.iterdir()), "something was written")
    require_well(alice, bob)


if __name__ == "__main__":
    run_cases(globals())
