#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who is who: comparing codes, deciding about peers, somebody with a known name, hiding. One function is one test."""
import contextlib
import os
import pathlib
import pty
import re
import resource
import shutil
import sys
import termios
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import remains, require, run_cases, wait_for  # noqa: E402

CODE = re.compile(r"\d\d( \d\d){5}$")
TRIES, TRY_GAP = 5, 3  # app/try_limit.h, seconds
DONE, FAILED, NO_SUCH, TIMED_OUT, REFUSED = 0, 1, 4, 5, 6


def trust_of(node, other):
    return node.peer(other)["trust"]


def say(sender, receiver, text):
    return sender.cli("say", receiver.id, text, "--wait", "--timeout", "20")


def verification(node, state):
    return wait_for(10, lambda: node.seen("verification", state=state), lambda: f"{node} tells verification {state}; it told {node.seen('verification')}")[-1]


def case_the_same_code_on_both_screens(lab):
    alice, bob = lab.up("alice", "bob")
    shown = alice.cli("verify", "bob").one
    require(CODE.match(shown["code"]) and shown["peer"] == bob.id, f"{shown}")
    there = verification(bob, "shown")
    require(there["code"] == shown["code"] and there["peer"] == alice.id, f"{there} is not {shown}")
    require(verification(alice, "shown")["code"] == shown["code"], "alice's own event")
    require(bob.cli("verify", "alice").one["code"] == shown["code"], "bob asks and gets another code")
    require(trust_of(alice, bob) == "new", "a comparison alone decides nothing")
    row = alice.cli("trust", "bob", "--code", there["code"].replace(" ", "-")).one
    require(row["trust"] == "verified" and row["peer"] == bob.id, f"{row}")
    require(alice.seen("trust_changed", peer=bob.id, trust="verified"), "no trust_changed")
    alice.stop()
    alice.up()
    wait_for(5, lambda: alice.sees(bob), "they see each other again")
    require(trust_of(alice, bob) == "verified", "trust did not survive a restart")
    require(alice.cli("trust", "bob", "--undo").one["trust"] == "new", "undo")


def case_a_wrong_code_ends_the_comparison(lab):  # T10
    alice, bob = lab.up("alice", "bob")
    code = alice.cli("verify", "bob").one["code"]
    wrong = ("1" if code[0] == "0" else "0") + code[1:]
    answer = alice.cli("trust", "bob", "--code", wrong, code=FAILED)
    require(answer.lines[-1]["error"]["code"] == "code_differs", answer.out)
    verification(bob, "differs")
    require(trust_of(alice, bob) == "new", "a wrong code verified somebody")
    alice.cli("trust", "bob", "--code", code, code=FAILED)
    alice.cli("trust", "bob", "--code", "12", code=2)
    alice.cli("trust", "bob", "--code", code, "--undo", code=2)


def case_tries_are_counted(lab):  # mostly waits, T10
    alice, bob = lab.up("alice", "bob")
    started = time.monotonic()
    began, seen = alice.cli("verify", "bob").one, []
    for number in range(TRIES):
        seen.append(time.monotonic())
        require(seen[-1] - started >= number * TRY_GAP, f"{number + 1} codes were shown within {seen[-1] - started:.1f} s")
        gap = seen[-1] - (seen[-2] if number else 0)
        require(gap > TRY_GAP - 0.5, f"try {number} was allowed after {gap:.1f} s")  # it is counted from before a code is shown
        wrong = began["code"][:-1] + str((int(began["code"][-1]) + 1) % 10)
        alice.cli("trust", "bob", "--code", wrong, code=FAILED)
        if number + 1 < TRIES:
            began = alice.cli("verify", "bob").one
    locked = alice.cli("verify", "bob", code=FAILED)
    require(locked.lines[-1]["error"]["code"] == "wrong_state", locked.out)
    there = bob.cli("verify", "alice", code=None)
    require(there.code in (FAILED, REFUSED), f"the other side goes on: {there.out}")
    require(trust_of(alice, bob) == "new" and trust_of(bob, alice) == "new", "guessing verified somebody")
    print("codes shown after", ", ".join(f"{when - started:.1f} s" for when in seen))


def case_nobody_to_compare_with(lab):
    alice, bob = lab.up("alice", "bob")
    say(alice, bob, "hello")
    bob.kill()
    alice.cli("verify", "bob", "--timeout", "2", code=TIMED_OUT)
    alice.cli("verify", "nobody", code=NO_SUCH)


