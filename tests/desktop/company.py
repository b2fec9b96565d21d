#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""company.py PROGRAM: the desktop beside other people's programs: dunst shows its notices, trayer holds its icon.

Starts the program hidden, on a screen of its own (Xvfb) and a bus of its own, with a node of paper. What a peer wrote arrives
at dunst as plain text; opening the notice brings the window; choosing Accept among a notice's actions accepts; the icon stands in
the tray. Exit code 77 where one of those programs is missing."""
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from measure import Screen  # noqa: E402
from paper_node import PaperNode, identity  # noqa: E402
from stage import HEIGHT, WIDTH, check, main, until  # noqa: E402

DUNST = """[global]
    follow = none
    origin = top-right
    font = Noto Sans 10
    icon_path = /nowhere
    dmenu = {menu}
"""


class Company:
    def __init__(self, program, home):
        self.home, self.programs = pathlib.Path(home), []
        menu = self.home / "menu"
        menu.write_text("#!/bin/sh\ngrep -m1 Accept\n")  # who chooses among the actions of a notice
        menu.chmod(0o700)
        (self.home / "dunstrc").write_text(DUNST.format(menu=menu))
        self.shown = self.home / "shown"
        self.start(["dunst", "-conf", str(self.home / "dunstrc"), "-print"], stdout=self.shown.open("w"))
        self.start(["trayer", "--edge", "bottom", "--align", "left", "--widthtype", "request", "--height", "24", "--tint", "0xff0000"])
        until(lambda: "boolean true" in subprocess.run(["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                                                        "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.Notifications"],
                                                       capture_output=True, text=True, check=False).stdout, "dunst is there")
        self.node = PaperNode(self.home / "profile", people=12, messages=40)
        self.screen = Screen(os.environ["DISPLAY"])
        self.window = self.start([program, "--profile", str(self.home / "profile"), "--hidden"])
        until(lambda: self.node.hearers and "chat.conversations" in self.node.asked, "the window knows its people")

    def start(self, words, **more):
        self.programs.append(subprocess.Popen(words, stderr=subprocess.DEVNULL, **{"stdout": subprocess.DEVNULL, **more}))
        return self.programs[-1]

    def end(self):
        for program in reversed(self.programs):
            program.send_signal(signal.SIGTERM)
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        self.node.server.close()

    def on_screen(self, name):
        """The windows of this name that can be seen."""
        tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True, check=False).stdout
        # How many messages wait stands before the window's name.
        ids = [line.split()[0] for line in tree.splitlines() if f'"{name}"' in line or f') {name}"' in line]
        return [one for one in ids if "IsViewable" in subprocess.run(["xwininfo", "-id", one], capture_output=True, text=True,
                                                                     check=False).stdout]

    def click(self, x, y):
        self.screen.test.XTestFakeMotionEvent(self.screen.display, -1, x, y, 0)
        for down in (1, 0):
            self.screen.test.XTestFakeButtonEvent(self.screen.display, 1, down, 0)
        self.screen.x.XFlush(self.screen.display)

    def picture(self, path):
        """What the screen shows, as a portable pixmap."""
        image = ctypes.c_void_p(self.screen.x.XGetImage(self.screen.display, self.screen.root, 0, 0, WIDTH, HEIGHT,
                                                        ctypes.c_ulong(-1).value, 2))
        body = bytearray()
        for y in range(HEIGHT):
            for x in range(WIDTH):
                body += self.screen.x.XGetPixel(image, x, y).to_bytes(4, "big")[1:]
        path.write_bytes(b"P6\n%d %d\n255\n" % (WIDTH, HEIGHT) + body)

    def message(self, number, text):
        row = {**self.node.message(number), "author": identity(1), "author_name": "Mei Tanaka", "direction": "in", "state": "delivered", "text": text}
        self.node.tell("message_arrived", **row)


def inside(program, home):
    company = Company(program, home)
    try:
        icon = until(lambda: company.on_screen("Qt System Tray Icon") or company.on_screen("culver-desktop"), "an icon in the tray")
        where = subprocess.run(["xwininfo", "-id", icon[0]], capture_output=True, text=True, check=True).stdout
        place = {line.split(":")[0].strip(): int(line.split(":")[1]) for line in where.splitlines() if "upper-left" in line or "Width" in line or "Height" in line}
        check(place["Height"] >= 16 and place["Absolute upper-left Y"] > HEIGHT - 60, f"the icon lies in the tray: {place}")
        check(not company.on_screen("Culver"), "it was started hidden")

        company.node.tell("transfer_offered", id=identity(9, 26), direction="in", peer=identity(2), peer_name="Tom Okafor", state="offered",
                          files=1, bytes_total=5_000_000, bytes_done=0, bytes_on_wire=0, bytes_resent=0, bytes_reused=0, rate=0,
                          paths=["plan.pdf"], error=None, rate_limit=None, time="2026-11-27T10:00:00.000Z", ended=None, dir=None, group=None)
        told = until(lambda: "plan.pdf" in company.shown.read_text() and company.shown.read_text(), "dunst shows the offer")
        check('"accept": "Accept"' in told and '"decline": "Decline"' in told, f"it can be answered: {told}")
        subprocess.run(["dunstctl", "context"], check=True)
        until(lambda: "transfer.accept" in company.node.asked, "Accept in the notice's menu accepts")
        check(not company.on_screen("Culver"), "without a window")

        company.message(41, "Is <b>lunch</b> at one & a half?")
        told = until(lambda: "lunch" in company.shown.read_text() and company.shown.read_text(), "dunst shows the message")
        check("Mei Tanaka" in told, f"it says who wrote: {told}")
        check("&lt;b&gt;lunch&lt;/b&gt; at one &amp; a half" in told and "<b>lunch" not in told, f"what was written is no markup: {told}")
        if os.environ.get("CULVER_PICTURES"):
            time.sleep(0.5)
            company.picture(pathlib.Path(os.environ["CULVER_PICTURES"]) / "company-notice.ppm")
        subprocess.run(["dunstctl", "close-all"], check=True)
        company.message(42, "And where?")
        until(lambda: "And where?" in company.shown.read_text(), "the next message is shown")
        subprocess.run(["dunstctl", "action", "0"], check=True)
        until(lambda: company.on_screen("Culver"), "opening the notice brings the window")
        until(lambda: "chat.history" in company.node.asked, "and its conversation")
        if os.environ.get("CULVER_PICTURES"):
            time.sleep(1)
            company.picture(pathlib.Path(os.environ["CULVER_PICTURES"]) / "company-window.ppm")
        print("company: the notice was shown and opened, the icon stands in the tray")
        return 0
    finally:
        company.end()


if __name__ == "__main__":
    main(inside, tools=("dunst", "dunstctl", "trayer", "xwininfo"))
