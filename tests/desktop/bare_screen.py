#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bare_screen.py PROGRAM: an X screen that has no compositor: nothing is black that should be seen through.

The emoji picker, which has a shadow where one can be painted, is opened over the window by the keyboard; and a window that was
hidden asks for the place it had, which a window manager would choose anew otherwise. Exit code 77 where Xvfb or a tool is missing."""
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from paper_node import identity  # noqa: E402
from running import Running  # noqa: E402
from stage import WIDTH, check, main, until  # noqa: E402


def black_edges(desk, place):
    """How many points on the outline of a window's rectangle are black."""
    left, top, width, height = place
    picture = pathlib.Path(desk.home) / "screen.ppm"
    desk.picture(picture)
    body = picture.read_bytes()
    pixels = body[body.index(b"\n255\n") + 5:]

    def black(x, y):
        at = 3 * (y * WIDTH + x)
        return pixels[at:at + 3] == b"\0\0\0"
    across = [(x, y) for x in range(left + 1, left + width - 1) for y in (top + 1, top + height - 2)]
    down = [(x, y) for y in range(top + 1, top + height - 1) for x in (left + 1, left + width - 2)]
    return sum(black(x, y) for x, y in across + down)


def inside(program, home):
    desk = Running(home)
    try:
        window = desk.open_conversation(program, identity(1))
        desk.key("Tab")  # from the words to the emoji
        time.sleep(0.3)
        desk.key("space")
        picker = until(lambda: desk.on_screen("Emoji"), "the picker")[0]
        time.sleep(1)
        black = black_edges(desk, desk.place(picker))
        check(black == 0, f"the window is seen around the picker, {black} black points")
        desk.key("Escape")
        until(lambda: not desk.on_screen("Emoji"), "the picker is gone")
        desk.again("--screenshot")
        until(lambda: desk.on_screen("Cut out"), "the window is hidden")
        desk.key("Escape")
        until(lambda: desk.on_screen("Culver"), "the window is back")
        hints = subprocess.run(["xprop", "-id", window, "WM_NORMAL_HINTS"], capture_output=True, text=True, check=True).stdout
        check("specified location" in hints, f"it asks for its place: {hints}")
        print("bare_screen: nothing is black around the picker, and the window asks for its place")
        return 0
    finally:
        desk.end()


if __name__ == "__main__":
    main(inside, tools=("xwininfo", "xprop"))
