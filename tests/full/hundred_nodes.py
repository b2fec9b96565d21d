#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A hundred real nodes, each on a host of its own, one switch. Root only (the neighbour table's limits). Writes its table
into docs/performance.md. CULVER_NODES sets another number."""
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import ROOT, remains, require, run_cases, wait_for  # noqa: E402

NODES = int(os.environ.get("CULVER_NODES", "100"))
SEEN_LIMIT = 60  # seconds after the last is ready; all start at once on a few cores
WATCHED = 60
PAPER = ROOT / "docs/performance.md"
BEGIN, END = "<!-- hundred_nodes: begin -->", "<!-- hundred_nodes: end -->"


def processor_seconds(node):
    fields = pathlib.Path(f"/proc/{node.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def frames_sent(node):
    return int(node.host.on("cat", "/sys/class/net/eth0/statistics/tx_packets"))


def write_table(rows):
    text = PAPER.read_text()
    table = f"| {NODES} nodes | measured |\n|---|---|\n" + "".join(f"| {what} | {value} |\n" for what, value in rows)
    before, rest = text.split(BEGIN)
    PAPER.write_text(f"{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}")


def case_everybody_sees_everybody(lab):
    nodes = [lab.node(f"desk{number}", host) for number, host in enumerate(lab.add_hosts(NODES))]
    for node in nodes:
        node.up(wait=False)
    for node in nodes:
        node.wait_ready(120)
    began = time.monotonic()
    waiting = list(nodes)

    def all_complete():
        while waiting and len(waiting[-1].cli("peers", "--present").lines) == NODES - 1:
            waiting.pop()
        return not waiting
    wait_for(SEEN_LIMIT, all_complete, lambda: f"{len(waiting)} of {NODES} do not see everybody")
    seen = time.monotonic() - began
    remains(30, lambda: True, "what the start caused is over")
    before = [(processor_seconds(node), frames_sent(node)) for node in nodes]
    remains(WATCHED, lambda: True, "ordinary life")
    after = [(processor_seconds(node), frames_sent(node)) for node in nodes]
    processor = sum(late[0] - early[0] for early, late in zip(before, after))
    frames = sum(late[1] - early[1] for early, late in zip(before, after)) / WATCHED
    private = sorted(node.memory()[0] for node in nodes)
    rows = [("everybody sees everybody, seconds after all were ready (looking takes most of it)", f"{seen:.0f}"),
            ("frames a second that leave all hosts together", f"{frames:.1f}"),
            ("processor of one node, per cent of a core", f"{100 * processor / WATCHED / NODES:.2f}"),
            ("private memory of one node, median", f"{private[NODES // 2] / 1e6:.1f} MB")]
    for row in rows:
        print(*row, sep=": ")
    write_table(rows)
    for node in nodes[::10]:
        require(len(node.cli("peers", "--present").lines) == NODES - 1, f"{node} lost somebody")


case_everybody_sees_everybody.hosts = NODES

if __name__ == "__main__":
    run_cases(globals())
