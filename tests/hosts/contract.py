#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command line's contract (docs/control-api.md), read off the real program: keys, words, exit codes, bad input."""
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import CULVER, random_file, require, run_cases, wait_for  # noqa: E402

DONE, FAILED, USAGE, NO_NODE, NO_SUCH, TIMED_OUT, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130

KEYS = {
    "status": "id name department version port beacon_port addresses discovery peers uptime_s receive_dir profile pid rss_bytes hidden warnings",
    "peers": "id name department presence status_text trust protocol addresses via last_seen",
    "say": "message_id peer state",
    "history": "id conversation author author_name direction kind text time state reply_to edited mentions mentions_all mentions_me reactions attachment",
    "send": "transfer_id peer state",
    "transfers": "id direction peer peer_name state files bytes_total bytes_done bytes_on_wire bytes_resent bytes_reused rate paths error rate_limit time ended dir group",
    "config": "key value default",
    "identity": "id",
    "verify": "peer peer_name code state",
    "trust": "peer peer_name trust",
    "networks": "network interface gateway known quiet",
    "ready": "event id port",
    "events": "seq event",
}
WORDS = {
    "presence": {"available", "away", "busy", "dnd", "offline"},
    "trust": {"new", "verified", "blocked", "changed"},
    "protocol": {"culver", "ipmsg", "localsend"},
    "via": {"multicast4", "multicast6", "broadcast", "mdns", "static", "gossip", "session"},
    "direction": {"in", "out"},
    "message": {"queued", "sent", "delivered", "read", "failed", "recalled"},
    "transfer": {"offered", "waiting", "active", "paused", "interrupted", "done", "declined", "cancelled", "failed"},
    "way": {"ok", "off", "degraded", "failed"},
    "event": {"ready", "peer_appeared", "peer_changed", "peer_gone", "message_arrived", "message_state", "message_changed", "typing", "buzz",
              "presence_changed", "profile_changed", "transfer_offered",
              "transfer_changed", "group_changed", "verification", "trust_changed", "warning", "lost"},
}
ID = re.compile(r"[a-z2-7]{52}$")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ADDRESS = re.compile(r"(\d+\.\d+\.\d+\.\d+:\d+|\[[0-9a-f:.]+(%[\w.-]+)?\]:\d+)$")


def require_keys(kind, row):
    missing = set(KEYS[kind].split()) - row.keys()
    require(not missing, f"{kind} lacks {sorted(missing)}: {row}")


def require_words(kind, words):
    words = words if isinstance(words, list) else [words]
    require(set(words) <= WORDS[kind], f"{kind}: {words}")


def require_id(text):
    require(ID.match(text or ""), f"no id: {text}")


def require_sentence(answer, code, exit_code, *words):
    """An error: the exit code, one last JSON line with this code, and a sentence on stderr that names these words."""
    text = f"culver {' '.join(answer.words)}: exit {answer.code}, out {answer.out!r}, err {answer.err!r}"
    require(answer.code == exit_code, text)
    error = json.loads(answer.out.splitlines()[-1])["error"]
    require(code is None or error["code"] == code, text)
    require("message" in error and len(error["message"]) > 10, text)
    sentence = answer.err.strip()
    require(sentence and len(sentence.splitlines()) <= 3, text)
    for word in words:
        require(word in sentence, f"'{word}' is not in the sentence. {text}")
    return error


def plain(node, *words, code=DONE):
    """Runs a command as a person does, without --json; returns stdout and stderr together."""
    done = subprocess.run(node.command(*words), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=node.environment(), cwd=node.home, timeout=60)
    require(done.returncode == code, f"culver {' '.join(map(str, words))}: {done.returncode} {done.stdout} {done.stderr}")
    return done.stdout + done.stderr


