#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What went wrong elsewhere with files that arrive, tried on a real node. Named after it; docs/security.md has the list."""
import itertools
import pathlib
import re
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/hosts")]
from hostile import liar, require_well  # noqa: E402
from lab import BUILD, CULVER, random_file, require, run_cases, same_tree, wait_for  # noqa: E402

LEAST_NAMES = 200
CANARY = pathlib.Path("/run/culver-escaped")  # the lab's own /run
RESERVED_AT_ONCE = 2 << 20  # bytes: such a file is made before its lane comes, by another thread
FLIPPED_RECEIVES = 40
DOTS = ["\u2025", "\u2024\u2024", "\uff0e\uff0e", "%2e%2e", "%252e%252e", "..%00", "..%c0%af", "\u00b7\u00b7", "..\u200b", "\u202e.."]


def hostile_names():
    """Whatever was used to leave a receive folder; hex for what no line of text can hold."""
    climbs = ["../" * depth + tail for depth in range(1, 9) for tail in ("escape", "escape/x", ".ssh/authorized_keys")]
    inside = ["a/" * depth + "../" * (depth + 1) + "escape" for depth in range(1, 9)]
    absolute = ["/escape", "//escape", "/etc/cron.d/escape", "/run/culver-escaped", "///run/culver-escaped", "/..", "/."]
    windows = [f"{drive}{middle}escape" for drive in ("C:", "c:", "Z:", "\\\\server\\share", "\\\\?\\C:", "\\", ".", "..")
               for middle in ("\\", "\\..\\", "/..\\", "\\/")]
    devices = [name + end for name in ("CON", "NUL", "AUX", "COM1", "LPT1", "PRN") for end in ("", ".txt", ":", " ", ".")]
    odd = ["~", "~root", "~/.ssh/id", "-rf", "--", "$HOME", "a:b", "a:$DATA", "x ", "x.", "...", "....", ".. ", " ..", ".", "..", "./", "../",
           "a//b", "./a", "a/./b", "a/..", "a/", "x" * 255, "x" * 256, "x" * 5000, "/".join(["d"] * 64), "/".join(["d"] * 65),
           "\u202egnp.exe", "a\u2028b", "ｅｓｃａｐｅ", ".culver-partial-aaaaaaaaaaaaaaaaaaaaaaaaaa/x", ".culver-partial-x", ".bashrc", ".config/autostart/x"]
    unicode_dots = [dots + slash + "escape" for dots in DOTS for slash in ("/", "\u2215", "\uff0f", "%2f", "\\")]
    raw = [b"nul\0l", b"../nul\0", b"\xff../escape", b"\xc0\xae\xc0\xae/escape", b"\xe0\x80\xae\xe0\x80\xae/escape", b"..\xc0\xafescape",
           b"a\nb", b"a\r\nb", b"\x1b[31mred", b"\x07", b"\x7f", b"\xed\xa0\x80", b"caf\xe9", b"\xf4\x90\x80\x80"]
    names = [*climbs, *inside, *absolute, *windows, *devices, *odd, *unicode_dots, *(f"hex:{name.hex()}" for name in raw)]
    return list(dict.fromkeys(names))


def picture(folder, *without):
    """Every path below a folder with its content, but for what lies below those."""
    def is_counted(path):
        return not any(path == skipped or skipped in path.parents for skipped in without)
    return {path: path.read_bytes() if path.is_file() and not path.is_symlink() else path.is_symlink()
            for path in folder.rglob("*") if is_counted(path)}


def trusted_liar(lab, alice, bob):
    """A peer whose files bob takes by rule: nothing but the checks stands between it and the disk."""
    stranger, _ = liar(lab, alice, bob, "--say", "hello")
    bob.cli("auto-accept", f"id:{stranger}", "on")
    return stranger


def attack(lab, alice, bob, names, patience=1500):
    listed = lab.folder / "names.txt"
    listed.write_text("\n".join(names) + "\n")
    _, rows = liar(lab, alice, bob, "--patience", patience, "--offer-names", listed)
    require(len(rows) >= len(names), f"{len(rows)} of {len(names)} names were tried")
    return rows


