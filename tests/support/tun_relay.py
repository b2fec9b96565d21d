#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A bad cable: carries Ethernet frames between two TAP devices, each after a delay of its own, so that they overtake one
another. For kernels without netem.

    tun_relay.py TAP TAP DELAY_MS JITTER_MS LOSS    makes the devices, prints "ready", runs until it is killed
"""
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
LONGEST_FRAME = 65536
MOST_WAITING = 20_000  # frames; more is a queue that overflows


def open_tap(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return device


def relay(devices, delay, jitter, loss):
    other = {devices[0]: devices[1], devices[1]: devices[0]}
    waiting, count = [], 0
    while True:
        pause = max(0, waiting[0][0] - time.monotonic()) if waiting else None
        readable, _, _ = select.select(devices, [], [], pause)
        now = time.monotonic()
        for device in readable:
            for _ in range(64):
                try:
                    frame = os.read(device, LONGEST_FRAME)
                except BlockingIOError:
                    break
                if random.random() >= loss and len(waiting) < MOST_WAITING:
                    count += 1
                    heapq.heappush(waiting, (now + delay + random.random() * jitter, count, other[device], frame))
        while waiting and waiting[0][0] <= now:
            _, _, device, frame = heapq.heappop(waiting)
            try:
                os.write(device, frame)
            except OSError:
                pass  # the cable's other end is down


if __name__ == "__main__":
    taps = [open_tap(name) for name in sys.argv[1:3]]
    print("ready", flush=True)
    relay(taps, float(sys.argv[3]) / 1000, float(sys.argv[4]) / 1000, float(sys.argv[5]))
