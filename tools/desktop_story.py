#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""desktop_story.py [--language en|zh] [--people N] [--stranger] [-- COMMAND…]: an office in which people have talked, for a desktop.

Starts three to eight real nodes in network namespaces (tools/lab.py) and lets them talk for real: departments, two days
of history, a group with replies, reactions and mentions, a colleague who is verified, and files in every state; with
--stranger also somebody else who bears her name. Their clocks begin three hours ago and are moved on with the talk, so that
it fills a working day (tests' libmoved_clock.so). Then it
runs COMMAND on the first person's computer, and ends with it; without one it stays until Ctrl-C. The command finds

    CULVER_STORY   a JSON file: "profile" of the person at the desk, "language", "people" (id and profile by key), "groups"

and what it starts runs in that namespace too, so that a desktop cannot reach any other network:

    tools/desktop_story.py -- xvfb-run -a build/release/culver-desktop --profile DIR    (DIR: {profile} is replaced)

tools/screenshots and tests use tell(lab, language, people). Needs build/release/culver.
"""
import argparse
import base64
import contextlib
import datetime
import itertools
import json
import math
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import zlib

sys.dont_write_bytecode = True
import lab as laboratory  # noqa: E402
from desktop_cast import CASTS  # noqa: E402
from lab import require, wait_for  # noqa: E402

ORDER = ["nora", "mei", "tom", "priya", "jonas", "lin", "diego", "owen"]  # who is there with three people, four, …
MOVING_BYTES = 160 << 20
GROUP_BYTES = 48 << 20
MORNING = 170  # minutes ago, when the talk begins
STEPS = (2, 4, 3, 1, 5, 2, 3)  # minutes from one thing to the next
SLOW = 150_000  # bytes a second: a transfer that is seen moving for a quarter of an hour


class Refused(laboratory.Failure):
    """The node said no."""


class Line:
    """The control API of one node, one question at a time."""

    def __init__(self, profile):
        self.socket = socket.socket(socket.AF_UNIX)
        folder = os.open(profile, os.O_PATH)
        self.socket.connect(f"/proc/self/fd/{folder}/control.sock")
        os.close(folder)
        self.file = self.socket.makefile("rw", encoding="utf-8", newline="\n")
        self.file.readline()  # hello
        self.last = 0

    def __call__(self, method, **parameters):
        self.last += 1
        self.file.write(json.dumps({"jsonrpc": "2.0", "id": self.last, "method": method, "params": parameters}) + "\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if answer.get("id") == self.last:
                break
        if "error" in answer:
            raise Refused(f"{method}: {answer['error']['message']}")
        return answer["result"]


class Person:
    def __init__(self, node, key, card):
        self.node, self.key = node, key
        self.name, self.department, self.presence, self.status = card
        self.line = None

    def up(self):
        self.node.shown = self.name
        self.node.up("--department", self.department, wait=False)

    def ready(self):
        self.node.wait_ready()
        self.line = Line(self.node.profile)

    @property
    def id(self):
        return self.node.id

    def message(self, conversation, message):
        return self.line("chat.message", peer=conversation, id=message)


def shop_front(path, width, height, sky, wall, awning):
    """A picture of a shop front, made without a library."""
    def colour(x, y):
        if y > 0.86:
            return [part * 0.62 + 40 for part in wall]  # the pavement
        if not 0.1 < x < 0.9 or y < 0.2:
            return [part + 60 * y for part in sky]
        if 0.44 < y < 0.54:
            return awning if int(x * 20) % 2 else [246, 243, 236]
        door, window, upper = 0.62 < x < 0.76 and y > 0.58, 0.18 < x < 0.54 and 0.58 < y < 0.8, 0.26 < y < 0.38 and int(x * 10) % 2
        if door or window or upper:
            return [part * 0.55 + 90 * (1 - y) for part in sky]
        return [part - 18 * y for part in wall]
    return painted(path, width, height, colour)


def portrait(path, side, sky, hill, sun):
    """What people show of themselves: hills, and a sun above them."""
    def colour(x, y):
        far, near = 0.62 + 0.10 * math.sin(5 * x + 1), 0.78 + 0.08 * math.sin(7 * x + 3)
        if y > near:
            return [part * 0.7 for part in hill]
        if y > far:
            return hill
        edge = min(1, max(0, (0.19 - math.hypot(x - 0.6, y - 0.4)) * side / 2 + 0.5))
        return [edge * there + (1 - edge) * (part + 50 * y) for there, part in zip(sun, sky)]
    return painted(path, side, side, colour)


def painted(path, width, height, colour):
    """Writes a PNG, the colour of each place of which is asked for."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(max(0, min(255, int(part))) for part in colour(x / width, y / height))

    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b""))
    return path


