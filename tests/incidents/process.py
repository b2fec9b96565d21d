#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The second line around the process itself, seen from outside on a running node; docs/security.md."""
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/hosts")]
from lab import random_file, require, run_cases, wait_for  # noqa: E402

FILTERED = "2"  # Seccomp in /proc/PID/status


def states(process, key):
    """The value of that key for every thread of a process."""
    found = set()
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        lines = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
        found.add(lines[key])
    return found


def helper_of(node):
    children = pathlib.Path(f"/proc/{node.process.pid}/task/{node.process.pid}/children").read_text().split()
    return next(child for child in children if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "culver-hooks")


def case_output_messenger_a_gained_process_starts_nothing(lab):  # T4
    """Every thread of a node at work has given back what it never needs; hooks run all the same, beside it."""
    alice, bob = lab.up("alice", "bob")
    ran, script = bob.home / "ran", bob.home / "hook"
    script.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    script.chmod(0o755)
    bob.cli("config", "set", "hooks.file-received", json.dumps([str(script)]))
    bob.cli("auto-accept", alice.id, "on")
    alice.host.rate("200mbit")
    transfer = alice.cli("send", bob.id, random_file(alice.home / "large.bin", 20 << 20)).one["transfer_id"]
    wait_for(10, lambda: any(row["state"] == "active" for row in bob.transfers()), "a lane runs")
    for node in (alice, bob):
        require(states(node.process.pid, "Seccomp") == {FILTERED}, f"{node}: threads without the filter")
        require(states(node.process.pid, "NoNewPrivs") == {"1"}, f"{node}: threads that may gain rights")
    require(states(helper_of(bob), "Seccomp") == {"0"}, "the helper of hooks starts programs")
    wait_for(20, lambda: bob.transfer(transfer)["state"] == "done", lambda: f"{bob.transfer(transfer)}")
    wait_for(10, ran.exists, "the hook ran")


if __name__ == "__main__":
    run_cases(globals())
