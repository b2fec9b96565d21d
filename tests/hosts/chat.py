#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Words that arrive: exactly once, in order, whatever is killed. One function is one test."""
import pathlib
import random
import sys
import threading
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import Failure, require, run_cases, wait_for  # noqa: E402

MANY = 500  # messages, with something killed in the middle
PIECE = 25  # messages between two kills, on average
NOT_RUNNING = 3
GREETING = "good morning"
TIMED_OUT = 5


def wait_texts(receiver, author, expected, seconds=30):
    def right():
        return receiver.texts(author) == expected
    wait_for(seconds, right, lambda: f"{receiver} has exactly these words in order: {receiver.texts(author)[-12:]}"
             f" ({len(receiver.texts(author))} of {len(expected)}), expected the end {expected[-12:]}")


def acquainted(lab):
    """Bob has written to Alice: she is no stranger, who may leave a hundred unread messages at most."""
    alice, bob = lab.up("alice", "bob")
    bob.cli("say", alice.id, GREETING, "--wait")
    return alice, bob


def case_delivered_means_on_the_other_disk(lab):
    alice, bob = lab.up("alice", "bob")
    answer = alice.cli("say", "bob", "hello", "--wait")
    require(answer.lines[-1]["state"] == "delivered", answer.out)
    print(f"say --wait took {answer.seconds * 1000:.0f} ms")
    bob.kill()  # what is not on the disk is lost by this
    bob.up()
    row = bob.cli("history", alice.id).one
    require(row["text"] == "hello" and row["author"] == alice.id and row["direction"] == "in", f"{row}")
    require(alice.cli("history", "bob").one["state"] == "delivered", "the sender's own history")


