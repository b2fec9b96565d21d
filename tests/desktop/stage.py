# SPDX-License-Identifier: Apache-2.0
"""A screen of its own (Xvfb) and a bus of its own for a test of the running desktop, and how such a test waits and judges."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIP = 77  # something that the test needs is not installed
PATIENCE = 30 * float(os.environ.get("CULVER_PATIENCE", "1"))
WIDTH, HEIGHT = 1280, 900
NAME = pathlib.Path(sys.argv[0]).stem


def main(inside, tools=(), **environment):
    """Runs this script again on the screen and the bus, where inside(program, home) does the test."""
    if sys.argv[1] == "--inside":
        sys.exit(inside(sys.argv[2], sys.argv[3]))
    missing = [tool for tool in ("Xvfb", "dbus-run-session", *tools) if shutil.which(tool) is None]
    if missing:
        print(f"{NAME}: not installed: {' '.join(missing)}")
        sys.exit(SKIP)
    sys.exit(on_a_screen(sys.argv[1], environment))


def on_a_screen(program, environment):
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-noreset"],
                              pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        display = os.read(read, 16).decode().strip()
        if not display:
            print(f"{NAME}: Xvfb did not start")
            return SKIP
        with tempfile.TemporaryDirectory() as home:
            env = dict(os.environ, DISPLAY=":" + display, QT_QPA_PLATFORM="xcb", HOME=home, XDG_RUNTIME_DIR=home, XDG_CONFIG_HOME=home,
                       LANG="C.UTF-8", LC_ALL="C.UTF-8", **environment)
            for name in ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS"):
                env.pop(name, None)
            return subprocess.run(["dbus-run-session", "--", "/usr/bin/python3", sys.argv[0], "--inside", program, home], env=env,
                                  check=False).returncode
    finally:
        screen.send_signal(signal.SIGTERM)
        screen.wait()


def until(found, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.2)
    raise SystemExit(f"{NAME}: {what}: not within {PATIENCE:.0f} s")


def served_bus():
    """dbus, dbus.service, the session's bus, and until() that answers calls from it meanwhile; None where a package is missing."""
    try:
        import dbus
        from dbus import service
        from dbus.mainloop.glib import DBusGMainLoop
        from gi.repository import GLib
    except ImportError:
        print(f"{NAME}: python3-dbus or python3-gi is not installed")
        return None
    DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    context = GLib.MainContext.default()

    def soon(found, what):
        def look():
            while context.iteration(False):
                pass
            return found()
        return until(look, what)
    return dbus, service, bus, soon


def check(holds, what):
    if not holds:
        raise SystemExit(f"{NAME}: not so: {what}")
