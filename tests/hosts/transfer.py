#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that arrive whole, whatever is cut, killed or full. One function is one test."""
import errno
import os
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import random_file, remains, require, run_cases, same_tree, shell, wait_for  # noqa: E402
from reallife import words_pass  # noqa: E402

MB = 1 << 20
BIG = 256 * MB
RATE = "400mbit"  # so that the middle of a transfer can be caught
WINDOW = 8 * MB  # W of the design at its largest: what may be under way unconfirmed
LARGEST_BLOCK = 4 * MB
OVERHEAD = 1.03  # frames, TLS records, packets
REFUSED = 6
FINAL = ("done", "declined", "cancelled", "failed")


def offer(sender, receiver, *paths):
    """Sends without waiting (options may stand among the paths); returns the transfer's id once the offer is there."""
    transfer = sender.cli("send", receiver.id, *paths).one["transfer_id"]
    wait_for(10, lambda: any(row["id"] == transfer for row in receiver.transfers()), f"{receiver} has the offer")
    return transfer


def state_is(node, transfer, *states):
    def reached():
        row = node.transfer(transfer)
        require(row["state"] in states or row["state"] not in FINAL, f"{node}: {row}")
        return row["state"] in states and row
    return reached


def wait_done(transfer, *nodes, seconds=60):
    for node in nodes:
        wait_for(seconds, state_is(node, transfer, "done"),
                 lambda: f"{node} is done: {[other.transfer(transfer) for other in nodes]}")


def wait_part(node, transfer, part, seconds=60):
    """The row once that part of all bytes is there."""
    def reached():
        row = node.transfer(transfer)
        require(row["state"] not in FINAL, f"it ended before it could be caught: {row}")
        return row["bytes_total"] and row["bytes_done"] >= part * row["bytes_total"] and row
    return wait_for(seconds, reached, lambda: f"{part:.0%} is done: {node.transfer(transfer)}")


def nothing_left(node):
    """No partial folder remains in the receive folder."""
    return not [path for path in node.received.glob(".culver-partial-*")]


def begin_big(lab, size=BIG, rate=RATE):
    alice, bob = lab.up("alice", "bob")
    alice.host.rate(rate)
    file = random_file(alice.home / "big.bin", size)
    transfer = offer(alice, bob, file)
    bob.cli("accept", transfer)
    return alice, bob, file, transfer


def require_same_file(bob, file):
    require(same_tree(file, bob.received / file.name), f"{file.name} differs")
    wait_for(5, lambda: nothing_left(bob), "the partial folder is removed")


def killed_at_half(lab, who):
    alice, bob, file, transfer = begin_big(lab)
    before = alice.host.sent_bytes()
    wait_part(bob, transfer, 0.5)
    victim = {"alice": alice, "bob": bob}[who]
    victim.kill()
    began = time.monotonic()
    victim.up()
    wait_for(10, state_is(bob, transfer, "active", "done"), "it goes on by itself")
    print(f"went on {time.monotonic() - began:.2f} s after the restart began")
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)
    outside = alice.host.sent_bytes() - before
    row = alice.transfer(transfer)
    print(f"file {BIG}, on the wire {row['bytes_on_wire']} by its own count and {outside} by the kernel's, "
          f"twice {row['bytes_resent']}")
    allowed = BIG * OVERHEAD + WINDOW
    require(outside <= allowed, f"{outside} bytes left the host, allowed {allowed:.0f}")
    require(row["bytes_on_wire"] <= allowed, f"{row}")
    require(row["bytes_resent"] <= WINDOW + LARGEST_BLOCK, f"{row}")


def case_receiver_killed_at_half(lab):
    killed_at_half(lab, "bob")


def case_sender_killed_at_half(lab):
    killed_at_half(lab, "alice")


def make_tree(folder):
    """Names, sizes and modes as people have them; returns the folder."""
    for number in range(300):
        random_file(folder / f"small/{number % 7}/file {number}", 10 + number * 13, number)
    random_file(folder / "medium.bin", 5 * MB)
    (folder / "empty").touch()
    (folder / "empty folder/inside").mkdir(parents=True)
    for name in ("午餐.txt", "quote ' \" `x` $(y).txt", "e\u0301 decomposed", "trailing ", "-rf", "new\nline", "a" * 200):
        (folder / name).write_text(name)
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    with open(folder / "holes", "wb") as file:
        file.seek(40 * MB)
        file.write(b"end")
    os.utime(folder / "medium.bin", (1_000_000_000, 1_000_000_000))
    return folder


