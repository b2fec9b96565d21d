#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Strangers, and friends gone mad, try to use a node up: memory and processor stay below the bounds that docs/security.md
promises, and an honest peer gets through within two seconds all the while. Figures are printed."""
import json
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/hosts")]
from chat_killer import Gone, Line  # noqa: E402
from hostile import LIAR, liar  # noqa: E402
from lab import PATIENCE, require, run_cases, wait_for  # noqa: E402
from memory import MB, bound, processor_seconds  # noqa: E402

RESIDENT_UNDER_ATTACK = 64 * MB  # whatever strangers do; a node that receives files may have 48
SANITIZED_PATIENCE = 3  # a sanitizer keeps what was given back, to find who uses it still
RESIDENT_OF_A_MILLION_FILES = 360 * MB  # the longest list that is taken, while it is written down: only from whom a person accepted
RESIDENT_OF_LONG_REQUESTS_UNDER_ATTACK = 256 * MB  # from programs of the node's own user, whose JSON is read before it is judged
PROCESSOR_UNDER_ATTACK = 0.6  # of one core
DELIVERY_UNDER_ATTACK = 2.0  # seconds, for an honest peer
PROFILE_UNDER_ATTACK = 24 * MB  # on the disk; strangers who came are 2,000 messages and 4,096 names at most
ATTACKING_ADDRESSES = 100
UNREAD_OF_STRANGERS = 2_000  # chat/ingest.h
UNREAD_BYTES_OF_STRANGERS = 4 << 20  # the same
LONGEST_TEXT = 65_536  # chat/wire.h
STRANGER_SESSIONS = 128  # net/admission.h
OFFERS_OF_STRANGERS = 256  # transfer/open_offers.h
LONGEST_REQUEST = 4 << 20  # control/dispatch.h
MOST_OF_IPMSG = 2_000  # interop/ipmsg/roster.h


def highest(node):
    """The most bytes that were ever resident, as the kernel kept count."""
    status = pathlib.Path(f"/proc/{node.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


class Watch:
    """What the attacked node costs while it lasts, and how soon an honest peer's words arrive."""

    def __init__(self, node, honest):
        self.node, self.honest = node, honest
        self.peak, self.slowest, self.said = 0, 0.0, 0
        node.cli("say", honest.id, "of those one knows, more than a hundred words are taken", "--wait")
        self.began, self.spent = time.monotonic(), processor_seconds(node)

    def look(self):
        began = time.monotonic()
        answer = self.honest.cli("say", self.node.id, f"still there {self.said}?", "--wait", "--timeout", "20")
        require(answer.lines[-1]["state"] in ("delivered", "read"), answer.out)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.said += 1
        self.peak = max(self.peak, self.node.memory()[1], highest(self.node))

    def judge(self, what, resident=RESIDENT_UNDER_ATTACK, processor=PROCESSOR_UNDER_ATTACK):
        share = (processor_seconds(self.node) - self.spent) / (time.monotonic() - self.began)
        require(self.said > 1, f"{what}: nothing was said meanwhile")
        bound(self.peak, resident, f"{what}, highest resident bytes")
        bound(share, processor, f"{what}, share of one core")
        bound(self.slowest, DELIVERY_UNDER_ATTACK, f"{what}, slowest of {self.said} deliveries in seconds")


def attacker(lab):
    """A host with a hundred addresses, as one machine on a LAN may have."""
    mallory = lab.node("mallory", lab.add_hosts(1)[0])
    batch = "".join(f"address add 10.77.0.{100 + number}/24 dev eth0\n" for number in range(ATTACKING_ADDRESSES))
    subprocess.run(mallory.host.command("ip", "-batch", "-"), input=batch, text=True, check=True)
    return mallory, f"10.77.0.100-10.77.0.{99 + ATTACKING_ADDRESSES}"


def during(lab, mallory, bob, watch, *words):
    """Looks at the node until the liar has told all its lies; returns what it says of them."""
    command = mallory.host.command(LIAR, "--dial", f"{bob.host.address}:{bob.ready['port']}", "--key", lab.folder / "liar.pem", *words)
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    lab.commands.append(process)
    while process.poll() is None:
        watch.look()
    watch.look()
    require(process.returncode == 0 and bob.is_running(), f"{words}: {process.returncode}")
    rows = [json.loads(line) for line in process.stdout.read().split("\n") if line][1:]
    print(rows)
    return rows


