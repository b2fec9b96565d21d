#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The gateway to IP Messenger against the engine of the real iptux (Debian's 0.8.3). One function is one test."""
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, remains, require, run_cases, shell, wait_for  # noqa: E402

IPTUX = BUILD / "iptux_peer"
NICKNAME, GROUP = "小明", "研发"
CHINESE = "你好，飞鸽！"


class Iptux:
    """The real engine on a host of its own."""

    def __init__(self, lab, host, name=NICKNAME):
        self.host, self.folder = host, lab.folder / f"iptux{host.number}"
        self.folder.mkdir()
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


def case_words_wait_for_iptux(lab):
    if skip_without_iptux():
        return
    alice, iptux, row = meet(lab)
    alice.cli("say", NICKNAME, "first", "--wait")
    iptux.process.kill()
    iptux.process.wait()
    waiting = alice.cli("say", row["id"], "waits").lines[-1]
    require(waiting["state"] == "queued", f"{waiting}")
    again = Iptux(lab, lab.add_hosts(1)[0], "other")  # somebody else does not get it
    wait_for(15, lambda: row_of(alice, "other"), "alice sees the other one")
    require(not again.seen("message"), again.log())


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


def case_off_and_hidden_send_nothing(lab):
    first, second = lab.add_hosts(2)
    alice = lab.node("alice", first).up()
    listener = subprocess.Popen(second.command(sys.executable, "-c", "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                                               "s.bind(('', 2425))\nprint('ready', flush=True)\nwhile True: print(s.recv(9000), flush=True)"),
                                stdout=subprocess.PIPE)
    lab.commands.append(listener)
    lines = []
    threading.Thread(target=lambda: lines.extend(iter(listener.stdout.readline, b"")), daemon=True).start()
    wait_for(5, lambda: lines, "the listener is ready")
    wait_for(10, lambda: any(b":18874369:" in line for line in lines), lambda: f"the second entry is heard: {lines}")
    alice.cli("config", "set", "ipmsg", "false")
    wait_for(5, lambda: any(b":18874370:" in line for line in lines), lambda: f"the exit is heard: {lines}")
    count = len(lines)
    alice.stop()
    alice.up()
    remains(7, lambda: len(lines) == count, "silence")
    ports = shell("ip", "netns", "exec", first.namespace, "ss", "-lunt")
    require(":2425" not in ports, ports)


if __name__ == "__main__":
    run_cases(globals())