def case_a_folder_with_everything_in_it(lab):
    alice, bob = lab.up("alice", "bob")
    folder = make_tree(alice.home / "tree")
    (folder / "link").symlink_to("/etc/passwd")
    transfer = offer(alice, bob, folder)
    bob.cli("accept", transfer)
    wait_done(transfer, alice, bob)
    (folder / "link").unlink()  # links are not sent
    received = bob.received / "tree"
    require(same_tree(folder, received), "the trees differ")
    require(os.access(received / "run.sh", os.X_OK) and not os.access(received / "medium.bin", os.X_OK), "executable bits")
    require(int((received / "medium.bin").stat().st_mtime) == 1_000_000_000, "the time of a file")
    require((received / "holes").stat().st_blocks * 512 < 2 * MB, "holes stay holes")
    require((received / "empty folder/inside").is_dir(), "empty folders")
    require(bob.transfer(transfer)["files"] == sum(path.is_file() for path in folder.rglob("*")), f"{bob.transfer(transfer)}")


def bytes_out(node, seconds):
    """What left the node's host meanwhile, a second, as the kernel counts."""
    before, began = node.host.sent_bytes(), time.monotonic()
    time.sleep(seconds)
    return (node.host.sent_bytes() - before) / (time.monotonic() - began)


def case_limits_hold_and_are_shared(lab):
    alice, bob = lab.up("alice", "bob")
    bob.cli("auto-accept", alice.id, "on")
    files = [random_file(alice.home / f"part{number}.bin", 24 * MB, number) for number in range(3)]
    limited = offer(alice, bob, files[0], "--rate", "3MB")
    wait_part(bob, limited, 0.05)
    rate = bytes_out(alice, 1.5)
    require(2.4e6 < rate < 3.3e6, f"{rate:.0f} bytes a second under a limit of 3 MB for the transfer")
    bob.cli("limit", limited, "1MB")  # the other side may, too
    time.sleep(0.5)
    rate = bytes_out(alice, 1.5)
    require(0.7e6 < rate < 1.2e6, f"{rate:.0f} bytes a second under the receiver's limit of 1 MB")
    bob.cli("limit", limited, "off")
    alice.cli("limit", limited, "off")
    wait_done(limited, alice, bob)

    alice.cli("config", "set", "rate_limit", 3_000_000)
    both = [offer(alice, bob, file) for file in files[1:]]
    for transfer in both:
        wait_part(bob, transfer, 0.02)
    began = [bob.transfer(transfer)["bytes_done"] for transfer in both]
    rate = bytes_out(alice, 3)
    require(2.4e6 < rate < 3.3e6, f"{rate:.0f} bytes a second under the node's limit of 3 MB")
    moved = [bob.transfer(transfer)["bytes_done"] - before for transfer, before in zip(both, began)]
    require(min(moved) > 0.6 * max(moved), f"two transfers share a limit evenly: {moved}")
    alice.cli("config", "set", "rate_limit", 0)
    for transfer in both:
        wait_done(transfer, alice, bob)
    for file in files:
        require_same_file(bob, file)