def parts_of(names):
    """Whatever a name could become when somebody takes it apart."""
    plain = [bytes.fromhex(name[4:]).decode(errors="surrogateescape") if name.startswith("hex:") else name for name in names]
    return {part for name in plain for part in (name, *re.split(r"[/\\:\0∕／]|%2f", name))}


def case_warpinator_localsend_croc_names_that_leave_the_folder(lab):  # T1
    alice, bob = lab.up("alice", "bob")
    key = bob.profile / "key.pem"
    names = hostile_names() + [f"{'../' * depth}{bob.profile.name}/key.pem" for depth in range(1, 4)] + [str(key), f"x/../..{key}"]
    require(len(names) >= LEAST_NAMES, f"{len(names)} names")
    trusted_liar(lab, alice, bob)
    # What the names lead to is there already, and must be neither replaced nor removed.
    canaries = [bob.home / "escape", lab.folder / "escape", CANARY]
    names += [str(canaries[1]), "../" * 20 + str(canaries[1])[1:]]
    for canary in canaries:
        canary.write_text("as it was")
    secret = key.read_bytes()
    outside = lab.folder / "names.txt", lab.folder / "alice", bob.received, bob.profile, bob.log
    before = picture(lab.folder, *outside)
    around = set(pathlib.Path("/").iterdir()) | set(pathlib.Path("/tmp").iterdir())
    rows = attack(lab, alice, bob, [line for name in names for line in (name, f"folder:{name}")])
    require(picture(lab.folder, *outside) == before, "something beside the receive folder changed")
    # Other tests make folders of their own in /tmp meanwhile: what counts bears a part of a name that was tried.
    made = (set(pathlib.Path("/").iterdir()) | set(pathlib.Path("/tmp").iterdir())) - around
    require(not [path for path in made if path.name in parts_of(names)], f"something was made in / or /tmp: {made}")
    changed = [canary for canary in canaries if canary.read_text() != "as it was"]
    require(not changed and key.read_bytes() == secret, f"a name was followed: {changed}")
    ends = {row["end"] for row in rows}
    require("receipt" in ends and "ended" in ends, f"strange names arrive, leading ones are refused: {ends}")
    for row in rows:
        if ".." in row["path"].removeprefix("folder:").split("/"):
            require(row["end"] != "receipt", f"taken: {row}")
    require_well(alice, bob)
    print(f"{len(names)} names, as files and as folders: {sum(row['end'] == 'receipt' for row in rows)} arrived inside")


def case_quickshare_landrop_more_than_was_said(lab):  # T6 T15
    """Sizes that lie, bombs, blocks after the end, one id twice: whole files with the content that was offered, or none."""
    alice, bob = lab.up("alice", "bob")
    trusted_liar(lab, alice, bob)
    _, rows = liar(lab, alice, bob, "--patience", 1500, "--size-lie")
    require(len(rows) > 15, f"{rows}")
    _, twice = liar(lab, alice, bob, "--patience", 1500, "--same-id-twice")
    require(twice[0]["end"] == "receipt", f"the honest one: {twice}")
    for path in bob.received.iterdir():
        if path.is_file():
            require(path.read_bytes() == b"lie", f"{path.name} is not what was offered")
    wait_for(20, lambda: not list(bob.received.glob(".culver-partial-*")), "nothing is left of what lied")
    taken = {row["variant"] for row in rows if row["end"] == "receipt"}
    require(taken <= {"more after the end"}, f"taken for true: {taken}")
    require(not (bob.received / "second.bin").exists() and (bob.received / "first.bin").exists(), "one id means one offer")
    require_well(alice, bob)


