# SPDX-License-Identifier: Apache-2.0
"""The running desktop on a screen and a bus of its own, with a node of paper, as the tests beside other programs use it."""
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import time

from measure import Screen
from paper_node import PaperNode
from stage import HEIGHT, WIDTH, until


class Running:
    def __init__(self, home):
        self.home, self.programs = pathlib.Path(home), []
        self.node = PaperNode(self.home / "profile", people=12, messages=40)
        self.screen = Screen(os.environ["DISPLAY"])

    def open(self, program, *words):
        self.program = program
        window = self.start([program, "--profile", str(self.home / "profile"), *words])
        until(lambda: self.node.hearers and "chat.conversations" in self.node.asked, "the window knows its people")
        return window

    def open_conversation(self, program, peer):
        """The same, with the conversation of that person open; the window's number."""
        self.open(program, "culver:" + peer)
        window = until(lambda: self.on_screen("Culver"), "the window")[0]
        until(lambda: "chat.history" in self.node.asked, "the conversation is open")
        time.sleep(1)
        return window

    def again(self, *words):
        """The program is started a second time, which tells the first what is wanted."""
        subprocess.run([self.program, "--profile", str(self.home / "profile"), *words], check=True, timeout=30)

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
        # How many messages wait stands before the window's name, behind it which profile it is.
        ids = [line.split()[0] for line in tree.splitlines() if re.search(rf'"(\(\d+\) )?{re.escape(name)}( – [^"]*)?"', line)]
        return [one for one in ids if "IsViewable" in subprocess.run(["xwininfo", "-id", one], capture_output=True, text=True,
                                                                     check=False).stdout]

    def place(self, window):
        """Left, top, width and height of a window on the screen."""
        said = subprocess.run(["xwininfo", "-id", window], capture_output=True, text=True, check=True).stdout
        numbers = {line.split(":")[0].strip(): int(line.split(":")[1]) for line in said.splitlines()
                   if "upper-left" in line or "Width" in line or "Height" in line}
        return [numbers[name] for name in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")]

    def move(self, x, y):
        self.screen.test.XTestFakeMotionEvent(self.screen.display, -1, x, y, 0)
        self.screen.x.XFlush(self.screen.display)

    def button(self, down):
        self.screen.test.XTestFakeButtonEvent(self.screen.display, 1, down, 0)
        self.screen.x.XFlush(self.screen.display)

    def click(self, x, y):
        self.move(x, y)
        for down in (1, 0):
            self.button(down)

    def key(self, *names):
        """Presses keys together: "Control_L", "Shift_L", "s"."""
        codes = [self.screen.x.XKeysymToKeycode(self.screen.display, ctypes.c_ulong(self.screen.x.XStringToKeysym(name.encode())))
                 for name in names]
        for code in codes:
            self.screen.test.XTestFakeKeyEvent(self.screen.display, code, 1, 0)
        for code in reversed(codes):
            self.screen.test.XTestFakeKeyEvent(self.screen.display, code, 0, 0)
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