def known_liar(lab, alice, bob):
    """The liar as somebody whom bob has written to."""
    stranger, _ = liar(lab, alice, bob, "--say", "hello")
    bob.cli("say", f"id:{stranger}", "hello yourself")
    return stranger


def returns_at_once(lab, alice, bob):
    """A colleague whose node starts anew in the middle of it gets through, too."""
    alice.stop()
    alice.up()
    wait_for(10, lambda: alice.sees(bob), "alice sees bob again")


def attack_links(lab, count, hold):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", bob.id, "known", "--wait")
    bob.cli("say", alice.id, "known", "--wait")
    mallory, addresses = attacker(lab)
    watch = Watch(bob, alice)
    rows = during(lab, mallory, bob, watch, "--from", addresses, "--idle-tcp", count, "--hold", hold)
    require(rows[0]["opened"] == count and rows[0]["still_open"] == 0, f"{rows}")
    rows = during(lab, mallory, bob, watch, "--from", addresses, "--slow-tls", 400, "--hold", hold + 2000)
    require(rows[0]["still_open"] == 0, f"a handshake without end was waited for: {rows}")
    returns_at_once(lab, alice, bob)
    watch.look()
    watch.judge(f"{count} idle connections, 400 slow handshakes")


def attack_beacons(lab, count):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", bob.id, "known", "--wait")
    mallory, addresses = attacker(lab)
    watch = Watch(bob, alice)
    during(lab, mallory, bob, watch, "--from", addresses, "--false-beacons", count)
    during(lab, mallory, bob, watch, "--from", addresses, "--signed-beacons", count)
    returns_at_once(lab, alice, bob)
    watch.look()
    strangers = [row for row in bob.cli("peers").lines if row["name"].startswith("nobody")]
    require(not strangers, f"{len(strangers)} who never answered are shown")
    watch.judge(f"{count} false beacons and as many of fresh keys")


