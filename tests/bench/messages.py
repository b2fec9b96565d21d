# SPDX-License-Identifier: Apache-2.0
"""How long a message takes: from the request at the sender's control socket to the event at the receiver's, which comes
after the receiver's commit, and to the sender's word that it is delivered."""
import json
import os
import socket
import time

from lab import require, wait_for

BETWEEN = 0.06  # seconds between two messages: as many as fit, without one waiting for another
LONGEST = 10


class Control:
    """A connection to a node's control socket, with its events."""

    def __init__(self, node):
        folder = os.open(node.profile, os.O_PATH)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(f"/proc/self/fd/{folder}/control.sock")
        os.close(folder)
        self.socket.settimeout(LONGEST)
        self.lines = self.socket.makefile("rb")
        require(json.loads(self.lines.readline())["method"] == "hello", f"{node} greets")
        self.ask("events.subscribe")

    def ask(self, method, **params):
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")

    def wait_event(self, kind, **fields):
        """The moment at which such an event was read."""
        while True:
            params = json.loads(self.lines.readline()).get("params", {})
            if params.get("event") == kind and all(params.get(key) == value for key, value in fields.items()):
                return time.monotonic()

    def close(self):
        self.socket.close()


def spread(values):
    """Median, 99th percentile and maximum in milliseconds."""
    ordered = sorted(values)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.99)]
    return {"count": len(ordered), "median_ms": round(at[0] * 1e3, 2), "p99_ms": round(at[1] * 1e3, 2),
            "max_ms": round(ordered[-1] * 1e3, 2)}


def exchange(alice, bob, goes_on):
    ends = Control(alice), Control(bob)
    arrived, delivered = [], []
    while goes_on(len(arrived)):
        text = f"message {len(arrived)} {time.monotonic_ns()}"
        began = time.monotonic()
        ends[0].ask("chat.say", peers=[bob.id], text=text)
        arrived.append(ends[1].wait_event("message_arrived", text=text) - began)
        delivered.append(ends[0].wait_event("message_state", state="delivered") - began)
        time.sleep(BETWEEN)
    for end in ends:
        end.close()
    return {"arrived": spread(arrived), "delivered": spread(delivered)}


def idle_latency(bench, count):
    alice, bob = bench.nodes()
    alice.cli("say", bob.id, "hello", "--wait")
    figures = exchange(alice, bob, lambda done: done < count)
    print(f"messages on an idle link: {figures}", flush=True)
    return figures


def saturated_latency(bench, seconds):
    """The link is shaped by the caller; a transfer of random bytes fills it all the time."""
    alice, bob = bench.nodes()
    source = bench.data.path("A", 512 << 20)
    bob.cli("auto-accept", alice.id, "on", "--to", bench.received)
    transfer = alice.cli("send", bob.id, source).one["transfer_id"]
    wait_for(30, lambda: any(row["id"] == transfer and row["bytes_done"] > 4 << 20 for row in bob.transfers()),
             "the transfer fills the link")
    end = time.monotonic() + seconds
    before, began = bench.alice_host.sent_bytes(), time.monotonic()
    figures = exchange(alice, bob, lambda done: time.monotonic() < end)
    rate = (bench.alice_host.sent_bytes() - before) / (time.monotonic() - began)
    require(alice.transfer(transfer)["state"] == "active", "the transfer lasts longer than the messages")
    alice.cli("cancel", transfer)
    wait_for(20, lambda: bob.transfer(transfer)["state"] == "cancelled", "the transfer is cancelled")
    figures["link_rate"] = round(rate)
    print(f"messages beside a transfer: {figures}", flush=True)
    return figures

