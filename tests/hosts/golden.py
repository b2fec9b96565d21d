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


def case_a_full_profile_of_this_version_is_read(lab):
    """A life with everything in it: groups, changed and unsent words, people compared and blocked, files half way."""
    node = moved_in(lab, "0.1-full")
    node.up()
    require(not list(node.profile.glob("history.db.before-*")), "nothing had to change")
    peers = {row["name"]: row for row in node.cli("peers").lines}
    trust = {name: peers[name]["trust"] for name in ("bob", "carol", "dave")}
    require(trust == {"bob": "verified", "carol": "new", "dave": "blocked"}, f"{trust}")
    rows = {row["text"]: row for row in node.cli("history", f"id:{peers['bob']['id']}", "--limit", 100).lines}
    require(rows["lunch at one?"]["edited"], f"an edit: {rows}")
    require([one["reaction"] for one in rows["see you"]["reactions"]] == ["👍"], f"a reaction: {rows['see you']}")
    require(rows["fire drill at ten"]["kind"] == "notice" and rows["fire drill at ten"]["confirmed_by"], f"a notice: {rows['fire drill at ten']}")
    require([row for row in rows.values() if row["state"] == "recalled"], f"a recall: {rows}")
    waits = node.cli("history", f"id:{peers['carol']['id']}", "--limit", 100).lines[-1]
    require((waits["text"], waits["state"]) == ("for when you are back", "queued"), f"the outbox: {waits}")
    (office,) = node.cli("group", "list").lines
    require(office["name"] == "office" and len(office["people"]) == 3 and office["state"] == "member", f"{office}")
    told = [row["text"] for row in node.cli("group", "history", "office").lines if row["kind"] == "text"]
    require(told == ["welcome, 飞鸽", "thanks"], f"{told}")
    require(node.cli("group", "say", "office", "still here").one["state"] in ("queued", "sent"), "the group goes on")
    (offer,) = node.transfers()
    require((offer["direction"], offer["state"], offer["bytes_total"]) == ("out", "offered", 100_000), f"an offer that nobody answered: {offer}")
    require(node.cli("profile").one["room"] == "4.12" and node.cli("presence").one["status_text"] == "back at three", "the card")
    (rule,) = node.cli("auto-accept").lines
    require(rule["peer"] == peers["bob"]["id"] and rule["max_size"] == 1_000_000, f"{rule}")


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


def case_a_full_profile_is_written(lab):  # second tier
    """The same with everything in it, under the name and "-full"."""
    alice, bob, carol, dave = lab.up("alice", "bob", "carol", "dave")
    alice.cli("say", bob.id, "lunch?", "--wait")
    alice.cli("edit", bob.id, "last", "lunch at one?")
    alice.cli("say", bob.id, "a mistake", "--wait")
    alice.cli("recall", bob.id, "last")
    bob.cli("say", alice.id, "see you", "--wait")
    alice.cli("react", bob.id, alice.cli("history", bob.id).lines[-1]["id"], "👍")
    notice = alice.cli("notice", bob.id, "fire drill at ten").one["message_id"]
    wait_for(10, lambda: bob.cli("history", alice.id).lines[-1]["id"] == notice, "bob has the notice")
    bob.cli("confirm", alice.id, notice)
    wait_for(10, lambda: alice.cli("history", bob.id).lines[-1]["confirmed_by"], "bob confirms")
    code = alice.cli("verify", bob.id).one["code"]
    alice.cli("trust", bob.id, "--code", code)
    alice.cli("auto-accept", bob.id, "on", "--max-size", "1MB")
    for one in (bob, carol):
        one.cli("say", alice.id, "hello", "--wait")
        alice.cli("say", one.id, "hello", "--wait")
    alice.cli("group", "create", "office", bob.id, carol.id)
    wait_for(20, lambda: all(one.cli("group", "list").lines for one in (bob, carol)), "all know the group")
    alice.cli("group", "say", "office", "welcome, 飞鸽")
    wait_for(20, lambda: bob.cli("group", "history", "office").lines, "bob has it")
    bob.cli("group", "say", "office", "thanks")
    wait_for(20, lambda: alice.cli("group", "history", "office").lines[-1]["text"] == "thanks", "alice has it")
    alice.cli("profile", "set", "--room", "4.12", "--phone", "17")
    alice.cli("presence", "away", "--text", "back at three")
    dave.cli("say", alice.id, "buy this", "--wait")
    alice.cli("block", dave.id)
    alice.cli("send", bob.id, random_file(alice.home / "plan.bin", 100_000))
    wait_for(20, lambda: bob.transfers(), "bob sees the offer")
    carol.stop()
    alice.cli("say", carol.id, "for when you are back")
    alice.stop()
    name = os.environ.get("CULVER_WRITE_GOLDEN")
    if name:
        keep(alice.profile, name + "-full")


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
