#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What went wrong elsewhere with those who pretend, on the wire and in the air, tried on real nodes; docs/security.md."""
import json
import pathlib
import re
import stat
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/hosts")]
from contract import plain  # noqa: E402
from hiding import Capture, configure, require_talk  # noqa: E402
from hostile import LIAR, liar, require_well  # noqa: E402
from lab import remains, require, run_cases, wait_for  # noqa: E402

BEACON_PORT = 24254
RELAY = ROOT / "tests/support/tls_relay.py"
HOSTILE = ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "bell\x07", "\u202egnp.exe", "two\nlines", "tab\tand\rreturn", "<b>bold</b><img src=x>",
           "\u2066isolate\u2069", "del\x7f", "nel\u0085x", "csi\u009b31m")
# Control characters but for the line feed and the tab of our own tables, and what turns the direction of text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]")


def attacker(lab):
    return lab.node("mallory", lab.add_hosts(1)[0])


def start_liar(lab, host, *words):
    process = subprocess.Popen(host.command(LIAR, *map(str, words)), stdout=subprocess.PIPE, text=True)
    lab.commands.append(process)
    return process


def case_localsend_somebody_at_the_address_of_a_peer(lab):  # T7 T8
    """Bob is switched off and another machine takes his address and port. It gets no byte; bob gets the message later."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    mallory = attacker(lab)
    port, address = bob.ready["port"], bob.host.address
    bob.kill()
    bob.host.link_down()
    mallory.host.change_address(address)
    process = start_liar(lab, mallory.host, "--wrong-id", port, "--hold", 9000)
    require(json.loads(process.stdout.readline())["event"] == "identity", "the liar has a key")
    require(json.loads(process.stdout.readline())["event"] == "listening", "the liar listens")
    alice.host.on("ip", "neigh", "flush", "all")
    message = alice.cli("say", bob.id, "for bob alone").one["message_id"]
    heard = [json.loads(line) for line in process.stdout]
    require(heard, "nobody called at that address: nothing was tried")
    require(not any(row["handshake"] or row["hello"] for row in heard), f"somebody got in: {heard}")
    require(alice.cli("history", bob.id).lines[-1]["state"] in ("queued", "sent"), "said to be delivered")
    mallory.host.link_down()
    bob.host.link_up()
    bob.up()
    wait_for(20, lambda: bob.texts(alice)[-1:] == ["for bob alone"], lambda: f"{bob.texts(alice)}")
    require([row["id"] for row in bob.cli("history", alice.id).lines].count(message) == 1, "once")
    print(f"{len(heard)} calls reached the wrong machine")


def recorded_beacons(lab, node, others):
    """A file with what that node says in the air when something changes."""
    air = Capture(node.host)
    node.cli("presence", "away")  # a change is told to everybody
    for other in others:
        wait_for(10, lambda: other.peer(node)["presence"] == "away", "the change is heard")
    said = [payload for port, payload in air.datagrams() if port == BEACON_PORT and payload[:3] == b"CVB"]
    require(said, "no beacon was recorded")
    recording = lab.folder / "recorded.txt"
    recording.write_text("\n".join(payload.hex() for payload in said[-3:]) + "\n")
    return recording


def case_localsend_somebody_who_says_to_be_a_peer(lab):  # T7
    """Bob is switched off; another node has his name, his address, his port, and repeats what he said in the air, which is his
    id. There is a red alarm, and whatever is said or sent to bob by name or by id waits for him."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    recording, port = recorded_beacons(lab, bob, [alice]), bob.ready["port"]
    mallory = attacker(lab)
    bob.kill()
    bob.host.link_down()
    mallory.host.change_address(bob.host.address)
    alice.host.on("ip", "neigh", "flush", "all")
    mallory.shown = "bob"
    mallory.up()
    require(mallory.ready["port"] == port, f"at port {mallory.ready['port']}, and not where bob was")
    liar(lab, mallory, alice, "--forge-beacons", recording)
    alarms = wait_for(20, lambda: alice.seen("warning", code="name_taken"), "the alarm")
    require(alarms[0]["severity"] == "problem" and mallory.id in alarms[0]["advice"], f"{alarms}")
    require(alice.peer(mallory)["trust"] == "changed", f"{alice.peer(mallory)}")
    plan = alice.home / "plan.txt"
    plan.write_text("for bob alone")
    for name in ("bob", bob.id):
        answer = [row for row in alice.cli("say", name, f"for {name[:8]} alone", "--wait", "--timeout", "4", code=5).lines if "state" in row]
        require(all(row["peer"] == bob.id and row["state"] in ("queued", "sent") for row in answer) and answer, f"{answer}")
        require(alice.cli("send", name, plan).one["peer"] == bob.id, "the file is for another")
    got = mallory.cli("history", alice.id, code=None).lines + mallory.transfers()
    require(not any("state" in row for row in got), f"something of bob's reached the other: {got}")
    mallory.stop()
    mallory.host.link_down()
    bob.host.link_up()
    bob.up()
    wait_for(30, lambda: len(bob.texts(alice)) == 3 and len(bob.transfers()) == 2, lambda: f"{bob.texts(alice)} {bob.transfers()}")