def case_blocked_peers_see_us_offline(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    for other in (bob, carol):
        say(alice, other, "hello")
    require(alice.cli("block", "bob").one["trust"] == "blocked", "block")
    wait_for(5, lambda: not bob.sees(alice), "bob sees alice leave")
    alice.cli("say", "bob", "ghost", code=FAILED)
    bob.cli("say", alice.id, "knock knock")
    bob.stop()
    bob.up()
    wait_for(5, lambda: bob.sees(carol), "bob sees carol")
    remains(8, lambda: not bob.sees(alice), "alice stays offline for bob")
    require(carol.sees(alice) and alice.sees(carol), "carol lost alice")
    require("knock knock" not in alice.texts(bob), "a blocked peer's words came through")
    require(trust_of(alice, bob) == "blocked", "the block did not last")
    alice.cli("trust", bob.id, "--undo")
    wait_for(15, lambda: bob.sees(alice), "bob sees alice again")
    wait_for(20, lambda: "knock knock" in alice.texts(bob), "what waited arrives after the block was taken back")


def case_an_offer_outlives_a_block(lab):
    """What nobody had decided about goes on as it was, once the block is taken back."""
    alice, bob = lab.up("alice", "bob")
    say(bob, alice, "hello")
    file = lab.folder / "plan.txt"
    file.write_text("a plan")
    alice.cli("send", bob.id, file)
    offer = wait_for(10, lambda: bob.cli("transfers").lines, "bob is asked")[0]
    bob.cli("block", alice.id)
    wait_for(5, lambda: not alice.sees(bob), "alice sees bob leave")
    bob.cli("trust", alice.id, "--undo")
    wait_for(15, lambda: alice.sees(bob), "alice sees bob again")
    bob.cli("accept", offer["id"])
    wait_for(20, lambda: bob.cli("transfers").lines[0]["state"] == "done", lambda: f"the file arrives: {bob.cli('transfers').lines}")


def case_a_hostile_second_bob(lab):  # T7 T9
    """Somebody new takes the name of a colleague: he is marked, gets nothing, and the name means the colleague."""
    alice, bob = lab.up("alice", "bob")
    say(alice, bob, "for bob")
    impostor = lab.node("second-bob")
    impostor.name = "bob"
    impostor.up()
    wait_for(5, lambda: alice.sees(impostor), "alice sees the second bob")
    wait_for(5, lambda: alice.seen("warning", code="name_taken"), "alice is warned")
    warning = alice.seen("warning", code="name_taken")[0]
    require(warning["severity"] == "problem" and impostor.id in warning["advice"] and bob.id in warning["advice"], f"{warning}")
    require(alice.seen("trust_changed", peer=impostor.id, trust="changed"), "no trust_changed")
    require(trust_of(alice, impostor) == "changed" and trust_of(alice, bob) == "new", "who is marked")
    require(alice.cli("say", "bob", "still for bob").one["peer"] == bob.id, "the name means the one who is known")
    bob.stop()
    wait_for(5, lambda: not alice.sees(bob), "bob left")
    require(alice.cli("say", "bob", "waits for bob").one["peer"] == bob.id, "also while he is away")
    bob.name = "robert"
    bob.up()
    wait_for(5, lambda: alice.peer(bob)["name"] == "robert", "bob calls himself robert")
    answer = alice.cli("say", "bob", "to whom?", code=NO_SUCH)
    error = answer.lines[-1]["error"]
    require(error["code"] == "name_taken_by_stranger" and error["candidates"][0]["id"] == impostor.id, f"{error}")
    alice.cli("say", impostor.id, "who are you?")  # by its id a person may write to anybody
    require(trust_of(alice, impostor) == "changed", "answering made the second bob a known one")
    alice.cli("say", "bob", "again", code=NO_SUCH)
    require(not [text for text in impostor.texts(alice) if "bob" in text], "a word meant for bob reached the other")


def case_names_that_only_look_alike(lab):  # T7
    alice, bob = lab.up("alice", "bob")
    say(alice, bob, "hello")
    for number, name in enumerate(("ＢＯＢ", "b\u043eb", "bob\u200b")):  # full width, a Cyrillic o, an invisible sign
        impostor = lab.node(f"other{number}", bob.host)
        impostor.name = name
        impostor.up()
        wait_for(5, lambda: alice.sees(impostor), f"alice sees {name!r}")
        require(trust_of(alice, impostor) == "changed", f"{name!r} is {trust_of(alice, impostor)}")
        answer = alice.cli("say", name, "to whom?", code=NO_SUCH)
        require(answer.lines[-1]["error"]["code"] == "name_taken_by_stranger", answer.out)


def case_set_up_anew(lab):
    """bob's disk died: the new key gets history, outbox and rule of the old one, all in one step."""
    alice, bob = lab.up("alice", "bob")
    say(alice, bob, "before")
    say(bob, alice, "answer")
    alice.cli("auto-accept", "bob", "on", "--max-size", "1MB")
    bob.kill()
    alice.cli("say", "bob", "waits")
    alice.cli("say", "bob", "waits too")
    (alice.home / "plan.txt").write_text("for whoever bob is now")
    waiting = alice.cli("send", "bob", alice.home / "plan.txt").one["transfer_id"]
    old = bob.id
    anew = lab.node("bob-anew", bob.host)
    anew.name = "bob"
    anew.up()
    wait_for(20, lambda: alice.seen("warning", code="name_taken"), "alice is warned")
    say(alice, anew, "are you bob?")
    say(anew, alice, "yes")
    row = alice.cli("trust", f"id:{anew.id}", "--replaces", f"id:{old}").one
    require(row["trust"] == "verified" and row["peer"] == anew.id, f"{row}")
    wait_for(20, lambda: [text for text in anew.texts(alice) if "waits" in text] == ["waits", "waits too"],
             lambda: f"what waited: {anew.texts(alice)}")
    require(sorted(alice.texts(anew)) == sorted(["before", "answer", "waits", "waits too", "are you bob?", "yes"]),
            f"{alice.texts(anew)}")
    rows = {row["id"]: row for row in alice.transfers()}
    require(rows.pop(waiting)["state"] == "cancelled", "the transfer to the former peer still waits")
    require([(row["peer"], row["direction"]) for row in rows.values()] == [(anew.id, "out")], f"it is offered to the new one: {rows}")
    rule = alice.cli("auto-accept", "bob").one
    require(rule["peer"] == anew.id and rule["enabled"] and rule["max_size"] == 1_000_000, f"{rule}")
    require(alice.cli("say", "bob", "by name").one["peer"] == anew.id, "the name means the new one")
    wait_for(20, lambda: all(row["id"] != old for row in alice.cli("peers").lines), "the former peer is listed no longer")
    alice.stop()
    alice.up()
    wait_for(10, lambda: alice.sees(anew), "they see each other")
    require(trust_of(alice, anew) == "verified" and alice.cli("search", "answer").lines[0]["author"] == anew.id, "after a restart")
    say(anew, alice, "and on")


def case_only_the_verified_may_write(lab):  # T11
    alice, bob = lab.up("alice", "bob")
    alice.cli("config", "set", "strangers", "nobody", code=2)
    alice.cli("config", "set", "strangers", "verified")
    answer = bob.cli("say", "alice", "buy my watches", "--wait", "--timeout", "20", code=REFUSED)
    require(answer.lines[-2]["state"] == "failed", answer.out)
    (bob.home / "watch.txt").write_text("cheap")
    bob.cli("send", "alice", bob.home / "watch.txt", "--wait", "--timeout", "20", code=REFUSED)
    require(not alice.texts(bob) and not alice.transfers(), "a stranger came through")
    wait_for(5, lambda: alice.seen("warning", code="stranger_refused"), "alice is told whom she refused")
    alice.cli("trust", bob.id)
    require(say(bob, alice, "hello").lines[-1]["state"] == "delivered", "the verified one")


def passphrase(text):
    return (text + "\n").encode()


def case_an_identity_moves_to_another_machine(lab):
    alice, bob = lab.up("alice", "bob")
    say(alice, bob, "hello")
    old_id, file = bob.id, bob.home / "bob.culver"
    row = bob.cli("identity", "export", file, stdin=passphrase("correct horse")).one
    require(row["id"] == old_id and file.stat().st_mode & 0o777 == 0o600, "the exported file")
    require(b"PRIVATE KEY" not in file.read_bytes(), "the key is readable")
    bob.cli("identity", "export", file, stdin=passphrase("correct horse"), code=FAILED)
    bob.stop()
    moved = lab.node("bob-on-another-desk")
    moved.name = "bob"
    moved.cli("identity", "import", file, stdin=passphrase("wrong horse"), code=FAILED)
    require(moved.cli("identity", "import", file, stdin=passphrase("correct horse")).one["id"] == old_id, "import")
    moved.up()
    wait_for(5, lambda: alice.sees(moved), "alice sees bob at his new desk")
    require(trust_of(alice, moved) == "new" and not alice.seen("warning", code="name_taken"), "alice takes him for another")
    say(alice, moved, "still you?")
    say(moved, alice, "still me")


def case_a_restored_backup_is_heard_again(lab):
    alice, bob = lab.up("alice", "bob")
    bob.stop()
    shutil.copytree(bob.profile, bob.home / "backup", symlinks=True, ignore=shutil.ignore_patterns("control.sock"))
    for _ in range(3):
        bob.up()
        bob.stop()
    shutil.rmtree(bob.profile)
    (bob.home / "backup").rename(bob.profile)
    bob.up(wait=False)
    require(bob.wait_end(10) == FAILED and "identity moved" in bob.log_text(), f"a restored profile started: {bob.log_tail()}")
    bob.cli("identity", "moved")
    bob.up()
    wait_for(5, lambda: alice.sees(bob) and bob.sees(alice), "they see each other")
    say(alice, bob, "after the restore")
    say(bob, alice, "heard")


def case_a_clone_raises_an_alarm(lab):  # mostly waits, T8
    """Somebody lets the copy go on with the same key while the first one runs: both say so."""
    alice, bob = lab.up("alice", "bob")
    clone = lab.node("clone")
    shutil.copytree(bob.profile, clone.profile, ignore=shutil.ignore_patterns("control.sock", "lock"))
    clone.up(wait=False)
    require(clone.wait_end(10) == FAILED, "a copied profile started")
    require(clone.cli("identity", "moved").one["id"] == bob.id, "moved")
    clone.up()
    for node in (bob, clone):
        wait_for(30, lambda: node.seen("warning", code="twin"), f"{node} tells of the twin")
        require(node.events[0]["event"] == "ready", f"{node} speaks before it is ready")
        standing = [row for row in node.status()["warnings"] if row["code"] == "twin"]
        require(standing and standing[0]["time"], f"{node} tells it to whoever asks later: {node.status()}")
    clone.stop()
    require(clone.cli("identity", "new").one["id"] != bob.id, "new")
    clone.up()
    wait_for(20, lambda: alice.sees(clone) and alice.sees(bob), "alice sees both")


def case_the_passphrase_is_never_shown(lab):  # T14
    """Not on the terminal, not in the arguments, not in the environment, not in a log."""
    secret = "correct horse battery"
    bob = lab.node("bob").up()
    limits = pathlib.Path(f"/proc/{bob.process.pid}/limits").read_text()
    require(re.search(r"Max core file size\s+0\s+0\s", limits), f"a core file would hold the key: {limits}")
    command = bob.command("identity", "export", bob.home / "bob.culver")
    pid, terminal = pty.fork()
    if pid == 0:
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        os.execvpe(command[0], command, bob.environment())
    shown = b""

    def read_until(text):
        nonlocal shown
        while text not in shown:
            shown += os.read(terminal, 4096)
    read_until(b"Passphrase: ")
    wait_for(5, lambda: not termios.tcgetattr(terminal)[3] & termios.ECHO, "the terminal shows nothing")
    os.write(terminal, passphrase(secret))
    read_until(b"Once more: ")
    limits = pathlib.Path(f"/proc/{pid}/limits").read_text()
    require(re.search(r"Max core file size\s+0\s+0\s", limits), f"a core file would hold the passphrase: {limits}")
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                require(secret.encode() not in (process / name).read_bytes(), f"{process}/{name} holds the passphrase")
    os.write(terminal, passphrase(secret))
    with contextlib.suppress(OSError):  # the terminal ends with the program
        while piece := os.read(terminal, 4096):
            shown += piece
    require(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == DONE, f"{shown}")
    require(secret.encode() not in shown and secret not in bob.log_text(), "the passphrase was shown")
    require((bob.home / "bob.culver").exists(), "nothing was written")


if __name__ == "__main__":
    run_cases(globals())
