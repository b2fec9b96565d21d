#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""company.py PROGRAM: the desktop beside other people's programs: dunst shows its notices, trayer holds its icon.

Starts the program hidden, on a screen of its own (Xvfb) and a bus of its own, with a node of paper. What a peer wrote arrives
at dunst as plain text; opening the notice brings the window; choosing Accept among a notice's actions accepts; the icon stands in
the tray, where a click shows and hides the window. Exit code 77 where one of those programs is missing."""
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from paper_node import identity  # noqa: E402
from running import Running  # noqa: E402
from stage import HEIGHT, check, main, until  # noqa: E402

DUNST = """[global]
    follow = none
    origin = top-right
    font = Noto Sans 10
    icon_path = /nowhere
    dmenu = {menu}
"""


class Company(Running):
    def __init__(self, program, home):
        super().__init__(home)
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
        self.open(program, "--hidden")

    def message(self, number, text):
        row = {**self.node.message(number), "author": identity(1), "author_name": "Mei Tanaka", "direction": "in", "state": "delivered", "text": text}
        self.node.tell("message_arrived", **row)


def inside(program, home):
    company = Company(program, home)
    try:
        icon = until(lambda: company.on_screen("Qt System Tray Icon") or company.on_screen("culver-desktop"), "an icon in the tray")
        left, top, width, height = company.place(icon[0])
        check(height >= 16 and top > HEIGHT - 60, f"the icon lies in the tray: {left} {top} {width} {height}")
        check(not company.on_screen("Culver"), "it was started hidden")
        for _ in range(2):  # the second time from a window that was there before
            company.click(left + width // 2, top + height // 2)
            until(lambda: company.on_screen("Culver"), "a click on the icon brings the window")
            time.sleep(1)  # longer than two clicks that are one
            company.click(left + width // 2, top + height // 2)
            until(lambda: not company.on_screen("Culver"), "the next one puts it away")
            time.sleep(1)

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
