#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Four nodes talk, each with all others and in a group, and send each other files, while everything happens to them that
tests/support/chaos_plan.py has. Then all is mended, and what was promised is checked: every acknowledged message once and
in order everywhere, every file whole, no other file changed, no process grown beyond its bounds.

CULVER_SEED and CULVER_SECONDS set another luck and another length (tools/full runs ten minutes). The same seed makes the
same plan; which byte is on the way when the blow comes is the machine's luck.
"""
import collections
import contextlib
import hashlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests/support")]
import chaos_plan  # noqa: E402
from chat_killer import Gone, Line, Speaker, check, missing  # noqa: E402
from groups import acquainted, wait_members  # noqa: E402
from lab import Failure, PATIENCE, require, random_file, run_cases, wait_for  # noqa: E402

SEED = int(os.environ.get("CULVER_SEED", "2"))
SECONDS = float(os.environ.get("CULVER_SECONDS", "22"))
SETTLE = 60  # seconds after everything was mended
DISK = 96  # MiB for a profile and a receive folder
OPEN_FILES = 2  # transfers that a node has going at once
LEAST_MESSAGES, LEAST_FILES = 4, 0.15  # a second that a run must have had to be worth its name
# No life of a process may have had more; a node that does nothing has 20 MB.
MOST_RESIDENT = 80_000_000
MOST_DESCRIPTORS = 128
MOST_THREADS = 48


def digest(path):
    """Of a file, or of everything in a folder."""
    if path.is_dir():
        return tuple((str(inner.relative_to(path)), digest(inner)) for inner in sorted(path.rglob("*")) if inner.is_file())
    return hashlib.sha256(path.read_bytes()).hexdigest()


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


class Talker(Speaker):
    longest_pause = 0.2

    def run(self):
        try:
            super().run()
        except Exception as error:  # a thread has nobody to tell
            self.trouble.append({"data": {"code": "thread", "message": repr(error)}})


class Parcel:
    """A file or folder on its way, and what it must be when it arrives."""

    def __init__(self, path, receiver, name_is_taken):
        self.path, self.receiver = path, receiver
        self.digest = digest(path)
        self.arrives_as = f"{path.stem} (2){path.suffix}" if name_is_taken else path.name
        self.resumed = collections.Counter()  # when, by node
        self.seen = ()  # the rows of both sides

    def __str__(self):
        rows = [{key: row[key] for key in ("id", "state", "bytes_done", "bytes_total", "error")} if row else None for row in self.seen]
        return f"{self.path.name} to {self.receiver}: {rows}"

    def look(self):
        """Compares what arrived and takes it away, as a person who has used it."""
        where = self.receiver.received / self.arrives_as
        require(where.exists(), f"{self.receiver} has no {self.arrives_as}, which is done: {os.listdir(self.receiver.received)}")
        require(digest(where) == self.digest, f"{self.receiver}: {where.name} is not what was sent")
        require(digest(self.path) == self.digest, f"{self.path} was changed by being sent")
        remove(where)
        remove(self.path)


class Courier(threading.Thread):
    """Sends files of its node to whomever luck chooses, over deaths and restarts, and looks at what arrives."""

    def __init__(self, node, others, chaos, seed):
        super().__init__(daemon=True)
        self.node, self.others, self.chaos, self.luck = node, others, chaos, random.Random(seed)
        self.ids = {other: other.id for other in others}
        self.lines, self.open, self.unanswered = {}, {}, []
        self.arrived, self.bytes, self.number = 0, 0, 0
        self.errors = collections.Counter()
        self.ends, self.trouble = threading.Event(), []

    def run(self):
        while not (self.ends.is_set() and self.is_done()) and not self.trouble:
            try:
                self.step()
            except Gone:
                pass  # somebody is dead just now
            except Exception as error:  # a thread has nobody to tell
                self.trouble.append(error)
            time.sleep(0.3)

    def is_done(self):
        return not self.open

    def ask(self, node, method, **params):
        try:
            line = self.lines.get(node) or self.lines.setdefault(node, Line(node))
            return line.ask(method, **params)
        except Gone:
            self.lines.pop(node, None)
            raise
        except TimeoutError:
            raise Failure(f"{node} did not answer {method} {params}") from None

    def rows(self, node):
        answer = self.ask(node, "transfer.list")
        require("result" in answer, f"{node}: {answer}")
        return {row["id"]: row for row in answer["result"]["transfers"]}

    def step(self):
        if not self.ends.is_set() and len(self.open) + len(self.unanswered) < OPEN_FILES:
            self.send(self.pack())
        mine = self.rows(self.node)
        self.recognise(mine)
        for transfer, parcel in list(self.open.items()):
            require(transfer in mine, f"{self.node} has forgotten a transfer that it had acknowledged")
            with contextlib.suppress(Gone):
                self.follow(transfer, parcel, mine[transfer], self.rows(parcel.receiver).get(transfer))

    def pack(self):
        self.number += 1
        receiver, name = self.luck.choice(self.others), f"{self.node} {self.number}"
        path = self.node.home / "outgoing" / f"{name}.bin"
        size = self.luck.choice((0, 100, 5_000, 300_000, 2_000_000, 12_000_000))
        if self.luck.random() < 0.2:
            path = path.with_suffix("")
            for inner in range(20):
                random_file(path / f"{inner % 3}/{inner}.bin", size // 20, self.number * 100 + inner)
        else:
            random_file(path, size, self.luck.randrange(1 << 30))
        return Parcel(path, receiver, self.luck.random() < 0.2 and self.chaos.put_foreign(receiver, path.name))

    def send(self, parcel):
        try:
            answer = self.ask(self.node, "transfer.send", peers=[self.ids[parcel.receiver]], paths=[str(parcel.path)])
        except Gone:
            self.unanswered.append(parcel)
            raise
        if "result" in answer:
            self.open[answer["result"]["transfers"][0]["transfer_id"]] = parcel
        else:  # its own disk is full
            self.errors[f"send: {answer['error']['data']['message']}"] += 1
            remove(parcel.path)

    def recognise(self, rows):
        """A node that died before it answered may have taken the parcel all the same."""
        for parcel in self.unanswered:
            for transfer, row in rows.items():
                if row["direction"] == "out" and pathlib.Path(row["paths"][0]).name == parcel.path.name:
                    self.open[transfer] = parcel
        self.unanswered = []

    def follow(self, transfer, parcel, mine, theirs):
        parcel.seen = mine, theirs
        states = [row["state"] for row in (mine, theirs) if row]
        require(not {"declined", "cancelled"} & set(states), f"nobody said no: {mine} {theirs}")
        if states == ["done", "done"]:
            parcel.look()
            del self.open[transfer]
            self.arrived += 1
            self.bytes += mine["bytes_total"]
            return
        for node, row in ((self.node, mine), (parcel.receiver, theirs)):
            if row and row["error"] and row["state"] in ("interrupted", "paused", "failed") and not self.chaos.is_full(node):
                self.resume(node, transfer, parcel, row)

    def resume(self, node, transfer, parcel, row):
        """As a person who has made room."""
        if time.monotonic() - parcel.resumed[node] > 2:
            parcel.resumed[node] = time.monotonic()
            self.errors[f"{row['state']}: {row['error']['message']}"] += 1
            self.ask(node, "transfer.resume", id=transfer)


class Chaos:
    """Does what the plan says, restarts who must run, and keeps count of what the processes take."""

    def __init__(self, nodes, steps):
        self.nodes, self.steps = {node.name: node for node in nodes}, steps
        self.away = set()  # those that the plan has ended
        self.full = set()
        self.foreign = {}  # by path: its content
        self.peaks = collections.defaultdict(int)
        for node in nodes:
            for name in ("kept.txt", "kept folder/inside.txt"):
                self.put_foreign(node, name)

    def put_foreign(self, node, name):
        """A file of somebody else in the receive folder; False when there is no room for it."""
        path, content = node.received / name, f"was here before: {name}\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        except OSError:
            path.unlink(missing_ok=True)
            return False
        self.foreign[path] = content
        return True

    def is_full(self, node):
        return node in self.full

    def play(self):
        moments = sorted([(step.at, 1, at, self.begin, step) for at, step in enumerate(self.steps)]
                         + [(step.ends, 0, at, self.end, step) for at, step in enumerate(self.steps) if step.lasts])
        began = time.monotonic()
        for at, _, _, do, step in moments:
            while time.monotonic() - began < at:
                self.tend()
                time.sleep(0.05)
            self.tend()
            do(step, self.nodes[step.node])

    def begin(self, step, node):
        host = node.host
        if step.kind == "kill":
            self.away.add(node)
            node.kill()
        elif step.kind == "stop":
            self.away.add(node)
            node.process.terminate()
        elif step.kind == "fill the disk":
            self.full.add(node)
            self.fill(node)
        else:
            {"freeze": lambda: node.freeze(), "unplug": host.unplug, "interface down": host.link_down,
             "rate": lambda: host.rate(step.argument), "address": lambda: host.change_address(step.argument),
             "drop one in": lambda: host.drop(f"numgen random mod {step.argument} == 0"),
             "clock": lambda: node.move_clock(step.argument)}[step.kind]()

    def end(self, step, node):
        host = node.host
        if step.kind == "stop":
            require(node.wait_end(20) == 0, f"{node} did not end in order: {node.log_tail()}")
        if step.kind in ("kill", "stop"):
            self.away.discard(node)
            node.up(wait=False)
        elif step.kind == "fill the disk":
            self.empty(node)
        else:
            {"freeze": node.thaw, "unplug": host.plug, "interface down": host.link_up, "rate": lambda: host.rate(None),
             "drop one in": host.drop_nothing}[step.kind]()

    def mend(self):
        for node in self.nodes.values():
            self.empty(node)
            self.away.discard(node)
            node.thaw()
            node.host.plug()
            node.host.link_up()
            node.host.rate(None)
            node.host.drop_nothing()
            node.move_clock(0)
        for node in self.nodes.values():
            wait_for(20, lambda: self.tend() or node.ready and node.is_running(), lambda: f"{node} runs: {node.log_tail()}")

    def ballast(self, node):
        return node.received.parent / "ballast"

    def fill(self, node):
        file = os.open(self.ballast(node), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for size in (1 << 20, 1 << 12):
            with contextlib.suppress(OSError):
                while os.write(file, bytes(size)):
                    pass
        os.close(file)

    def empty(self, node):
        self.full.discard(node)
        self.ballast(node).unlink(missing_ok=True)

    def tend(self):
        for node in self.nodes.values():
            if node in self.full:
                self.fill(node)  # what the node gives back is taken, too
            if node in self.away:
                continue
            if node.is_running():
                self.measure(node)
                continue
            # Only a start may fail, and only for want of room.
            require(node.ready is None and (node in self.full or "disk" in node.log_tail()),
                    f"{node} ended by itself with {node.process.returncode}: {node.log_tail()}")
            if node not in self.full:
                node.up(wait=False)

    def measure(self, node):
        process = pathlib.Path(f"/proc/{node.process.pid}")
        with contextlib.suppress(OSError, IndexError):  # it may die meanwhile
            status = (process / "status").read_text()
            taken = {"resident bytes": int(status.split("VmHWM:")[1].split()[0]) * 1024,
                     "threads": int(status.split("Threads:")[1].split()[0]), "descriptors": len(os.listdir(process / "fd"))}
            for what, count in taken.items():
                self.peaks[what] = max(self.peaks[what], count)


def prepare(lab):
    """Four acquainted nodes on small disks, with clocks that can be moved, who take each other's files."""
    nodes = [lab.node(name, host) for name, host in zip(chaos_plan.NAMES, lab.add_hosts(len(chaos_plan.NAMES)))]
    for node in nodes:
        disk = lab.small_disk(node.home / "disk", DISK)
        node.profile, node.received = disk / "profile", disk / "received"
        node.move_clock(0)
        node.up(wait=False)
    for node in nodes:
        node.wait_ready()
    lab.wait_all_see(nodes)
    acquainted(nodes)
    for node in nodes:
        for other in nodes:
            if other is not node:
                node.cli("auto-accept", other.id, "on")
    group = nodes[0].cli("group", "create", "office", *[node.id for node in nodes[1:]]).one["id"]
    wait_members(nodes, group, len(nodes))
    return nodes, group