def case_kdeconnect_forged_datagrams_change_nothing(lab):  # T9 T16 T18
    """Goodbyes, names, ports and epochs in the name of a peer, bit flips and repetitions: the real peer stays as it is."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    alice.cli("trust", bob.id)
    mallory = attacker(lab)
    recording = recorded_beacons(lab, bob, [alice])
    before, known = len(alice.events), alice.peer(bob)
    _, rows = liar(lab, mallory, alice, "--forge-beacons", recording)
    require(rows[0]["recorded"] > 0 and rows[0]["sent"] > 300, f"{rows}")
    kept = ("id", "name", "department", "presence", "trust", "protocol")
    remains(4, lambda: all(alice.peer(bob)[key] == known[key] for key in kept), "the row of the real peer")
    news = [event for event in list(alice.events)[before:] if event.get("event") in ("peer_gone", "peer_appeared", "trust_changed", "warning")]
    require(not news, f"{news}")
    require_talk(alice, bob)


PROOFS_A_MINUTE = 10  # kProofsPerMinute
TRIES = 4  # rounds in kConnectLimit (6 s): at once, then after backoff_first and its doubles, 1, 2 and 4 s, each shortened by chance


def case_kdeconnect_nobody_is_made_to_call_or_to_answer_more(lab):  # T16
    """A stranger's questions get fewer bytes than they cost; thousands who answer no question are dialled ten times a minute,
    where they spoke from."""
    alice, bob = lab.up("alice", "bob")
    mallory, began = attacker(lab), time.monotonic()
    mallory.host.on("nft", "add table inet watch; add chain inet watch i { type filter hook input priority 0; };"
                    "add chain inet watch o { type filter hook output priority 0; };"
                    f"add rule inet watch i ip saddr {bob.host.address} meta l4proto udp counter;"
                    f"add rule inet watch i ip saddr {bob.host.address} tcp flags & (syn | ack) == syn counter;"
                    "add rule inet watch o meta l4proto udp counter")
    liar(lab, mallory, bob, "--signed-beacons", 2000)
    liar(lab, mallory, bob, "--false-beacons", 2000)
    remains(6, bob.is_running, "the node runs")

    def counted(chain, what):
        text = mallory.host.on("nft", "list", "chain", "inet", "watch", chain)
        return [int(number) for number in re.findall(rf"counter packets {what}", text)]
    (answered, _), (asked,) = counted("i", r"\d+ bytes (\d+)"), counted("o", r"\d+ bytes (\d+)")
    calls = counted("i", r"(\d+)")[1]
    require(asked > 0 and answered <= asked, f"{answered} bytes for {asked}")
    minutes = 1 + int((time.monotonic() - began) / 60)
    require(calls <= PROOFS_A_MINUTE * TRIES * minutes, f"bob called a stranger's port {calls} times")
    require_well(alice, bob)
    print(f"{asked} bytes asked, {answered} answered, {calls} calls")


def case_kdeconnect_a_man_in_the_middle(lab):  # T18 T19
    """Who passes the bytes on learns and changes nothing; another protocol name ends it; a recording opens no door."""
    alice, bob = lab.up("alice", "bob")
    carol = attacker(lab)
    bob_at, recording = f"{bob.host.address}:{bob.ready['port']}", lab.folder / "said.bin"
    # No way from alice to bob but through the relay.
    alice.host.drop(f"ip daddr {bob.host.address} tcp dport {bob.ready['port']}", chain="output")
    bob.host.drop(f"ip daddr {alice.host.address} tcp dport {alice.ready['port']}", chain="output")
    for change in ("alter", "pass"):
        relay = subprocess.Popen(carol.host.command(sys.executable, RELAY, 24300, bob_at, change, recording), stdout=subprocess.PIPE)
        lab.commands.append(relay)
        require(relay.stdout.readline() == b"ready\n", "the relay listens")
        answer = alice.cli("say", f"{carol.host.address}:24300", f"through a relay that would {change}", "--new", "--wait", "--timeout", "6",
                           code=None)
        relay.kill()
        relay.wait()
        require((answer.code == 0) == (change == "pass"), f"{change}: {answer.code} {answer.out}")
        if change == "alter":
            require(b"culver/1" in recording.read_bytes(), "there was something to alter")
            recording.unlink()
    require(b"through a relay" not in recording.read_bytes(), "the words were readable on the way")
    require(bob.texts(alice) == ["through a relay that would pass"], f"{bob.texts(alice)}")
    done = carol.host.on(sys.executable, RELAY, "replay", bob_at, recording).split()
    require(done[1] == "closed", f"a recorded session stays open: {done}")
    remains(2, lambda: bob.texts(alice) == ["through a relay that would pass"], "nothing was said twice")


def case_kdeconnect_a_record_that_comes_twice_or_late_or_never(lab):  # mostly waits, T18
    """Within a running session: each of its first records once repeated, exchanged, changed and left out. Every such link
    ends at once; whatever was said arrives once, in the end, and nothing else does."""
    alice, bob = lab.up("alice", "bob")
    carol = attacker(lab)
    bob_at, recording = f"{bob.host.address}:{bob.ready['port']}", lab.folder / "said.bin"
    alice.host.drop(f"ip daddr {bob.host.address} tcp dport {bob.ready['port']}", chain="output")
    bob.host.drop(f"ip daddr {alice.host.address} tcp dport {alice.ready['port']}", chain="output")
    said, changed = [], 0
    # 0 to 2 prove the client's key, 3 is its Hello, then it speaks.
    for how in [f"{kind}:{number}" for kind in ("repeat", "swap", "flip", "drop") for number in (0, 3, 4, 5)] + ["pass"]:
        relay = subprocess.Popen(carol.host.command(sys.executable, RELAY, 24300, bob_at, how, recording), stdout=subprocess.PIPE, text=True)
        lab.commands.append(relay)
        require(relay.stdout.readline() == "ready\n", "the relay listens")
        said.append(f"said through {how}")
        answer = alice.cli("say", f"{carol.host.address}:24300", said[-1], "--new", "--wait", "--timeout", "20" if how == "pass" else "2", code=None)
        relay.kill()
        told = relay.stdout.read().split()
        changed += told.count("changed")
        require(told.count("refused") >= told.count("changed") - 1, f"{how}: a changed record was swallowed: {told}")  # one may be cut by us
        require(how != "pass" or answer.code == 0, f"{answer.out} {answer.err}")
    require(changed >= 12, f"only {changed} links had a record to change")
    wait_for(30, lambda: said[-1] in bob.texts(alice), lambda: f"{bob.texts(alice)}")
    heard = bob.texts(alice)
    require(len(heard) == len(set(heard)) and set(heard) <= set(said), f"{heard}")
    print(f"{changed} links had a record changed; {len(heard)} of {len(said)} sentences arrived, each once")


def case_a_group_is_not_changed_by_outsiders(lab):  # T25
    """Who is not in a group adds, appoints, removes, renames and speaks: in its own name and in the owner's."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    require_talk(bob, alice)
    group = alice.cli("group", "create", "office", bob.id).one["id"]
    wait_for(10, lambda: any(row["id"] == group and len(row["members"]) == 2 for row in bob.cli("group", "list").lines), "bob is in it")
    alice.cli("group", "say", group, "before")
    wait_for(10, lambda: bob.cli("group", "history", group).lines, "bob reads it")

    def seen(node):
        shown = node.cli("group", "show", group).one
        return shown["name"], shown["owner"], sorted(shown["members"]), [row["text"] for row in node.cli("group", "history", group).lines]
    before = seen(bob)
    mallory = attacker(lab)
    stranger, _ = liar(lab, mallory, bob, "--say", "hello")
    bob.cli("say", f"id:{stranger}", "hello")
    _, rows = liar(lab, mallory, bob, "--patience", 1500, "--forge-group", group, "--as", alice.profile / "key.pem")
    require(rows[0]["operations"] == 12, f"{rows}")
    remains(2, lambda: seen(bob) == before and seen(alice) == before, f"the group is as it was: {before}, {seen(bob)}, {seen(alice)}")
    alice.cli("group", "say", group, "after")
    wait_for(10, lambda: seen(bob)[3][-1] == "after", "the group goes on")


