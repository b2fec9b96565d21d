# SPDX-License-Identifier: Apache-2.0
"""What a transfer costs that was killed at half: bytes that are sent twice or read again, and how soon it goes on."""
import pathlib
import shutil
import signal
import tempfile
import time

from lab import require, same_tree, wait_for

MIB = 1 << 20
FIRST_BYTES = 256 << 10  # more than greetings and lists of peers are
LONGEST = 120


def bytes_read(node):
    """What the process has asked of read(2) and its kin, from files and from sockets that are read so."""
    text = pathlib.Path(f"/proc/{node.process.pid}/io").read_text()
    return int(text.split("rchar:")[1].split()[0])


def bytes_moved(node):
    return node.host.sent_bytes()


def goes_on_after(alice, before, since):
    """Seconds until content leaves alice's host again. The other side was known before, so none of it is a greeting."""
    wait_for(30, lambda: bytes_moved(alice) > before + FIRST_BYTES, "the transfer goes on")
    return time.monotonic() - since


def killed_at_half(bench, file, victim_name, into):
    alice, bob = bench.nodes()
    victim = {"sender": alice, "receiver": bob}[victim_name]
    size = file.stat().st_size
    transfer = alice.cli("send", bob.id, file).one["transfer_id"]
    wait_for(LONGEST, lambda: bob.transfer(transfer)["bytes_done"] >= size // 2, "half is there")
    victim.process.send_signal(signal.SIGKILL)
    victim.process.wait()
    time.sleep(0.5)  # the other side has noticed, and nothing moves
    before = bytes_moved(alice)
    done = bob.transfer(transfer)["bytes_done"] if victim is alice else size // 2
    had_read = 0 if victim is alice else bytes_read(alice)
    victim.up(wait=False)
    seconds = goes_on_after(alice, before, victim.started_at)
    victim.wait_ready()
    wait_for(LONGEST, lambda: all(node.transfer(transfer)["state"] == "done" for node in (alice, bob)), "it is done")
    require(same_tree(file, into / file.name), f"the {victim_name} was killed: other bytes came than were sent")
    row = alice.transfer(transfer)
    return {"killed": victim_name, "bytes": size, "resent": row["bytes_resent"], "seconds": seconds,
            "read_again": max(0, bytes_read(alice) - had_read - (size - done))}


def killed_transfers(bench, size):
    """A row for each side that is killed."""
    alice, bob = bench.nodes()
    rows = []
    for victim in ("receiver", "sender"):
        into = pathlib.Path(tempfile.mkdtemp(dir=bench.received))
        bob.cli("auto-accept", alice.id, "on", "--to", into)
        rows.append(killed_at_half(bench, bench.data.path("A", size), victim, into))
        shutil.rmtree(into)
    return rows