def case_keys_and_words(lab):
    alice, bob = lab.up("alice", "bob")
    require_keys("ready", alice.ready)
    status = alice.status()
    require_keys("status", status)
    require_id(status["id"])
    require(status["name"] == "alice" and status["peers"] == 1 and status["pid"] == alice.process.pid, f"{status}")
    require(status["port"] == alice.ready["port"] == 24254 and status["beacon_port"] == 24254, f"{status}")
    require(pathlib.Path(status["profile"]) == alice.profile and pathlib.Path(status["receive_dir"]) == alice.received, f"{status}")
    require(status["addresses"] and all(ADDRESS.match(address) for address in status["addresses"]), f"{status}")
    for way in status["discovery"]:
        require({"way", "state", "detail"} <= way.keys(), f"{way}")
        require_words("way", way["state"])
        require_words("via", way["way"])

    peer = alice.cli("peers").one
    require_keys("peers", peer)
    require_id(peer["id"])
    for word in ("presence", "trust", "protocol", "via"):
        require_words(word, peer[word])
    require(all(ADDRESS.match(address) for address in peer["addresses"]), f"{peer}")
    require(TIME.match(peer["last_seen"]), f"{peer}")

    answer = alice.cli("say", "bob", "hello", "--wait")
    for row in answer.lines:
        require_keys("say", row)
        require_words("message", row["state"])
    message = alice.cli("history", "bob").one
    require_keys("history", message)
    require(message["direction"] == "out" and message["kind"] == "text" and TIME.match(message["time"]), f"{message}")
    require(message["id"] == answer.lines[0]["message_id"] and message["conversation"] == bob.id, f"{message}")

    file = random_file(alice.home / "a file.bin", 100_000)
    sent = alice.cli("send", "bob", file).one
    require_keys("send", sent)
    require_words("transfer", sent["state"])
    for node, direction, other in ((alice, "out", bob), (bob, "in", alice)):
        row = wait_for(10, lambda: next((row for row in node.transfers() if row["bytes_total"]), None), "the transfer")
        require_keys("transfers", row)
        require(row["id"] == sent["transfer_id"] and row["direction"] == direction and row["peer"] == other.id, f"{row}")
        require_words("transfer", row["state"])
        require(TIME.match(row["time"]) and row["ended"] is None and row["dir"] is None, f"{row}")
        require(row["error"] is None and row["bytes_total"] == 100_000 and row["files"] == 1, f"{row}")
        require(row["paths"] and row["paths"][0].endswith("a file.bin"), f"{row}")
    for command in ("accept", "pause", "resume", "cancel"):
        node = bob if command == "accept" else alice
        answer = node.cli(command, sent["transfer_id"], code=None)
        if answer.code == DONE:
            require_keys("transfers", answer.one)

    for row in alice.cli("config").lines:
        require_keys("config", row)
    require_keys("identity", alice.cli("identity", "show").one)
    require(alice.cli("identity", "show").one["id"] == alice.id, "identity show")
    require_keys("verify", alice.cli("verify", "bob").one)
    for words in (("trust", "bob"), ("block", "bob"), ("trust", "bob", "--undo")):
        row = alice.cli(*words).one
        require_keys("trust", row)
        require_words("trust", row["trust"])
    require_keys("networks", alice.cli("networks").one)
    rule = bob.cli("auto-accept", "alice", "on", "--max-size", "5").one
    require(rule["peer"] == alice.id and rule["max_size"] == 5, f"{rule}")


def case_waiting_for_a_transfer(lab):
    alice, bob = lab.up("alice", "bob")
    alice.host.rate("200mbit")
    bob.cli("auto-accept", "alice", "on")
    file = random_file(alice.home / "file.bin", 20_000_000)
    answer = alice.cli("send", "bob", file, "--wait")
    states = [row["state"] for row in answer.lines]
    require(states[-1] == "done", answer.out)
    require(len(states) <= 4 * answer.seconds + 3, f"{len(states)} lines in {answer.seconds:.1f} s: at most 4 a second")
    for row in answer.lines:
        require_keys("send", row)
    sent, received = alice.transfers()[0], bob.transfers()[0]
    for row in (sent, received):
        require(TIME.match(row["time"]) and row["ended"] and row["time"] < row["ended"], f"{row}")
    require(sent["dir"] is None and received["dir"] == str(bob.received), f"{sent} {received}")
    bob.cli("auto-accept", "alice", "off")
    answer = alice.cli("send", "bob", file, "--wait", "--timeout", "1", code=TIMED_OUT)