def case_beebeep_warpinator_nothing_is_open_by_default(lab):  # T11 T21
    """A fresh node: no rule that accepts, no web page, no way in for another user, no secret that two nodes share."""
    alice, bob = lab.up("alice", "bob")
    listening = alice.host.on("ss", "-Hlnt").split("\n")
    ports = {line.split()[3].rpartition(":")[2] for line in listening if line}
    # 2425: who speaks IP Messenger fetches there what a person offered to exactly that peer, and nothing else.
    require(ports == {str(alice.ready["port"]), "2425"}, f"listens at {listening}")
    require(stat.S_IMODE((alice.profile / "control.sock").stat().st_mode) == 0o600, "the control socket")
    require(not alice.cli("auto-accept", bob.id).one["enabled"], "a rule accepts already")
    keys = [(node.profile / "key.pem").read_bytes() for node in (alice, bob)]
    require(keys[0] != keys[1], "two nodes have one key")
    liar(lab, alice, bob, "--patience", 2000, "--offer", "unasked.txt")
    wait_for(5, lambda: [row["state"] for row in bob.transfers()] == ["offered"], lambda: f"{bob.transfers()}")
    require(not bob.received.exists() or not any(bob.received.iterdir()), "something was written unasked")


# What the files and the socket of a profile say to whoever runs this.
INTRUDER = """
import json, os, pathlib, socket, sys
profile, got = pathlib.Path(sys.argv[1]), {"uid": os.getuid(), "listed": False, "read": [], "written": [], "connected": False}
try:
    got["listed"] = bool(os.listdir(profile))
except OSError:
    pass
for name in sys.argv[2:]:
    for mode, kind in (("rb", "read"), ("ab", "written")):
        try:
            open(profile / name, mode).close()
            got[kind].append(name)
        except OSError:
            pass
try:
    socket.socket(socket.AF_UNIX).connect(str(profile / "control.sock"))
    got["connected"] = True
except OSError:
    pass
print(json.dumps(got))
"""
NOBODY = 65534


