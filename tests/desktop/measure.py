#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""measure.py PROGRAM: how fast the desktop is there and how much memory it takes, against docs/desktop.md's goals.

Starts the program itself on a screen of its own (Xvfb) with a node of paper that holds 200 people and 2,000 messages, and
looks at the pixels: usable is when the roster's rows stand in the mapped window. Then the conversation is opened, 1,000 of
its messages (as many as are ever held) are scrolled through, and the memory is read. Run it under tools/isolated."""
import argparse
import ctypes
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from paper_node import PaperNode, identity  # noqa: E402

START_GOAL_S, MEMORY_GOAL_MB = 0.5, 60


class Screen:
    """The windows of an X display and their pixels, by libX11."""
    class Attributes(ctypes.Structure):
        _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_int), ("width", ctypes.c_int), ("height", ctypes.c_int), ("rest", ctypes.c_long * 40)]

    def __init__(self, name):
        self.x = ctypes.CDLL("libX11.so.6")
        self.test = ctypes.CDLL("libXtst.so.6")
        self.x.XOpenDisplay.restype = self.x.XDefaultRootWindow.restype = self.x.XGetImage.restype = ctypes.c_void_p
        self.x.XGetPixel.restype = ctypes.c_ulong
        self.x.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
        self.x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_int, ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(name.encode()))
        self.root = self.x.XDefaultRootWindow(self.display)

    def colours(self, x, top, bottom):
        """How many colours a column of pixels has."""
        image = ctypes.c_void_p(self.x.XGetImage(self.display, self.root, x, top, 1, bottom - top, ctypes.c_ulong(-1).value, 2))
        if not image.value:
            return 0
        seen = {self.x.XGetPixel(image, 0, y) for y in range(0, bottom - top, 3)}
        return len(seen)

    def wheel_up(self, times):
        self.test.XTestFakeMotionEvent(self.display, -1, 800, 400, 0)
        for _ in range(times):
            self.test.XTestFakeButtonEvent(self.display, 4, 1, 0)
            self.test.XTestFakeButtonEvent(self.display, 4, 0, 0)
        self.x.XFlush(self.display)


def memory_of(pid):
    """Resident, and of it what is this process's own, in MB."""
    own = resident = 0
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Rss:"):
            resident = int(line.split()[1])
        if line.startswith(("Private_Clean:", "Private_Dirty:")):
            own += int(line.split()[1])
    return resident / 1000, own / 1000


def once(program, display, stay):
    screen = Screen(display)
    with tempfile.TemporaryDirectory() as home:
        profile = pathlib.Path(home) / "profile"
        node = PaperNode(profile)
        env = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb", HOME=home, XDG_RUNTIME_DIR=home, XDG_CONFIG_HOME=home, LANG="C.UTF-8",
                   DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
        words = [program, "--profile", str(profile)]
        begun = time.monotonic()
        window = subprocess.Popen(words, env=env, stderr=subprocess.DEVNULL)
        try:
            while screen.colours(34, 160, 700) < 8:
                if time.monotonic() - begun > 30 or window.poll() is not None:
                    raise SystemExit("measure: the window did not show its people")
                time.sleep(0.005)
            took = time.monotonic() - begun
            if not stay:
                return took, None
            time.sleep(1)
            first = memory_of(window.pid)
            subprocess.run([*words, "culver:" + identity(1)], env=env, check=True, timeout=20)
            pages = 0
            end = time.monotonic() + 60
            while node.asked.count("chat.history") < 11 and time.monotonic() < end:
                screen.wheel_up(40)
                time.sleep(0.1)
            pages = node.asked.count("chat.history")
            time.sleep(1)
            return took, (first, memory_of(window.pid), pages)
        finally:
            window.send_signal(signal.SIGTERM)
            window.wait(20)
            node.server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"], pass_fds=[write],
                              stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        display = ":" + os.read(read, 16).decode().strip()
        starts = [once(arguments.program, display, False)[0] for _ in range(arguments.runs)]
        took, (first, later, pages) = once(arguments.program, display, True)
        starts.append(took)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    start = statistics.median(starts)
    print(f"start to the roster's rows: median {start:.2f} s of {len(starts)} (from {min(starts):.2f} to {max(starts):.2f}); goal {START_GOAL_S} s")
    print(f"memory with 200 people: {first[0]:.0f} MB resident, {first[1]:.0f} MB of its own")
    print(f"memory with 2,000 messages, {pages} pages scrolled: {later[0]:.0f} MB resident, {later[1]:.0f} MB of its own; goal {MEMORY_GOAL_MB} MB")
    sys.exit(0 if start <= START_GOAL_S and later[0] <= MEMORY_GOAL_MB else 1)


if __name__ == "__main__":
    main()