def case_events_with_numbers(lab):
    alice, bob = lab.up("alice", "bob")
    watching = alice.start("events", "--since", "0")
    alice.cli("say", "bob", "hello", "--wait")
    bob.cli("say", "alice", "hello", "--wait")
    wait_for(10, lambda: alice.seen("message_arrived"), "the event on the node's own output")
    watching.send_signal(signal.SIGINT)
    out, _ = watching.communicate(timeout=10)
    rows = [json.loads(line) for line in out.decode().splitlines()]
    for row in rows:
        require_keys("events", row)
        require_words("event", row["event"])
    numbers = [row["seq"] for row in rows]
    require(numbers == sorted(set(numbers)) and numbers, f"numbers must grow: {numbers}")
    require({"message_arrived", "peer_appeared"} <= {row["event"] for row in rows}, f"{rows}")
    last = numbers[-1]
    alice.stop()
    alice.up()
    bob.cli("say", "alice", "again", "--wait", "--timeout", "20")
    watching = alice.start("events", "--since", last + 1)
    first = json.loads(watching.stdout.readline())
    require(first["event"] == "lost" or first["seq"] > last, f"numbers begin anew after a restart: {first}, before {last}")


def case_streams_without_silence(lab):
    """peers --watch and transfers --watch print what is and then what changes."""
    alice, bob = lab.up("alice", "bob")
    watching = alice.start("peers", "--watch")
    first = json.loads(watching.stdout.readline())
    require_keys("peers", first)
    bob.stop()
    while True:
        row = json.loads(watching.stdout.readline())
        if row["id"] == bob.id and row["presence"] == "offline":
            break


def case_who_is_meant(lab):
    alice, bob = lab.up("alice", "bob")
    twin = lab.node("twin")
    for word in ("bob", bob.id, bob.id[:6], f"id:{bob.id[:4]}", "name:bob", bob.host.address, f"{bob.host.address}:{bob.ready['port']}"):
        row = alice.cli("say", word, f"by {word}", "--wait").lines[-1]
        require(row["peer"] == bob.id, f"{word} meant {row}")
    require_sentence(alice.cli("say", "nobody", "x", code=None), "no_such_peer", NO_SUCH, "nobody")
    require_sentence(alice.cli("say", "id:zzzz", "x", code=None), "no_such_peer", NO_SUCH)
    require_sentence(alice.cli("history", "bo", code=None), "no_such_peer", NO_SUCH)
    require_sentence(alice.cli("accept", "zzzzzzzz", code=None), None, NO_SUCH)
    # A stranger who takes the name of somebody known is never meant by it.
    bob.stop()
    twin.name = "bob"
    twin.up()
    wait_for(10, lambda: alice.sees(twin), "the stranger is seen")
    row = alice.cli("say", "bob", "for the real one").lines[-1]
    require(row["peer"] == bob.id, "a stranger got what was meant for somebody known")
    # Two strangers of one name.
    dave, other = lab.node("dave"), lab.node("other")
    other.name = "dave"
    for node in (dave, other):
        node.up()
        wait_for(10, lambda: alice.sees(node), "seen")
    error = require_sentence(alice.cli("say", "dave", "x", code=None), None, NO_SUCH, "dave")
    require({candidate["id"] for candidate in error["candidates"]} == {dave.id, other.id}, f"{error}")


def case_name_of_a_known_peer_stays_theirs(lab):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "hello", "--wait")
    bob.cli("config", "set", "name", "robert", code=None)
    bob.stop()
    bob.name = "robert"
    bob.up()
    stranger = lab.node("stranger")
    stranger.name = "bob"
    stranger.up()
    wait_for(10, lambda: alice.sees(stranger) and alice.peer(bob)["name"] == "robert", "both are seen")
    require_sentence(alice.cli("say", "bob", "x", code=None), None, NO_SUCH, "bob", "id")


