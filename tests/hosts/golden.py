#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole profiles that earlier versions left, from tests/golden/profiles, run by today's node.

    golden.py a_profile_is_written     with CULVER_WRITE_GOLDEN=NAME, keeps a profile of today's node under that name
"""
import os
import pathlib
import shutil
import sqlite3
import stat
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from lab import random_file, require, run_cases, wait_for  # noqa: E402

PROFILES = ROOT / "tests/golden/profiles"
KEPT = ("key.pem", "incarnation", "epoch", "config.toml", "history.db")
WORDS = ["good morning", "mañana, 飞鸽?", "a report is on its way"]
NEWEST = len(list((ROOT / "tests/golden/schema").glob("*.sql")))


def version_of(database):
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return version


def moved_in(lab, name):
    """A node that takes over the profile of that name, as after a move to another machine."""
    node = lab.node("veteran")
    shutil.copytree(PROFILES / name, node.profile)
    for path in node.profile.iterdir():
        path.chmod(0o600)
    node.profile.chmod(0o700)
    refused = node.cli("up", code=None, limit=20)
    require(refused.code != 0 and "culver identity moved" in refused.err, f"a copy is noticed: {refused.err}")
    node.cli("identity", "moved")
    return node


def story_is_there(lab, node):
    """What was said and sent in the profile's former life, and that its life goes on."""
    known = wait_for(10, lambda: [row for row in node.cli("peers").lines if row["name"] == "bob"], "bob is remembered")[0]
    texts = [row["text"] for row in node.cli("history", f"id:{known['id']}", "--limit", 100).lines]
    require(texts[:3] == WORDS and texts[3] == "see you", f"{texts}")
    found = node.cli("search", "飞鸽").lines
    require(len(found) == 1 and found[0]["text"] == WORDS[1], f"{found}")
    require(node.cli("config", "get", "department").one["value"] == "研发", "the settings")
    alice = lab.node("alice").up()
    lab.wait_all_see([alice, node])
    for one, other in ((node, alice), (alice, node)):
        answer = one.cli("say", other.id, "pleased to meet you", "--wait")
        require(answer.lines[-1]["state"] == "delivered", answer.out)


def case_a_profile_of_this_version_is_read(lab):
    node = moved_in(lab, "0.1")
    node.up()
    require(version_of(PROFILES / "0.1/history.db") == NEWEST, "a newer version keeps a profile of its own, too: see above")
    require(not list(node.profile.glob("history.db.before-*")), "nothing had to change")
    story_is_there(lab, node)
    require(node.transfers()[0]["state"] == "done" and node.transfers()[0]["paths"], f"{node.transfers()}")


def case_a_profile_of_the_first_version_is_brought_up_to_date(lab):
    node = moved_in(lab, "first")
    node.up()
    copy = node.profile / f"history.db.before-v{NEWEST}"
    require(copy.exists() and stat.S_IMODE(copy.stat().st_mode) == 0o600, f"a copy was kept: {os.listdir(node.profile)}")
    require(version_of(copy) == 1, "the copy is as it was")
    story_is_there(lab, node)
    require(version_of(node.profile / "history.db") == NEWEST, "the database is of today")


def downgrade(database):
    """The same rows in the tables of version 1: what a node of that version would have left."""
    former = database.with_suffix(".former")
    database.rename(former)
    connection = sqlite3.connect(database)
    connection.executescript((ROOT / "tests/golden/schema/1.sql").read_text())
    connection.execute("ATTACH ? AS later", (str(former),))
    for table in ("meta", "peers", "peer_names", "recent_addresses", "transfers", "rules", "messages", "streams"):
        columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
        connection.execute(f"INSERT INTO {table}({columns}) SELECT {columns} FROM later.{table}")
    connection.commit()
    # The words of the search have no text of their own: copied as the index holds them.
    for table in ("data", "idx", "docsize", "config"):
        if connection.execute("SELECT 1 FROM later.sqlite_master WHERE name = ?", (f"message_words_{table}",)).fetchone():
            connection.execute(f"DELETE FROM message_words_{table}")
            connection.execute(f"INSERT INTO message_words_{table} SELECT * FROM later.message_words_{table}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.execute("DETACH later")
    connection.execute("VACUUM")
    connection.close()
    former.unlink()


def keep(profile, name):
    target = PROFILES / name
    target.mkdir(parents=True)
    for file in KEPT:
        shutil.copy(profile / file, target / file)
    connection = sqlite3.connect(target / "history.db")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("VACUUM")
    connection.close()
    return target


def case_a_profile_is_written(lab):  # second tier
    """Makes what the other cases read; without a name to keep it under, it only shows that it still can."""
    alice, bob = lab.up("alice", "bob")
    alice.cli("config", "set", "department", "研发")
    for text in WORDS:
        alice.cli("say", bob.id, text, "--wait")
    bob.cli("say", alice.id, "see you", "--wait")
    bob.cli("auto-accept", alice.id, "on")
    transfer = alice.cli("send", bob.id, random_file(alice.home / "report.bin", 100_000)).one["transfer_id"]
    wait_for(20, lambda: alice.transfer(transfer)["state"] == "done", "the report arrives")
    alice.stop()
    name = os.environ.get("CULVER_WRITE_GOLDEN")
    if name:
        keep(alice.profile, name)
        if not (PROFILES / "first").exists():
            downgrade(keep(alice.profile, "first") / "history.db")


if __name__ == "__main__":
    run_cases(globals())
