# SPDX-License-Identifier: Apache-2.0
"""A node of paper for tests that run the desktop as a program: answers the control API on <profile>/control.sock with
an office of as many people and messages as are wanted, the same each time."""
import datetime
import json
import os
import pathlib
import socket
import threading

DEPARTMENTS = ["Studio", "Workshop", "Sales", "Accounts", "Support"]
GIVEN = ["Mei", "Tom", "Priya", "Jonas", "Diego", "Lin", "Amara", "Sven", "Noor", "Ivo"]
FAMILY = ["Tanaka", "Okafor", "Nair", "Weber", "Ruiz", "Wei", "Diallo", "Berg", "Haddad", "Kos", "Silva", "Moreau"]
WORDS = ("The awning at the corner is a little longer than in the drawing, so I would move the bracket by two centimetres. "
         "Could you look at it before nine? The scan of the north side lies in the folder.").split()
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def identity(number, length=52):
    """A base32 id; the last letter of a full one carries a single bit."""
    digits = ""
    for _ in range(length - 1):
        digits = LETTERS[number % 32] + digits
        number //= 32
    return digits[-1] + digits[1:] + "a"  # the first letter gives the colour


OWN = identity(0)


class PaperNode:
    def __init__(self, profile, people=200, messages=2000):
        self.profile = pathlib.Path(profile)
        self.profile.mkdir(parents=True, exist_ok=True)
        (self.profile / "desktop.ini").write_text("[window]\nfirst_run_done=true\n")
        self.people, self.messages = people, messages
        self.asked = []
        self.hearers, self.told = [], 0  # of events: what sends them a line, and how many they had
        self.server = socket.socket(socket.AF_UNIX)
        path = self.profile / "control.sock"
        path.unlink(missing_ok=True)
        self.server.bind(str(path))
        os.chmod(path, 0o600)
        self.server.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(link,), daemon=True).start()

    def serve(self, link):
        def say(value):
            link.sendall((json.dumps({"jsonrpc": "2.0", **value}, ensure_ascii=False) + "\n").encode())
        try:
            say({"method": "hello", "params": {"api_version": 1, "version": "0.1.0"}})
            for line in link.makefile("rb"):
                request = json.loads(line)
                self.asked.append(request["method"])
                if request["method"] == "events.subscribe":
                    self.hearers.append(say)
                answer = getattr(self, request["method"].replace(".", "_"), None)
                if answer is None:
                    why = {"code": "unknown_method", "message": "Nobody wrote an answer to this.", "candidates": []}
                    say({"id": request["id"], "error": {"code": -32601, "message": why["message"], "data": why}})
                else:
                    say({"id": request["id"], "result": answer(request.get("params", {}))})
        except OSError:
            return

    def tell(self, event, **row):
        self.told += 1
        for say in self.hearers:
            say({"method": "event", "params": {"seq": self.told, "event": event, **row}})

    def peer(self, number):
        return {"id": identity(number + 1), "name": f"{GIVEN[number % 10]} {FAMILY[number // 10 % 12]}" + (f" {number // 120 + 1}" if number >= 120 else ""),
                "department": DEPARTMENTS[number % 5], "presence": ["available", "away", "busy", "dnd", "offline"][number % 7 % 5], "status_text": None,
                "trust": "verified" if number % 3 else "talked", "protocol": "culver", "addresses": [], "via": [], "last_seen": None}

    def message(self, number):
        own = number % 3 == 1
        when = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) - datetime.timedelta(minutes=2 * (self.messages - number))
        text = " ".join(WORDS[number % 7:number % 7 + 3 + number % 23])
        return {"id": identity(number + 1, 26), "conversation": identity(1), "author": OWN if own else identity(1), "author_name": None,
                "direction": "out" if own else "in", "kind": "text", "text": f"{text} ({number})", "time": when.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "state": "read", "reply_to": None, "edited": None, "mentions": [], "mentions_all": False, "mentions_me": False,
                "reactions": [], "attachment": None, "read_by": []}

    # The methods, by name.
    def events_subscribe(self, _):
        return {"next_seq": 1}

    def node_status(self, _):
        return {"id": OWN, "name": "Nora Blake", "department": "Studio", "pid": os.getpid(), "version": "0.1.0", "receive_dir": str(self.profile)}

    def presence_get(self, _):
        return {"presence": "available", "status_text": None}

    def profile_get(self, _):
        return {"id": OWN, "name": "Nora Blake", "department": "Studio"}

    def peers_list(self, _):
        return {"peers": [self.peer(number) for number in range(self.people)]}

    def group_list(self, _):
        return {"groups": []}

    def chat_conversations(self, _):
        last = self.message(self.messages - 1) if self.messages else None
        row = {"conversation": identity(1), "kind": "peer", "name": self.peer(0)["name"], "unread": 0, "mentioned": False, "last": last}
        return {"conversations": [row] if self.messages else []}

    def chat_history(self, params):
        end = int(params["before"]) if params.get("before") else self.messages
        first = max(0, end - params.get("limit", 50))
        return {"messages": [self.message(number) for number in range(first, end)], "earlier": str(first) if first else None, "later": None}

    def chat_mark_read(self, _):
        return {}

    def chat_typing(self, _):
        return {}

    def transfer_list(self, _):
        return {"transfers": []}

    def config_get(self, _):
        return {"entries": []}