def as_user(node, uid, *words):
    """Runs it on the node's host as that user, in no group; None where this kernel knows only one user here."""
    become = node.host.command("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups")
    if subprocess.run([*become, "true"], capture_output=True).returncode:
        return None
    return subprocess.run([*become, *map(str, words)], capture_output=True, text=True, timeout=20)


def case_syncthing_another_user_of_the_machine(lab):  # T21 T26
    """A second user gets neither at the files nor at the socket, also where the folder is open by mistake."""
    alice, bob = lab.up("alice", "bob")
    require_talk(alice, bob)
    lab.folder.chmod(0o755)
    names = sorted(str(path.relative_to(alice.profile)) for path in alice.profile.rglob("*") if path.is_file())
    require("key.pem" in names and len(names) > 4, f"{names}")
    words = (sys.executable, "-c", INTRUDER, alice.profile, *names)
    own = json.loads(alice.host.on(*words))
    require(own["listed"] and own["connected"] and own["read"] == own["written"] == names, f"the owner gets in, or nothing is tried: {own}")
    for mode in (None, 0o755):
        if mode:
            alice.profile.chmod(mode)
        done = as_user(alice, NOBODY, *words)
        if done is None:
            return print("skipped: there is only one user in this namespace; run it as root")
        got = json.loads(done.stdout)
        require(got == {"uid": NOBODY, "listed": bool(mode), "read": [], "written": [], "connected": False}, f"mode {mode}: {got}")
        asked = as_user(alice, NOBODY, *alice.command("peers")[4:])
        require(asked.returncode != 0 and bob.id not in asked.stdout, f"{asked.stdout} {asked.stderr}")
    require(alice.status()["id"] == alice.id, "the owner's commands go on")


def case_croc_wormhole_words_that_move_the_cursor(lab):  # T13 T12
    """Names, messages and names of files with escapes, line breaks and turned text: no output and no log holds them."""
    alice, bob = lab.up("alice", "bob")
    for number, text in enumerate(HOSTILE):
        key = lab.folder / f"liar{number}.pem"
        done = subprocess.run(alice.host.command(LIAR, "--dial", f"{bob.host.address}:{bob.ready['port']}", "--key", key, "--name", text,
                                                 "--patience", "500", "--say", text, "--offer", text.replace("/", "_")),
                              capture_output=True, text=True, timeout=60)
        require(done.returncode == 0, done.stderr)
        stranger = json.loads(done.stdout.split("\n")[0])["id"]
        for words in (["history", f"id:{stranger}"], ["search", "e"]):
            shown = plain(bob, *words) + bob.cli(*words).out
            require(not UNPRINTABLE.search(shown), f"{words}: {shown!r}")
    for words in (["peers"], ["transfers"], ["status"]):
        shown = plain(bob, *words) + bob.cli(*words).out
        require(not UNPRINTABLE.search(shown), f"{words}: {shown!r}")
    require(len(bob.transfers()) == len(HOSTILE), "each offer is listed")
    require(not UNPRINTABLE.search(bob.log_text()), "the log holds what somebody else chose")
    export = bob.home / "all.html"
    bob.cli("export", export, "--format", "html")
    require("&lt;img src=x&gt;" in export.read_text() and "<img" not in export.read_text(), "the page holds what others wrote as markup")
    require_well(alice, bob)


if __name__ == "__main__":
    run_cases(globals())