def case_ten_transfers_share_the_link(lab):
    """All ten are offered before any is accepted; the share of each is taken over a time in which all ten move."""
    # BBR holds a connection that once met an empty queue at four packets a round trip until it measures again, ten
    # seconds later; that would be told of Culver here.
    for host in (hosts := lab.add_hosts(2)):
        host.divide_by_loss()
    alice, bob = (lab.node(name, host).up() for name, host in zip(("alice", "bob"), hosts))
    lab.wait_all_see([alice, bob])
    files = [random_file(alice.home / f"one of ten {number}.bin", 32 * MB, number) for number in range(10)]
    transfers = [offer(alice, bob, file) for file in files]
    for transfer in transfers:
        wait_for(20, state_is(bob, transfer, "offered"), f"{transfer} is offered")
    # At the receiver: what queues at the sender's own interface is held to two packets of each connection (TCP small
    # queues), and a plain queue there, which no machine has, divides by the size of these.
    bob.host.rate("20mbit")  # slow enough that none is far ahead when the last has begun
    for transfer in transfers:
        bob.cli("accept", transfer)
    for transfer in transfers:
        wait_for(60, lambda: (bob.transfer(transfer)["bytes_done"] or 0) > 0, f"{transfer} moves")
    before = {row["id"]: row["bytes_done"] for row in bob.transfers()}
    bob.host.rate("100mbit")
    wait_for(60, lambda: sum(row["bytes_done"] for row in bob.transfers()) - sum(before.values()) > 80 * MB, "a good part of it all moves")
    rows = bob.transfers()
    moved = sorted(row["bytes_done"] - before[row["id"]] for row in rows)
    print(f"bytes of each in the same time: {moved}")
    require(not any(row["state"] in FINAL for row in rows), f"one is done already: {rows}")
    share = sum(moved) / len(moved)
    # Over a few seconds TCP itself divides unevenly, after the losses of a slow link most of all; what must not be is that some wait while others have it all.
    require(moved[0] > 0.3 * share, f"some hardly move: {moved}")
    bob.host.rate("400mbit")  # the rest is about the bytes
    for transfer in transfers:
        wait_done(transfer, alice, bob)
    for file in files:
        require(same_tree(file, bob.received / file.name), f"{file.name} differs")


def case_cable_out_for_twenty_seconds(lab):  # mostly waits
    alice, bob, file, transfer = begin_big(lab, 128 * MB, "200mbit")
    wait_part(bob, transfer, 0.3)
    bob.host.unplug()
    wait_for(25, state_is(bob, transfer, "interrupted", "waiting"), lambda: f"noticed: {bob.transfer(transfer)}")
    remains(5, lambda: bob.transfer(transfer)["state"] != "active", "nothing flows without a cable")
    bob.host.plug()
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_cable_out_for_a_moment(lab):
    """Shorter than anybody's time-out: TCP repairs it or the session comes back; the file is whole."""
    alice, bob, file, transfer = begin_big(lab, 64 * MB, "200mbit")
    wait_part(bob, transfer, 0.3)
    bob.host.unplug()
    remains(3, lambda: True, "")
    bob.host.plug()
    wait_done(transfer, alice, bob, seconds=40)
    require_same_file(bob, file)


def case_address_change_in_the_middle(lab):
    alice, bob, file, transfer = begin_big(lab, 128 * MB, "200mbit")
    wait_part(bob, transfer, 0.3)
    bob.host.change_address("10.77.0.88")
    words_pass(alice, bob, time.monotonic())
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_both_killed(lab):
    alice, bob, file, transfer = begin_big(lab)
    wait_part(bob, transfer, 0.4)
    alice.kill()
    bob.kill()
    alice.up()
    bob.up()
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_orderly_stop_and_restart(lab):
    alice, bob, file, transfer = begin_big(lab)
    wait_part(bob, transfer, 0.3)
    bob.stop()
    wait_for(10, state_is(alice, transfer, "interrupted", "waiting"), lambda: f"{alice.transfer(transfer)}")
    bob.up()
    wait_part(bob, transfer, 0.6)
    alice.stop()
    alice.up()
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def refused_by_the_disk(alice, bob, code, filler_size, size):
    """The receiver's disk, not running yet, holds not both: a state to go on from once there is room."""
    filler = random_file(bob.received / "filler", filler_size)
    bob.up()
    file = random_file(alice.home / "file.bin", size)
    transfer = offer(alice, bob, file)
    bob.cli("accept", transfer, code=None)
    row = wait_for(20, lambda: (found := bob.transfer(transfer))["error"] and found, lambda: f"an error: {bob.transfer(transfer)}")
    require(row["error"]["code"] == code and len(row["error"]["message"]) > 20, f"{row['error']}")
    require(row["state"] not in FINAL, f"a state to go on from: {row}")
    require(filler.stat().st_size == filler_size, "what was there before was changed")
    filler.unlink()
    os.sync()  # some file systems free what was removed later
    bob.cli("resume", transfer)
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_full_disk(lab):
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    lab.small_disk(bob.received, 64)
    refused_by_the_disk(alice, bob, "disk_full", 50 * MB, 40 * MB)


def case_quota_is_reached(lab):
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    if not lab.disk_with_quota(bob.received, 32):
        print("skipped: no disk with a quota can be made here (root, loop devices and btrfs-progs are needed)")
        return
    refused_by_the_disk(alice, bob, "quota_exceeded", 20 * MB, 24 * MB)


