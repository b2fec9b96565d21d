#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The gateway to IP Messenger against the engine of the real iptux (Debian's 0.8.3), and against a peer that was written
from the protocol's description for what iptux lacks. One function is one test."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, remains, require, run_cases, same_tree, shell, wait_for  # noqa: E402

IPTUX = BUILD / "iptux_peer"
PEER = pathlib.Path(__file__).resolve().parents[1] / "support/ipmsg_peer.py"
ENTRY, EXIT, ANSWER, RECEIPT, OPENED, SHAKE, SHAKEN = 0x01, 0x02, 0x03, 0x21, 0x30, 0xD1, 0xD2
SEALED, ENCRYPTED, LISTS_INSIDE = 0x200, 0x400000, 0x4000000
ASK_KEY = 0x72
ALL = "10.77.0.255"
NICKNAME, GROUP = "小明", "研发"
CHINESE = "你好，飞鸽！"


class Iptux:
    """The real engine on a host of its own."""

    def __init__(self, lab, host, name=NICKNAME):
        self.host, self.folder = host, lab.folder / f"iptux{host.number}"
        self.folder.mkdir(exist_ok=True)
        environment = dict(os.environ, HOME=str(self.folder), LC_ALL="C.UTF-8")
        self.process = subprocess.Popen(host.command(IPTUX, self.folder, name, GROUP), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=open(self.folder / "log", "wb"), env=environment)
        lab.commands.append(self.process)
        self.events = []
        threading.Thread(target=self.collect, daemon=True).start()
        wait_for(10, lambda: self.seen("ready"), lambda: f"iptux is ready: {self.log()}")

    def collect(self):
        for line in self.process.stdout:
            try:
                self.events.append(json.loads(line))
            except ValueError:
                self.events.append({"event": "noise", "line": line.decode(errors="replace")})

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-1500:] + f" {self.events[-8:]}"

    def seen(self, kind, **fields):
        return [event for event in list(self.events) if event.get("event") == kind
                and all(event.get(key) == value for key, value in fields.items())]

    def order(self, *words):
        self.process.stdin.write((" ".join(map(str, words)) + "\n").encode())
        self.process.stdin.flush()


