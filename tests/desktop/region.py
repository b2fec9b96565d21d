#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""region.py PROGRAM: a part of the screen without a compositor: the window is not in its own picture.

Under the window lies one of another program that takes its time to paint what was covered, as programs do. The part is cut out
by mouse and key, and every pixel of the picture is that other window's. Exit code 77 where Xvfb or xwininfo is missing."""
import ctypes
import os
import pathlib
import sys
import threading
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from paper_node import identity  # noqa: E402
from running import Running  # noqa: E402
from stage import HEIGHT, WIDTH, check, main, until  # noqa: E402

BLUE = (32, 64, 192)
SLOW = 0.08  # seconds until the neighbour paints
EXPOSURE = 1 << 15


def neighbour(ready):
    """A window over the whole screen that is black until it paints itself blue."""
    x = ctypes.CDLL("libX11.so.6")
    word, whole, pointer = ctypes.c_ulong, ctypes.c_int, ctypes.c_void_p
    x.XOpenDisplay.restype, x.XOpenDisplay.argtypes = pointer, [ctypes.c_char_p]
    x.XDefaultRootWindow.restype, x.XDefaultRootWindow.argtypes = word, [pointer]
    x.XCreateSimpleWindow.restype = word
    x.XCreateSimpleWindow.argtypes = [pointer, word, whole, whole, ctypes.c_uint, ctypes.c_uint, ctypes.c_uint, word, word]
    x.XCreateGC.restype, x.XCreateGC.argtypes = pointer, [pointer, word, word, pointer]
    x.XSetForeground.argtypes = [pointer, pointer, word]
    x.XSelectInput.argtypes = [pointer, word, ctypes.c_long]
    x.XMapWindow.argtypes = [pointer, word]
    x.XNextEvent.argtypes = [pointer, pointer]
    x.XFillRectangle.argtypes = [pointer, word, pointer, whole, whole, ctypes.c_uint, ctypes.c_uint]
    x.XFlush.argtypes = [pointer]
    display = x.XOpenDisplay(os.environ["DISPLAY"].encode())
    window = x.XCreateSimpleWindow(display, x.XDefaultRootWindow(display), 0, 0, WIDTH, HEIGHT, 0, 0, 0)
    pen = x.XCreateGC(display, window, 0, None)
    x.XSetForeground(display, pen, BLUE[0] << 16 | BLUE[1] << 8 | BLUE[2])
    x.XSelectInput(display, window, EXPOSURE)
    x.XMapWindow(display, window)
    event = ctypes.create_string_buffer(256)
    while True:
        x.XNextEvent(display, event)
        time.sleep(SLOW)
        x.XFillRectangle(display, window, pen, 0, 0, WIDTH, HEIGHT)
        x.XFlush(display)
        ready.set()


def colours(path):
    """The size of a PNG of eight bits for each part, and every colour in it."""
    data = path.read_bytes()
    at, body, width, height, kind = 8, b"", 0, 0, 0
    while at < len(data):
        length, name = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        chunk = data[at + 8:at + 8 + length]
        if name == b"IHDR":
            width, height, kind = int.from_bytes(chunk[:4], "big"), int.from_bytes(chunk[4:8], "big"), chunk[9]
        if name == b"IDAT":
            body += chunk
        at += 12 + length
    parts = {2: 3, 6: 4}[kind]
    raw, line, seen = zlib.decompress(body), bytearray(width * parts), set()
    for row in range(height):
        filtered = raw[row * (width * parts + 1)]
        now = bytearray(raw[row * (width * parts + 1) + 1:(row + 1) * (width * parts + 1)])
        for i in range(len(now)):
            left, above, corner = (now[i - parts] if i >= parts else 0), line[i], (line[i - parts] if i >= parts else 0)
            guess = left + above - corner
            paeth = min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]
            now[i] = (now[i] + (0, left, above, (left + above) // 2, paeth)[filtered]) & 255
        line = now
        seen |= {tuple(now[i:i + 3]) for i in range(0, len(now), parts)}
    return (width, height), seen


def inside(program, home):
    ready = threading.Event()
    threading.Thread(target=neighbour, args=(ready,), daemon=True).start()
    check(ready.wait(20), "the neighbour stands")
    desk = Running(home)
    try:
        window = desk.open_conversation(program, identity(1))
        left, top, width, height = desk.place(window)
        check(width > 700 and height > 400, "it covers much of the screen")
        desk.again("--screenshot")
        until(lambda: desk.on_screen("Cut out"), "the picture is shown, to be cut")
        check(not desk.on_screen("Culver"), "the window is hidden meanwhile")
        desk.move(left + 20, top + 20)
        desk.button(1)
        desk.move(left + 300, top + 200)
        desk.move(left + width - 40, top + height - 40)
        desk.button(0)
        time.sleep(0.5)
        desk.key("Return")
        found = until(lambda: list(pathlib.Path(home).rglob("screen-*.png")), "what was cut out is a file")[0]
        until(lambda: not desk.on_screen("Cut out"), "the cutting is over")
        time.sleep(0.5)
        size, seen = colours(found)
        check(size == (width - 60, height - 60), f"the part that was dragged: {size}")
        check(seen == {BLUE}, f"nothing but the neighbour is in the picture: {sorted(seen)[:8]}")
        until(lambda: desk.on_screen("Culver"), "the window is back")
        check(desk.place(desk.on_screen("Culver")[0])[2:] == [width, height], "as large as before")
        print(f"region: {size[0]} × {size[1]} pixels, all of the neighbour")
        return 0
    finally:
        desk.end()


if __name__ == "__main__":
    main(inside, tools=("xwininfo",))