def attack_by_crowd(lab, count, patience=4000, text_bytes=1000):
    """All that a stranger may do, done by hundreds of them, fifty at a time, each with a key that is as good as anybody's."""
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", bob.id, "known", "--wait")
    bob.cli("say", alice.id, "known", "--wait")
    mallory, addresses = attacker(lab)
    watch = Watch(bob, alice)
    (told,) = during(lab, mallory, bob, watch, "--from", addresses, "--crowd", count, "--patience", patience, "--text-bytes", text_bytes)
    require(told["came"] > count // 2, f"{told}")
    # Bytes beyond what all strangers may send at once are dropped without a word; messages beyond the number are refused.
    require(told["refused"] > 0 or text_bytes == LONGEST_TEXT, f"nobody was refused: {told}")
    require(0 < told["taken"] <= min(UNREAD_OF_STRANGERS, UNREAD_BYTES_OF_STRANGERS // text_bytes), f"{told}")
    strangers = [row for row in bob.transfers() if row["state"] == "offered"]
    require(0 < len(strangers) <= OFFERS_OF_STRANGERS, f"{len(strangers)} offers of strangers wait")
    kept = sum(path.stat().st_size for path in bob.profile.rglob("*") if path.is_file())
    bound(kept, PROFILE_UNDER_ATTACK, f"{count} keys, bytes in the profile")
    code = alice.cli("verify", bob.id, "--timeout", "10").one["code"]
    require(bob.cli("verify", alice.id).one["code"] == code, "two who know each other cannot compare codes")
    (alice.home / "plan.txt").write_text("from somebody one knows")
    bob.cli("auto-accept", alice.id, "on")
    require(alice.cli("send", bob.id, alice.home / "plan.txt", "--wait", "--timeout", "20").lines[-1]["state"] == "done", "a file of somebody one knows")
    returns_at_once(lab, alice, bob)
    watch.look()
    watch.judge(f"{count} keys that do all they may, texts of {text_bytes} bytes")


def case_kdeconnect_a_crowd_of_keys(lab):  # T10 T15
    attack_by_crowd(lab, 200)


def case_kdeconnect_fifteen_hundred_keys(lab):  # second tier T10 T15
    attack_by_crowd(lab, 1_500, patience=200)


def case_kdeconnect_a_crowd_of_long_texts(lab):  # T15
    attack_by_crowd(lab, 200, patience=1000, text_bytes=LONGEST_TEXT)


def case_kdeconnect_frames_without_end(lab):  # T15
    """As many strangers as may be there at once, each of whom begins a frame of the greatest length and never ends it."""
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", bob.id, "known", "--wait")
    mallory, addresses = attacker(lab)
    watch = Watch(bob, alice)
    (told,) = during(lab, mallory, bob, watch, "--from", addresses, "--unended-frames", STRANGER_SESSIONS, "--hold", 20_000)
    require(told["sent"] > 8 * MB and told["still_open"] < STRANGER_SESSIONS, f"nobody was cut off: {told}")
    returns_at_once(lab, alice, bob)
    watch.look()
    watch.judge(f"{STRANGER_SESSIONS} frames that never end")


def case_kdeconnect_links_without_end(lab):  # T15
    attack_links(lab, 2000, 6000)


def case_kdeconnect_beacons_without_end(lab):  # T15
    attack_beacons(lab, 20_000)


FLOOD = r"""
import itertools, random, socket, sys, time
target, addresses, seconds = (sys.argv[1], 2425), [f"10.77.0.{number}" for number in range(100, 200)], float(sys.argv[2])
sockets = []
for address in addresses:
    for _ in range(4):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((address, 0))
        sockets.append(one)
sent, until = 0, time.monotonic() + seconds
for number in itertools.count():
    if number % 50 == 0 and time.monotonic() > until:
        break
    who = f"u{number}:pc{number}"
    bodies = (f"1:{number}:{who}:1:nobody {number}\0group", f"1:{number}:{who}:288:" + "text " * 200, f"1:{number}:{who}:114:9:", "1:::" * 300)
    sockets[number % len(sockets)].sendto(bodies[number % 7 if number % 7 < 4 else 0].encode(), target)
    sent += 1
    if number % 100 == 0:
        time.sleep(0.015)
print(sent)
"""


def case_ipmsg_entries_without_end(lab):  # T15
    """Users of IP Messenger who are made up: entries, texts, questions for keys and noise, from four hundred ports."""
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", bob.id, "known", "--wait")
    mallory, _ = attacker(lab)
    watch = Watch(bob, alice)
    flood = subprocess.Popen(mallory.host.command(sys.executable, "-c", FLOOD, bob.host.address, 12), stdout=subprocess.PIPE, text=True)
    lab.commands.append(flood)
    while flood.poll() is None:
        watch.look()
    watch.look()
    sent = int(flood.stdout.read())
    require(sent > 20_000 and bob.is_running(), f"{sent} packets")
    rows = [row for row in bob.cli("peers").lines if row["protocol"] == "ipmsg"]
    require(0 < len(rows) <= MOST_OF_IPMSG, f"{len(rows)} users of IP Messenger")
    returns_at_once(lab, alice, bob)
    watch.look()
    watch.judge(f"{sent} packets of IP Messenger, {len(rows)} users")


def case_kdeconnect_ten_thousand_links(lab):  # second tier T15
    attack_links(lab, 10_000, 20_000)


def case_kdeconnect_half_a_million_beacons(lab):  # second tier T15
    attack_beacons(lab, 250_000)


def case_tox_a_friend_who_never_stops(lab):  # T15
    """Messages, short and as long as they may be, what he says of himself, and frames that mean nothing, from a peer one has
    written to, as fast as they are taken."""
    alice, bob = lab.up("alice", "bob")
    mallory = lab.node("mallory", lab.add_hosts(1)[0])
    known_liar(lab, mallory, bob)
    watch = Watch(bob, alice)
    rows = during(lab, mallory, bob, watch, "--useless", 6000)
    require(rows[0]["frames"] > 1000, f"{rows}")
    rows = during(lab, mallory, bob, watch, "--flood", 4000)
    require(rows[0]["messages"] > 100, f"{rows}")
    rows = during(lab, mallory, bob, watch, "--flood", 4000, "--text-bytes", LONGEST_TEXT)
    require(rows[0]["bytes"] > 4 * MB, f"{rows}")
    rows = during(lab, mallory, bob, watch, "--cards", 3000)
    require(rows[0]["cards"] > 10, f"{rows}")
    watch.judge("a friend who never stops")


def case_kdeconnect_warpinator_lists_without_end(lab):  # T15
    """A million files, more than a million, and a list of four gigabytes that is only announced."""
    alice, bob = lab.up("alice", "bob")
    mallory = lab.node("mallory", lab.add_hosts(1)[0])
    stranger = known_liar(lab, mallory, bob)
    bob.cli("auto-accept", f"id:{stranger}", "on")
    watch = Watch(bob, alice)
    rows = during(lab, mallory, bob, watch, "--patience", 60_000, "--many-entries", 1_000_000)
    require(rows[0]["told"] == 1_000_000 and rows[0]["wanted"], f"{rows}")
    rows = during(lab, mallory, bob, watch, "--patience", 2000, "--many-entries", 4_000_000_000)
    require(rows[0]["told"] == 0 and not rows[0]["wanted"], f"{rows}")
    wait_for(20, lambda: not any(bob.received.glob("*")), "what was begun is removed")
    if PATIENCE < SANITIZED_PATIENCE:
        wait_for(20, lambda: bob.memory()[1] < RESIDENT_UNDER_ATTACK * max(1, PATIENCE), lambda: f"memory comes back: {bob.memory()}")
    watch.judge("a list of a million files", resident=RESIDENT_OF_A_MILLION_FILES)


def answer_to(node, pieces):
    """What the node says to a local program that sends these bytes, and how many of them it took."""
    line, taken = Line(node), 0
    try:
        for piece in pieces:
            line.socket.sendall(piece)
            taken += len(piece)
    except OSError:
        pass  # it has closed
    try:
        return line.read(), taken
    except (Gone, OSError):
        return None, taken


def case_kdeconnect_a_line_without_end(lab):  # T15
    """A local program gone mad: a gigabyte without a line feed, brackets without end, as much as one line can hold of anything."""
    alice, bob = lab.up("alice", "bob")
    watch = Watch(bob, alice)
    for _ in range(3):
        answer, taken = answer_to(bob, (b"x" * MB for _ in range(1000)))
        require(taken < 4 * LONGEST_REQUEST, f"{taken} bytes of one line were taken")
        # Told why, unless the end overtook the words.
        require(answer is None or answer["error"]["data"]["code"] == "not_json", f"{answer}")
        watch.look()
    head, room = b'{"jsonrpc":"2.0","id":1,"method":"node.status","params":', LONGEST_REQUEST - 200
    deep = {"lists": head + b"[" * (room // 2) + b"]" * (room // 2) + b"}", "lists that never end": b"[" * room,
            "objects": head + b'{"a":' * (room // 6) + b"0" + b"}" * (room // 6) + b"}", "objects that never end": b'{"a":' * (room // 5)}
    wide = {"numbers": head + b"[" + b"0," * (room // 2 - 1) + b"0]}", "texts": head + b"[" + b'"",' * (room // 3 - 1) + b'""]}',
            "keys": head + b"{" + b",".join(b'"%06x":0' % number for number in range(room // 12)) + b"}}"}
    for name, text in {**deep, **wide}.items():
        answer, _ = answer_to(bob, [text + b"\n"])
        require(answer and "error" in answer or name == "numbers", f"{name}: {str(answer)[:200]}")
        require(name in ("numbers", "texts") or answer["error"]["data"]["code"] == "not_json", f"{name}: {str(answer)[:200]}")
        watch.look()
    watch.judge("lines without end on the control socket", resident=RESIDENT_OF_LONG_REQUESTS_UNDER_ATTACK,
                processor=1.05)  # it has one thread for this; a program of the same user may have all of that


if __name__ == "__main__":
    run_cases(globals())
