#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures, voice messages and small files in conversations."""
import json
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, random_file, require, run_cases, wait_for  # noqa: E402

LIAR = BUILD / "lying_peer"
LARGEST = 16 << 20  # store/attachment_folder.h


def png(path, width=40, height=30, filling=b""):
    """A true PNG; filling makes it larger without changing what is seen."""
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    rows = b"".join(b"\0" + b"\x20\x80\xc0" * width for _ in range(height))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                     + chunk(b"tEXt", filling or b"k\0v") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def opus(path, seconds=2):
    """An Ogg file that says it holds so much Opus; nothing here decodes it."""
    def page(granule, content):
        return (b"OggS\0\2" + struct.pack("<Q", granule) + bytes(12) + bytes([len(content) // 255 + 1])
                + bytes([255] * (len(content) // 255) + [len(content) % 255]) + content)
    head = b"OpusHead\1\1" + struct.pack("<HIHB", 312, 48000, 0, 0)
    path.write_bytes(page(0, head) + page(0, b"OpusTags" + bytes(8)) + page(312 + 48000 * seconds, bytes(200)))
    return path


def pair(lab):
    alice, bob = lab.up("alice", "bob")
    bob.cli("say", alice.id, "good morning", "--wait")
    alice.cli("say", bob.id, "hello", "--wait")
    return alice, bob


def attached(node, other):
    """The attachment messages of a conversation, oldest first."""
    return [row for row in node.cli("history", other, "--limit", 1000).lines if row["kind"] == "attachment"]


def here(node, other, count=1):
    rows = attached(node, other)
    return len(rows) >= count and all(row["attachment"]["state"] == "here" for row in rows) and rows


def folder(node):
    return node.profile / "attachments"


def case_a_picture_a_voice_and_a_file(lab):
    alice, bob = pair(lab)
    picture, voice = png(alice.home / "lobby.png", 320, 200), opus(alice.home / "note.opus")
    file = random_file(alice.home / "plan.pdf", LARGEST)
    said = alice.cli("say", "bob", "the new lobby", "--attach", picture, "--wait")
    require(said.lines[-1]["state"] == "delivered", said.out)
    alice.cli("say", "bob", "--attach", voice)
    alice.cli("say", "bob", "--attach", file)
    rows = wait_for(20, lambda: here(bob, "alice", 3), lambda: f"all are here: {attached(bob, 'alice')}")
    require([row["text"] for row in rows] == ["the new lobby", "", ""], f"{rows}")
    for row, source in zip(rows, (picture, voice, file)):
        path = pathlib.Path(row["attachment"]["path"])
        require(path.parent == folder(bob) and path.read_bytes() == source.read_bytes(), f"{row}")
        require(path.stat().st_mode & 0o777 == 0o600, f"{path} is private")
        require(row["attachment"]["name"] == source.name and row["attachment"]["size"] == source.stat().st_size, f"{row}")
    first, second, third = (row["attachment"] for row in rows)
    require((first["kind"], first["media_type"], first["width"], first["height"]) == ("picture", "image/png", 320, 200), f"{first}")
    require((second["kind"], second["media_type"], second["duration_ms"]) == ("voice", "audio/ogg", 2000), f"{second}")
    require((third["kind"], third["media_type"]) == ("file", "application/octet-stream") and third["path"].endswith(".bin"), f"{third}")
    mine = attached(alice, "bob")[0]["attachment"]
    require(mine["state"] == "here" and pathlib.Path(mine["path"]).read_bytes() == picture.read_bytes(), f"{mine}")
    shown = bob.start("history", "alice", json_output=False).communicate()[0]
    require("[picture lobby.png, 320×200" in shown.decode(), shown)
    alice.cli("say", "bob", "--attach", "-", "copied", stdin=picture.read_bytes())
    alice.cli("say", "bob", "--attach", "-", "--as", "door.png", stdin=picture.read_bytes())
    rows = wait_for(20, lambda: here(bob, "alice", 5), "what was piped is here")
    require([row["attachment"]["name"] for row in rows[3:]] == ["clipboard", "door.png"], f"{rows[3:]}")
    require(all(row["attachment"]["kind"] == "picture" for row in rows[3:]) and rows[3]["text"] == "copied", f"{rows[3:]}")
    alice.cli("say", "bob", "--attach", "-", stdin=b"", code=2)
    require(alice.cli("say", "bob", "--attach", "-", "-", stdin=b"x", code=2).err, "not both")
    for row in rows[3:]:
        alice.cli("recall", "bob", row["id"])
    alice.cli("recall", "bob", rows[0]["id"])
    wait_for(10, lambda: not pathlib.Path(first["path"]).exists() and not pathlib.Path(mine["path"]).exists(), "recalled, so removed")
    require(attached(bob, "alice")[0]["attachment"] is None, "nothing is left of it")


def case_what_cannot_be_attached(lab):
    alice, bob = pair(lab)
    too_large = random_file(alice.home / "large.bin", LARGEST + 1)
    for path, word in ((too_large, "send it as a file"), (alice.home, "single file"), (alice.home / "missing", "missing")):
        answer = alice.cli("say", "bob", "--attach", path, code=None)
        require(answer.code != 0 and word in answer.lines[-1]["error"]["message"], answer.out)
    require(not attached(alice, "bob") and list(folder(alice).iterdir()) == [], "nothing was kept")


def case_receiver_killed_in_the_middle(lab):
    alice, bob = pair(lab)
    alice.host.rate("80mbit")
    sources = [png(alice.home / f"{number}.png", filling=b"k\0" + os.urandom(3_000_000)) for number in range(4)]
    for source in sources:
        alice.cli("say", "bob", "--attach", source)
    kills = 0
    while kills < 6 and not here(bob, "alice", 4):
        wait_for(20, lambda: list(folder(bob).glob("*.part")) or here(bob, "alice", 4), "something arrives")
        bob.kill()
        bob.up()
        kills += 1
    rows = wait_for(60, lambda: here(bob, "alice", 4), lambda: f"all are here: {attached(bob, 'alice')}")
    for row, source in zip(rows, sources):
        require(pathlib.Path(row["attachment"]["path"]).read_bytes() == source.read_bytes(), f"{row}")
    require(kills >= 2, f"it was killed {kills} times")
    require(len(list(folder(bob).iterdir())) == 4, f"nothing else lies there: {list(folder(bob).iterdir())}")


def case_a_group_gets_it_from_whoever_has_it(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    for one, other in ((alice, bob), (alice, carol), (bob, carol)):
        one.cli("say", other.id, "hello", "--wait")
        other.cli("say", one.id, "hello", "--wait")
    group = alice.cli("group", "create", "office", "bob", "carol").one["id"]
    wait_for(10, lambda: all(node.cli("group", "list").lines for node in (bob, carol)), "all know the group")
    carol.stop()
    picture = png(alice.home / "party.png", 640, 480)
    alice.cli("group", "say", "office", "look", "--attach", picture)
    wait_for(20, lambda: here(bob, f"group:{group}"), "bob has it")
    alice.stop()
    carol.up()
    row = wait_for(40, lambda: here(carol, f"group:{group}"), lambda: f"carol has it from bob: {attached(carol, f'group:{group}')}")[0]
    require(row["author"] == alice.id and row["text"] == "look", f"{row}")
    require(pathlib.Path(row["attachment"]["path"]).read_bytes() == picture.read_bytes(), f"{row}")


def case_what_is_too_old_is_forgotten(lab):
    alice, bob = pair(lab)
    alice.cli("say", "bob", "old words 会议", "--wait")
    alice.cli("say", "bob", "old picture", "--attach", png(alice.home / "old.png"), "--wait")
    wait_for(10, lambda: here(bob, "alice"), "the picture is here")
    bob.cli("history", "alice", "--mark-read")
    alice.cli("say", "bob", "old and unread", "--wait")
    bob.stop()
    database = sqlite3.connect(bob.profile / "history.db")
    with database:
        database.execute("UPDATE messages SET arrival = arrival - 40 * 86400000 WHERE text LIKE 'old%'")
    database.close()
    bob.up()
    alice.cli("say", "bob", "young", "--wait")

    def texts():
        return [row["text"] for row in bob.cli("history", "alice").lines if row["direction"] == "in"]
    require(texts() == ["hello", "old words 会议", "old picture", "old and unread", "young"], f"nothing is forgotten unasked: {texts()}")
    bob.cli("config", "set", "history_days", "30")
    wait_for(10, lambda: texts() == ["hello", "old and unread", "young"], lambda: f"forgotten: {texts()}")
    wait_for(10, lambda: not list(folder(bob).iterdir()), "the picture is gone")
    require(not bob.cli("search", "会议").lines, "the search finds nothing of it")
    require(len(attached(alice, "bob")) == 1, "alice keeps hers")
    require(bob.cli("config", "set", "history_days", "99999999", code=None).code != 0, "a century is enough")


def case_a_lost_page_costs_no_file(lab):
    alice, bob = pair(lab)
    picture = png(alice.home / "lobby.png", 320, 200)
    alice.cli("say", "bob", "look", "--attach", picture, "--wait")
    path = pathlib.Path(wait_for(10, lambda: here(bob, "alice"), "the picture is here")[0]["attachment"]["path"])
    alice.stop()
    bob.stop()
    database = sqlite3.connect(bob.profile / "history.db")
    with database:
        database.execute("DELETE FROM attachments")
    database.close()
    bob.up()
    row = attached(bob, alice.id)[0]["attachment"]
    require(row["state"] == "here" and row["path"] == str(path) and row["width"] == 320, f"{row}")
    require(path.read_bytes() == picture.read_bytes(), "the file stayed")


def lie(lab, alice, bob, *words):
    target = f"{bob.host.address}:{bob.status()['port']}"
    command = alice.host.command(str(LIAR), "--dial", target, "--key", str(lab.folder / "liar.pem"), *map(str, words))
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    require(done.returncode == 0, f"{words}: {done.stdout}{done.stderr}")
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    print(rows[1:])
    return rows[0]["id"], rows[1:]


def outside(lab, bob):
    """Every file that is not the liar's own business or the database's."""
    return {path for path in lab.folder.rglob("*") if path.is_file() and folder(bob) not in path.parents and "escape" in path.name}


def case_a_stranger_writes_nothing(lab):  # T6
    alice, bob = lab.up("alice", "bob")
    stranger, rows = lie(lab, alice, bob, "--attach-lies", "--patience", 3000)
    require(rows[0]["asked"] in ({}, None), f"nothing was fetched: {rows}")
    require(list(folder(bob).iterdir()) == [], "nothing was written")
    states = {row["text"]: row["attachment"]["state"] for row in attached(bob, stranger)}
    require(set(states.values()) == {"offered"} and "huge" not in states, f"{states}")


def case_a_friend_who_lies(lab):  # T12
    alice, bob = lab.up("alice", "bob")
    friend, _ = lie(lab, alice, bob, "--say", "hello")
    bob.cli("say", friend, "hello")
    lie(lab, alice, bob, "--attach-lies", "--patience", 8000)
    rows = {row["text"]: row["attachment"] for row in attached(bob, friend)}
    require(set(rows) == {"page", "picture", "bomb", "other", "longer", "shifted"}, f"{set(rows)}")
    for name in ("page", "bomb"):
        row = rows[name]
        require(row["state"] == "here" and row["kind"] == "file" and row["path"].endswith(".bin"), f"{name}: {row}")
        require(row["media_type"] == "application/octet-stream" and row["width"] is None, f"{name}: {row}")
    require(rows["page"]["name"] == "escape.html" and rows["bomb"]["name"] is None, f"{rows}")
    require(rows["picture"]["kind"] == "picture" and "\n" not in rows["picture"]["name"], f"{rows['picture']}")
    for name in ("other", "longer", "shifted"):
        require(rows[name]["state"] != "here" and rows[name]["path"] is None, f"{name}: {rows[name]}")
    require(rows["other"]["name"] == "escape.exe", f"{rows['other']}")
    names = sorted(path.name for path in folder(bob).iterdir())
    require(len([name for name in names if not name.endswith(".part")]) == 3, f"{names}")
    require(all(len(name.split(".")[0]) == 64 for name in names), f"{names}")
    require(not outside(lab, bob) and not pathlib.Path("/tmp/escape.png").exists(), f"{outside(lab, bob)}")
    require(alice.cli("say", "bob", "still there?", "--wait").lines[-1]["state"] == "delivered", "bob is well")


if __name__ == "__main__":
    run_cases(globals())
