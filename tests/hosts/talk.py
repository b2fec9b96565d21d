#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Messages as people use them: answered, changed, taken back, confirmed; presence and cards; files of history."""
import pathlib
import random
import struct
import sys
import threading
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import require, run_cases, wait_for  # noqa: E402

STEPS = 240  # messages among three nodes
PIECE = 20   # messages between two kills, on average


def pair(lab):
    alice, bob = lab.up("alice", "bob")
    bob.cli("say", alice.id, "good morning", "--wait")
    alice.cli("say", bob.id, "hello", "--wait")
    return alice, bob


def heard(node, author):
    """What came from there, oldest first."""
    return [row["text"] for row in node.cli("history", author.id, "--limit", 10000).lines
            if row["direction"] == "in" and row["text"] != "hello"]


def last(node, peer):
    return node.cli("history", peer.id, "--limit", 1).one


def case_everything_about_a_message(lab):
    alice, bob = pair(lab)
    said = alice.cli("say", "bob", "lunch at twelfe?", "--mention", "bob").one["message_id"]
    wait_for(10, lambda: last(bob, alice)["id"] == said and last(bob, alice)["mentions_me"], "bob is mentioned")
    alice.cli("edit", "bob", "last", "lunch at twelve?")
    wait_for(10, lambda: last(bob, alice)["text"] == "lunch at twelve?" and last(bob, alice)["edited"], "edited")
    bob.cli("react", "alice", "last", "👍")
    wait_for(10, lambda: last(alice, bob)["reactions"] == [{"reaction": "👍", "by": [bob.id]}], "reaction")
    bob.cli("react", "alice", "last")
    wait_for(10, lambda: last(alice, bob)["reactions"] == [], "reaction taken back")
    bob.cli("reply", "alice", "last", "yes")
    wait_for(10, lambda: last(alice, bob)["reply_to"] == said, "reply")
    require(bob.cli("edit", "alice", said, "no", code=None).code == 1, "only the author edits")
    alice.cli("recall", "bob", said)
    wait_for(10, lambda: [row for row in bob.cli("history", alice.id).lines if row["id"] == said][0]["state"] == "recalled", "recalled")
    require(bob.cli("search", "twelve").lines == [], "the words are gone from the search")
    notice = alice.cli("notice", "bob", "fire drill at three").one["message_id"]
    wait_for(10, lambda: last(bob, alice)["kind"] == "notice", "notice")
    require(last(alice, bob)["not_confirmed"] == [bob.id], f"{last(alice, bob)}")
    bob.cli("confirm", "alice", notice[:8])
    wait_for(10, lambda: last(alice, bob)["confirmed_by"] == [bob.id] and not last(alice, bob)["not_confirmed"], "confirmed")
    alice.cli("say", "me", "a note")
    require(alice.cli("history", alice.id).one["state"] == "read", "a note to oneself")
    alice.cli("broadcast", "cake in the kitchen")
    wait_for(10, lambda: last(bob, alice)["text"] == "cake in the kitchen", "broadcast")


def case_buzz_presence_and_card(lab):
    alice, bob = pair(lab)
    row = bob.cli("presence", "dnd", "--text", "in a meeting").one
    require(row == {"presence": "dnd", "status_text": "in a meeting"}, f"{row}")
    wait_for(10, lambda: alice.cli("peers").one["presence"] == "dnd" and alice.cli("peers").one["status_text"] == "in a meeting",
             lambda: f"alice sees it: {alice.cli('peers').out}")
    bob.cli("profile", "set", "--room", "3.14", "--phone", "+86 21 5555")
    wait_for(10, lambda: alice.cli("profile", "show", "bob").one["room"] == "3.14", "the card came")
    bob.stop()
    bob.up()
    require(bob.cli("presence").one["presence"] == "dnd", "kept over a restart")
    alice.cli("buzz", "bob")
    require(alice.cli("buzz", "bob", code=None).code == 1, "not twice in ten seconds")