def small_home(lab, name):
    """A node whose profile lies on a small disk, running, and a function that leaves so many bytes free there."""
    node = lab.node(name)
    disk = lab.small_disk(node.home / "disk", 16)
    node.profile = disk / "profile"
    ballast = disk / "ballast"

    def leave(free):
        ballast.unlink(missing_ok=True)
        if free is not None:
            room = os.statvfs(disk)
            try:
                ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - free)))
            except OSError as error:  # the node writes too: then it is fuller than it was to be
                require(error.errno == errno.ENOSPC, f"{error}")
    return node.up(), leave


def case_no_room_to_list_what_is_sent(lab):
    """The sender's disk takes the transfer's row, and not the list of its files: a state to go on from."""
    alice, leave = small_home(lab, "alice")
    bob = lab.node("bob").up()
    lab.wait_all_see([alice, bob])
    folder = alice.home / "many"
    for number in range(4000):
        (folder / str(number % 20)).mkdir(parents=True, exist_ok=True)
        (folder / str(number % 20) / f"a file with a long name {number}.txt").write_text(str(number))
    leave(160_000)
    transfer = alice.cli("send", bob.id, folder).one["transfer_id"]
    row = wait_for(20, lambda: (found := alice.transfer(transfer))["error"] and found, lambda: f"an error: {alice.transfer(transfer)}")
    require(row["state"] == "interrupted" and row["error"]["code"] == "disk_full", f"{row}")
    leave(None)
    alice.cli("resume", transfer)
    wait_for(20, lambda: bob.transfers(), "the offer comes")
    bob.cli("accept", transfer)
    wait_done(transfer, alice, bob)
    require(same_tree(folder, bob.received / "many"), "the trees differ")


def case_a_rule_waits_for_room(lab):
    """What a rule accepts is accepted as soon as the receiver's disk can write that down, without anybody's doing."""
    bob, leave = small_home(lab, "bob")
    alice = lab.node("alice").up()
    lab.wait_all_see([alice, bob])
    bob.cli("auto-accept", alice.id, "on")
    leave(0)
    transfer = alice.cli("send", bob.id, random_file(alice.home / "file.bin", 100_000)).one["transfer_id"]
    wait_for(10, lambda: "is full" in bob.log_text() and bob.transfers(), "the offer comes and cannot be accepted")
    remains(1, lambda: bob.transfer(transfer)["state"] == "offered", "it waits")
    leave(None)
    wait_done(transfer, alice, bob, seconds=20)
    require_same_file(bob, alice.home / "file.bin")


def case_disk_fills_in_the_middle(lab):
    """Holes are not reserved; somebody else may take the room meanwhile."""
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    lab.small_disk(bob.received, 64)
    bob.up()
    alice.host.rate("100mbit")
    folder = alice.home / "parts"
    for number in range(30):
        random_file(folder / f"{number}.bin", 1 * MB, number)
    transfer = offer(alice, bob, folder)
    bob.cli("accept", transfer)
    wait_part(bob, transfer, 0.2)
    filler = bob.received / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(b"x" * MB)
                file.flush()
        except OSError:
            pass
    wait_for(30, lambda: bob.transfer(transfer)["state"] == "done" or bob.transfer(transfer)["error"],
             lambda: f"done or stopped with an error: {bob.transfer(transfer)}")
    filler.unlink()
    if bob.transfer(transfer)["state"] != "done":
        bob.cli("resume", transfer)
    wait_done(transfer, alice, bob)
    require(same_tree(folder, bob.received / "parts"), "the trees differ")


def case_pause_and_resume_from_either_side(lab):
    alice, bob, file, transfer = begin_big(lab, 128 * MB, "200mbit")
    for part, node, other in ((0.1, bob, alice), (0.3, alice, bob)):
        wait_part(bob, transfer, part)
        require(node.cli("pause", transfer).one["state"] == "paused", "the answer to pause")
        for side in (node, other):
            wait_for(5, state_is(side, transfer, "paused"), lambda: f"{side}: {side.transfer(transfer)}")
        held = bob.transfer(transfer)["bytes_done"]
        remains(1, lambda: bob.transfer(transfer)["bytes_done"] <= held + WINDOW, "nothing flows while paused")
        node.cli("resume", transfer)
        wait_for(10, state_is(bob, transfer, "active", "done"), "it goes on")
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_pause_survives_a_restart(lab):
    alice, bob, file, transfer = begin_big(lab, 128 * MB, "200mbit")
    wait_part(bob, transfer, 0.2)
    bob.cli("pause", transfer)
    bob.kill()
    bob.up()
    lab.wait_all_see([alice, bob])
    remains(2, lambda: bob.transfer(transfer)["state"] == "paused", lambda: f"paused stays paused: {bob.transfer(transfer)}")
    bob.cli("resume", transfer)
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def fill(folder, *names):
    """A receive folder with a life of its own: files of these names, an own folder, and what looks like unfinished data."""
    for name in (*names, "bystander", "own folder/deep.txt", ".culver-partial-of-mine/kept", ".hidden"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} was here before")
    return contents(folder)


