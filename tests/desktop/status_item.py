#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""status_item.py PROGRAM: the icon in a panel of the StatusNotifier kind (Plasma, GNOME with an extension, Xfce, …).

Plays that panel on a bus of its own: org.kde.StatusNotifierWatcher. The program registers its icon there instead of in an X
tray, says what it shows, a click (Activate) shows and hides the window, and its menu can be read and used. Exit code 77 where
Xvfb or python3-dbus is missing."""
import pathlib
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from running import Running  # noqa: E402
from stage import SKIP, check, main, served_bus  # noqa: E402

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
INTROSPECTION = f"""<node><interface name="{WATCHER}">
<method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>"""


def watcher_of(dbus, service, bus):
    class Watcher(service.Object):
        def __init__(self):
            super().__init__(service.BusName(WATCHER, bus), "/StatusNotifierWatcher")
            self.items = []

        @service.method(WATCHER, in_signature="s", sender_keyword="sender")
        def RegisterStatusNotifierItem(self, name, sender=None):
            self.items.append(sender if name.startswith("/") else str(name))

        # Qt reads a property only where it is announced.
        @service.method("org.freedesktop.DBus.Introspectable", out_signature="s")
        def Introspect(self):
            return INTROSPECTION

        @service.method(PROPERTIES, in_signature="ss", out_signature="v")
        def Get(self, _interface, name):
            return self.GetAll(_interface)[name]

        @service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
        def GetAll(self, _interface):
            return {"IsStatusNotifierHostRegistered": True, "ProtocolVersion": dbus.Int32(0),
                    "RegisteredStatusNotifierItems": dbus.Array(self.items, signature="s")}
    return Watcher()


def inside(program, home):
    served = served_bus()
    if served is None:
        return SKIP
    dbus, service, bus, soon = served
    watcher = watcher_of(dbus, service, bus)

    def ask(path, interface, method, *values):
        """Calls the program and serves it meanwhile: it may have a question of its own."""
        answers = []
        bus.get_object(watcher.items[0], path, introspect=False).get_dbus_method(method, interface)(
            *values, reply_handler=lambda *got: answers.append(got), error_handler=lambda error: answers.append(error))
        got = soon(lambda: answers, f"{method} is answered")[0]
        check(isinstance(got, tuple), f"{method}: {got}")
        return got[0] if len(got) == 1 else got

    def put_away():
        """Clicks as a person does who sees that it still stands there: a slow program may not have the focus yet."""
        ask("/StatusNotifierItem", ITEM, "Activate", dbus.Int32(10), dbus.Int32(10))
        time.sleep(1)
        return not desk.on_screen("Culver")

    desk = Running(home)
    try:
        opened = threading.Thread(target=desk.open, args=(program, "--hidden"))
        opened.start()
        soon(lambda: not opened.is_alive(), "the window knows its people")
        soon(lambda: watcher.items, "the icon is registered")
        check(not desk.on_screen("Culver"), "it was started hidden, since there is a panel that shows it")
        facts = ask("/StatusNotifierItem", PROPERTIES, "GetAll", ITEM)
        check(facts["Status"] in ("Active", "NeedsAttention"), f"it is to be shown: {facts['Status']}")
        check(len(facts["IconPixmap"]) > 0 or facts["IconName"], "it has a picture")
        check("Culver: Here" in facts["ToolTip"][2] or "Culver: Here" in facts["ToolTip"][3], f"it says how one is seen: {facts['ToolTip'][2:]}")
        for _ in range(2):
            ask("/StatusNotifierItem", ITEM, "Activate", dbus.Int32(10), dbus.Int32(10))
            soon(lambda: desk.on_screen("Culver"), "a click brings the window")
            soon(put_away, "the next one puts it away")
        path = str(facts["Menu"])
        _, root = ask(path, MENU, "GetLayout", dbus.Int32(0), dbus.Int32(-1), dbus.Array([], signature="s"))
        entries = {str(entry[1].get("label", "")).replace("_", ""): int(entry[0]) for entry in root[2]}
        check({"Open Culver", "Here", "Busy", "Settings", "Quit"} <= set(entries), f"its menu: {list(entries)}")
        ask(path, MENU, "Event", dbus.Int32(entries["Open Culver"]), "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))
        soon(lambda: desk.on_screen("Culver"), "its menu opens the window")
        ask(path, MENU, "Event", dbus.Int32(entries["Quit"]), "clicked", dbus.String("", variant_level=1), dbus.UInt32(0))
        soon(lambda: desk.programs[-1].poll() is not None, "and ends the program")
        check(desk.programs[-1].returncode == 0, "in peace")
        print(f"status_item: shown, clicked, and its menu of {len(entries)} used")
        return 0
    finally:
        desk.end()


if __name__ == "__main__":
    main(inside, tools=("xwininfo",))
