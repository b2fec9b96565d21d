#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""aloud.py PROGRAM: what a screen reader finds in the running desktop, read over AT-SPI on a bus of its own.

Starts the desktop on a screen of its own (Xvfb) with a node of paper, opens a conversation and reads the tree as Orca
does: the roster's rows, the messages with who said them and when, the field, and that nothing one can press lacks a name.
Exit code 77 where Xvfb, the bus or python3-gi is missing."""
import pathlib
import re
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from stage import SKIP, check, main, until  # noqa: E402


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

        def everything():  # the roster and the conversation come from two answers of the node
            app = application()
            if app is None:
                return None
            app.clear_cache()  # no loop runs here that would hear of what came since the last look
            rows = [name for _, role, name in walk(app) if role == "list item"]
            return rows if any("(39)" in row for row in rows) and any(row.startswith("Tom ") for row in rows) else None

        rows = until(everything, "the roster and the last message")
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


if __name__ == "__main__":
    main(inside, QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1", GTK_A11Y="none")
