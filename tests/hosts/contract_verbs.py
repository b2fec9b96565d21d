#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every verb of the command line: the rows it prints with --json are those of docs/control-api.md, key by key, and every refusal is one
sentence, one JSON line and the right exit code."""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import ROOT, random_file, require, run_cases, wait_for  # noqa: E402

PAPER = (ROOT / "docs/control-api.md").read_text()
COMPLETION = (ROOT / "tools/completion/culver.bash").read_text()
# Keys of rows that only some have.
SOMETIMES = {"left_out", "delivered_to", "read_by", "confirmed_by", "not_confirmed", "snippet"}
ERROR_KEYS = ["code", "message", "candidates"]


def first_column(heading):
    """The keys of the first table beneath a heading."""
    section = PAPER.split(f"\n### {heading}\n")[1].split("\n#")[0]
    keys = re.findall(r"^\| `(\w+)` \|", section, flags=re.M)
    require(keys, f"docs/control-api.md has no table beneath {heading}")
    return keys


ROWS = {name: first_column(f"{name} row") for name in re.findall(r"^### (.+) row$", PAPER, flags=re.M)}
ERRORS = {code: int(exit_code) for code, exit_code in re.findall(r"^\| `(\w+)` \| (?:0|-\d+) \| (\d+) \|", PAPER, flags=re.M)}
VERBS = set(re.search(r'_culver_commands="([^"]*)"', COMPLETION).group(1).split())


def require_row(name, row, words):
    """All keys of the paper, in its order, and no others."""
    sometimes = SOMETIMES | ({"error"} if name in ("Said", "Sent") else set())
    expected = [key for key in ROWS[name] if key in row or key not in sometimes]
    require(list(row) == expected, f"culver {' '.join(map(str, words))}: {list(row)}, documented: {expected}")


class Caller:
    """Calls verbs and keeps account of which were called."""

    def __init__(self):
        self.called = set()

    def row(self, name, node, *words, **how):
        """The one row that a verb prints."""
        rows = self.rows(name, node, *words, **how)
        require(len(rows) == 1, f"culver {words}: {len(rows)} rows")
        return rows[0]

    def rows(self, name, node, *words, **how):
        self.called.add(words[0])
        rows = node.cli(*words, **how).lines
        require(rows, f"culver {words}: no row")
        for row in rows:
            require_row(name, row, words)
        return rows


def arrived(node, peer, count):
    wait_for(20, lambda: len(node.cli("history", peer.id).lines) >= count, f"{count} messages at {node}")


def stream(node, *words):
    """The first line of a command that goes on, and the command."""
    process = node.start(*words)
    return json.loads(process.stdout.readline()), process


def case_every_verb_prints_the_rows_of_the_paper(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    call = Caller()
    require(list(alice.ready)[:2] == ["seq", "event"] and {"id", "port"} <= alice.ready.keys(), f"{alice.ready}")
    call.called.add("up")
    status = call.row("Status", alice, "status")
    for way in status["discovery"]:
        require_row("Way", way, ["status"])
    require(call.rows("Peer", alice, "peers", "--present"), "peers")

    # Talk.
    call.rows("Said", alice, "say", "bob", "hello", "--wait")
    call.rows("Said", bob, "say", "alice", "good morning", "--wait")
    call.rows("Said", carol, "say", "alice", "hi", "--wait")
    call.row("Said", alice, "reply", "bob", "last", "yes")
    call.row("Message", alice, "edit", "bob", "last", "yes!")
    call.row("Message", alice, "react", "bob", "last", "+1")
    call.row("Message", alice, "recall", "bob", "last")
    notice = call.row("Said", alice, "notice", "bob", "fire drill")["message_id"]
    wait_for(20, lambda: any(row["id"] == notice for row in bob.cli("history", "alice").lines), "the notice")
    confirmed = call.row("Message", bob, "confirm", "alice", "last")
    require(confirmed["kind"] == "notice", f"{confirmed}")
    picture = random_file(alice.home / "noise.bin", 2_000)
    attached = call.row("Said", alice, "say", "bob", "--attach", picture, "look")["message_id"]

    def attachment():
        return next((row["attachment"] for row in bob.cli("history", "alice").lines if row["id"] == attached), None)
    wait_for(20, lambda: attachment() and attachment()["state"] == "here", "the file is there")
    require_row("Attachment", attachment(), ["history"])
    call.row("Message", bob, "fetch", "alice", attached)
    call.rows("Said", alice, "broadcast", "cake in the kitchen")
    call.rows("Message", alice, "history", "bob", "--limit", "3")
    found = call.row("Message", alice, "search", "kitchen", "--in", "bob")
    require("snippet" in found, f"{found}")
    require(call.row("Buzz", alice, "buzz", "bob")["peer"] == bob.id, "buzz")
    call.row("Presence", alice, "presence", "busy", "--text", "at work")
    require(call.row("Presence", alice, "presence") == {"presence": "busy", "status_text": "at work"}, "presence")
    call.row("Profile", alice, "profile", "set", "--room", "3.14")
    call.row("Profile", alice, "profile")
    call.row("Profile", alice, "profile", "show", "bob")
    call.row("Export", alice, "export", "all.json")
    call.row("Import", alice, "import", "all.json")

    # Groups.
    group = call.row("Group", alice, "group", "create", "office", "bob")
    for person in group["people"]:
        require_row("Member", person, ["group", "create"])
    for words in (("add", "office", "carol"), ("appoint", "office", "bob"), ("rename", "office", "bureau"), ("show", "bureau"), ("list",)):
        call.row("Group", alice, "group", *words)
    wait_for(20, lambda: carol.cli("group", "list").lines, "carol is in it")
    require(carol.cli("group", "list").one["state"] == "member", "carol is a member")
    said = call.rows("Said", alice, "group", "say", "bureau", "hello all", "--wait", "--timeout", "30")
    require(said[-1]["state"] in ("delivered", "read"), f"{said}")
    row = call.row("Message", alice, "group", "history", "bureau")
    require({"delivered_to", "read_by"} <= row.keys(), f"{row}")
    file = random_file(alice.home / "a file.bin", 100_000)
    to_group = call.rows("Sent", alice, "group", "send", "bureau", file)
    require({row["peer"] for row in to_group} == {bob.id, carol.id}, "a transfer to each of the others")
    require({row["peer"] for row in call.rows("Sent", alice, "send", "bureau", file)} == {bob.id, carol.id}, "and by its plain name")
    call.row("Group", alice, "group", "remove", "bureau", "carol")
    call.row("Group", bob, "group", "leave", "bureau")

    # Files.
    sent = call.row("Sent", alice, "send", "bob", file)["transfer_id"]
    wait_for(20, lambda: any(row["id"] == sent for row in bob.transfers()), "the offer")
    call.rows("Transfer", alice, "transfers")
    require(call.rows("Offered file", bob, "transfers", sent, "--files") == [{"path": "a file.bin", "folder": False, "size": 100_000}], "its files")
    bob.cli("transfers", "--files", code=2)
    alice.cli("transfers", sent, "--files", code=1)
    call.row("Transfer", alice, "limit", sent, "1MB")
    call.row("Transfer", alice, "pause", sent)
    call.row("Transfer", alice, "resume", sent)
    wait_for(20, lambda: bob.transfer(sent)["state"] == "offered", "offered again")
    call.row("Transfer", bob, "accept", sent)
    wait_for(20, lambda: bob.transfer(sent)["state"] == "done", "done")
    again = call.row("Sent", alice, "again", sent)["transfer_id"]
    wait_for(20, lambda: any(row["id"] == again for row in bob.transfers()), "the offer")
    call.row("Transfer", bob, "decline", again)
    call.row("Transfer", alice, "cancel", to_group[0]["transfer_id"])
    call.row("Rule", bob, "auto-accept", "alice", "on", "--max-size", "1MB")
    call.row("Rule", bob, "auto-accept")

    # Who is who, and the node.
    call.row("Verification", alice, "verify", "bob")
    for words in (("trust", "bob"), ("block", "carol"), ("trust", "carol", "--undo")):
        call.row("Trust", alice, *words)
    call.rows("Finding", alice, "doctor", limit=60)
    call.rows("Setting", alice, "config")
    call.row("Setting", alice, "config", "get", "name")
    call.row("Setting", alice, "config", "set", "compress", "false")
    call.row("Identity", alice, "identity")
    call.rows("Network", alice, "networks")
    call.row("Identity", alice, "identity", "export", "me.culver", stdin=b"correct horse battery\n")
    first, _ = stream(alice, "events", "--since", "0")
    require({"event"} <= first.keys(), f"{first}")
    call.called |= {"events"}
    talk = alice.cli("chat", "bob", stdin=b"one more\n").lines
    require_row("Message", talk[0], ["chat"])
    require_row("Said", talk[-1], ["chat"])
    call.called.add("chat")
    require(call.called == VERBS, f"verbs that were not called: {VERBS - call.called}, not completed: {call.called - VERBS}")


NOBODY = [["chat", "nobody"], ["say", "nobody", "x"], ["history", "nobody"], ["reply", "nobody", "last", "x"], ["edit", "nobody", "last", "x"],
          ["recall", "nobody", "last"], ["react", "nobody", "last", "+1"], ["fetch", "nobody", "last"], ["confirm", "nobody", "last"],
          ["notice", "nobody", "x"], ["buzz", "nobody"], ["profile", "show", "nobody"], ["send", "nobody", "here"], ["verify", "nobody"],
          ["trust", "nobody"], ["block", "nobody"], ["auto-accept", "nobody", "on"], ["auto-accept", "nobody"], ["doctor", "nobody"],
          ["search", "x", "--in", "nobody"], ["search", "x", "--from", "nobody"], ["say", "bob", "x", "--also", "nobody"],
          ["say", "bob", "x", "--mention", "nobody"], ["export", "x.json", "--in", "nobody"], ["trust", "bob", "--replaces", "nobody"],
          ["group", "create", "crew", "nobody"], ["broadcast", "x", "--department", "Nowhere"]]
NO_GROUP = [["group", verb, "nowhere", *rest] for verb, *rest in
            (["show"], ["add", "bob"], ["remove", "bob"], ["appoint", "bob"], ["join"], ["leave"], ["rename", "new"], ["say", "x"],
             ["send", "here"], ["history"])]
NO_TRANSFER = [[verb, "zzzzzzzz", *rest] for verb, *rest in
               (["accept"], ["decline"], ["pause"], ["resume"], ["cancel"], ["limit", "1MB"], ["again"], ["transfers"])]
NO_MESSAGE = [["reply", "bob", "last", "x"], ["edit", "bob", "last", "x"], ["recall", "bob", "last"], ["react", "bob", "last", "+1"],
              ["fetch", "bob", "last"], ["confirm", "bob", "last"], ["edit", "bob", "zzzzzz", "x"], ["recall", "bob", "a" * 26]]
USAGE = [["nonsense"], ["say"], ["say", "bob"], ["say", "bob", ""], ["reply", "bob", "last", ""], ["edit", "bob", "last"], ["recall", "bob"],
         ["react", "bob"], ["fetch", "bob"], ["confirm"], ["notice", "bob", ""], ["broadcast", ""], ["buzz"], ["presence", "asleep"],
         ["profile", "show"], ["profile", "set", "--nickname", "x"], ["export"], ["export", "x.pdf", "--format", "pdf"],
         ["export", "x.json", "--since", "someday"], ["import"], ["search"], ["search", ""], ["buzz", "me"], ["verify", "me"],
         ["trust", "me"], ["block", "me"], ["doctor", "me"], ["send", "me", "here"],
         ["auto-accept", "me", "on"], ["search", "x", "--limit", "0"], ["history"],
         ["history", "bob", "--limit", "-3"], ["group"], ["group", "create"], ["group", "add", "office"], ["group", "rename", "office"],
         ["group", "say", "office", ""], ["group", "send", "office"], ["send", "bob"], ["send", "bob", "here", "--rate", "fast"],
         ["transfers", "a", "b"], ["accept"], ["limit", "zzzz"], ["limit", "zzzz", "fast"], ["limit", "zzzz", "1"], ["again"],
         ["auto-accept", "bob", "perhaps"], ["auto-accept", "bob", "on", "--max-size", "lots"], ["verify"], ["trust"],
         ["trust", "bob", "--code", "1", "--undo"], ["block"], ["events", "--since", "-1"], ["events", "--since", "soon"], ["config", "get"],
         ["config", "set", "name"], ["networks", "nonsense"], ["identity", "export"], ["identity", "nonsense"], ["up", "--port", "99999"],
         ["say", "bob", "x", "--timeout", "soon"], ["verify", "bob", "--timeout", "-1"], ["config", "sett"],
         ["status", "twice"], ["peers", "--frobnicate"], ["doctor", "a", "b"], ["chat"]]
OTHER = [("bad_value", ["config", "set", "port", "many"]), ("no_such_setting", ["config", "get", "no.such"]),
         ("bad_value", ["profile", "set", "--name", "x" * 65]), ("bad_value", ["profile", "set", "--picture", "here"]),
         ("bad_value", ["say", "bob", "x" * 65_537]), ("unsupported", ["buzz", "office"]), ("no_such_group", ["say", "twin", "x"]),
         ("disk", ["send", "bob", "not-here"]), ("disk", ["say", "bob", "--attach", "not-here"]), ("disk", ["import", "not-here"]),
         ("disk", ["export", "/no/such/folder/x.json"]), ("disk", ["export", "here"]), ("already_running", ["up"])]


def require_refusal(node, words, code):
    """With --json one last line and nothing else; without it nothing on stdout; a sentence on stderr both times."""
    text = f"culver {' '.join(words)}"
    answer = node.cli(*words, code=None, limit=30)
    require(len(answer.lines) == 1 and list(answer.lines[0]) == ["error"], f"{text}: {answer.code} {answer.out} {answer.err}")
    error = answer.lines[0]["error"]
    require(list(error) == ERROR_KEYS, f"{text}: {error}")
    require(error["code"] == code and answer.code == ERRORS[code], f"{text}: {error}, exit {answer.code}")
    plain = subprocess.run(node.command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True, env=node.environment(),
                           cwd=node.home, timeout=60)
    require(plain.returncode == answer.code and not plain.stdout, f"{text}: {plain}")
    for spoken in (answer.err, plain.stderr):
        sentence, *listed = spoken.strip().split("\n")
        require(len(listed) == (0 if spoken is answer.err else len(error["candidates"])), f"{text}: {spoken!r}")
        require(all(line.startswith("  id:") for line in listed), f"{text}: {spoken!r}")
        require(re.fullmatch(r"culver: (--[a-z-]+: |on\|off: )?.{8,200}[.?]", sentence), f"{text}: {sentence!r}")


def case_every_refusal_is_a_sentence(lab):
    alice, bob = lab.up("alice", "bob")
    (alice.home / "here").write_text("here")
    for code, all_words in (("no_such_peer", NOBODY), ("no_such_group", NO_GROUP), ("no_such_transfer", NO_TRANSFER),
                            ("no_such_message", NO_MESSAGE), ("usage", USAGE)):
        for words in all_words:
            require_refusal(alice, words, code)
    for name in ("office", "twin", "twin"):
        alice.cli("group", "create", name)
    for code, words in OTHER:
        require_refusal(alice, words, code)
    twins = alice.cli("say", "twin", "x", code=None).lines[0]["error"]["candidates"]
    require(len(twins) == 2, f"{twins}")
    for twin in twins:
        require(alice.cli("group", "show", f"id:{twin['id']}").one["id"] == twin["id"], "a candidate is named as it is listed")
    require(not bob.cli("history", "alice").lines and not bob.transfers(), "a refused request did something")
    alice.stop()
    for words in ([["status"], ["peers"], ["networks"], ["config"], ["presence"], ["profile"], ["group", "list"], ["events"], ["doctor"],
                   ["broadcast", "x"], ["search", "x"], ["export", "x.json"], ["import", "here"], ["transfers"], ["auto-accept"]]
                  + NOBODY + NO_GROUP + NO_TRANSFER):
        require_refusal(alice, words, "not_running")


if __name__ == "__main__":
    run_cases(globals())