def case_bad_usage(lab):
    alice = lab.node("alice").up()
    for words in (["nonsense"], ["say"], ["say", "bob"], ["send", "bob"], ["peers", "--frobnicate"], ["history", "bob", "--limit", "-3"],
                  ["history", "bob", "--limit", "many"], ["say", "bob", "x", "--timeout", "soon"], ["accept"], ["up", "--port", "99999"],
                  ["auto-accept", "bob", "perhaps"], ["history", "bob", "--since", "yesterdayish"]):
        require_sentence(alice.cli(*words, code=None), None, USAGE)
    require_sentence(alice.cli("send", "bob", code=None), None, USAGE)
    require("Usage" in plain(alice, "--help") or "usage" in plain(alice, "--help"), "--help says how")
    for command in ("up", "status", "peers", "say", "history", "send", "transfers", "accept", "auto-accept", "events", "config", "identity"):
        require(len(plain(alice, command, "--help")) > 80, f"{command} --help is not worth reading")
        require(command in plain(alice, "--help"), f"--help does not name {command}")


def case_options_anywhere(lab):
    alice, bob = lab.up("alice", "bob")
    for words in (["say", "--wait", "bob", "one"], ["say", "bob", "--wait", "one"], ["say", "bob", "one", "--wait"],
                  ["say", "--wait", "bob", "--", "--one"]):
        done = subprocess.run([*alice.command("--json"), *words], capture_output=True, text=True, env=alice.environment(), timeout=30)
        require(done.returncode == DONE and json.loads(done.stdout.splitlines()[-1])["state"] == "delivered",
                f"{words}: {done.returncode} {done.stdout} {done.stderr}")
    require(bob.texts(alice)[-1] == "--one", f"{bob.texts(alice)}")


def case_no_node(lab):
    alice = lab.node("alice")
    for words in (["status"], ["peers"], ["say", "bob", "x"], ["transfers"], ["history", "bob"], ["events"]):
        require_sentence(alice.cli(*words, code=None), None, NO_NODE, "culver up")
    require(not alice.profile.exists() or not list(alice.profile.glob("key*")), "asking must not make a profile")
    alice.up()
    alice.kill()  # leaves its socket behind
    require_sentence(alice.cli("status", code=None), None, NO_NODE)
    alice.up()
    alice.status()


def case_second_node_on_a_profile(lab):
    alice = lab.node("alice").up()
    done = subprocess.run(alice.command("up", "--json"), capture_output=True, text=True, env=alice.environment(), timeout=10)
    require(done.returncode == FAILED and done.stderr.strip() and '"error"' in done.stdout, f"{done}")
    alice.status()


def case_broken_settings(lab):
    alice = lab.node("alice").up()
    config = alice.profile / "config.toml"
    require(config.read_text().count("#") > 10, "config.toml is written with comments")
    alice.stop()
    good = config.read_text()
    for bad, line in (("name = \n", 1), ("port = \"many\"\n", 1), ("# fine\nnonsense = 1\n", 2), ("port = 70000\n", 1), ("[[[\n", 1)):
        config.write_text(bad)
        done = subprocess.run(alice.command("up"), capture_output=True, text=True, env=alice.environment(), timeout=10)
        require(done.returncode == FAILED, f"{bad!r}: {done}")
        require(f"config.toml:{line}" in done.stderr or f"line {line}" in done.stderr, f"{bad!r}: {done.stderr}")
        require(len(done.stderr.strip().splitlines()) <= 2, f"one sentence: {done.stderr}")
        require(config.read_text() == bad, "a broken file is left as it is")
    config.write_text(good)
    alice.up()


def case_settings_from_the_command_line(lab):
    alice = lab.node("alice").up()
    require_sentence(alice.cli("config", "get", "no.such.thing", code=None), "no_such_setting", USAGE, "no.such.thing")
    row = alice.cli("config", "set", "department", "Aviary").one
    require(row["key"] == "department" and row["value"] == "Aviary", f"{row}")
    require_sentence(alice.cli("config", "set", "port", "many", code=None), "bad_value", USAGE)
    comments = (alice.profile / "config.toml").read_text().count("#")
    require(comments > 10, "setting a value keeps the comments")
    alice.stop()
    alice.up()
    require(alice.status()["department"] == "Aviary", "a setting outlives the node")