def swap_while_receiving(lab, receives, fill, seconds):
    """Somebody with access to the receive folder swaps folders for links while files arrive in them, all the time."""
    alice, bob = lab.up("alice", "bob")
    outside = lab.folder / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    bob.cli("auto-accept", alice.id, "on")
    folder = alice.home / "d"
    fill(folder)
    done = threading.Event()
    flips = itertools.count()

    def flip():
        while not done.is_set():
            for inner in bob.received.glob(".culver-partial-*/files/d/inner*"):
                aside = inner.with_name("aside-" + inner.name)
                try:
                    inner.rename(aside)
                    inner.symlink_to(outside)
                    inner.unlink()
                    aside.rename(inner)
                    next(flips)
                except OSError:
                    continue  # the node was quicker
    flipper = threading.Thread(target=flip)
    flipper.start()
    try:
        sent = [alice.cli("send", bob.id, folder).one["transfer_id"] for _ in range(receives)]
        ended = ("done", "failed", "cancelled", "interrupted")
        wait_for(seconds, lambda: all(row["state"] in ended for row in bob.transfers()) and len(bob.transfers()) == len(sent),
                 lambda: f"{[row['state'] for row in bob.transfers()]}")
    finally:
        done.set()
        flipper.join()
    count = next(flips)
    require(count > receives, f"only {count} flips")
    require(sorted(path.name for path in outside.iterdir()) == ["kept.txt"], f"written through a link: {list(outside.iterdir())}")
    require((outside / "kept.txt").read_text() == "kept", "changed through a link")
    print(f"{count} swaps during {len(sent)} transfers; {[row['state'] for row in bob.transfers()].count('done')} done all the same")


def case_syncthing_croc_a_link_put_in_the_way(lab):  # T2
    def fill(folder):
        for number in range(3):
            random_file(folder / f"inner{number}/small.bin", 1000, number)
            random_file(folder / f"inner{number}/large.bin", 1_500_000, number)
    swap_while_receiving(lab, FLIPPED_RECEIVES, fill, 60)


def case_syncthing_croc_a_link_put_in_the_way_of_ten_thousand(lab):  # second tier T2
    def fill(folder):
        for number in range(100):
            random_file(folder / f"inner{number % 10}/{number}.bin", 200 + number * 30, number)
    swap_while_receiving(lab, 100, fill, 300)


def case_warpinator_the_first_line_fails_and_the_second_holds(lab):  # T4
    """The same attack on three nodes: without any check it succeeds; Landlock alone stops it; the checks alone do too."""
    unguarded, no_landlock = BUILD / "culver_unguarded", {"LD_PRELOAD": str(BUILD / "libno_landlock.so")}
    escaped = []
    for name, program, variables in (("neither", unguarded, no_landlock), ("landlock", unguarded, {}), ("checks", CULVER, no_landlock)):
        alice, bob = lab.node(f"alice-{name}"), lab.node(f"bob-{name}")
        alice.name, bob.name = "alice", "bob"
        bob.program, bob.variables = program, variables
        alice.up()
        bob.up()
        lab.wait_all_see([alice, bob])
        trusted_liar(lab, alice, bob)
        attack(lab, alice, bob, [f"{CANARY}-small-{name}", f"size={RESERVED_AT_ONCE}:{CANARY}-large-{name}"])
        require(bob.is_running(), f"{name}: the node ended")
        escaped.append({part for part in ("small", "large") if pathlib.Path(f"{CANARY}-{part}-{name}").exists()})
        alice.stop()
        bob.stop()
    require(escaped[0] == {"small", "large"}, f"the attack itself works: {escaped}")
    require(escaped[1] == set(), f"Landlock alone let through {escaped[1]}")
    require(escaped[2] == set(), f"the checks alone let through {escaped[2]}")


def case_onionshare_links_are_not_sent(lab):  # T5
    alice, bob = lab.up("alice", "bob")
    secret = alice.home / "secret"
    secret.mkdir()
    (secret / "shadow").write_text("root:hash")
    folder = alice.home / "shared"
    folder.mkdir()
    (folder / "plain.txt").write_text("plain")
    (folder / "file-link").symlink_to(secret / "shadow")
    (folder / "folder-link").symlink_to(secret)
    (folder / "up-link").symlink_to("..")
    transfer = alice.cli("send", bob.id, folder).one["transfer_id"]
    wait_for(10, lambda: bob.transfers(), "the offer")
    bob.cli("accept", transfer)
    wait_for(10, lambda: bob.transfer(transfer)["state"] == "done", lambda: f"{bob.transfer(transfer)}")
    for link in ("file-link", "folder-link", "up-link"):
        (folder / link).unlink()
    require(same_tree(folder, bob.received / "shared"), "more or less than the plain file arrived")


if __name__ == "__main__":
    run_cases(globals())
