#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What happens to whom and when in tests/hosts/chaos.py: decided by a seed alone, so that bad luck can be had again.

    chaos_plan.py SEED SECONDS     prints the plan
"""
import dataclasses
import random
import sys

NAMES = ["alice", "bob", "carol", "dora"]
PAUSE = 0.8  # seconds between two blows, on average
CALM_END = 3.0  # nothing begins in the last seconds

# What may happen: how often compared with the others, how long in seconds, what of the node it takes hold of (one
# thing at a time), and with what.
@dataclasses.dataclass(frozen=True)
class Kind:
    weight: int
    shortest: float
    longest: float
    part: str
    choices: tuple = (None,)


KINDS = {
    "kill": Kind(5, 0.0, 3.0, "process"),
    "stop": Kind(2, 0.0, 2.0, "process"),
    "freeze": Kind(2, 0.5, 5.0, "process"),
    "unplug": Kind(3, 0.5, 8.0, "cable"),
    "interface down": Kind(2, 0.5, 6.0, "cable"),
    "rate": Kind(3, 2.0, 8.0, "rate", ("1mbit", "5mbit", "20mbit", "80mbit")),
    "drop one in": Kind(3, 2.0, 8.0, "packets", (2, 3, 5, 10, 50)),
    "fill the disk": Kind(2, 1.0, 5.0, "disk"),
    "address": Kind(2, 0.0, 0.0, "address"),
    "clock": Kind(2, 0.0, 0.0, "clock", (-80_000, -3_600, -240, -5, 0, 5, 240, 3_600, 80_000)),
}


@dataclasses.dataclass(frozen=True)
class Step:
    at: float
    node: str
    kind: str
    argument: object
    lasts: float

    @property
    def ends(self):
        return self.at + self.lasts

    def __str__(self):
        how_long = f" for {self.lasts:.1f} s" if self.lasts else ""
        argument = "" if self.argument is None else f" {self.argument}"
        return f"{self.at:6.1f} {self.node:6} {self.kind}{argument}{how_long}"


def deck(luck):
    """All kinds by their weights, shuffled, for ever: none is left out for long."""
    while True:
        cards = [name for name, kind in KINDS.items() for _ in range(kind.weight)]
        luck.shuffle(cards)
        yield from cards


def plan(seed, seconds, names=NAMES):
    """The steps in the order of their beginning; all have ended after so many seconds."""
    luck, steps, busy, addresses = random.Random(seed), [], {}, 100
    at = 0.5
    for name in deck(luck):
        at += luck.expovariate(1 / PAUSE)
        if at > seconds - CALM_END:
            return steps
        kind = KINDS[name]
        free = [node for node in names if busy.get((node, kind.part), 0) <= at]
        if not free:
            continue
        node = luck.choice(free)
        argument = luck.choice(kind.choices)
        if name == "address":
            addresses += 1
            argument = f"10.77.0.{addresses % 150 + 50}"
        lasts = min(luck.uniform(kind.shortest, kind.longest), seconds - at)
        steps.append(Step(round(at, 3), node, name, argument, round(lasts, 3)))
        busy[node, kind.part] = at + lasts + 0.2


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(*plan(int(sys.argv[1]), float(sys.argv[2])), sep="\n")
