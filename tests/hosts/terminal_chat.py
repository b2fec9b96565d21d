#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`culver chat` on a terminal: what stands on the screen, keys, completion, receipts, and that nothing a peer writes is obeyed."""
import contextlib
import fcntl
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import termios
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import require, run_cases, wait_for  # noqa: E402

FRAME = "\x1b[?25l\x1b[H"
COLUMNS, ROWS = 60, 16
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Screen:
    """The command with a terminal of its own, read frame by frame as it is drawn."""
    def __init__(self, node, *words):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self.terminal, self.theirs = ours, theirs
        environment = node.environment() | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(node.command("chat", *words), stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
        node.lab.commands.append(self.process)
        self.seen = b""
        threading.Thread(target=self.collect, daemon=True).start()

    def collect(self):
        with contextlib.suppress(OSError):
            while piece := os.read(self.terminal, 65536):
                self.seen += piece

    def raw(self):
        """The last whole frame as it was written."""
        return self.seen.decode(errors="replace").split(FRAME)[-1]

    def lines(self):
        return [COLOUR.sub("", line.split("\x1b[K")[0]) for line in self.raw().split("\r\n")]

    def text(self):
        return "\n".join(self.lines())

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def shows(self, text, seconds=15):
        wait_for(seconds, lambda: text in self.text(), lambda: f"the screen shows {text!r}:\n{self.text()}")

    def end(self, keys, code=0):
        self.type(keys)
        require(self.process.wait(15) == code, f"ended with {self.process.returncode}")
        require(termios.tcgetattr(self.theirs) == self.before, "the terminal is as it was")
        wait_for(5, lambda: self.seen.endswith(b"\x1b[?1049l"), "the former screen is back")


def case_people_talk_on_a_terminal(lab):
    alice, bob = lab.up("alice", "bob")
    bob.cli("say", "alice", "from before", "--wait")
    screen = Screen(alice, "bob")
    screen.shows("from before")
    screen.type("lunch at twelve?\r")
    wait_for(15, lambda: bob.cli("history", "alice").lines[0]["state"] == "read", "what is shown is read, and told to whom one answers")
    wait_for(15, lambda: bob.texts(alice)[-1:] == ["lunch at twelve?"], lambda: f"{bob.texts(alice)}")
    screen.shows("you ✓✓\n      lunch at twelve?")
    bob.cli("say", "alice", "一二三四五六七八九十" * 4)
    screen.shows("一二三四五六七八九十" * 2 + "一二三四五六七\n      八九十")
    bob.cli("react", "alice", "last", "👍")
    screen.shows("lunch at twelve?\n      👍")
    screen.type("/ed\tat one?\r")
    screen.shows("at one? (edited)")
    wait_for(15, lambda: "at one?" in bob.texts(alice), "the edit came")
    screen.type("中文é\x7f\x7f\x7fhi @b\t!\r")
    wait_for(15, lambda: bob.texts(alice)[-1:] == ["hi @bob !"], lambda: f"edited and completed: {bob.texts(alice)}")
    screen.type("/reply yes\r")
    wait_for(15, lambda: bob.cli("history", "alice").lines[-1]["reply_to"], "a reply")
    screen.type("\x1b[200~one\rtwo\x1b[201~\r")
    wait_for(15, lambda: bob.texts(alice)[-1:] == ["one\ntwo"], lambda: f"a paste is one message: {bob.texts(alice)}")
    screen.type("/nonsense\r")
    screen.shows("There is no command /nonsense")
    screen.end("\x04")


def case_what_peers_write_is_not_obeyed(lab):
    alice, bob = lab.up("alice", "bob")
    screen = Screen(alice, "bob")
    screen.shows("Talking with bob")
    bob.cli("say", "alice", "-", stdin="\x1b[2J\x1b]0;gone\x07\x1b[31mred \u202egnp.exe\nend of it".encode())
    screen.shows("end of it")
    frame = screen.raw()
    for harm in ("\x1b[2J", "\x1b]0;", "\x07", "\x1b[31mred", "\u202e"):
        require(harm not in frame, f"{harm!r} reached the terminal: {frame!r}")
    require("\\x1b[2J" in screen.text(), f"it is shown for what it is: {screen.text()}")
    screen.end("\x03", code=130)


def case_earlier_messages_and_other_sizes(lab):
    alice, bob = lab.up("alice", "bob")
    for number in range(70):
        bob.cli("say", "alice", f"line {number:02}")
    wait_for(20, lambda: len(alice.texts(bob)) == 70, "all are there")
    screen = Screen(alice, "bob")
    screen.shows("line 69")
    require("line 10" not in screen.text(), "only the end fits")
    for _ in range(12):
        screen.type("\x1b[5~")
    screen.shows("line 00")
    bob.cli("say", "alice", "news")
    screen.shows("further down")
    require("line 00" in screen.text(), "the window stays")
    fcntl.ioctl(screen.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 8, 30, 0, 0))
    wait_for(10, lambda: len(screen.lines()) == 8, lambda: f"eight lines: {len(screen.lines())}")
    for _ in range(40):
        screen.type("\x1b[6~")
    screen.shows("news")
    group = alice.cli("group", "create", "office", bob.id).one["id"]
    screen.type("/to off\t\r")
    screen.shows("office")
    screen.type("hello all\r")
    wait_for(20, lambda: [row["text"] for row in bob.cli("group", "history", group).lines] == ["hello all"], "said in the group")
    (alice.home / "plan.txt").write_text("a plan")
    screen.type(f"/send {alice.home / 'plan.txt'}\r")
    screen.shows("To bob: offered as transfer")
    wait_for(20, lambda: [row["paths"] for row in bob.transfers()] == [["plan.txt"]], lambda: f"{bob.transfers()}")
    screen.type("/buzz\r")
    screen.shows("! A group cannot be buzzed")
    screen.end("/quit\r")


if __name__ == "__main__":
    run_cases(globals())
