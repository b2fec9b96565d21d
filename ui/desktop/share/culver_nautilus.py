# SPDX-License-Identifier: Apache-2.0
"""Puts "Send with Culver" into the menu of Files (Nautilus); needs python3-nautilus."""
import gettext
import locale
import subprocess

from gi.repository import GObject, Nautilus

LABELS = {"zh": "用飞鸽发送"}


def label():
    language = (locale.getlocale()[0] or "")[:2]
    return LABELS.get(language, gettext.gettext("Send with Culver"))


class SendWithCulver(GObject.GObject, Nautilus.MenuProvider):
    def get_file_items(self, *arguments):
        files = arguments[-1]  # Nautilus 3 names the window first, 4 does not
        paths = [one.get_location().get_path() for one in files]
        if not paths or not all(paths):
            return []
        item = Nautilus.MenuItem(name="Culver::send", label=label(), icon="im.culver.Culver")
        item.connect("activate", lambda *_: subprocess.Popen(["culver-send", *paths]))
        return [item]
