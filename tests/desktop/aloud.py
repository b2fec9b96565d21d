#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""aloud.py PROGRAM: what a screen reader finds in the running desktop, read over AT-SPI on a bus of its own.

Starts the desktop on a screen of its own (Xvfb) with a node of paper, opens a conversation and reads the tree as Orca
does: the roster's rows, the messages with who said them and when, the field, and that nothing one can press lacks a name.
Exit code 77 where Xvfb, the bus or python3-gi is missing."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
SKIP = 77
PATIENCE = 30 * float(os.environ.get("CULVER_PATIENCE", "1"))


def outer(program):
    for tool in ("Xvfb", "dbus-run-session"):
        if shutil.which(tool) is None:
            print(f"aloud: {tool} is not installed")
            return SKIP
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"], pass_fds=[write],
                              stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        display = os.read(read, 16).decode().strip()
        if not display:
            print("aloud: Xvfb did not start")
            return SKIP
        with tempfile.TemporaryDirectory() as home:
            env = dict(os.environ, DISPLAY=":" + display, QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", HOME=home,
                       XDG_RUNTIME_DIR=home, XDG_CONFIG_HOME=home, LANG="C.UTF-8", LC_ALL="C.UTF-8", GTK_A11Y="none")
            env.pop("WAYLAND_DISPLAY", None)
            env.pop("AT_SPI_BUS_ADDRESS", None)
            return subprocess.run(["dbus-run-session", "--", "/usr/bin/python3", __file__, "--inside", program, home], env=env,
                                  check=False).returncode
    finally:
        screen.send_signal(signal.SIGTERM)
        screen.wait()


def walk(node, depth=0):
    """Every object below, with its role, name and states; what goes away while it is read is left out."""
    from gi.repository import GLib
    try:
        yield node, node.get_role_name(), node.get_name() or ""
        if depth > 30:
            return
        children = [node.get_child_at_index(i) for i in range(min(node.get_child_count(), 400))]
    except GLib.GError:
        return
    for child in children:
        if child is not None:
            yield from walk(child, depth + 1)


def until(found, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(0.2)
    raise SystemExit(f"aloud: {what} was not found in {PATIENCE:.0f} s")


def inside(program, home):
    try:
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
    except (ImportError, ValueError):
        print("aloud: python3-gi or gir1.2-atspi-2.0 is not installed")
        return SKIP
    from paper_node import PaperNode, identity
    profile = pathlib.Path(home) / "profile"
    node = PaperNode(profile, people=12, messages=40)
    window = subprocess.Popen([program, "--profile", str(profile), "culver:" + identity(1)])
    try:
        Atspi.init()

        def application():
            desktop = Atspi.get_desktop(0)
            apps = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
            return next((app for app in apps if app is not None and "culver" in (app.get_name() or "").lower()), None)

        def messages():
            app = application()
            if app is None:
                return None
            rows = [name for _, role, name in walk(app) if role == "list item"]
            return rows if any("(39)" in row for row in rows) else None

        rows = until(messages, "the last message")
        tree = list(walk(application()))
        newest = next((row for row in rows if re.match(r"Mei Tanaka, \d\d:\d\d: .*\(39\)$", row)), None)
        check(newest, f"a message says who and when; the list holds {rows}")
        own = next(row for row in rows if "(37)" in row)
        check(own.startswith("You, ") and ", read" in own, f"an own message says its state: {own}")
        check("Today" in rows or "Yesterday" in rows, "the day line is read")
        people = [row for row in rows if row.startswith("Tom Okafor") or row.startswith("Tom Tanaka")]
        check(people and ", verified, " in people[0], f"a row of the roster says name, trust and presence: {people}")
        field = [name for _, role, name in tree if role in ("text", "entry") and name == "Message"]
        check(field, "the field for messages has a name")
        pressable = {"push button", "toggle button", "check box", "radio button", "button"}
        bare = [role for one, role, name in tree if role in pressable and not name and
                one.get_state_set().contains(Atspi.StateType.SHOWING)]
        check(not bare, f"everything that can be pressed has a name; without: {bare}")
        named = {name for _, role, name in tree if role in pressable}
        for wanted in ("Send", "Attach", "Emoji", "Settings"):
            check(wanted in named, f"{wanted} is a button")
        print(f"aloud: {len(tree)} objects, {len(rows)} rows read; the newest: {newest}")
        return 0
    finally:
        window.send_signal(signal.SIGTERM)
        try:
            window.wait(10)
        except subprocess.TimeoutExpired:
            window.kill()
        node.server.close()


def check(holds, what):
    if not holds:
        raise SystemExit(f"aloud: not so: {what}")


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        sys.exit(inside(sys.argv[2], sys.argv[3]))
    sys.exit(outer(sys.argv[1]))