def check_folders(chaos):
    for path, content in chaos.foreign.items():
        require(path.read_text() == content, f"{path} was there before and was changed")
    for node in chaos.nodes.values():
        left = [path for path in node.received.rglob("*") if path.is_file() and path not in chaos.foreign]
        require(not left, f"{node} received something nobody waits for: {left}")
        require(not list(node.received.glob(".culver-partial-*")), f"{node}: a partial folder is left")


def check_bounds(chaos):
    print(f"highest of any process: {dict(chaos.peaks)}")
    for what, limit in (("resident bytes", MOST_RESIDENT), ("threads", MOST_THREADS), ("descriptors", MOST_DESCRIPTORS)):
        require(PATIENCE > 1 or chaos.peaks[what] <= limit, f"{chaos.peaks[what]} {what}, the limit is {limit}")


def unsettled(talkers, couriers, nodes, group):
    for courier in couriers:
        require(not courier.trouble, f"files of {courier.node}: {courier.trouble[:1]}")
        if courier.is_alive():
            return f"files of {courier.node}: {[str(parcel) for parcel in courier.open.values()]}"
    return missing(nodes, group)


def require_only_full_disks(talkers):
    """A node may refuse to take words only while it cannot write them down."""
    refusals = collections.Counter(error["data"]["message"] for talker in talkers for error in talker.trouble)
    print(f"words that were not taken: {dict(refusals)}")
    require(all("disk" in sentence and "is full" in sentence for sentence in refusals), f"{refusals}")


