#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What nodes put on the wire, counted by a capture in the switch: datagrams a minute for each host, mDNS included."""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import remains, require, run_cases  # noqa: E402
from capture import Capture, table, what  # noqa: E402

WATCHED = 60  # seconds
# The hellos and mDNS's announcements of a start are over; its browsers ask at 1, 3, 7, 15, 31, 63 … s, less and less.
SETTLE = 40
IDLE_DATAGRAMS = 14  # a minute and host: beacons in an interval of 5 s, copies for IPv6 and broadcast, mDNS
START_DATAGRAMS = 60  # a host's first 10 s: three hellos by three ways, answers; mDNS probes, announces, asks, on IPv4 and IPv6


def watch(capture, seconds):
    begin = time.monotonic()
    remains(seconds, lambda: True, "")
    return capture.between(begin, time.monotonic())


def show(title, counts):
    print(title)
    for host, kinds in counts.items():
        print(f"  {host}: {sum(kinds.values()):3}  {dict(kinds)}")


def idle(lab, count):
    capture = Capture()
    names = [f"desk{number}" for number in range(count)]
    began = time.monotonic()
    lab.up(*names)
    watch(capture, 10 - (time.monotonic() - began))
    start = table(capture.between(began, began + 10))
    show("the first 10 s, by host:", start)
    require(len(start) == count, f"the capture saw {len(start)} of {count} hosts")
    watch(capture, SETTLE - 10)
    datagrams = watch(capture, WATCHED)
    counts = table(datagrams)
    show(f"idle, {WATCHED} s, by host:", counts)
    require(len(counts) == count and all(kinds["beacon4"] >= 8 for kinds in counts.values()), f"beacons are missing: {counts}")
    require(all(each.size <= 512 for each in datagrams if what(each) != "mdns"), "a datagram of more than 512 bytes")
    average = sum(sum(kinds.values()) for kinds in counts.values()) / count
    print(f"{average:.1f} a minute and host on average (limit {IDLE_DATAGRAMS})")
    require(average <= IDLE_DATAGRAMS, f"{average:.1f} datagrams a minute and host")
    crowd = max(sum(kinds.values()) for kinds in start.values())
    require(crowd <= START_DATAGRAMS * (1 + count / 10), f"{crowd} datagrams of one host in its first 10 s")


def case_two_idle_peers(lab):  # mostly waits
    idle(lab, 2)


def case_ten_idle_peers(lab):  # mostly waits
    idle(lab, 10)


if __name__ == "__main__":
    run_cases(globals())
