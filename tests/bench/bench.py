#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How fast Culver is beside other ways of sending, and beside what the machine can do.

    python3 -B tests/bench/bench.py --quick          a short look, under 3 minutes
    python3 -B tests/bench/bench.py --write-docs     all of it; writes docs/performance.md and its picture

Two hosts in network namespaces on one switch; data sets from a seed and received files on tmpfs, profiles on the disk
of $TMPDIR. In every round each contender sends the same content once, in an order that turns, so that whatever else the
machine does meets all of them; every received byte is compared. Only ratios within a round mean something elsewhere.

Packages: time openssh-client openssh-server rsync netcat-openbsd zstd. A contender that is not installed is left out. No
sshd has to run (and on a machine of your own `systemctl disable --now ssh` keeps it so): the script starts one of its
own inside the lab, with keys made for it.
"""
import argparse
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, CULVER, ROOT, Failure, require, run, same_tree  # noqa: E402
from again import sent_again  # noqa: E402
from contenders import ALL, LIMITS  # noqa: E402
from data_sets import DataSets, bytes_in  # noqa: E402
from messages import idle_latency, saturated_latency  # noqa: E402
from resume import killed_transfers  # noqa: E402
import report  # noqa: E402

MIB = 1 << 20
# tc's words, and bytes per second. A burst is what one timer tick of the kernel lets through; the queue is 20 or 50 ms.
LINKS = {"unlimited": None,
         "1gbit": (("1gbit", "256kb", "20ms"), 125e6),
         "100mbit": (("100mbit", "64kb", "50ms"), 12.5e6)}
PAYLOAD = 1448 / 1514  # what TCP carries of a full Ethernet frame with timestamps
RATE_TOLERANCE = (0.93, 1.02)  # of RAW on a shaped link; outside of that the link is not what it says
EVERYONE = list(ALL)
FULL = [  # data set, amount, link, contenders
    ("A", 1024 * MIB, "unlimited", EVERYONE[:3] + EVERYONE[4:]),
    ("B", 1024 * MIB, "unlimited", EVERYONE),
    ("C", 10_000, "unlimited", EVERYONE[:3] + EVERYONE[4:]),
    ("A", 128 * MIB, "1gbit", ["RAW", "REF", "culver", "scp", "rsync over ssh"]),
    ("B", 128 * MIB, "1gbit", ["RAW", "REF", "culver", "scp", "tar | zstd | nc"]),
    ("A", 128 * MIB, "100mbit", ["RAW", "culver", "scp"]),
    ("B", 128 * MIB, "100mbit", ["RAW", "culver", "tar | zstd | nc"]),
    ("D", 128 * MIB, "100mbit", ["RAW", "culver", "tar | zstd | nc"]),
]
QUICK = [
    ("A", 256 * MIB, "unlimited", EVERYONE[:3] + EVERYONE[4:]),
    ("B", 256 * MIB, "unlimited", EVERYONE),
    ("C", 10_000, "unlimited", EVERYONE[:3] + EVERYONE[4:]),
    ("A", 64 * MIB, "1gbit", ["RAW", "culver"]),
    ("B", 16 * MIB, "100mbit", ["RAW", "culver", "tar | zstd | nc"]),
]


class Bench:
    def __init__(self, lab, options, scratch):
        self.lab, self.options, self.folder = lab, options, lab.folder
        self.data = DataSets(scratch / "data", options.seed, small_period=options.quick)
        self.received = scratch / "received"
        for folder in (scratch / "data", self.received):
            folder.mkdir()
        self.alice_host, self.bob_host = lab.add_hosts(2)
        self.kept_nodes = None
        self.contenders = {name: kind(self) for name, kind in ALL.items()}
        self.absent = {name: missing for name, one in self.contenders.items() if (missing := one.missing())}

    def nodes(self):
        """alice and bob, running and known to each other."""
        if self.kept_nodes is None:
            self.kept_nodes = [self.lab.node("alice", self.alice_host), self.lab.node("bob", self.bob_host)]
            for node in self.kept_nodes:
                node.up()
            self.lab.wait_all_see(self.kept_nodes)
        return self.kept_nodes

    def shape(self, link):
        self.alice_host.rate(*(LINKS[link][0] if LINKS[link] else (None,)))

    def once(self, name, source):
        into = pathlib.Path(tempfile.mkdtemp(dir=self.received))
        sample = self.contenders[name].run(source, into)
        require(same_tree(source, into / source.name), f"{name} brought other bytes than were sent")
        shutil.rmtree(into)
        return sample

    def series(self, name, amount, link, contenders, rounds):
        present = [one for one in contenders if one not in self.absent]
        source = self.data.path(name, amount)
        self.shape(link)
        samples = {one: [] for one in present}
        for number in range(rounds):
            turn = number % len(present)
            for one in present[turn:] + present[:turn]:
                samples[one].append(self.once(one, source))
        self.shape("unlimited")
        size = bytes_in(source)
        print(report.table(name, size, link, samples), flush=True)
        if LINKS[link] and "RAW" in samples:
            self.check_rate(link, size, samples["RAW"])
        return report.series(name, size, link, samples)

    @staticmethod
    def check_rate(link, size, samples):
        part = report.median([size / sample.seconds for sample in samples]) / (LINKS[link][1] * PAYLOAD)
        require(RATE_TOLERANCE[0] <= part <= RATE_TOLERANCE[1],
                f"the link is not {link}: RAW reaches {part:.2f} of it, so this machine is too busy to tell anything")


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {"cores": os.cpu_count(), "processor": model, "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
            "kernel": platform.release(), "system": platform.freedesktop_os_release().get("PRETTY_NAME", "?")}


def git(*words):
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    return done.stdout.strip()


def commit():
    changed = git("status", "--porcelain", "--untracked-files=no")
    return git("rev-parse", "--short=12", "HEAD") + (" with local changes" if changed else "")


def wanted(options):
    plan = QUICK if options.quick else FULL
    plan = [one for one in plan if not options.only or f"{one[0]}@{one[2]}" in options.only or one[0] in options.only
            or one[2] in options.only]
    if options.contenders:
        plan = [(*one[:3], [name for name in one[3] if name in options.contenders]) for one in plan]
    return plan


def measure(lab, options, scratch):
    bench = Bench(lab, options, scratch)
    for name, missing in bench.absent.items():
        print(f"left out: {name}, because {', '.join(missing)} is not there", flush=True)
    began = time.monotonic()
    result = {"commit": commit(), "when": time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()), "machine": machine(),
              "seed": options.seed, "rounds": options.rounds, "quick": options.quick, "series": [], "messages": {}, "again": [],
              "resume": []}
    for name, amount, link, contenders in wanted(options):
        result["series"].append(bench.series(name, amount, link, contenders, options.rounds))
    if options.again:
        bench.shape("1gbit")
        result["again"] = sent_again(bench, (256 if options.quick else 1024) * MIB)
        bench.shape("unlimited")
        print(report.again_table(result["again"]), flush=True)
    if options.resume:
        bench.shape("1gbit")
        result["resume"] = killed_transfers(bench, (128 if options.quick else 512) * MIB)
        bench.shape("unlimited")
        print(report.resume_table(result["resume"]), flush=True)
    if options.messages:
        seconds = 6 if options.quick else 30
        result["messages"]["idle"] = idle_latency(bench, 50 if options.quick else 300)
        bench.shape("100mbit")
        result["messages"]["saturated"] = saturated_latency(bench, seconds)
        bench.shape("unlimited")
    result["seconds"] = round(time.monotonic() - began)
    return result


def story_of(options):
    def story(lab):
        scratch = pathlib.Path(tempfile.mkdtemp(prefix="culver-bench-", dir="/dev/shm"))
        try:
            result = measure(lab, options, scratch)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        goals = report.judge(result)
        print(report.goal_table(goals))
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "bench.json").write_text(json.dumps(result, indent=1) + "\n")
        (options.output / "bench.svg").write_text(report.picture(result))
        missed = [goal for goal in goals if goal.is_missed]
        print(f"{len(goals) - len(missed)} of {len(goals)} goals reached in {result['seconds']} s; see {options.output}/bench.json")
        if options.write_docs:
            report.write_docs(ROOT / "docs", result, goals)
        if options.check and missed:
            raise Failure(f"{len(missed)} goals are missed: {', '.join(goal.text for goal in missed)}")
    return story


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="smaller data and three rounds")
    parser.add_argument("--rounds", type=int, help="rounds of each series; 5, or 3 when quick")
    parser.add_argument("--only", nargs="+", metavar="WHAT", help="series: a data set (A), a link (1gbit) or both (A@1gbit)")
    parser.add_argument("--contenders", nargs="+", choices=ALL, metavar="NAME", help=", ".join(ALL))
    parser.add_argument("--no-messages", dest="messages", action="store_false", help="leave out the latency of messages")
    parser.add_argument("--no-again", dest="again", action="store_false", help="leave out files that are sent again")
    parser.add_argument("--no-resume", dest="resume", action="store_false", help="leave out transfers that are killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=pathlib.Path, default=BUILD / "bench")
    parser.add_argument("--write-docs", action="store_true", help="write docs/performance.md and its picture")
    parser.add_argument("--check", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 5)
    return options


if __name__ == "__main__":
    chosen = arguments()
    for program in (CULVER, LIMITS):
        if not program.exists():
            sys.exit(f"{program} does not exist: cmake --build --preset release --target culver bench_limits")
    run(story_of(chosen))