class Peer:
    """A peer written from the protocol's description, on a host of its own; speaks like one of the family's programs."""

    def __init__(self, lab, host, *flags, user="ming", machine="PC-7", nick=NICKNAME, group=GROUP):
        self.host = host
        self.process = subprocess.Popen(host.command(sys.executable, "-B", PEER, user, machine, nick, group, *flags),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        lab.commands.append(self.process)
        self.events = []
        threading.Thread(target=self.collect, daemon=True).start()
        wait_for(10, lambda: self.seen("ready"), "the peer is ready")

    def collect(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def seen(self, kind, **fields):
        return [event for event in list(self.events) if event["event"] == kind
                and all(event.get(key) == value for key, value in fields.items())]

    def order(self, do, **fields):
        self.process.stdin.write(json.dumps({"do": do, **fields}).encode() + b"\n")
        self.process.stdin.flush()

    def texts(self):
        return [event["body"] for event in self.seen("packet", command=0x20)]


def row_of(node, name=NICKNAME):
    rows = [row for row in node.cli("peers").lines if row["protocol"] == "ipmsg" and row["name"] == name]
    require(len(rows) <= 1, f"one row for one peer: {rows}")
    return rows[0] if rows else None


def skip_without_iptux():
    if not IPTUX.exists():
        print("skipped: the package iptux is not installed")
        return True
    return False


def meet(lab):
    first, second = lab.add_hosts(2)
    alice = lab.node("alice", first).up()
    iptux = Iptux(lab, second)
    row = wait_for(15, lambda: row_of(alice), lambda: f"alice sees iptux: {alice.cli('peers').out}")
    wait_for(15, lambda: iptux.seen("online", name="alice"), lambda: f"iptux sees alice: {iptux.log()}")
    return alice, iptux, row


def checksum(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def case_iptux_is_a_peer_that_comes_and_goes(lab):
    if skip_without_iptux():
        return
    alice, iptux, row = meet(lab)
    require(row["department"] == GROUP and row["presence"] == "available" and row["trust"] == "new", f"{row}")
    require(row["addresses"] == [f"{iptux.host.address}:2425"], f"{row}")
    require(alice.cli("verify", NICKNAME, code=None).code != 0, "nobody without a key can be verified")
    iptux.order("quit")
    wait_for(10, lambda: row_of(alice) is None or row_of(alice)["presence"] == "offline", "alice sees iptux leave")
    alice.stop()


def case_alice_leaves_and_iptux_sees_it(lab):
    if skip_without_iptux():
        return
    alice, iptux, _ = meet(lab)
    alice.stop()
    wait_for(10, lambda: iptux.seen("offline", address=alice.host.address), lambda: f"iptux sees alice leave: {iptux.log()}")


def case_chinese_text_both_ways_with_receipts(lab):
    if skip_without_iptux():
        return
    alice, iptux, row = meet(lab)
    said = alice.cli("say", NICKNAME, CHINESE, "--wait")
    require(said.lines[-1]["state"] == "delivered", said.out)
    print(f"say --wait to iptux took {said.seconds * 1000:.0f} ms")
    wait_for(5, lambda: iptux.seen("message", text=CHINESE), lambda: f"iptux shows it: {iptux.log()}")
    long = "\n".join(f"{number} 鸽子飞过大海" for number in range(600))
    alice.cli("say", NICKNAME, long, "--wait")
    wait_for(5, lambda: "".join(event["text"] for event in iptux.seen("message")[1:]).replace("\n", "") == long.replace("\n", ""),
             "a long text arrives in parts")
    iptux.order("text", alice.host.address, "收到，谢谢")
    wait_for(5, lambda: [one["text"] for one in alice.cli("history", NICKNAME).lines if one["direction"] == "in"] == ["收到，谢谢"],
             lambda: f"alice has it: {alice.cli('history', NICKNAME).out} {iptux.log()}")
    remains(5, lambda: not iptux.seen("error"), "iptux got its receipt")
    require(len([one for one in alice.cli("history", NICKNAME).lines if one["direction"] == "in"]) == 1, "shown once")
    # What is on the disk is there after a crash, and the conversation goes on.
    alice.kill()
    alice.up()
    require(len(alice.cli("history", row["id"]).lines) == 3, alice.cli("history", row["id"]).out)
    wait_for(15, lambda: row_of(alice), "alice sees iptux again")
    alice.cli("say", NICKNAME, "again", "--wait")
    wait_for(5, lambda: iptux.seen("message", text="again"), lambda: f"numbers grew across the restart: {iptux.log()}")


def case_iptux_says_the_same_again_after_a_restart(lab):  # mostly waits
    if skip_without_iptux():
        return
    alice, iptux, row = meet(lab)
    iptux.order("text", alice.host.address, "在吗")
    wait_for(5, lambda: len(incoming(alice, row)) == 1, lambda: f"alice has it: {alice.cli('history', NICKNAME).out} {iptux.log()}")
    # Nobody repeats a packet for that long: what comes behind it is said anew.
    remains(11, lambda: len(incoming(alice, row)) == 1, "said once")
    for runs in (2, 3):  # it counts from 1 each time: the same number, the same words
        iptux.process.kill()
        iptux.process.wait()
        iptux = Iptux(lab, iptux.host)
        wait_for(15, lambda: iptux.seen("online", name="alice"), lambda: f"iptux sees alice: {iptux.log()}")
        iptux.order("text", alice.host.address, "在吗")
        wait_for(5, lambda: len(incoming(alice, row)) == runs, lambda: f"said {runs} times: {alice.cli('history', NICKNAME).out} {iptux.log()}")
        remains(11, lambda: len(incoming(alice, row)) == runs, lambda: alice.cli("history", NICKNAME).out)


def case_words_wait_for_iptux(lab):
    if skip_without_iptux():
        return
    alice, iptux, row = meet(lab)
    alice.cli("say", NICKNAME, "first", "--wait")
    iptux.process.kill()
    iptux.process.wait()
    waiting = alice.cli("say", row["id"], "waits").lines[-1]
    require(waiting["state"] == "queued", f"{waiting}")
    other = Iptux(lab, lab.add_hosts(1)[0], "other")  # somebody else does not get it
    wait_for(15, lambda: row_of(alice, "other"), "alice sees the other one")
    again = Iptux(lab, iptux.host)
    wait_for(10, lambda: again.seen("message", text="waits"), lambda: f"it comes when iptux is back: {again.log()}")
    wait_for(5, lambda: alice.cli("history", row["id"]).lines[-1]["state"] == "delivered", "and alice knows")
    require(not other.seen("message"), other.log())


def case_a_file_each_way_and_a_folder_from_iptux(lab):
    if skip_without_iptux():
        return
    alice, iptux, _ = meet(lab)
    out = alice.home / "报告.bin"
    out.write_bytes(os.urandom(3_000_000))
    sent = alice.cli("send", NICKNAME, out).lines[-1]
    wait_for(10, lambda: iptux.seen("offer"), lambda: f"iptux sees the offer: {iptux.log()}")
    require(iptux.seen("offer")[0]["size"] == "3000000", f"{iptux.seen('offer')}")
    iptux.order("get", alice.host.address)
    wait_for(15, lambda: alice.transfer(sent["transfer_id"])["state"] == "done",
             lambda: f"{alice.transfer(sent['transfer_id'])} {iptux.log()}")
    wait_for(5, lambda: (iptux.folder / "received" / out.name).exists()
             and checksum(iptux.folder / "received" / out.name) == checksum(out), lambda: f"the same bytes: {iptux.log()}")

    back = iptux.folder / "照片.bin"
    back.write_bytes(os.urandom(2_000_000))
    tree = iptux.folder / "docs"
    (tree / "sub" / "empty").mkdir(parents=True)
    (tree / "a.txt").write_text("hello")
    (tree / "sub" / "中文.txt").write_text("内容" * 1000)
    for kind, path in (("file", back), ("folder", tree)):
        iptux.order(kind, alice.host.address, path)
        offered = wait_for(10, lambda: [one for one in alice.transfers() if one["state"] == "offered" and one["direction"] == "in"],
                           lambda: f"alice sees the offer of {path}: {iptux.log()}")[0]
        require(offered["paths"] == [path.name], f"{offered}")
        alice.cli("accept", offered["id"])
        wait_for(15, lambda: alice.transfer(offered["id"])["state"] == "done", lambda: f"{alice.transfer(offered['id'])} {iptux.log()}")
        require(alice.transfer(offered["id"])["paths"] == [str(alice.received / path.name)], f"{alice.transfer(offered['id'])}")
    require(checksum(alice.received / back.name) == checksum(back), "the same bytes")
    require((alice.received / "docs/a.txt").read_text() == "hello", "a file of the folder")
    require((alice.received / "docs/sub/中文.txt").read_text() == "内容" * 1000, "a file below")
    require((alice.received / "docs/sub/empty").is_dir(), "an empty folder")
    require(not list(alice.received.glob(".culver-partial*")), "nothing is left behind")


def case_a_taken_port_gives_one_warning_and_the_rest_goes_on(lab):
    first, second = lab.add_hosts(2)
    holder = subprocess.Popen(first.command(sys.executable, "-c", "import socket, sys\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                                            "s.bind(('', 2425))\nprint('ready', flush=True)\nsys.stdin.read()"),
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lab.commands.append(holder)
    holder.stdout.readline()
    alice, bob = lab.node("alice", first).up(), lab.node("bob", second).up()
    lab.wait_all_see([alice, bob])
    require(len(alice.seen("warning", code="ipmsg_port")) == 1, f"{alice.events}")
    alice.cli("say", "bob", "hello", "--wait")
    require(not [row for row in bob.cli("peers").lines if row["protocol"] == "ipmsg"], "a Culver node is no IP Messenger")


def listen(lab, host):
    """What comes to port 2425 of a host, as lines."""
    listener = subprocess.Popen(host.command(sys.executable, "-c", "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                                             "s.bind(('', 2425))\nprint('ready', flush=True)\nwhile True: print(s.recv(9000), flush=True)"),
                                stdout=subprocess.PIPE)
    lab.commands.append(listener)
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(listener.stdout.readline, b"")), daemon=True).start()
    wait_for(5, lambda: lines, "the listener is ready")
    return lines


def has_port(host):
    sockets = [line.split()[4] for line in shell("ip", "netns", "exec", host.namespace, "ss", "-Hlunt").splitlines()]
    return any(address.endswith(":2425") for address in sockets)


def case_off_and_hidden_send_nothing(lab):  # mostly waits
    first, second = lab.add_hosts(2)
    lines = listen(lab, second)
    heard = lambda command: any(int(word) & 0xFF == command for line in lines for word in re.findall(rb":culver:(\d+):", line))
    alice = lab.node("alice", first).up()
    for setting, off, on in (("ipmsg", "false", "true"), ("hidden", "true", "false")):
        wait_for(10, lambda: heard(ENTRY), lambda: f"the entry is heard: {lines}")
        require(has_port(first), "the port is taken")
        alice.cli("config", "set", setting, off)
        wait_for(5, lambda: heard(EXIT), lambda: f"the exit is heard: {lines}")
        count = len(lines)
        alice.stop()
        alice.up()
        remains(7, lambda: len(lines) == count, lambda: f"silence: {lines[count:]}")
        require(not has_port(first), "the port is given back")
        lines.clear()
        alice.cli("config", "set", setting, on)
    wait_for(10, lambda: heard(ENTRY), lambda: f"the entry is heard: {lines}")


def case_two_nodes_of_one_machine(lab):
    first, second = lab.add_hosts(2)
    alice, anna = lab.node("alice", first).up(), lab.node("anna", first).up()
    ming = Peer(lab, second)
    ming.order("enter", to=ALL)
    wait_for(10, lambda: row_of(alice), "the first node speaks with IP Messenger")
    lab.wait_all_see([alice, anna])
    require(row_of(anna) is None, "the second does not")
    require(not anna.seen("warning", code="ipmsg_port"), f"there is nothing to warn of: {anna.events}")
    alice.stop()
    wait_for(15, lambda: row_of(anna), "the second takes over")


def meet_peer(lab, *flags, **names):
    first, second = lab.add_hosts(2)
    alice = lab.node("alice", first).up()
    ming = Peer(lab, second, *flags, **names)
    ming.order("enter", to=ALL)
    row = wait_for(10, lambda: row_of(alice, names.get("nick", NICKNAME)), lambda: f"alice sees the peer: {alice.cli('peers').out} {ming.events}")
    wait_for(10, lambda: ming.seen("packet", command=ANSWER), lambda: f"the peer is answered: {ming.events}")
    return alice, ming, row


def incoming(node, row):
    return [one for one in node.cli("history", row["id"]).lines if one["direction"] == "in"]


def case_words_with_a_peer_like_windows(lab):
    alice, ming, row = meet_peer(lab)
    require(row["department"] == GROUP, f"Chinese names come out of the part for Unicode: {row}")
    alice.cli("config", "set", "department", "设计")
    wait_for(5, lambda: [event for event in ming.seen("packet", command=0x04) if any("\nGN:设计" in one for one in event["extensions"])],
             lambda: f"another department is told: {ming.events}")
    said = alice.cli("say", NICKNAME, CHINESE + "🕊", "--wait")
    require(said.lines[-1]["state"] == "delivered", said.out)
    require(ming.texts() == [CHINESE + "🕊"], f"{ming.events}")
    ming.order("say", to=alice.host.address, text="收到\n第二行: 好")
    wait_for(5, lambda: [one["text"] for one in incoming(alice, row)] == ["收到\n第二行: 好"], lambda: f"{alice.cli('history', row['id']).out}")
    number = ming.seen("said")[0]["number"]
    wait_for(5, lambda: ming.seen("packet", command=RECEIPT, body=str(number)), lambda: f"a receipt: {ming.events}")
    require(not ming.seen("puzzled"), f"{ming.seen('puzzled')}")


def case_a_receipt_that_comes_late_counts(lab):  # mostly waits
    alice, ming, row = meet_peer(lab, "--deaf")
    alice.cli("say", NICKNAME, "slow?")
    wait_for(10, lambda: len(ming.texts()) == 5, lambda: f"sent five times: {ming.events}")
    numbers = {event["number"] for event in ming.seen("packet", command=0x20)}
    require(len(numbers) == 1, f"always the same packet: {numbers}")
    # Then alice waits for it no longer; it may be sending it again, because the peer gave a sign.
    remains(1, lambda: alice.cli("history", NICKNAME).lines[-1]["state"] != "delivered", "nobody has confirmed it")
    ming.order("raw", to=alice.host.address, command=RECEIPT, body=str(numbers.pop()))
    wait_for(5, lambda: alice.cli("history", NICKNAME).lines[-1]["state"] == "delivered", lambda: alice.cli("history", NICKNAME).out)
    require(len(alice.cli("history", NICKNAME).lines) == 1, alice.cli("history", NICKNAME).out)
    sent = len(ming.texts())
    remains(35, lambda: len(ming.texts()) == sent, "and it is not sent again")


def case_sealed_words_both_ways(lab):
    alice, ming, row = meet_peer(lab)
    notice = alice.cli("notice", NICKNAME, "read this").lines[-1]
    heard = wait_for(5, lambda: ming.seen("packet", command=0x20), lambda: f"{ming.events}")[0]
    require(heard["options"] & SEALED, f"it goes sealed: {heard}")
    wait_for(5, lambda: alice.cli("history", row["id"]).lines[-1]["state"] == "delivered", "delivered, not read")
    require(alice.cli("history", row["id"]).lines[-1]["confirmed_by"] == [], "nobody opened it yet")
    ming.order("opened", to=alice.host.address, number=heard["number"])
    wait_for(5, lambda: alice.cli("history", row["id"]).lines[-1]["confirmed_by"] == [row["id"]],
             lambda: f"opening it confirms it: {alice.cli('history', row['id']).out}")
    require(alice.cli("history", row["id"]).lines[-1]["id"] == notice["message_id"], "one row")
    wait_for(5, lambda: ming.seen("packet", command=0x32), lambda: f"and the opening is confirmed: {ming.events}")

    ming.order("say", to=alice.host.address, text="a secret", sealed=True)
    sealed = wait_for(5, lambda: incoming(alice, row), lambda: f"alice has it: {ming.events}")[0]
    number = ming.seen("said")[0]["number"]
    wait_for(5, lambda: ming.seen("packet", command=RECEIPT, body=str(number)), "a receipt that it came")
    remains(2, lambda: not ming.seen("packet", command=OPENED), "showing it is not opening it")
    alice.kill()  # what it answers with is known after a restart too
    alice.up()
    wait_for(15, lambda: row_of(alice), "alice sees the peer again")
    alice.cli("confirm", row["id"], sealed["id"][:8])
    wait_for(10, lambda: ming.seen("packet", command=OPENED, body=str(number)), lambda: f"the opening is told: {ming.events}")
    remains(3, lambda: len(ming.seen("packet", command=OPENED)) == 1, "once, since it was confirmed")


def case_files_with_a_peer_like_windows(lab):
    alice, ming, row = meet_peer(lab)
    tree = alice.home / "图纸"
    (tree / "deep" / "empty").mkdir(parents=True)
    (tree / "a:b.txt").write_text("colon")
    (tree / "deep" / "c.bin").write_bytes(os.urandom(300_000))
    single = alice.home / "一.bin"
    single.write_bytes(os.urandom(70_000))
    sent = alice.cli("send", NICKNAME, tree, single).lines[-1]
    offer = wait_for(5, lambda: ming.seen("packet", command=0x20), lambda: f"{ming.events}")[0]
    entries = [one.lstrip(":") for one in offer["extensions"][0].split("\a") if one.strip(":")]
    require({entry.split(":")[1] for entry in entries} == {"图纸", "一.bin"}, f"{entries}")
    into = lab.folder / "into"
    into.mkdir()
    for entry in entries:
        ming.order("fetch", **{"from": alice.host.address, "number": offer["number"], "entry": entry, "into": str(into)})
    wait_for(10, lambda: len(ming.seen("fetched")) == 2, lambda: f"{ming.events[-5:]}")
    require(same_tree(tree, into / "图纸") and checksum(into / "一.bin") == checksum(single), "the same bytes")
    wait_for(5, lambda: alice.transfer(sent["transfer_id"])["state"] == "done", lambda: f"{alice.transfer(sent['transfer_id'])}")

    back = lab.folder / "back"
    (back / "里" / "面").mkdir(parents=True)
    (back / "里" / "x::y").write_text("two colons")
    (back / "里" / "面" / "z.bin").write_bytes(os.urandom(100_000))
    ming.order("offer", to=alice.host.address, paths=[str(back), str(single)])
    offered = wait_for(5, lambda: [one for one in alice.transfers() if one["direction"] == "in"], lambda: f"{ming.events[-5:]}")[0]
    require(offered["paths"] == ["back", "一.bin"] and offered["state"] == "offered", f"{offered}")
    alice.cli("accept", offered["id"])
    wait_for(10, lambda: alice.transfer(offered["id"])["state"] == "done", lambda: f"{alice.transfer(offered['id'])} {ming.events[-5:]}")
    require((alice.received / "back/里/面/z.bin").read_bytes() == (back / "里/面/z.bin").read_bytes(), "the same bytes below")
    require(checksum(alice.received / "一.bin") == checksum(single), "the same bytes beside")
    wait_for(5, lambda: len(ming.seen("closed", clean=True)) == 2, lambda: f"closing tells the sender that all arrived: {ming.events[-5:]}")
    require(not ming.seen("puzzled"), f"{ming.seen('puzzled')}")


def case_an_offer_of_which_a_part_is_fetched(lab):
    alice, ming, row = meet_peer(lab)
    files = [alice.home / name for name in ("one.bin", "two.bin")]
    for path in files:
        path.write_bytes(os.urandom(50_000))
    sent = alice.cli("send", NICKNAME, *files).lines[-1]["transfer_id"]
    offer = wait_for(5, lambda: ming.seen("packet", command=0x20), lambda: f"{ming.events}")[0]
    entry = offer["extensions"][0].split("\a")[0].lstrip(":")
    (lab.folder / "into").mkdir()
    ming.order("fetch", **{"from": alice.host.address, "number": offer["number"], "entry": entry, "into": str(lab.folder / "into")})
    wait_for(5, lambda: ming.seen("fetched"), lambda: f"{ming.events[-5:]}")
    wait_for(5, lambda: alice.transfer(sent)["state"] == "offered", lambda: f"the other still waits: {alice.transfer(sent)}")
    ming.order("raw", to=alice.host.address, command=0x61, body=str(offer["number"]))
    wait_for(5, lambda: alice.transfer(sent)["state"] == "declined", lambda: f"{alice.transfer(sent)}")


def case_what_a_killed_node_left_is_removed(lab):
    alice, ming, row = meet_peer(lab)
    big = lab.folder / "big.bin"
    big.write_bytes(os.urandom(20_000_000))
    alice.host.rate("20mbit")
    ming.order("offer", to=alice.host.address, paths=[str(big)])
    offered = wait_for(5, lambda: alice.transfers(), lambda: f"{ming.events[-5:]}")[0]
    alice.cli("accept", offered["id"])
    left = lambda: list(alice.received.glob(".culver-partial-*"))
    wait_for(10, lambda: left() and alice.transfer(offered["id"])["bytes_done"] > 1_000_000, "the file is on its way")
    mine = alice.received / ".culver-partial-of-somebody-else"
    mine.mkdir()
    alice.kill()
    require(len(left()) == 2, "a kill leaves what had arrived")
    alice.up()
    wait_for(10, lambda: left() == [mine], lambda: f"and the next start removes exactly that: {left()}")


def case_offers_are_bounded_and_so_is_what_a_rule_takes(lab):
    alice, ming, row = meet_peer(lab)
    tree = lab.folder / "tree"
    tree.mkdir()
    (tree / "large.bin").write_bytes(os.urandom(3_000_000))
    alice.cli("auto-accept", NICKNAME, "on", "--max-size", "1MB")
    ming.order("offer", to=alice.host.address, paths=[str(tree)])  # a folder says that it is empty
    wait_for(10, lambda: [one for one in alice.transfers() if one["state"] == "failed"], lambda: f"{alice.transfers()} {ming.events[-5:]}")
    require(not list(alice.received.iterdir()), f"{list(alice.received.iterdir())}")
    alice.cli("auto-accept", NICKNAME, "off")
    for _ in range(40):
        ming.order("offer", to=alice.host.address, paths=[str(tree)])
    wait_for(10, lambda: ming.seen("packet", command=0x61), lambda: f"what is too much is let go: {ming.events[-5:]}")
    open_offers = [one for one in alice.transfers() if one["state"] == "offered"]
    require(len(open_offers) == 20, f"{len(open_offers)} offers stand")


def case_words_and_shakes_with_a_peer_like_feiq(lab):
    alice, ming, row = meet_peer(lab, "--dialect", "feiq")
    require(row["department"] == GROUP, f"GBK names: {row}")
    require(alice.cli("say", NICKNAME, "你好🕊", "--wait").lines[-1]["state"] == "delivered", "delivered")
    require(ming.texts() == ["你好?"], f"GBK text: {ming.events}")
    wait_for(5, lambda: alice.seen("warning", code="ipmsg_charset"), "alice is told of the lost character")
    ming.order("say", to=alice.host.address, text="好{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 微软雅黑 8404992;}")
    wait_for(5, lambda: [one["text"] for one in incoming(alice, row)] == ["好"], lambda: f"without the font: {alice.cli('history', row['id']).out}")
    alice.cli("buzz", NICKNAME)
    wait_for(5, lambda: ming.seen("packet", command=SHAKE), lambda: f"a buzz shakes its window: {ming.events}")
    for _ in range(20):
        ming.order("raw", to=alice.host.address, command=SHAKE)
    wait_for(5, lambda: alice.seen("buzz", peer=row["id"]), lambda: f"its shake buzzes here: {alice.events}")
    wait_for(5, lambda: ming.seen("packet", command=SHAKEN), "and is answered")
    remains(1, lambda: len(alice.seen("buzz")) == 1, "shaking twenty times is one buzz")


def case_who_is_blocked_is_neither_heard_nor_written_to(lab):
    alice, ming, row = meet_peer(lab)
    refused = alice.cli("buzz", NICKNAME, code=None)
    require(refused.code != 0 and "no such thing" in refused.err, f"Windows knows no shaking, and it is said: {refused.err}")
    ming.order("offer", to=alice.host.address, paths=[str(PEER)])
    offered = wait_for(5, lambda: alice.transfers(), "alice sees the offer")[0]
    alice.cli("block", NICKNAME)
    require(alice.transfer(offered["id"])["state"] == "cancelled", f"{alice.transfer(offered['id'])}")
    for words in (("say", row["id"], "hello"), ("notice", row["id"], "hello"), ("send", row["id"], PEER), ("buzz", row["id"])):
        answer = alice.cli(*words, code=None)
        require(answer.code != 0 and "blocked" in answer.err, f"{words[0]} is refused with a sentence: {answer.err} {answer.out}")
    require(not alice.cli("history", row["id"]).lines, "nothing was kept for later")
    def answers():  # what alice says to everybody now and then is none
        return [packet for packet in ming.seen("packet") if packet["command"] != ENTRY]
    count = len(answers())
    ming.order("say", to=alice.host.address, text="are you there?")
    ming.order("offer", to=alice.host.address, paths=[str(PEER)])
    ming.order("enter", to=ALL)
    remains(3, lambda: len(answers()) == count, lambda: f"no answer: {answers()[count:]}")
    require(not alice.cli("history", row["id"]).lines and len(alice.transfers()) == 1, "nothing came in")
    alice.cli("trust", row["id"], "--undo")
    ming.order("enter", to=ALL)
    wait_for(5, lambda: row_of(alice), "unblocked, the peer is back")
    require(alice.cli("say", row["id"], "hello", "--wait").lines[-1]["state"] == "delivered", "and is written to")


def case_strangers_are_not_heard_when_only_the_verified_may_write(lab):
    alice, ming, row = meet_peer(lab)
    alice.cli("config", "set", "strangers", "verified")
    for order in ({"text": "buy this"}, {"text": "open this", "sealed": True}):
        ming.order("say", to=alice.host.address, **order)
    ming.order("offer", to=alice.host.address, paths=[str(PEER)])
    wait_for(5, lambda: alice.seen("warning", code="stranger_refused"), lambda: f"alice is told once: {alice.events}")
    wait_for(10, lambda: len(ming.seen("unconfirmed")) == 3, lambda: f"nothing is confirmed: {ming.events}")
    require(not alice.cli("history", row["id"]).lines and not alice.transfers(), "nothing came in")
    alice.cli("say", row["id"], "who are you?", "--wait")
    ming.order("say", to=alice.host.address, text="it is me")
    wait_for(5, lambda: [one["text"] for one in incoming(alice, row)] == ["it is me"], "whom one wrote to may answer")


def case_nothing_forged_gets_far(lab):
    alice, ming, row = meet_peer(lab)
    eve = Peer(lab, lab.add_hosts(1)[0], nick="eve")  # user and machine of the other one
    eve.order("enter", to=ALL)
    eve.order("leave", to=ALL)
    waiting = alice.start("say", NICKNAME, "for you alone", "--wait")
    number = wait_for(5, lambda: ming.seen("packet", command=0x20), lambda: f"{ming.events}")[0]["number"]
    require(waiting.wait(10) == 0, "it is confirmed by whom it was sent to")
    deaf = Peer(lab, lab.add_hosts(1)[0], "--deaf", user="deaf", machine="PC-9", nick="deaf")
    deaf.order("enter", to=ALL)
    wait_for(10, lambda: row_of(alice, "deaf"), "alice sees the deaf one")
    said = alice.cli("say", "deaf", "hello").lines[-1]
    number = wait_for(5, lambda: deaf.seen("packet", command=0x20), lambda: f"{deaf.events}")[0]["number"]
    eve.order("raw", to=alice.host.address, command=RECEIPT, body=str(number))  # of somebody else's message
    remains(2, lambda: alice.cli("history", "deaf").lines[-1]["state"] != "delivered", "a receipt counts from whom it was sent to")
    require(alice.cli("history", "deaf").lines[-1]["id"] == said["message_id"], "one row")
    rows = [one for one in alice.cli("peers").lines if one["protocol"] == "ipmsg" and one["id"] == row["id"]]
    require(rows[0]["addresses"] == [f"{ming.host.address}:2425"] and rows[0]["name"] == NICKNAME, f"the row is its owner's: {rows}")
    require(not eve.texts(), f"{eve.texts()}")


def case_encrypted_words_with_a_peer_like_version_4(lab):
    alice, ming, row = meet_peer(lab, "--keys")
    require(alice.cli("say", NICKNAME, CHINESE, "--wait").lines[-1]["state"] == "delivered", "delivered")
    heard = ming.seen("packet", command=0x20)[-1]
    require(heard["body"] == CHINESE and heard["suite"] == 0x41900004 and heard["options"] & ENCRYPTED, f"it went encrypted: {heard}")
    require(ming.seen("packet", command=ASK_KEY), "alice asked for the key")
    ming.order("say", to=alice.host.address, text="密信")
    wait_for(5, lambda: [one["text"] for one in incoming(alice, row)] == ["密信"], lambda: f"alice reads it: {ming.events[-6:]}")
    alice.cli("say", NICKNAME, "signed", "--wait")
    heard = ming.seen("packet", command=0x20)[-1]
    require(heard["body"] == "signed" and heard["signed"] is True, f"it is signed by the key alice tells: {heard}")
    long = "\n".join(f"{number} 鸽子飞过大海" for number in range(2000))
    alice.cli("say", NICKNAME, long, "--wait")
    require("".join(ming.texts()[2:]).replace("\n", "") == long.replace("\n", ""), "a long text arrives, in encrypted parts")
    single = alice.home / "一.bin"
    single.write_bytes(os.urandom(50_000))
    alice.cli("send", NICKNAME, single)
    offer = wait_for(5, lambda: [one for one in ming.seen("packet", command=0x20) if one["options"] & 0x200000], "the offer")[-1]
    require(offer["options"] & LISTS_INSIDE and "一.bin" in offer["extensions"][0], f"the list of files goes inside: {offer}")
    ming.order("offer", to=alice.host.address, paths=[str(single)])
    offered = wait_for(5, lambda: [one for one in alice.transfers() if one["direction"] == "in"], lambda: f"{ming.events[-4:]}")[0]
    require(offered["paths"] == ["一.bin"], f"{offered}")
    ming.order("say", to=alice.host.address, text="sealed and encrypted", sealed=True)
    wait_for(5, lambda: [one for one in incoming(alice, row) if one["text"] == "sealed and encrypted"], "sealed too")
    # The same keys after a restart: the peer asks for none.
    alice.kill()
    alice.up()
    wait_for(15, lambda: row_of(alice)["presence"] == "available", "alice sees the peer again")
    ming.order("say", to=alice.host.address, text="again")
    wait_for(5, lambda: [one for one in incoming(alice, row) if one["text"] == "again"], "alice still reads what her key closes")
    require(not ming.seen("puzzled"), f"{ming.seen('puzzled')}")


def case_encrypted_words_with_an_old_program(lab):
    alice, ming, row = meet_peer(lab, "--keys", "--dialect", "plain", "--capabilities", "820002")
    require(alice.cli("say", NICKNAME, "你好", "--wait").lines[-1]["state"] == "delivered", "delivered")
    heard = ming.seen("packet", command=0x20)[-1]
    require(heard["body"] == "你好" and heard["suite"] == 0x820002, f"RSA of 1024 bits and Blowfish: {heard}")
    ming.order("say", to=alice.host.address, text="好")
    wait_for(5, lambda: [one["text"] for one in incoming(alice, row)] == ["好"], lambda: f"alice reads it: {ming.events[-6:]}")
    require(ming.seen("key")[-1]["bits"] == 1024, f"{ming.seen('key')}")
    # It comes back without keys: nothing goes out in the open until a person says so.
    ming.process.kill()
    ming.process.wait()
    bare = Peer(lab, ming.host, "--dialect", "plain")
    bare.order("enter", to=ALL)
    wait_for(10, lambda: bare.seen("packet", command=ANSWER), "it is answered")
    alice.cli("say", row["id"], "only for you")
    wait_for(10, lambda: alice.seen("warning", code="ipmsg_downgrade"), "alice is told")
    remains(2, lambda: not bare.texts(), "nothing goes out")
    alice.cli("trust", row["id"], "--undo")
    wait_for(10, lambda: bare.texts() == ["only for you"], lambda: f"now it does: {bare.events}")


def case_another_key_than_before_holds_texts(lab):
    words = ("--keys", "--dialect", "plain", "--capabilities", "820002")
    alice, ming, row = meet_peer(lab, *words)
    require(alice.cli("say", NICKNAME, "你好", "--wait").lines[-1]["state"] == "delivered", "delivered")
    ming.process.kill()
    ming.process.wait()
    other = Peer(lab, ming.host, *words)
    other.order("enter", to=ALL)
    wait_for(10, lambda: other.seen("packet", command=ANSWER), "it is answered")
    alice.cli("say", row["id"], "only for you")
    wait_for(10, lambda: alice.seen("warning", code="ipmsg_key_changed"), lambda: f"alice is told: {other.events[-5:]}")
    remains(3, lambda: not other.texts(), "nothing goes out")
    alice.cli("trust", row["id"], "--undo")
    wait_for(15, lambda: other.texts() == ["only for you"], lambda: f"now it does: {other.events}")


def case_who_has_a_key_cannot_be_played_by_others(lab):
    alice, ming, row = meet_peer(lab, "--keys")
    alice.cli("say", NICKNAME, "hello", "--wait")
    ming.order("say", to=alice.host.address, text="in the open", open=True)
    ming.order("say", to=alice.host.address, text="closed")
    wait_for(5, lambda: incoming(alice, row), lambda: f"{ming.events[-4:]}")
    wait_for(10, lambda: len(ming.seen("unconfirmed")) == 1, "an open text in the name of a key is not confirmed")
    require([one["text"] for one in incoming(alice, row)] == ["closed"], "and not shown")
    mute = Peer(lab, lab.add_hosts(1)[0], "--keys", "--mute", user="mute", machine="PC-8", nick="mute")
    mute.order("enter", to=ALL)
    other = wait_for(10, lambda: row_of(alice, "mute"), "alice sees the mute one")
    require(alice.cli("say", "mute", "a secret").lines[-1]["state"] == "queued", "queued")
    remains(5, lambda: not mute.texts() and not mute.seen("puzzled"), "who tells no key is sent nothing")
    mute.order("say", to=alice.host.address, text="who am I?")
    wait_for(15, lambda: mute.seen("unconfirmed"), "its text is not confirmed")
    require(not incoming(alice, other), "since nothing proves whose it is")


if __name__ == "__main__":
    run_cases(globals())