def case_both_directions_at_once(lab):
    alice, bob = lab.up("alice", "bob")
    texts = [f"line {number}" for number in range(20)]

    def talk(one, other):
        for text in texts:
            one.cli("say", other.id, text)
    threads = [threading.Thread(target=talk, args=pair) for pair in ((alice, bob), (bob, alice))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for receiver, author in ((alice, bob), (bob, alice)):
        def incoming():
            return [row["text"] for row in receiver.cli("history", author.id, "--limit", 100).lines if row["direction"] == "in"]
        wait_for(20, lambda: incoming() == texts, lambda: f"{receiver}: {incoming()}")


def case_receiver_away_then_back(lab):
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    answer = alice.cli("say", bob.id, "one", "--wait", "--timeout", "1", code=TIMED_OUT)
    require(answer.lines[0]["state"] == "queued", answer.out)
    alice.cli("say", bob.id, "two")
    bob.up()
    wait_texts(bob, alice, ["one", "two"])
    wait_for(5, lambda: all(row["state"] == "delivered" for row in alice.cli("history", bob.id).lines), "receipts came")


def case_outbox_survives_both_restarts(lab):
    alice, bob = lab.up("alice", "bob")
    bob.kill()
    expected = [f"kept {number}" for number in range(5)]
    for text in expected:
        alice.cli("say", bob.id, text)
    alice.kill()
    bob.up()
    alice.up()
    wait_texts(bob, alice, expected)
    alice.stop()
    bob.stop()
    alice.up()
    bob.up()
    alice.cli("say", bob.id, "after", "--wait", "--timeout", "20")
    wait_texts(bob, alice, [*expected, "after"])


def say_many(sender, receiver, victim, seed):
    """Says MANY numbered lines while the victim is killed again and again.

    Returns (certain, doubtful): what was promised to be in the outbox, and what a dying node never answered for.
    """
    source = random.Random(seed)
    certain, doubtful = [], []
    kills = 0
    for number in range(MANY):
        if source.random() < 1 / PIECE:
            # In the middle of something: the kill runs beside the next command.
            killer = threading.Thread(target=victim.kill)
            killer.start()
            kills += 1
        else:
            killer = None
        text = f"line {number:04}"
        answer = sender.cli("say", receiver.id, text, code=None)
        (certain if answer.code == 0 else doubtful).append(text)
        if killer:
            killer.join()
            victim.up()
        elif answer.code != 0:
            raise Failure(f"say failed with nobody killed: {answer.code} {answer.err}")
    print(f"seed {seed}: {kills} kills, {len(certain)} promised, {len(doubtful)} not answered")
    require(kills > 5, "the seed kills too rarely")
    return certain, doubtful


def require_exactly_once_in_order(receiver, author, certain, doubtful):
    wait_for(60, lambda: set(certain) <= set(receiver.texts(author)),
             lambda: f"all promised words came: missing {sorted(set(certain) - set(receiver.texts(author)))[:10]}")
    texts = [text for text in receiver.texts(author) if text != GREETING]
    require(len(texts) == len(set(texts)), "a word was shown twice")
    require(texts == sorted(texts), "the order was lost")
    require(set(texts) <= set(certain) | set(doubtful), "words that nobody said")


def case_receiver_killed_in_the_middle_of_many(lab):
    alice, bob = acquainted(lab)
    require_exactly_once_in_order(bob, alice, *say_many(alice, bob, bob, seed=1))


def case_sender_killed_in_the_middle_of_many(lab):
    alice, bob = acquainted(lab)
    require_exactly_once_in_order(bob, alice, *say_many(alice, bob, alice, seed=2))


def case_reading_is_told(lab):
    alice, bob = acquainted(lab)  # a stranger never learns whether anybody reads

    def state():
        return alice.cli("history", "bob").lines[-1]["state"]
    alice.cli("say", "bob", "read me", "--wait")
    bob.cli("history", alice.id)
    require(state() == "delivered", "a plain history must not mark anything as read")
    bob.cli("history", alice.id, "--mark-read")
    wait_for(5, lambda: state() == "read", "the sender learns that it was read")


def case_marking_read_shows_all_that_is_unread(lab):
    """More than a page is unread, and what one said oneself stands where the page begins."""
    alice, bob = lab.up("alice", "bob")
    for number in range(8):
        alice.cli("say", bob.id, f"unread {number}", "--wait")
    for number in range(55):
        bob.cli("say", alice.id, f"mine {number}")
    wait_for(10, lambda: len(alice.cli("history", bob.id, "--limit", "100").lines) == 63, "all is there")
    require(bob.cli("history", alice.id, "--limit", "10", "--mark-read", code=None).code == 1, "a gap is not marked")
    shown = bob.cli("history", alice.id, "--mark-read").lines
    require(len(shown) == 63, f"{len(shown)} were shown")
    wait_for(5, lambda: all(row["state"] == "read" for row in alice.cli("history", bob.id, "--limit", "100").lines if row["direction"] == "out"),
             "alice hears that all were read")
    require(len(bob.cli("history", alice.id, "--mark-read").lines) == 50, "nothing is unread: a page")


def case_words_of_every_kind(lab):
    alice, bob = lab.up("alice", "bob")
    words = ["午餐吃什么?", "two\nlines", "emoji 🕊", " blanks ", "quote ' \" \\ $(no) `no`", "--not-an-option", "x" * 16000]
    for text in words:
        alice.cli("say", "bob", "--", text)
    alice.cli("say", "bob", "-", stdin="from stdin\nwith two lines\n".encode())
    wait_texts(bob, alice, [*words, "from stdin\nwith two lines"])
    require(bob.cli("history", alice.id, "--search", "午餐").one["text"] == words[0], "found by two Chinese characters")


def case_one_text_to_several(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    answer = alice.cli("say", "bob", "to both", "--also", "carol", "--wait")
    require({row["peer"] for row in answer.lines if row["state"] == "delivered"} == {bob.id, carol.id}, answer.out)
    wait_texts(bob, alice, ["to both"])
    wait_texts(carol, alice, ["to both"])


def case_cable_out_while_talking(lab):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "before", "--wait")
    bob.host.unplug()
    expected = ["before"]
    for number in range(10):
        alice.cli("say", bob.id, f"unplugged {number}")
        expected.append(f"unplugged {number}")
    bob.host.plug()
    wait_texts(bob, alice, expected, 20)


def small_png(path):
    """A picture of one pixel."""
    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]))
                     + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b""))
    return path


def case_profiles_are_shown_as_soon_as_people_know_each_other(lab):
    alice, bob = lab.up("alice", "bob")
    picture = small_png(bob.home / "me.png")
    bob.cli("profile", "set", "--room", "12", "--picture", picture)
    require(alice.cli("profile", "show", "bob").one["room"] is None, "strangers see nothing")
    plan = bob.home / "plan.txt"
    plan.write_text("plan")
    bob.cli("send", alice.id, plan)  # bob knows alice by that, and tells her more, in the session they have
    wait_for(20, lambda: alice.cli("profile", "show", "bob").one["room"] == "12", "alice is told the room")
    require(alice.cli("profile", "show", "bob").one["picture"] is None, "she takes no picture from a stranger")
    offer = wait_for(20, lambda: alice.cli("transfers").lines, "alice is asked")[0]
    alice.cli("accept", offer["id"])  # and now she knows bob
    shown = wait_for(20, lambda: alice.cli("profile", "show", "bob").one["picture"], "the picture comes")
    require(pathlib.Path(shown).read_bytes() == picture.read_bytes(), shown)
    alice.stop()
    bob.stop()
    alice.up()
    require(alice.cli("profile", "show", bob.id).one["room"] == "12", "what he told is kept")


if __name__ == "__main__":
    run_cases(globals())