def case_whatever_happens(lab):  # T3
    steps = chaos_plan.plan(SEED, SECONDS)
    print(f"CULVER_SEED={SEED} CULVER_SECONDS={SECONDS:g}:", *steps, sep="\n", flush=True)
    nodes, group = prepare(lab)
    chaos = Chaos(nodes, steps)
    others = {node: [other for other in nodes if other is not node] for node in nodes}
    talkers = [Talker(node, others[node], group, SEED + at) for at, node in enumerate(nodes)]
    couriers = [Courier(node, others[node], chaos, SEED + at) for at, node in enumerate(nodes)]
    for worker in (*talkers, *couriers):
        worker.start()
    chaos.play()
    chaos.mend()
    for worker in (*talkers, *couriers):
        worker.ends.set()
    for talker in talkers:
        talker.join()
    began = time.monotonic()
    wait_for(SETTLE, lambda: chaos.tend() or not unsettled(talkers, couriers, nodes, group),
             lambda: f"all is well: {unsettled(talkers, couriers, nodes, group)}")
    settled = time.monotonic() - began
    require_only_full_disks(talkers)
    check(talkers, nodes, group)
    check_folders(chaos)
    check_bounds(chaos)
    said = sum(len(texts) for talker in talkers for texts in talker.acknowledged.values())
    files, size = sum(courier.arrived for courier in couriers), sum(courier.bytes for courier in couriers)
    print(f"transfers that needed a person: {dict(sum((courier.errors for courier in couriers), collections.Counter()))}")
    print(f"{len(steps)} blows in {SECONDS:g} s: {dict(collections.Counter(step.kind for step in steps))}")
    print(f"{said} acknowledged messages once and in order everywhere, {files} transfers of {size} bytes whole, well after {settled:.1f} s")
    require(said >= LEAST_MESSAGES * SECONDS and files >= LEAST_FILES * SECONDS, "too little happened: this proves little")


def case_the_same_seed_makes_the_same_plan(lab):
    for seed in (1, 2):
        printed = {subprocess.run([sys.executable, ROOT / "tests/support/chaos_plan.py", str(seed), "600"], capture_output=True, check=True,
                                  env=os.environ | {"PYTHONHASHSEED": hashing}).stdout for hashing in ("1", "2")}
        require(len(printed) == 1, f"seed {seed} makes two plans")
    steps = chaos_plan.plan(SEED, 600)
    require({step.kind for step in steps} == set(chaos_plan.KINDS), "everything happens in ten minutes")
    require(all(step.ends <= 600 for step in steps) and len(steps) > 300, f"{len(steps)} steps")
    require(chaos_plan.plan(1, 600) != chaos_plan.plan(2, 600), "another seed is another plan")


if __name__ == "__main__":
    run_cases(globals())