# Sky, wall and awning of the shop front.
FRONTS = {"day": ((150, 190, 214), (226, 208, 184), (20, 128, 120)), "dusk": ((196, 142, 132), (196, 172, 158), (90, 75, 196)),
          "night": ((34, 42, 66), (96, 98, 116), (84, 205, 191))}
# Sky, hills and sun of whoever shows a picture.
PORTRAITS = {"mei": ((236, 168, 140), (92, 74, 118), (255, 236, 196)), "tom": ((126, 182, 214), (60, 122, 96), (250, 250, 244)),
             "nora": ((250, 208, 150), (40, 112, 116), (238, 96, 76))}


class Office:
    def __init__(self, lab, language, count, with_stranger=False):
        self.lab, self.language, self.words = lab, language, CASTS[language]
        self.keys = ORDER[:count]
        hosts = lab.add_hosts(count + with_stranger)
        self.people = {}
        for key, host in zip(self.keys, hosts):
            self.people[key] = Person(lab.node(key, host), key, self.words["people"][key])
        self.nora.node.received = self.nora.node.home / "Downloads/Culver"
        self.groups, self.transfers = {}, {}
        self.stranger = None
        if with_stranger:
            name, department, presence, status = self.words["people"]["mei"]
            self.stranger = Person(lab.node("stranger", hosts[-1]), "stranger", (name, department, presence, status))
        self.ago, self.steps = None, itertools.cycle(STEPS)
        self.go_to(MORNING)

    def __getitem__(self, key):
        return self.people[key]

    def has(self, *keys):
        return all(key in self.people for key in keys)

    @property
    def nora(self):
        return self.people["nora"]

    def others(self):
        return [person for person in self.people.values() if person is not self.nora]

    # --- the clock

    def go_to(self, minutes_ago):
        """All clocks show the time of so many minutes ago; never earlier than they did."""
        self.ago = minutes_ago if self.ago is None else max(0, min(self.ago, minutes_ago))
        for person in filter(None, [*self.people.values(), self.stranger]):
            person.node.move_clock(-60 * self.ago)

    def later(self):
        self.go_to(self.ago - next(self.steps))

    # --- the people

    def open(self):
        if self.has("lin"):
            self.lab.small_disk(self["lin"].node.received, 6)  # before the node starts: it has mounts of its own
        for person in self.people.values():
            person.up()
        for person in self.people.values():
            person.ready()
        everybody = {person.id for person in self.people.values()}
        for person in self.people.values():
            wait_for(30, lambda: everybody <= {row["id"] for row in person.line("peers.list", present=True)["peers"]} | {person.id},
                     f"{person.name} sees all colleagues")
        for person in self.people.values():
            if person.presence != "available" or person.status:
                person.line("presence.set", presence=person.presence, status_text=person.status)
        if self.has("mei"):
            self["mei"].line("profile.set", **self.words["card"])
        for key, look in PORTRAITS.items():
            if self.has(key):
                self[key].line("profile.set", picture=str(portrait(self[key].node.home / "portrait.png", 128, *look)))

    def verify(self, key):
        """Nora and that person compare the code, as two people do over the telephone."""
        person = self[key]
        code = self.nora.line("peer.verify", peer=person.id)["code"]
        self.nora.line("peer.trust", peer=person.id, code=code)
        end = time.monotonic() + 30
        while True:  # the code has to be shown over there first
            try:
                return person.line("peer.trust", peer=self.nora.id, code=code)
            except Refused:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    # --- what was said

    def old_days(self):
        """Nora's history of the days before, as `culver import` reads it."""
        lines, number = [json.dumps({"culver_export": 1, "of": self.nora.id})], 0
        streams = {}
        now = datetime.datetime.now(datetime.timezone.utc)
        for key, days in self.words["days"].items():
            if key not in self.people:
                continue
            for ago, clock, who, text in days:
                number += 1
                hour, minute = map(int, clock.split(":"))
                moment = (now - datetime.timedelta(days=ago)).replace(hour=hour, minute=minute, second=number % 60)
                lines.append(self.old_line(self[key], self[who], text, int(moment.timestamp() * 1000), streams))
        path = self.nora.node.home / "before.json"
        path.write_text("\n".join(lines) + "\n")
        self.nora.line("chat.import", path=str(path))
        for person in self.others():
            self.nora.line("chat.mark_read", peer=person.id)

    def old_line(self, with_whom, author, text, moment, streams):
        def raw(identity):
            return "00" + base64.b32decode(identity.upper() + "====").hex()
        stream = streams.setdefault((with_whom.id, author.id), {"incarnation": secrets.token_hex(16), "sequence": 0})
        stream["sequence"] += 1
        own = author is self.nora
        key = moment.to_bytes(6, "big") + (0x7000 | secrets.randbits(12)).to_bytes(2, "big") + secrets.token_bytes(8)
        message = base64.b32encode(key).decode().lower().rstrip("=")
        row = {"id": message, "conversation": with_whom.id, "author": author.id, "author_name": author.name,
               "direction": "out" if own else "in", "kind": "text", "text": text, "state": "read"}
        row["stored"] = {"conversation": raw(with_whom.id), "author": raw(author.id), "incarnation": stream["incarnation"],
                         "sequence": stream["sequence"], "clock": moment << 16, "position": moment << 16, "kind": 1,
                         "operation": "", "text": text, "time": moment, "arrival": moment, "state": 3, "edited": 0, "shown": True}
        return json.dumps(row, ensure_ascii=False)

    def talk(self, lines, where_of):
        """Says lines in turn. where_of(person) names the conversation as that person's node knows it. Everybody has a line
        before the next one is said, so that the order is the same on all screens."""
        said = []
        for who, text, *rest in lines:
            if who not in self.people:
                said.append(None)
                continue
            self.later()
            marks = rest[0] if rest else {}
            person = self[who]
            request = {"peers": [where_of(person)], "text": text}
            answered = said[marks["reply"]] if "reply" in marks else None
            if answered:
                request["reply_to"] = answered
            if "mention" in marks:
                request["mentions"] = [self[key].id for key in marks["mention"] if key in self.people]
            method = "chat.say"
            request["notice"] = marks.get("notice", False)
            if "picture" in marks:
                method = "chat.attach"
                del request["notice"]
                request["path"] = str(shop_front(person.node.home / f"{marks['picture']}.png", 640, 260, *FRONTS[marks["picture"]]))
            said.append(person.line(method, **request)["messages"][0]["message_id"])
            wait_for(20, lambda: self.arrived(where_of, said[-1], who), f"all have “{text}”")
        for message, (who, text, *rest) in zip(said, lines):
            if message and rest:
                self.mark(message, who, rest[0], where_of)
        return said

    def arrived(self, where_of, message, author):
        for person in self.people.values():
            where = where_of(person)
            if where is None or person.key == author:
                continue
            try:
                person.message(where, message)
            except Refused:
                return False
        return True

    def mark(self, message, who, marks, where_of):
        for sign, by in marks.get("react", {}).items():
            for key in by:
                if key in self.people:
                    self[key].line("chat.react", peer=where_of(self[key]), id=message, reaction=sign)
        if "edit" in marks:
            self[who].line("chat.edit", peer=where_of(self[who]), id=message, text=marks["edit"])
        if marks.get("recall"):
            self[who].line("chat.recall", peer=where_of(self[who]), id=message)

    def pair(self, key):
        """The conversation of Nora and one other, as each of the two names it."""
        def where_of(person):
            if person is self.nora:
                return self[key].id
            return self.nora.id if person.key == key else None
        return where_of

    def make_group(self, word):
        name, members = self.words[word]
        members = [key for key in members if key in self.people]
        group = self.nora.line("group.create", name=name, peers=[self[key].id for key in members])["id"]
        self.groups[word] = group
        inside = {"nora", *members}
        for key in members:
            wait_for(20, lambda: any(row["id"] == group for row in self[key].line("group.list")["groups"]),
                     f"{self[key].name} knows the group {name}")
            with contextlib.suppress(Refused):
                self[key].line("group.join", group=group)
        return lambda person: group if person.key in inside else None

    def pictures(self):
        """Three of a kind, which stand in one bubble."""
        for name, look in FRONTS.items():
            path = shop_front(self["mei"].node.home / f"front, {name}.png", 480, 320, *look)
            try:
                self["mei"].line("chat.attach", peers=[self.nora.id], path=str(path))
            except Refused as refused:
                print(f"no picture: {refused}", flush=True)

    # --- files

    def file(self, person, name, size, seed=1):
        return laboratory.random_file(person.node.home / "files" / self.words["files"][name], size, seed)

    def send(self, name, sender, receiver, path):
        self.later()
        sent = sender.line("transfer.send", peers=[receiver.id], paths=[str(path)])["transfers"][0]
        self.transfers[name] = sent["transfer_id"]
        return sent["transfer_id"]

    def state(self, person, transfer):
        rows = person.line("transfer.list", ids=[transfer])["transfers"]
        return rows[0] if rows else None

    def wait_state(self, person, transfer, *states):
        return wait_for(60, lambda: (row := self.shown(person, transfer)) and row["state"] in states and row,
                        lambda: f"{person.name} has the transfer {'/'.join(states)}: {self.shown(person, transfer)}")

    def shown(self, person, transfer):
        try:
            return self.state(person, transfer)
        except Refused:
            return None

    def send_accepted(self, name, sender, receiver, size, *states):
        transfer = self.send(name, sender, receiver, self.file(sender, name, size, seed=len(name)))
        self.wait_state(receiver, transfer, "offered")
        receiver.line("transfer.accept", id=transfer)
        return transfer, self.wait_state(sender, transfer, *states)

    def send_held(self, name, sender, receiver, share):
        """A transfer that has come so far and is slow from then on."""
        transfer = self.send(name, sender, receiver, self.file(sender, name, MOVING_BYTES, seed=len(name)))
        self.wait_state(receiver, transfer, "offered")
        sender.line("transfer.limit", id=transfer, rate=int(MOVING_BYTES / 4))
        receiver.line("transfer.accept", id=transfer)
        wait_for(60, lambda: (self.state(sender, transfer)["bytes_done"] or 0) > share * MOVING_BYTES, f"{name} is on its way")
        sender.line("transfer.limit", id=transfer, rate=SLOW)
        return transfer

    def files(self):
        nora, mei = self.nora, self["mei"]
        self.send_accepted("done_in", mei, nora, 880_000, "done")
        self.send_accepted("done_out", nora, mei, 4_200_000, "done")
        offered = mei.node.home / "files" / self.words["files"]["offered"]
        for number in range(1, 25):
            laboratory.random_file(offered / f"room {number}.jpg", 40_000 + 900 * number, number)
        self.send("offered", mei, nora, offered)
        if self.has("tom"):
            self.send_held("active", self["tom"], nora, 0.5)
        if self.has("priya"):
            nora.line("transfer.pause", id=self.send_held("paused", nora, self["priya"], 0.3))
            self.send("cancelled", nora, self["priya"], self.file(nora, "cancelled", 88_000))
            nora.line("transfer.cancel", id=self.transfers["cancelled"])
        if self.has("jonas"):
            transfer = self.send("declined", nora, self["jonas"], self.file(nora, "declined", 60_000))
            self.wait_state(self["jonas"], transfer, "offered")
            self["jonas"].line("transfer.decline", id=transfer)
        if self.has("lin"):
            transfer = self.send("failed", nora, self["lin"], self.file(nora, "failed", 9_000_000))
            self.wait_state(self["lin"], transfer, "offered")
            with contextlib.suppress(Refused):
                self["lin"].line("transfer.accept", id=transfer)
        if self.has("owen"):
            transfer = self.send_held("interrupted", self["owen"], nora, 0.2)
            self["owen"].node.kill()
            self.wait_state(nora, transfer, "interrupted", "waiting")

    def group_files(self):
        """One that all members have, and one that is on its way to two of them."""
        members = [person for person in self.others() if person.key in self.words["group"][1]]

        def send(name, size):
            path = self.file(self.nora, name, size, seed=len(name))
            sent = self.nora.line("transfer.send", peers=[self.groups["group"]], paths=[str(path)])["transfers"]
            return {row["peer"]: row["transfer_id"] for row in sent}
        done = send("group_done", 1_900_000)
        for person in members:
            self.wait_state(person, done[person.id], "offered")
            person.line("transfer.accept", id=done[person.id])
        for person in members:
            self.wait_state(self.nora, done[person.id], "done")
        moving = send("group_active", GROUP_BYTES)
        for person, share in zip(members, (0.7, 0.4)):
            transfer = moving[person.id]
            self.wait_state(person, transfer, "offered")
            self.nora.line("transfer.limit", id=transfer, rate=GROUP_BYTES // 4)
            person.line("transfer.accept", id=transfer)
            wait_for(60, lambda: (self.state(self.nora, transfer)["bytes_done"] or 0) > share * GROUP_BYTES, "it is on its way")
            self.nora.line("transfer.limit", id=transfer, rate=SLOW)

    # --- the day

    def tell(self):
        self.open()
        for key in ("mei", "tom"):
            if key in self.people:
                self.verify(key)
        self.old_days()
        self.talk(self.words["mei"], self.pair("mei"))
        self.pictures()
        for key, line in self.words["hello"].items():  # a word makes acquaintances: groups need no invitation then
            if key in self.people:
                self.talk([line], self.pair(key))
        self.go_to(80)
        talk = self.make_group("group")
        market = self.make_group("market")
        self.talk(self.words["talk"], talk)
        self.group_files()
        for where in (self["mei"].id, self.groups["group"]):
            self.nora.line("chat.mark_read", peer=where)
        for person in self.others():
            if talk(person):
                person.line("chat.mark_read", peer=self.groups["group"])
            person.line("chat.mark_read", peer=self.nora.id)
        self.go_to(50)
        self.files()
        self.go_to(14)
        self.talk(self.words["unread"], market)
        if self.has("tom"):
            self.talk(self.words["news"], self.pair("tom"))
        if self.has("diego"):
            self["diego"].node.stop()
            wait_for(30, lambda: not self.nora.node.sees(self["diego"].node), "Diego is gone")
            self.nora.line("chat.say", peers=[self["diego"].id], text=self.words["waiting"])
            self.send("waiting", self.nora, self["diego"], self.file(self.nora, "waiting", 3_400_000))
        self.go_to(0)
        if self.stranger:
            self.pretend()
        return self

    def pretend(self):
        """Somebody new bears Mei's name, and asks for something."""
        self.stranger.up()
        self.stranger.ready()
        wait_for(30, lambda: self.stranger.node.sees(self.nora.node), "the stranger sees Nora")
        said = self.stranger.line("chat.say", peers=[self.nora.id], text=self.words["stranger"])["messages"][0]["message_id"]
        wait_for(20, lambda: self.arrived(lambda person: self.stranger.id if person is self.nora else None, said, "stranger"),
                 "Nora hears of the stranger")

    def facts(self):
        return {"profile": str(self.nora.node.profile), "language": self.language,
                "people": {key: {"id": person.id, "name": person.name, "profile": str(person.node.profile)}
                           for key, person in self.people.items()},
                "stranger": self.stranger.id if self.stranger else None, "groups": self.groups, "transfers": self.transfers}


def tell(lab, language="en", people=8, stranger=False):
    """Opens the office and lets it talk; the nodes run until the lab ends."""
    return Office(lab, language, people, stranger).tell()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--language", choices=sorted(CASTS), default="en")
    parser.add_argument("--people", type=int, choices=range(3, len(ORDER) + 1), default=len(ORDER))
    parser.add_argument("--stranger", action="store_true", help="somebody else comes with Mei's name")
    parser.add_argument("command", nargs="*", help="runs on the first person's computer; {profile} is replaced")
    return parser.parse_args()


def story(lab):
    wish = arguments()
    began = time.monotonic()
    office = tell(lab, wish.language, wish.people, wish.stranger)
    facts = lab.folder / "story.json"
    facts.write_text(json.dumps(office.facts(), ensure_ascii=False, indent=1))
    print(f"{len(office.people)} people have talked ({time.monotonic() - began:.0f} s); {facts}", flush=True)
    if not wish.command:
        print(f"profile: {office.nora.node.profile}\nCtrl-C ends it.", flush=True)
        signal.pause()
    words = [word.replace("{profile}", str(office.nora.node.profile)) for word in wish.command]
    environment = os.environ | {"CULVER_STORY": str(facts), "CULVER_PROFILE": str(office.nora.node.profile), "HOME": str(office.nora.node.home)}
    done = subprocess.run(office.nora.node.host.command(*words), env=environment)
    require(done.returncode == 0, f"{wish.command[0]} ended with {done.returncode}")


if __name__ == "__main__":
    if not laboratory.CULVER.exists():
        sys.exit(f"{laboratory.CULVER} does not exist: build it first (cmake --build --preset release)")
    arguments()
    laboratory.run(story)
