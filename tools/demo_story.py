# SPDX-License-Identifier: Apache-2.0
"""What tools/demo tells: three hosts, a chat, a folder, a cut, and a proof from outside."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

import lab as laboratory
from lab import require, same_tree, wait_for

LINK_RATE = "400mbit"  # slow enough that "half" can be caught, fast enough not to bore
# Real files of this machine: how many bytes to take from where.
SOURCES = [("/usr/include", 130_000_000), ("/usr/share/doc", 40_000_000)]
LIBRARIES = ["/usr/lib/llvm-19/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
COLOURS = sys.stdout.isatty()


def paint(code, text):
    return f"\033[{code}m{text}\033[0m" if COLOURS else text


def tell(text):
    print("\n" + paint("1", text), flush=True)


def show(text):
    for line in text.rstrip().splitlines():
        print("    " + line, flush=True)


def megabytes(count):
    return f"{count / 1e6:.1f} MB"


def type_command(node, *words):
    """Runs a command as a person at that host would, and shows it with its answer."""
    shown = " ".join(f'"{word}"' if " " in str(word) else str(word) for word in words)
    print("  " + paint("36", f"{node.name}$ culver {shown}"), flush=True)
    done = subprocess.run(node.command(*words), env=node.environment(), cwd=node.home, text=True, capture_output=True)
    show(done.stdout)
    require(done.returncode == 0, f"culver {shown} ended with {done.returncode}: {done.stderr.strip()}")


def copy_real_files(target):
    """A few hundred MB that this machine has anyway; links are left out, as a transfer leaves them out."""
    for source, limit in SOURCES:
        for folder, _, names in os.walk(source):
            for name in names:
                path = pathlib.Path(folder, name)
                if limit <= 0 or path.is_symlink() or not path.is_file():
                    continue
                copy = target / path.relative_to("/usr")
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
                limit -= path.stat().st_size
    libraries = [path for folder in LIBRARIES for pattern in ("libLLVM*.so*", "libclang*.so*")
                 for path in pathlib.Path(folder).glob(pattern) if path.is_file()]
    if libraries:
        biggest = max(libraries, key=lambda path: path.stat().st_size).resolve()
        shutil.copy2(biggest, target / biggest.name)
    files = [path for path in target.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def meet(lab):
    tell("1. Three computers on one switch, nothing configured: no server, no account, no address typed in.")
    names = ("alice", "bob", "carol")
    nodes = [lab.node(name, host) for name, host in zip(names, lab.add_hosts(3))]
    for node in nodes:
        node.up(wait=False)
    for node in nodes:
        node.wait_ready()
    ready = time.monotonic()
    lab.wait_all_see(nodes)
    for node in nodes:
        show(f"{node.name:6} on {node.host.address}, id {node.id[:8]}…")
    tell(f"   They found each other {time.monotonic() - ready:.1f} s after the last one was ready:")
    type_command(nodes[0], "peers")
    return nodes


def chat(alice, bob):
    tell("2. Alice and Bob talk; \"delivered\" means that the words are on the other disk.")
    type_command(alice, "say", "bob", "Lunch at noon?", "--wait")
    type_command(bob, "say", "alice", "Yes. Bring the headers, please: 午餐见!", "--wait")
    type_command(alice, "history", "bob")


def offer_folder(alice, bob):
    folder = alice.home / "folder"
    files, size = copy_real_files(folder)
    tell(f"3. Alice sends a folder of real files: {files} files, {megabytes(size)}, over a link of {LINK_RATE[:-4]} Mbit/s.")
    alice.host.rate(LINK_RATE)
    print("  " + paint("36", "alice$ culver send bob folder --wait"), flush=True)
    sending = alice.start("send", bob.id, folder, "--wait")
    offered = wait_for(30, lambda: bob.transfers(), "the offer reaches Bob")[0]
    type_command(bob, "accept", offered["id"])
    return folder, offered["id"], sending


def cut(bob, transfer):
    def at_half():
        row = bob.transfer(transfer)
        return row["bytes_total"] and row["bytes_done"] >= row["bytes_total"] / 2 and row
    row = wait_for(60, at_half, "half of the folder has arrived")
    bob.kill()
    tell(f"4. At {megabytes(row['bytes_done'])} of {megabytes(row['bytes_total'])} Bob's machine loses power (SIGKILL).")
    began = time.monotonic()
    bob.up()
    wait_for(30, lambda: bob.transfer(transfer)["state"] in ("active", "done"), "the transfer goes on")
    show(f"Bob is started again; the transfer goes on by itself {time.monotonic() - began:.1f} s later.")


def finish(alice, bob, folder, transfer, sending):
    row = wait_for(120, lambda: (found := alice.transfer(transfer))["state"] == "done" and found,
                   lambda: f"the transfer is done: {alice.transfer(transfer)}")
    sending.wait(10)
    require(sending.returncode == 0, f"culver send ended with {sending.returncode}: {sending.stderr.read().decode()}")
    tell("5. Done, by Bob's signed receipt. What does somebody say who trusts neither of them?")
    received = bob.received / folder.name
    print("  " + paint("36", "diff -r alice/folder bob/received/folder"), flush=True)
    require(same_tree(folder, received), f"the trees differ: {folder} {received}")
    show("no difference")
    return row


def report(row, seconds):
    once = row["bytes_on_wire"] - row["bytes_resent"]
    tell("6. In figures")
    show(f"sent twice because of the cut  {megabytes(row['bytes_resent'])}")
    show(f"rate, with the cut             {megabytes(row['bytes_total'] / seconds)}/s of contents")
    show(f"saved by compression           {megabytes(max(0, row['bytes_total'] - once))} of {megabytes(row['bytes_total'])}")


def story(lab):
    began = time.monotonic()
    alice, bob, carol = meet(lab)
    chat(alice, bob)
    folder, transfer, sending = offer_folder(alice, bob)
    sent_at = time.monotonic()
    cut(bob, transfer)
    row = finish(alice, bob, folder, transfer, sending)
    report(row, time.monotonic() - sent_at)
    for node in (alice, bob, carol):
        node.stop()
    tell(f"All of this took {time.monotonic() - began:.0f} s. Everything is cleaned up; nothing left this machine.")


if __name__ == "__main__":
    laboratory.run(story, keep="--keep" in sys.argv)
