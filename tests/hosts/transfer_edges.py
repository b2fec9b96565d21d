#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Transfers at the edges: odd names, files that change under the sender's hands, a machine that loses what was not
synced; and, marked long, sizes that only the second tier has time for."""
import os
import pathlib
import sys
import time
import unicodedata
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import PATIENCE, random_file, remains, require, run_cases, same_tree, shell, wait_for  # noqa: E402
from transfer import MB, nothing_left, offer, state_is, wait_done, wait_part  # noqa: E402

BUSY_RESIDENT = 48_000_000
BOOT_ID = "/proc/sys/kernel/random/boot_id"


def begin(lab, *paths, rate=None):
    alice, bob = lab.up("alice", "bob")
    alice.host.rate(rate)
    bob.cli("auto-accept", alice.id, "on")
    return alice, bob, offer(alice, bob, *paths) if paths else None


def case_names_at_the_edge(lab):
    alice, bob, _ = begin(lab)
    folder = alice.home / "names"
    folder.mkdir()
    composed, decomposed = (unicodedata.normalize(form, "Gärten für é.txt") for form in ("NFC", "NFD"))
    plain = ["a" * 255, "鸽" * 85, "Name", "name", "NAME", composed, decomposed, " ", "-", "~", ".hidden", "CON", "a:b",
             "tab\there", "\u202egnp.exe", "%41", "x" * 251 + ".txt"]
    for name in plain:
        (folder / name).write_text(name)
    (folder / "empty folder").mkdir()
    deep = folder.joinpath(*["d"] * 60)
    deep.mkdir(parents=True)
    (deep / "bottom").write_text("deep")
    gbk = "测试文件.txt"
    with open(os.path.join(os.fsencode(folder), gbk.encode("gbk")), "w") as file:
        file.write("gbk")
    transfer = offer(alice, bob, folder)
    wait_done(transfer, alice, bob)
    received = bob.received / "names"
    for name in plain:
        require((received / name).read_text() == name, f"the file {name!r}")
    require((received / gbk).read_text() == "gbk", "a name in GBK is read as what it means")
    require(sorted(path.name for path in received.iterdir()) == sorted([*plain, gbk, "empty folder", "d"]), "and nothing else")
    require((received.joinpath(*["d"] * 60) / "bottom").read_text() == "deep", "the deepest file")


def change(folder):
    """Grows one file, shrinks one, writes into a third with its time put back, removes a fourth."""
    with open(folder / "grows", "ab") as file:
        file.write(b"more")
    os.truncate(folder / "shrinks", 5 * MB)
    before = (folder / "edited").stat()
    with open(folder / "edited", "r+b") as file:
        file.seek(7 * MB)
        file.write(b"edited in place")
    os.utime(folder / "edited", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "vanishes").unlink()


CHANGED = {"grows", "shrinks", "edited", "vanishes"}


def changing_files(alice):
    """In the order in which they are sent: a first, edited, grows, shrinks, vanishes, z last."""
    folder = alice.home / "alive"
    for number, name in enumerate(["a first", *sorted(CHANGED), "z last"]):
        random_file(folder / name, 8 * MB, number)
    return folder


def require_no_chimera(alice, bob, transfer, before, failed):
    """Each file that arrived is the old one or the changed one, whole; those that could be neither are named."""
    for node in (alice, bob):
        row = wait_for(40, state_is(node, transfer, "failed"), lambda: f"{node}: {node.transfer(transfer)}")
        require(row["error"]["code"] == "source_changed", f"{row['error']}")
    sentence = alice.transfer(transfer)["error"]["message"]
    require(all(f"{name}\"" in sentence for name in failed), f"{failed} are named: {sentence}")
    arrived = {path.name: path.read_bytes() for path in (bob.received / "alive").iterdir()}
    require({"a first", "z last"} <= set(arrived) and not failed & set(arrived), f"{sorted(arrived)}")
    for name, content in arrived.items():
        source = alice.home / "alive" / name
        whole = [before[name], source.read_bytes() if source.exists() else None]
        require(content in whole, f"{name} is a mixture")
    wait_for(5, lambda: nothing_left(bob), "the partial folder is removed")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def case_files_change_while_they_are_sent(lab):
    alice, bob, _ = begin(lab, rate="100mbit")
    folder = changing_files(alice)
    before = contents(folder)
    transfer = offer(alice, bob, folder)
    wait_part(bob, transfer, 0.25)  # in the middle of edited
    change(folder)
    alice.host.rate(None)
    require_no_chimera(alice, bob, transfer, before, {"grows", "shrinks", "vanishes"})


def case_files_change_between_two_runs(lab):
    alice, bob, _ = begin(lab, rate=f"{int(200 / PATIENCE)}mbit")  # the look at a slow node takes its time too
    folder = changing_files(alice)
    before = contents(folder)
    transfer = offer(alice, bob, folder)
    wait_part(bob, transfer, 0.58)  # in the middle of shrinks
    alice.kill()
    change(folder)
    alice.host.rate(None)
    alice.up()
    require_no_chimera(alice, bob, transfer, before, {"shrinks", "vanishes"})


def case_a_machine_that_crashed(lab):
    """What was written after the last sync is lost with the power: old bytes, and another boot id."""
    alice, bob, transfer = begin(lab)
    alice.host.rate("400mbit")
    file = random_file(alice.home / "big.bin", 96 * MB)
    transfer = offer(alice, bob, file)
    wait_part(bob, transfer, 0.6)
    bob.kill()
    partial = next(bob.received.glob(".culver-partial-*/files/big.bin"))
    with open(partial, "r+b") as written:  # the first sync comes after 16 MiB, so nothing vouches for these
        for place in (34, 37, 41):
            written.seek(place * MB)
            written.write(b"\0" * MB)
    other_boot = bob.home / "boot_id"
    other_boot.write_text(f"{uuid.uuid4()}\n")
    shell("mount", "--bind", other_boot, BOOT_ID)  # in the lab's own mounts
    bob.up()
    wait_done(transfer, alice, bob)
    require(same_tree(file, bob.received / file.name), "the file differs after the crash")
    row = alice.transfer(transfer)
    require(row["bytes_resent"] >= 3 * MB, f"what was lost is sent again: {row['bytes_resent']}")
    require(row["bytes_resent"] < 60 * MB, f"what is whole is not: {row['bytes_resent']}")


def watch_memory(nodes, transfer, limit, seconds):
    peak = {str(node): 0 for node in nodes}
    end = time.monotonic() + seconds

    def done():
        for node in nodes:
            peak[str(node)] = max(peak[str(node)], node.memory()[1])
        return all(node.transfer(transfer)["state"] == "done" for node in nodes)
    while not done():
        require(time.monotonic() < end, f"{[node.transfer(transfer) for node in nodes]}")
        time.sleep(0.2)
    print(f"highest resident bytes: {peak}")
    require(max(peak.values()) <= limit, f"memory is bounded: {peak}, the limit is {limit}")


def plug(node, stick, mount, on):
    """In the test's own eyes and in the running node's: ip netns gives each its own."""
    words = ["mount", "--bind", stick, mount] if on else ["umount", "--lazy", mount]
    shell(*words)
    if node.is_running():
        shell("nsenter", "-t", node.process.pid, "--mount", *words)


def pulled_out(lab, name, inside):
    """The receive folder is on a stick (its mount point, or a folder inside). In the middle of a transfer the node ends
    and the stick is out when it starts again; plugged in, the transfer goes on; then it is taken out once more while the node
    runs and has its files open. Nothing is ever written beneath the mount point."""
    alice, bob = (lab.node(f"{who} {name}") for who in ("alice", "bob"))
    stick, mount = lab.small_disk(lab.folder / f"stick {name}", 200), bob.home / "media"
    mount.mkdir()
    bob.received = mount / inside if inside else mount
    plug(bob, stick, mount, True)
    for node in (alice, bob):
        node.up()
    lab.wait_all_see([alice, bob])
    alice.host.rate("200mbit")
    file = random_file(alice.home / "big.bin", 96 * MB)
    transfer = offer(alice, bob, file)
    bob.cli("accept", transfer)
    wait_part(bob, transfer, 0.3)

    def waits():
        row = bob.transfer(transfer)
        return row["error"] and row["error"]["code"] == "folder_gone"
    bob.kill()
    plug(bob, stick, mount, False)
    require(not os.listdir(mount) and os.listdir(stick), "the stick is out")
    bob.up()
    wait_for(20, waits, lambda: f"at a start: {bob.transfer(transfer)}")
    for node in (alice, bob, bob):  # whoever comes anew is no reason to begin beneath it
        node.kill()
        node.up()
        wait_for(20, waits, lambda: f"after {node} came anew: {bob.transfer(transfer)}")
        remains(2, lambda: not os.listdir(mount) and waits(), lambda: f"after {node} came anew: {os.listdir(mount)}, {bob.transfer(transfer)}")
    plug(bob, stick, mount, True)
    bob.cli("resume", transfer)
    wait_part(bob, transfer, 0.6)
    alice.kill()
    wait_for(20, state_is(bob, transfer, "interrupted", "waiting"), "the link is gone")
    plug(bob, stick, mount, False)
    alice.up()
    # What is open stays on the stick, or fails with it. (Here the stick itself is well.)
    wait_for(60, lambda: waits() or bob.transfer(transfer)["state"] == "done", lambda: f"{bob.transfer(transfer)}")
    require(not os.listdir(mount), f"beneath the mount point: {os.listdir(mount)}")
    plug(bob, stick, mount, True)
    if waits():
        bob.cli("resume", transfer)
    wait_done(transfer, alice, bob)
    require(same_tree(file, bob.received / file.name), f"the file on the stick: {os.listdir(bob.received)}")
    plug(bob, stick, mount, False)
    require(not os.listdir(mount), f"beneath the mount point: {os.listdir(mount)}")
    for node in (alice, bob):
        node.stop()


def case_a_stick_that_is_pulled_out(lab):
    pulled_out(lab, "one", "")
    pulled_out(lab, "two", "received")


def case_a_stick_that_is_sent_from_is_pulled_out(lab):
    """What is sent lies on a stick, which is out when the next lane begins, and back under another number of its disk and
    others of its files. Nothing that arrived is lost, nobody has to do anything, and little is sent twice."""
    alice, bob = (lab.node(name) for name in ("alice", "bob"))
    sticks = [lab.small_disk(lab.folder / f"stick {number}", 200) for number in (1, 2)]
    mount = alice.home / "media"
    mount.mkdir()
    random_file(sticks[0] / "film" / "big.bin", 96 * MB)
    random_file(sticks[0] / "film" / "small.bin", MB)
    shell("cp", "-a", sticks[0] / "film", sticks[1] / "film")
    plug(alice, sticks[0], mount, True)
    for node in (alice, bob):
        node.up()
    lab.wait_all_see([alice, bob])
    bob.cli("auto-accept", alice.id, "on")
    alice.host.rate("200mbit")
    transfer = offer(alice, bob, mount / "film")
    wait_part(bob, transfer, 0.5)
    bob.kill()
    wait_for(20, state_is(alice, transfer, "interrupted", "waiting"), "the link is gone")
    plug(alice, sticks[0], mount, False)
    bob.up()

    def waits():
        row = alice.transfer(transfer)
        return row["state"] == "interrupted" and row["error"] and row["error"]["code"] == "source_away"
    wait_for(20, waits, lambda: f"{alice.transfer(transfer)}")
    remains(5, lambda: waits() and not nothing_left(bob), lambda: f"{alice.transfer(transfer)}, {os.listdir(bob.received)}")
    alice.kill()
    alice.up()
    wait_for(20, waits, lambda: f"after a start: {alice.transfer(transfer)}")
    alice.host.rate(None)
    plug(alice, sticks[1], mount, True)
    wait_done(transfer, alice, bob)
    require(same_tree(sticks[0] / "film", bob.received / "film"), "what was on the stick")
    resent = alice.transfer(transfer)["bytes_resent"]
    require(resent < 12 * MB, f"{resent} bytes were sent twice")


def case_twenty_gigabytes_with_holes(lab):
    alice, bob, _ = begin(lab)
    file = alice.home / "disk.img"
    with open(file, "wb") as image:
        image.truncate(20 << 30)
        for place in range(0, 20, 2):
            image.seek((place << 30) + 12345)
            image.write(os.urandom(2 * MB))
    transfer = offer(alice, bob, file)
    watch_memory((alice, bob), transfer, BUSY_RESIDENT, 600)
    received = bob.received / file.name
    require(received.stat().st_size == 20 << 30, "its size")
    require(received.stat().st_blocks * 512 < 200 * MB, "holes stay holes")
    require(alice.transfer(transfer)["bytes_on_wire"] < 200 * MB, "and cost nothing on the wire")
    for place in range(0, 20, 2):
        with open(file, "rb") as left, open(received, "rb") as right:
            left.seek((place << 30) - (MB if place else 0))
            right.seek((place << 30) - (MB if place else 0))
            require(left.read(4 * MB) == right.read(4 * MB), f"the bytes around {place} GiB")


def case_a_hundred_thousand_files(lab):  # second tier
    alice, bob, _ = begin(lab)
    folder = alice.home / "many"
    for number in range(100_000):
        if number % 500 == 0:
            (folder / f"{number // 500:03}").mkdir(parents=True)
        (folder / f"{number // 500:03}" / f"file {number}.txt").write_text(f"{number}\n" * (number % 40))
    transfer = offer(alice, bob, folder)
    watch_memory((alice, bob), transfer, BUSY_RESIDENT, 600)
    require(same_tree(folder, bob.received / "many"), "the trees differ")


if __name__ == "__main__":
    run_cases(globals())
