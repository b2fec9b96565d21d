# SPDX-License-Identifier: Apache-2.0
"""What a large file costs that is sent again after it changed, while the receiver still has the version before."""
import pathlib
import random
import shutil
import tempfile
import time

from lab import require, same_tree

MIB = 1 << 20
INSERTED = 1_000_000


def change_in_the_middle(file, size, source):
    with open(file, "r+b") as into:
        into.seek(size // 2)
        into.write(source.randbytes(size // 100))


def insert_at_the_front(file, _size, source):
    longer = file.with_name("longer")
    with open(longer, "wb") as into, open(file, "rb") as rest:
        into.write(source.randbytes(INSERTED))
        shutil.copyfileobj(rest, into, 4 * MIB)
    longer.rename(file)


def make_another(file, size, source):
    with open(file, "wb") as into:
        for _ in range(0, size, MIB):
            into.write(source.randbytes(MIB))


CHANGES = [("the first time", None), ("1 % changed in the middle", change_in_the_middle),
           ("1 MB put in at the front", insert_at_the_front), ("nothing changed", None), ("another file", make_another)]


def sent_again(bench, size):
    """A row for each change: its name, the file's bytes, what left both hosts, what was reused, seconds."""
    alice, bob = bench.nodes()
    source = random.Random(f"again {bench.options.seed}")
    into = pathlib.Path(tempfile.mkdtemp(dir=bench.received))
    file = into / "source" / "disk.img"
    file.parent.mkdir()
    shutil.copyfile(bench.data.path("A", size), file)
    bob.cli("auto-accept", alice.id, "on", "--to", into / "received")
    rows = []
    for name, change in CHANGES:
        if change:
            change(file, size, source)
        before, began = alice.host.sent_bytes() + bob.host.sent_bytes(), time.monotonic()
        last = alice.cli("send", bob.id, file, "--wait", limit=600).lines[-1]
        seconds = time.monotonic() - began
        require(last["state"] == "done", f"{last}")
        wire = alice.host.sent_bytes() + bob.host.sent_bytes() - before
        arrived = bob.transfer(last["transfer_id"])["paths"][0]
        require(same_tree(file, arrived), f"{name}: other bytes came than were sent")
        rows.append({"change": name, "bytes": file.stat().st_size, "wire": wire, "reused": last["bytes_reused"],
                     "seconds": seconds})
    shutil.rmtree(into)
    return rows
