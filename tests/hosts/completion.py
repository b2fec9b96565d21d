#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tab in a real bash on a terminal: commands, and the names of peers and groups of the running node, whatever is in them."""
import contextlib
import os
import pathlib
import pty
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import BUILD, ROOT, require, run_cases, wait_for  # noqa: E402

PROMPT = "ready> "


class Shell:
    """An interactive bash on the node's host in which `culver` is the command line of its profile."""

    def __init__(self, node):
        self.node = node
        ours, theirs = pty.openpty()
        environment = node.environment() | {"TERM": "dumb", "PS1": PROMPT, "PATH": f"{BUILD}:{os.environ['PATH']}", "HISTFILE": "",
                                            "XDG_DATA_HOME": str(node.home)}
        (node.home / "culver").symlink_to(node.profile)
        (node.home / "inputrc").write_text("set bell-style none\nset enable-bracketed-paste off\n")
        self.terminal = ours
        self.process = subprocess.Popen(node.host.command("bash", "--norc", "--noprofile", "-i"), stdin=theirs, stdout=theirs, stderr=theirs,
                                        cwd=node.home, env=environment | {"INPUTRC": str(node.home / "inputrc")}, start_new_session=True)
        node.lab.commands.append(self.process)
        self.seen = b""
        threading.Thread(target=self.collect, daemon=True).start()
        wait_for(10, lambda: PROMPT.encode() in self.seen, "bash is there")
        self.run(f"source {ROOT}/tools/completion/culver.bash")
        # A line with `told` is completed like one with `culver`, and shows what it became instead of doing it.
        self.run("_culver_ask() { timeout 5 culver \"$@\" --json; }")
        self.run("told() { printf '<'; printf '%s|' \"$@\"; printf '>\\n'; }; complete -F _culver told")

    def collect(self):
        with contextlib.suppress(OSError):
            while piece := os.read(self.terminal, 65536):
                self.seen += piece

    def run(self, line):
        """Types a line; what stands between it and the next prompt."""
        before = self.seen.count(PROMPT.encode())
        os.write(self.terminal, line.encode())
        if "\t" in line:
            wait_for(10, lambda: self.settled(), "bash has completed")
        os.write(self.terminal, b"\r")
        wait_for(10, lambda: self.seen.count(PROMPT.encode()) > before, lambda: f"a prompt after {line!r}: {self.seen[-400:]!r}")
        return self.seen.decode(errors="replace").rsplit(PROMPT, 2)[-2]

    def settled(self):
        """It has nothing more to write: the node was asked, which takes a moment."""
        length = len(self.seen)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.7)
        return length == len(self.seen)

    def becomes(self, typed, *words):
        shown = self.run(typed)
        expected = "<" + "".join(word + "|" for word in words) + ">"
        require(expected in shown, f"{typed!r} became {shown!r}, expected {expected}")


def case_names_of_all_kinds(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    bob.shown = "Li Wei's Mac"
    carol = lab.node("carol")
    carol.shown = "小王"
    for node in (alice, bob, carol):
        node.up()
    lab.wait_all_see([alice, bob, carol])
    alice.cli("group", "create", "office", bob.id)
    alice.cli("group", "create", "Team: A", bob.id)
    shell = Shell(alice)
    shell.becomes("told sta\t", "status")
    shell.becomes("told say Li\t hello", "say", "Li Wei's Mac", "hello")
    shell.becomes("told say \"Li\t hello", "say", "Li Wei's Mac", "hello")
    shell.becomes("told say Li\\ W\t", "say", "Li Wei's Mac")
    shell.becomes("told say 小\t", "say", "小王")
    shell.becomes("told history off\t", "history", "office")
    shell.becomes("told history group:off\t", "history", "group:office")
    shell.becomes(f"told say id:{bob.id[:5]}\t", "say", f"id:{bob.id}")
    shell.becomes("told group sa\tTea\t", "group", "say", "Team: A")
    shell.becomes("told group add office 小\t", "group", "add", "office", "小王")
    (alice.home / "report.pdf").write_text("x")
    shell.becomes("told group send office rep\t", "group", "send", "office", "report.pdf")
    shell.becomes("told send office rep\t", "send", "office", "report.pdf")
    shell.becomes("told config set depart\t", "config", "set", "department")
    shell.becomes("told group say office --me\t", "group", "say", "office", "--mention")


if __name__ == "__main__":
    run_cases(globals())