def contents(folder):
    """Of everything in it: kind and mode, of files the time and the bytes too."""
    return {str(path.relative_to(folder)): (path.lstat().st_mode, path.lstat().st_mtime_ns if path.is_file() else 0,
                                            path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")}


def cancelled_by(lab, who):
    alice, bob, _, transfer = begin_big(lab, 128 * MB, "200mbit")
    # The transfer's own folder is made in these moments: before or behind what was there already.
    wait_for(10, lambda: list(bob.received.glob(".culver-partial-*")), "the receive folder, and the transfer's in it")
    partial = {path.name for path in bob.received.iterdir()}
    before = {name: row for name, row in fill(bob.received, "big.bin").items() if name.split("/")[0] not in partial}
    wait_part(bob, transfer, 0.3)
    {"alice": alice, "bob": bob}[who].cli("cancel", transfer)
    for node in (alice, bob):
        wait_for(10, state_is(node, transfer, "cancelled"), lambda: f"{node}: {node.transfer(transfer)}")
    wait_for(5, lambda: contents(bob.received) == before, lambda: f"only what was there: {sorted(contents(bob.received))}")


def case_cancelled_by_the_sender(lab):  # T3
    cancelled_by(lab, "alice")


def case_cancelled_by_the_receiver(lab):  # T3
    cancelled_by(lab, "bob")


def case_declined(lab):  # T3
    """Declined, taken back by the sender, and declined once more: what was there stays as it was."""
    alice, bob = lab.up("alice", "bob")
    bob.received.mkdir()
    before = fill(bob.received, "unwanted.bin")
    file = random_file(alice.home / "unwanted.bin", MB)
    sending = alice.start("send", bob.id, file, "--wait")
    transfer = wait_for(10, lambda: bob.transfers(), "the offer")[0]["id"]
    require(contents(bob.received) == before, "bytes on the disk before anybody accepted")
    bob.cli("decline", transfer)
    sending.wait(10)
    require(sending.returncode == REFUSED, f"send --wait ended with {sending.returncode}")
    wait_for(5, state_is(alice, transfer, "declined"), "declined")
    withdrawn = offer(alice, bob, file)
    alice.cli("cancel", withdrawn)
    wait_for(5, state_is(bob, withdrawn, "cancelled"), "cancelled")
    bob.cli("decline", offer(alice, bob, file, random_file(alice.home / "bystander", MB)))
    bob.stop()
    bob.up()
    require(contents(bob.received) == before, f"the receive folder was changed: {sorted(contents(bob.received))}")


def case_nothing_is_written_before_acceptance(lab):
    alice, bob = lab.up("alice", "bob")
    offer(alice, bob, random_file(alice.home / "file.bin", MB))
    remains(2, lambda: not bob.received.exists() or not os.listdir(bob.received), "not a byte before acceptance")


def case_only_some_of_the_files(lab):
    alice, bob = lab.up("alice", "bob")
    folder = alice.home / "album"
    for name in ("one.jpg", "two.jpg", "deep/three.jpg"):
        random_file(folder / name, MB // 2, len(name))
    transfer = offer(alice, bob, folder)
    bob.cli("accept", transfer, "--only", "album/one.jpg", "--only", "album/deep")
    wait_done(transfer, alice, bob)
    got = sorted(str(path.relative_to(bob.received)) for path in bob.received.rglob("*") if path.is_file())
    require(got == ["album/deep/three.jpg", "album/one.jpg"], f"{got}")


def case_accepted_into_another_folder(lab):
    alice, bob = lab.up("alice", "bob")
    file = random_file(alice.home / "file.bin", MB)
    transfer = offer(alice, bob, file)
    bob.cli("accept", transfer, "--to", "elsewhere")  # relative to the caller's folder
    wait_done(transfer, alice, bob)
    require(same_tree(file, bob.home / "elsewhere/file.bin"), "not in the folder that was named")


def case_goes_on_in_another_folder(lab):
    alice, bob, file, transfer = begin_big(lab, 64 * MB)
    wait_part(bob, transfer, 0.2)
    bob.cli("resume", transfer, "--to", "elsewhere", code=1)  # while it moves
    bob.cli("pause", transfer)
    wait_for(10, state_is(bob, transfer, "paused"), "paused")
    alice.host.rate(None)
    bob.cli("resume", transfer, "--to", "elsewhere")  # relative to the caller's folder
    wait_done(transfer, alice, bob)
    require(same_tree(file, bob.home / "elsewhere" / file.name), "not in the folder that was named")
    wait_for(5, lambda: nothing_left(bob), "nothing is left in the former folder")


def case_never_replaces(lab):  # T3
    alice, bob = lab.up("alice", "bob")
    file = random_file(alice.home / "report.txt", 1000)
    bob.received.mkdir()
    (bob.received / "report.txt").write_text("precious")
    for _ in range(2):
        transfer = offer(alice, bob, file)
        bob.cli("accept", transfer)
        wait_done(transfer, alice, bob)
    require((bob.received / "report.txt").read_text() == "precious", "an existing file was changed")
    require(sorted(os.listdir(bob.received)) == ["report (2).txt", "report (3).txt", "report.txt"], f"{os.listdir(bob.received)}")
    require(same_tree(file, bob.received / "report (3).txt"), "contents")


def case_several_at_once(lab):
    alice, bob = lab.up("alice", "bob")
    alice.host.rate(RATE)
    running = []
    for number in range(4):
        sender, receiver = (alice, bob) if number % 2 else (bob, alice)
        file = random_file(sender.home / f"file{number}.bin", 24 * MB, number)
        running.append((sender, receiver, file, offer(sender, receiver, file)))
    for _, receiver, _, transfer in running:
        receiver.cli("accept", transfer)
    alice.cli("say", "bob", "meanwhile", "--wait", "--timeout", "10")
    for sender, receiver, file, transfer in running:
        wait_done(transfer, sender, receiver)
        require_same_file(receiver, file)


def case_one_offer_to_several_people(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    file = random_file(alice.home / "memo.pdf", 3 * MB)
    rows = alice.cli("send", "bob", file, "--also", "carol").lines
    require({row["peer"] for row in rows} == {bob.id, carol.id}, f"{rows}")
    for row, node in ((row, next(node for node in (bob, carol) if node.id == row["peer"])) for row in rows):
        wait_for(10, lambda: node.transfers(), "the offer")
        node.cli("accept", row["transfer_id"])
        wait_done(row["transfer_id"], alice, node)
        require_same_file(node, file)


def case_accepted_by_a_rule(lab):
    alice, bob = lab.up("alice", "bob")
    bob.cli("auto-accept", alice.id, "on", "--max-size", 2 * MB)
    small = random_file(alice.home / "small.bin", MB)
    answer = alice.cli("send", bob.id, small, "--wait", "--timeout", "30")
    require(answer.lines[-1]["state"] == "done", answer.out)
    require_same_file(bob, small)
    large = random_file(alice.home / "large.bin", 3 * MB)
    transfer = offer(alice, bob, large)
    remains(2, lambda: bob.transfer(transfer)["state"] == "offered", "larger than the rule allows waits for a person")
    bob.cli("auto-accept", alice.id, "off")
    transfer = offer(alice, bob, small)
    remains(1, lambda: bob.transfer(transfer)["state"] == "offered", "no rule any more")


def case_sent_again_and_on(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    file = random_file(alice.home / "letter.bin", 200_000)
    bob.cli("auto-accept", alice.id, "on")
    carol.cli("auto-accept", bob.id, "on")
    first = offer(alice, bob, file)
    wait_done(first, alice, bob)
    rows = alice.cli("again", first, "--wait").lines
    require(rows[-1]["state"] == "done" and rows[-1]["transfer_id"] != first, f"{rows}")
    require(same_tree(file, bob.received / "letter (2).bin"), "it arrives beside the first")
    bob.cli("again", first, code=2)  # to whom?
    rows = bob.cli("again", first, carol.id, "--wait").lines
    require(rows[-1]["state"] == "done", f"{rows}")
    require(same_tree(file, carol.received / "letter.bin"), "what was received is sent on")
    folder = alice.home / "with a link"
    folder.mkdir()
    (folder / "link").symlink_to(file)
    plain = alice.cli("send", bob.id, folder, "--wait").lines[-1]
    require(plain["left_out"]["count"] == 1 and "link" in plain["left_out"]["message"], f"what was left out is told: {plain}")
    followed = alice.cli("send", bob.id, folder, "--follow", "--rate", "2MB", "--wait").lines[-1]
    require("left_out" not in followed and followed["files"] == 1, f"{followed}")
    for receiver in ((), (carol.id,)):
        again = alice.cli("again", followed["transfer_id"], *receiver).lines[-1]["transfer_id"]
        wait_for(20, lambda: alice.transfer(again)["files"] == 1, "links are followed again")
        require(alice.transfer(again)["rate_limit"] == 2_000_000, "and as fast as before")


def case_receiver_away_when_it_is_sent(lab):
    alice, bob = lab.up("alice", "bob")
    file = random_file(alice.home / "later.bin", MB)
    bob.stop()
    transfer = alice.cli("send", bob.id, file).one["transfer_id"]
    alice.kill()
    alice.up()
    bob.up()
    wait_for(15, lambda: any(row["id"] == transfer for row in bob.transfers()), "the offer comes when Bob is back")
    bob.cli("accept", transfer)
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_file_changed_while_it_is_sent(lab):
    alice, bob, file, transfer = begin_big(lab, 64 * MB, "200mbit")
    wait_part(bob, transfer, 0.2)
    with open(file, "r+b") as changed:
        changed.seek(60 * MB)
        changed.write(b"changed while it was sent")
    row = wait_for(60, lambda: (found := alice.transfer(transfer))["state"] in FINAL and found, lambda: f"{alice.transfer(transfer)}")
    require(row["state"] == "failed" and row["error"] and "chang" in row["error"]["message"], f"{row}")
    require(not (bob.received / file.name).exists(), "a chimera arrived")


def case_words_while_a_transfer_fills_the_link(lab):
    alice, bob, file, transfer = begin_big(lab, 128 * MB, "100mbit")
    wait_part(bob, transfer, 0.05)
    times = []
    while len(times) < 20:
        times.append(alice.cli("say", "bob", f"word {len(times)}", "--wait").seconds * 1000)
    require(alice.transfer(transfer)["state"] == "active", "the transfer ended too early to measure")
    times.sort()
    print(f"say --wait during a transfer: median {times[10]:.0f} ms, worst {times[-1]:.0f} ms (the command's own start included)")
    require(times[10] < 500, f"a word takes {times[10]:.0f} ms while a file is sent")
    alice.cli("cancel", transfer)


def case_interrupted_command_leaves_the_transfer(lab):
    alice, bob = lab.up("alice", "bob")
    alice.host.rate(RATE)
    file = random_file(alice.home / "big.bin", 64 * MB)
    sending = alice.start("send", bob.id, file, "--wait")
    transfer = wait_for(10, lambda: bob.transfers(), "the offer")[0]["id"]
    bob.cli("accept", transfer)
    wait_part(bob, transfer, 0.2)
    shell("kill", "-INT", sending.pid)
    sending.wait(5)
    require(sending.returncode == 130, f"send --wait ended with {sending.returncode} after SIGINT")
    require("goes on" in sending.stderr.read().decode(), "it should say that the transfer goes on")
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


def case_partial_folder_removed_by_hand(lab):
    """Somebody tidies up while the node is down: it starts over, it does not fail."""
    alice, bob, file, transfer = begin_big(lab, 64 * MB, "200mbit")
    wait_part(bob, transfer, 0.3)
    bob.kill()
    for path in bob.received.glob(".culver-partial-*"):
        shutil.rmtree(path)
    bob.up()
    wait_for(20, lambda: bob.transfer(transfer)["state"] in ("done", "active") or bob.transfer(transfer)["error"],
             lambda: f"{bob.transfer(transfer)}")
    if bob.transfer(transfer)["error"]:
        bob.cli("resume", transfer)
    wait_done(transfer, alice, bob)
    require_same_file(bob, file)


if __name__ == "__main__":
    run_cases(globals())