def case_private_files(lab):  # T21 T26
    os.umask(0)
    alice = lab.node("alice").up()
    require(stat.S_IMODE(alice.profile.stat().st_mode) == 0o700, "the profile is for its owner only")
    for path in alice.profile.rglob("*"):
        if path.is_file() or path.is_socket():
            require(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, f"{path.name} can be read by others")
    require(stat.S_IMODE((alice.profile / "key.pem").stat().st_mode) == 0o600, "key.pem")


def case_long_profile_path(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    alice.profile = alice.home / ("long" * 30) / ("longer" * 20) / "profile"
    require(len(str(alice.profile / "control.sock")) > 108, "not long enough to test anything")
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    alice.cli("say", "bob", "from far down", "--wait")


def case_copied_profile_is_refused(lab):
    alice, bob = lab.up("alice", "bob")
    alice.cli("say", "bob", "one", "--wait")
    alice.stop()
    copy = lab.node("copy", alice.host)
    shutil.copytree(alice.profile, copy.profile)
    done = subprocess.run(copy.command("up"), capture_output=True, text=True, env=copy.environment(), timeout=10)
    require(done.returncode == FAILED and "identity moved" in done.stderr and "identity new" in done.stderr, f"{done}")
    copy.cli("identity", "moved")
    copy.up()
    require(copy.id == alice.id, "moved keeps the key")
    wait_for(10, lambda: copy.sees(bob), "bob is seen")
    copy.cli("say", bob.id, "two", "--wait", "--timeout", "20")
    wait_for(10, lambda: bob.texts(copy) == ["one", "two"], lambda: f"{bob.texts(copy)}")
    copy.stop()
    again = lab.node("again", alice.host)
    shutil.copytree(copy.profile, again.profile)
    again.cli("identity", "new")
    again.up()
    require(again.id != alice.id, "new makes another key")


def case_files_that_cannot_be_sent(lab):
    alice, bob = lab.up("alice", "bob")
    require_sentence(alice.cli("send", "bob", "no-such-file", code=None), None, FAILED, "no-such-file")
    fifo = alice.home / "pipe"
    os.mkfifo(fifo)
    require_sentence(alice.cli("send", "bob", fifo, "--wait", code=None), None, FAILED)
    require(not bob.transfers(), "an offer of nothing was made")


def case_plain_output(lab):  # T13
    """For people: tables and sentences, never a control character that somebody else chose."""
    alice, bob = lab.node("alice"), lab.node("bob")
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    bob.cli("say", "alice", "\x1b[31mred\x07 \u202eevil", "--wait")
    for words in (["peers"], ["status"], ["history", "bob"], ["transfers"], ["config"]):
        out = plain(alice, *words)
        require("\x1b" not in out and "\x07" not in out and "\u202e" not in out, f"{words}: {out!r}")
    require("bob" in plain(alice, "peers") and "bob" in plain(alice, "history", "bob"), "names are shown")


def case_sigterm_says_goodbye_in_time(lab):
    alice, bob = lab.up("alice", "bob")
    alice.stop()
    bob.process.send_signal(signal.SIGINT)
    require(bob.wait_end(3) in (DONE, INTERRUPTED), "SIGINT ends a node")


def case_events_nobody_reads(lab):
    """The pipe into which `up --json` tells its events is full: the node goes on, and ends in time."""
    alice, bob = lab.node("alice"), lab.node("bob").up()
    alice.process = subprocess.Popen(alice.command("up", "--json", "--name", "alice"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, env=alice.environment(), pipesize=16384)
    wait_for(15, lambda: alice.cli("status", code=None).code == DONE, "it runs")
    wait_for(15, lambda: "alice" in [row["name"] for row in bob.cli("peers").lines], "bob sees alice")
    for number in range(60):
        bob.cli("say", "alice", f"{number} {'x' * 200}", "--wait")
    alice.stop()
    rows = [json.loads(line) for line in alice.process.stdout.read().splitlines()[:-1]]
    require(rows[0]["event"] == "ready" and len(rows) > 10, f"what the pipe holds are whole lines: {rows}")


def case_version(lab):
    done = subprocess.run([CULVER, "--version"], capture_output=True, text=True)
    require(done.returncode == DONE and re.search(r"\d+\.\d+\.\d+", done.stdout), f"{done}")


if __name__ == "__main__":
    run_cases(globals())