def png(side, luck):
    """A picture of noise."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    lines = b"".join(b"\0" + luck.randbytes(side) for _ in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def case_a_picture_beside_the_name(lab):
    alice, bob = pair(lab)
    first, second, large = (alice.home / name for name in ("first.png", "second.png", "large.png"))
    luck = random.Random(1)
    first.write_bytes(png(128, luck))
    second.write_bytes(png(96, luck))
    large.write_bytes(png(300, luck))

    def shown():
        return bob.cli("profile", "show", "alice").one["picture"]

    def shows(file):
        wait_for(15, lambda: shown() and pathlib.Path(shown()).read_bytes() == file.read_bytes(), f"bob has {file.name}")
    alice.cli("profile", "set", "--picture", first)
    shows(first)
    wait_for(5, lambda: any(event["picture"] for event in bob.seen("profile_changed", id=alice.id)), "an event told it")
    former = pathlib.Path(shown())
    alice.cli("profile", "set", "--picture", "second.png", cwd=alice.home)
    shows(second)
    wait_for(5, lambda: not former.exists(), "the former one is gone")
    for bad in (large, alice.profile / "config.toml"):
        require("64 KiB" in alice.cli("profile", "set", "--picture", bad, code=2).err, f"{bad} is refused with a sentence")
    bob.stop()
    bob.up()
    shows(second)
    alice.cli("profile", "set", "--picture", "")
    wait_for(15, lambda: shown() is None, "taken away")


def case_export_and_import(lab):
    alice, bob = pair(lab)
    words = ["午餐吃什么?", "two\nlines", "<b>&"]
    for text in words:
        alice.cli("say", "bob", "--wait", "--", text)
    everything = alice.cli("history", bob.id).lines
    row = alice.cli("export", "all.json").one
    require(row["messages"] == len(everything), f"{row}")
    require(alice.cli("export", "all.json", code=None).code == 1, "a file that is there is not replaced")
    require(alice.cli("import", "all.json").one == {"messages": 0, "repeated": len(everything)}, "nothing twice")
    html = alice.home / "all.html"
    alice.cli("export", html, "--format", "html", "--in", "bob")
    require("午餐吃什么?" in html.read_text() and "<b>&<" not in html.read_text(), html.read_text())
    refused = bob.cli("import", alice.home / "all.json", code=1)
    require("another node" in refused.err, refused.err)
    since = everything[2]["time"]
    first = alice.cli("history", bob.id, "--since", since, "--first", "--limit", 1).one
    require(first["id"] == everything[2]["id"], f"{first}")
    for number in range(18):
        alice.cli("say", "bob", "-", stdin=f"{number:02} {'x' * 65_000}".encode())
    first = alice.cli("history", bob.id, "--first", "--limit", 1000).lines
    require(len(first) == len(everything) + 18, f"{len(first)} messages, which are more than one page")


def case_a_damaged_history_is_recovered(lab):
    alice, bob = pair(lab)
    for number in range(60):
        alice.cli("say", "bob", f"line {number} " + "x" * 300)
    wait_for(20, lambda: len(bob.texts(alice)) == 62, "all arrived")
    bob.stop()
    file = bob.profile / "history.db"
    pages = file.stat().st_size // 4096
    source = random.Random(7)
    with file.open("r+b") as database:
        for page in (pages - 2, pages // 2):
            database.seek(page * 4096)
            database.write(bytes(source.randrange(256) for _ in range(4096)))
    bob.up()
    require(len(bob.texts(alice)) > 20, f"{len(bob.texts(alice))} messages recovered")
    require(list(bob.profile.glob("history.db.damaged-*")), "the damaged file is kept")
    bob.cli("say", alice.id, "still here", "--wait", "--timeout", "20")
    alice.cli("say", bob.id, "good", "--wait", "--timeout", "20")


def case_three_nodes_killed_in_the_middle_of_many(lab):
    nodes = lab.up("alice", "bob", "carol")
    for node in nodes:
        others = [other.id for other in nodes if other is not node]
        node.cli("say", others[0], "hello", "--also", others[1], "--wait")
    source = random.Random(3)
    certain, doubtful, kills = {}, {}, 0
    for number in range(STEPS):
        sender, receiver = source.sample(nodes, 2)
        victim = source.choice(nodes) if source.random() < 1 / PIECE else None
        killer = threading.Thread(target=victim.kill) if victim else None
        if killer:
            killer.start()
            kills += 1
        text = f"line {number:04}"
        answer = sender.cli("say", receiver.id, text, code=None)
        (certain if answer.code == 0 else doubtful).setdefault((sender, receiver), []).append(text)
        if killer:
            killer.join()
            victim.up()
        require(answer.code == 0 or victim is sender, f"say failed with nobody killed: {answer.err}")
    print(f"{kills} kills, {sum(map(len, certain.values()))} promised, {sum(map(len, doubtful.values()))} not answered")
    require(kills > 5, "too few kills")
    for (sender, receiver), promised in certain.items():
        wait_for(60, lambda: set(promised) <= set(heard(receiver, sender)), lambda: f"{sender} to {receiver}: {heard(receiver, sender)[-5:]}")
        texts = heard(receiver, sender)
        require(texts == sorted(set(texts)), f"{sender} to {receiver}: twice or out of order: {texts}")
        require(set(texts) <= set(promised) | set(doubtful.get((sender, receiver), [])), "words that nobody said")


if __name__ == "__main__":
    run_cases(globals())
