#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three nodes talk without a pause, each with both others and in a group, and one or two of them are killed again and again.
Whatever a node had acknowledged must be everywhere in the end: once, in the order in which it was said, and in the group in
one order for all. CULVER_SEED and CULVER_KILLS set another luck and another number of kills."""
import collections
import json
import os
import pathlib
import random
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from groups import acquainted, wait_members  # noqa: E402
from lab import require, run_cases, wait_for  # noqa: E402

SEED = int(os.environ.get("CULVER_SEED", "0")) or random.randrange(1, 1_000_000)
KILLS = 16
LONG_KILLS = 150
LEAST = 1000  # messages that a run must have acknowledged to be worth its name
MOST = 3  # times as many kills as asked for, on a machine where fewer words are said between them
ANSWER_LIMIT = 30  # seconds until a node must have answered
SETTLE = 120
PAGE = 100_000  # all of it


class Gone(Exception):
    """The node died before it answered."""


class Line:
    """The control API of a node, spoken directly: a process for each message would be too slow."""
    def __init__(self, node):
        folder = os.open(node.profile, os.O_PATH)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(ANSWER_LIMIT)
        try:
            self.socket.connect(f"/proc/self/fd/{folder}/control.sock")
            self.lines = self.socket.makefile("rb")
            self.read()
        except OSError as error:
            raise Gone from error
        finally:
            os.close(folder)

    def read(self):
        line = self.lines.readline()
        if not line.endswith(b"\n"):
            raise Gone
        return json.loads(line)

    def ask(self, method, **params):
        try:
            self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
            return self.read()
        except (ConnectionError, BrokenPipeError) as error:
            raise Gone from error


class Speaker(threading.Thread):
    """Says numbered texts to whomever luck chooses, over deaths and restarts of its node."""
    longest_pause = 0.004  # seconds between two of them

    def __init__(self, node, others, group, seed):
        super().__init__(daemon=True)
        self.node, self.luck = node, random.Random(seed)
        self.places = [other.id for other in others] + ["group:" + group]
        self.acknowledged = collections.defaultdict(list)  # by place
        self.ends, self.trouble = threading.Event(), []

    def run(self):
        number, line = 0, None
        while not self.ends.is_set():
            number += 1
            place, text = self.luck.choice(self.places), f"{self.node} {number}"
            try:
                line = line or Line(self.node)
                answer = line.ask("chat.say", peers=[place], text=text)
                if "result" in answer:
                    self.acknowledged[place].append(text)
                else:
                    self.trouble.append(answer["error"])
            except Gone:
                line = None
                time.sleep(0.01)
            time.sleep(self.luck.uniform(0, self.longest_pause))


def number_of(text):
    return int(text.rsplit(" ", 1)[1])


def check_order(texts, acknowledged, where):
    """All that was acknowledged, nothing twice, in the order in which its author said it."""
    numbers = [number_of(text) for text in texts]
    require(len(set(texts)) == len(texts), f"{where}: something is there twice")
    require(numbers == sorted(numbers), f"{where}: out of order")
    lost = set(acknowledged) - set(texts)
    require(not lost, f"{where}: {len(lost)} of {len(acknowledged)} acknowledged are lost: {sorted(lost, key=number_of)[:5]}")


def rows_of(node, place):
    return [row for row in node.cli("history", place, "--limit", PAGE).lines if row["text"] and row["text"].split(" ")[-1].isdigit()]


def by(rows, author):
    return [row["text"] for row in rows if row["author"] == author.id]


def missing(nodes, group):
    """What has not arrived yet, or how the orders of the group differ; empty in the end."""
    for node in nodes:
        for place in [other.id for other in nodes if other is not node] + ["group:" + group]:
            rows = node.cli("history", place, "--limit", PAGE).lines
            waiting = [row for row in rows if row["direction"] == "out" and row["state"] not in ("delivered", "read")]
            if waiting:
                return f"{len(waiting)} of {node} to {place[:12]} wait, first {waiting[0]['text']} ({waiting[0]['state']})"
    held = {node.name: [row["text"] for row in rows_of(node, "group:" + group)] for node in nodes}
    if len({tuple(texts) for texts in held.values()}) > 1:
        return f"the group differs: {[(name, len(texts), texts[-1]) for name, texts in held.items()]}"
    return ""


def check(speakers, nodes, group):
    for speaker in speakers:
        for other in nodes:
            if other is speaker.node:
                continue
            said = speaker.acknowledged[other.id]
            check_order(by(rows_of(other, speaker.node.id), speaker.node), said, f"from {speaker.node} at {other}")
            check_order(by(rows_of(speaker.node, other.id), speaker.node), said, f"to {other} at {speaker.node} itself")
        for node in nodes:
            check_order(by(rows_of(node, "group:" + group), speaker.node), speaker.acknowledged["group:" + group],
                        f"of {speaker.node} in the group at {node}")


def acknowledged_by(speakers):
    return sum(len(texts) for speaker in speakers for texts in list(speaker.acknowledged.values()))


def kill_again_and_again(lab, kills):
    luck = random.Random(SEED)
    print(f"CULVER_SEED={SEED}, {kills} kills", flush=True)
    nodes = lab.up("alice", "bob", "carol")
    acquainted(nodes)
    group = nodes[0].cli("group", "create", "office", *[node.id for node in nodes[1:]]).one["id"]
    wait_members(nodes, group, 3)
    speakers = [Speaker(node, [other for other in nodes if other is not node], group, SEED + at) for at, node in enumerate(nodes)]
    for speaker in speakers:
        speaker.start()
    done = 0
    while done < kills or (acknowledged_by(speakers) < LEAST and done < MOST * kills):
        done += 1
        time.sleep(luck.uniform(0, 1.2))
        victims = luck.sample(nodes, luck.choice((1, 1, 2)))
        for victim in victims:
            victim.kill()
        for victim in victims:
            victim.up()
    for speaker in speakers:
        speaker.ends.set()
        speaker.join()
        require(not speaker.trouble, f"{speaker.node} refused: {speaker.trouble[:3]}")
    acknowledged = acknowledged_by(speakers)
    wait_for(SETTLE, lambda: not missing(nodes, group), lambda: f"everything is delivered: {missing(nodes, group)}")
    check(speakers, nodes, group)
    print(f"{acknowledged} acknowledged messages over {done} kills: none lost, none twice, all in order")
    require(acknowledged >= LEAST, f"only {acknowledged} messages: this proves little")


def case_nothing_is_lost_between_three(lab):
    kill_again_and_again(lab, int(os.environ.get("CULVER_KILLS", KILLS)))


def case_nothing_is_lost_between_three_for_long(lab):  # second tier
    kill_again_and_again(lab, int(os.environ.get("CULVER_KILLS", LONG_KILLS)))


if __name__ == "__main__":
    run_cases(globals())
