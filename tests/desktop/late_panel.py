#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""late_panel.py PROGRAM: started hidden, as at login, before the panel is there that shows its icon.

The icon is registered when the panel comes, and the window stays away; where none comes, the window shows itself after
Tray::kPanelComesMs, so that it can be reached. Exit code 77 where Xvfb or python3-dbus is missing."""
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from running import Running  # noqa: E402
from stage import SKIP, check, main, served_bus, until  # noqa: E402
from status_item import ITEM, WATCHER, watcher_of  # noqa: E402

PANEL_COMES = 15  # s, Tray::kPanelComesMs


def inside(program, home):
    served = served_bus()
    if served is None:
        return SKIP
    dbus, service, bus, soon = served
    desk = Running(home)
    try:
        begun = time.monotonic()
        first = desk.open(program, "--hidden")
        time.sleep(1)
        check(not desk.on_screen("Culver"), "it waits for the panel without a window")
        watcher = watcher_of(dbus, service, bus)
        soon(lambda: watcher.items, "the icon is registered with a panel that comes later")
        soon(lambda: time.monotonic() > begun + PANEL_COMES + 3, "time goes by")
        check(not desk.on_screen("Culver"), "since the icon is there, the window stays away")
        answers = []
        bus.get_object(watcher.items[0], "/StatusNotifierItem", introspect=False).get_dbus_method("Activate", ITEM)(
            dbus.Int32(10), dbus.Int32(10), reply_handler=lambda: answers.append(1), error_handler=answers.append)
        soon(lambda: desk.on_screen("Culver"), "a click on it brings the window")
        first.terminate()
        soon(lambda: first.poll() is not None, "it ends")
        watcher.remove_from_connection()
        bus.release_name(WATCHER)

        begun = time.monotonic()
        desk.open(program, "--hidden")
        check(not desk.on_screen("Culver"), "again it waits")
        until(lambda: desk.on_screen("Culver"), "without a panel the window shows itself")
        took = time.monotonic() - begun
        check(took > PANEL_COMES - 2, f"not before a panel had time to come: {took:.1f} s")
        print(f"late_panel: an icon for the panel that came late; without one the window after {took:.0f} s")
        return 0
    finally:
        desk.end()


if __name__ == "__main__":
    main(inside, tools=("xwininfo",))
