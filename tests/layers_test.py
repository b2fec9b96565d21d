#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the tree to the rules that a compiler does not check: layers, sizes, names, and who may create files.

    layers_test.py ROOT ROOMS            every breach is a line "file:line: what, because why"; exit code 1 if any
    layers_test.py --self-test ROOT ROOMS  plants each fault in a copy of the tree and expects it to be found

ROOMS is written by CMake from add_room(): one line "room:dependency,dependency" for each room.
"""
import pathlib
import re
import shutil
import sys
import tempfile

SOURCES = {".cc", ".h"}
LINE_LIMITS = {"app/engine.cc": 400, "control/methods.h": 260}  # the list of all methods
LINE_LIMIT = {".cc": 600, ".h": 250}
MAX_README_LINES = 30

# A test that covers several files of its room, or one that has no source of its own, and why.
TESTS_WITHOUT_SOURCE = {
    "tests/transfer/disk_full_test.cc": "real small disks under the whole receiving side",
    "tests/transfer/hostile_names_test.cc": "one table of names through every door of the receiving side",
    "tests/app/golden_test.cc": "what the first version of every room says and writes",
    "tests/transfer/golden_partial_test.cc": "what the first version leaves of a transfer that is half received",
    "tests/transfer/swapped_folders_test.cc": "links put in the way at every step of receiving",
    "tests/discovery/newcomers_test.cc": "what a crowd of newcomers costs, which core.cc and the roster decide together",
    "tests/cli/hostile_words_test.cc": "words of others through every command that shows some",
    "tests/chat/killed_service_test.cc": "two processes that are killed at random moments: it tests the room's promise",
    "tests/chat/large_group_test.cc": "two hundred members: it tests what the room promises of them together",
    "tests/chat/power_loss_test.cc": "two people whose machines lose power: it tests the room's promise",
    "tests/store/power_loss_test.cc": "a disk that loses power: it tests the room's promise, not one file",
    "tests/net/session_limits_test.cc": "what peers may cost us, which several files keep together",
    "tests/desktop/smooth_test.cc": "the whole window over much more than anybody has: nothing blocks",
    "tests/transfer/hostile_sender_test.cc": "a sender that lies, against the whole receiving side",
    "tests/transfer/lane_test.cc": "both ends of a lane and the codec of its blocks, joined",
    "tests/net/two_links_test.cc": "the rule for two links of one pair, which several files keep together",
    "tests/store/killed_writer_test.cc": "a process that dies while it writes: it tests the room's promise, not one file",
    "tests/store/rows_test.cc": "the small tables (peers, transfers, rules) against one database",
}

# (where it applies, where it does not, what must not appear, why)
WORDS = [
    (r".*", r"$^", r"\basio::detached\b|\bdetached\s*\)",
     "a coroutine without an owner loses its exceptions: spawn it in a TaskScope"),
    (r".*", r"$^", r"\.detach\(\)", "a thread without an owner outlives what it uses: join it"),
    (r".*", r"$^", r"#include <boost/asio\.hpp>",
     "the whole of Asio costs 4 s a file: include the headers that are used"),
    (r".*", r"$^", r"\b(?:class|struct|enum|concept|using)\b(?:\s+class)?(?:\s+\[\[\w+\]\])?\s+\w*"
     r"(?:Manager|Helper|Utils?|Data|Info)s?\b(?=\s*(?:final\b|[:{;=]|$))",
     "Manager, Helper, Util, Data and Info say nothing: name the thing"),
    # Folder is the door's hinge. The log of what was sent lies in the sender's own profile, under a name no peer chose.
    # Attachments lie in the profile, under names made of their digests (store/attachment_folder).
    (r"(transfer|interop|chat)/", r"transfer/(receive_root\w*|folder|beneath|sent_log|outgoing)\.(cc|h)$",
     r"\bO_CREAT\b|\bO_TMPFILE\b|\bofstream\b|\bfopen\s*\(|\bcreat\s*\(|\bmkdir(?:at)?\s*\(|\bcreate_director(?:y|ies)\b"
     r"|(?<!>> )(?<!Service::)\brename(?:at2?)?\s*\(|\bunlink(?:at)?\s*\(|\b(?:sym)?link(?:at)?\s*\(|filesystem::re(?:move|name)"
     r"|\bcopy_file\b|\b(?:create|replace)_file\s*\(",
     "ReceiveRoot is the only code that creates, renames and removes files"),
    # In these a pause is the subject: a statement that takes its time, a process that lives so long.
    (r"tests/", r"tests/store/(database|killed_writer)_test\.cc$|tests/chat/killed_service_test\.cc$"
     r"|tests/net/(session_limits|tls_lane)_test\.cc$|tests/support/lying_peer\.cc$",
     r"this_thread::sleep|\busleep\s*\(|\bnanosleep\s*\(|(?<!\w)::sleep\s*\(",
     "a test waits for a condition, never for a time"),
    (r"(chat|transfer|discovery|net)/", r"$^", r"\bstd::(?:recursive_|shared_)?mutex\b(?!.*//)",
     "room code has one thread; where a lane hands values over, say so in a comment on the line"),
    (r"ui/cli/", r"ui/cli/(up|main|run_node)[a-z_]*\.(cc|h)$", r'#include "app/',
     "faces speak the control API; only `up` runs a node"),
    # A bare label guesses whether a name is HTML; a picture needs no words.
    (r"ui/desktop/", r"ui/desktop/look/", r"\bnew QLabel\b(?!;)|\bQt::(?:RichText|AutoText|MarkdownText)\b|\bsetHtml\s*\(",
     "names and messages are plain text everywhere: use Words"),
]


def rooms_of(table):
    """Each room with everything it may include: itself, what it declares, and what that may include."""
    declared = {}
    for line in table.read_text().split():
        room, _, dependencies = line.partition(":")
        declared[room] = list(filter(None, dependencies.split(",")))

    def closure(room):
        reached = {room}
        for dependency in declared.get(room, []):
            reached |= closure(dependency)
        return reached

    return {room: closure(room) for room in declared}


def sources_below(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in SOURCES)


def without_comment(line):
    return line if "#include" in line else re.sub(r"//.*", lambda found: " //" if "mutex" in line else "", line)


class Inspection:
    def __init__(self, root, table):
        self.root = root
        self.rooms = rooms_of(table)
        self.breaches = []

    def report(self, path, line, text):
        self.breaches.append(f"{path.relative_to(self.root)}:{line}: {text}")

    def room_of(self, text):
        """The room a path below the root lies in, or None."""
        folders = pathlib.PurePath(text).parts
        for length in (2, 1):
            name = "/".join(folders[:length])
            if len(folders) > length and name in self.rooms:
                return name
        return None

    def run(self):
        for room in self.rooms:
            self.check_readme(room)
            for path in sources_below(self.root / room):
                self.check_source(path)
                self.check_includes(room, path)
        for path in sources_below(self.root / "tests"):
            self.check_source(path)
            self.check_tested(path)
        self.check_unknown_rooms()
        return self.breaches

    def check_readme(self, room):
        readme = self.root / room / "README.md"
        if not readme.exists():
            self.report(readme, 1, "a room without README.md: say what it is for, what it may include, where to start")
        elif len(readme.read_text().splitlines()) > MAX_README_LINES:
            self.report(readme, MAX_README_LINES, "a room's README is a door, not a book: 10 to 20 lines")

    def check_source(self, path):
        lines = path.read_text().splitlines()
        relative = path.relative_to(self.root).as_posix()
        limit = LINE_LIMITS.get(relative, LINE_LIMIT[path.suffix])
        if len(lines) > limit:
            self.report(path, limit, f"{len(lines)} lines, the limit is {limit}: two things live here, part them")
        if not lines or lines[0] != "// SPDX-License-Identifier: Apache-2.0":
            self.report(path, 1, "the first line must be // SPDX-License-Identifier: Apache-2.0")
        if path.suffix == ".h":
            if "#pragma once" not in lines:
                self.report(path, 1, "a header without #pragma once")
            if len(lines) < 2 or not lines[1].startswith("// "):
                self.report(path, 2, "a header says after the SPDX line what it is and why it exists")
        words = [(re.compile(word), reason) for where, not_where, word, reason in WORDS
                 if re.match(where, relative) and not re.match(not_where, relative)]
        for number, line in enumerate(map(without_comment, lines), 1):
            for word, reason in words:
                if word.search(line):
                    self.report(path, number, f"`{line.strip()}`: {reason}")

    def check_includes(self, room, path):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not found:
                continue
            target = self.room_of(found[1])
            if "/" not in found[1]:
                self.report(path, number, f"{found[1]}: includes are written from the root and name a room")
            elif target not in self.rooms[room]:
                self.report(path, number, f"{room} must not include {found[1]}: it declares no such dependency")

    def check_tested(self, path):
        relative = path.relative_to(self.root).as_posix()
        found = re.match(r"tests/([^/]+)/(\w+)_test\.cc$", relative)
        if not found or relative in TESTS_WITHOUT_SOURCE:
            return
        folder = next((room for room in self.rooms if room.removeprefix("ui/") == found[1]), found[1])
        # A room in parts (ui/desktop) lists the files of each part beside them.
        lists = [self.root / folder / "CMakeLists.txt", self.root / "tests" / found[1] / "CMakeLists.txt", self.root / "tests/CMakeLists.txt",
                 *(self.root / folder).glob("*/sources.cmake")]
        if not any(re.search(rf"\b{path.name}\b", one.read_text()) for one in lists if one.exists()):
            self.report(path, 1, f"never built: name it in {folder}/CMakeLists.txt")
        if not any(any((self.root / folder).rglob(found[2] + suffix)) for suffix in (".h", ".cc", ".proto")):
            self.report(path, 1, f"tests nothing: there is no {folder}/{found[2]}.h or .cc")

    def check_unknown_rooms(self):
        for path in sorted(self.root.glob("*/CMakeLists.txt")) + sorted(self.root.glob("ui/*/CMakeLists.txt")):
            name = path.parent.relative_to(self.root).as_posix()
            if name not in self.rooms and name not in {"tests", "ui", "build"}:
                self.report(path, 1, "a folder with sources that is no room: declare it with add_room()")


# Faults, each as (file, what is written at its end or, with a leading "=", as its whole text; None removes it; what is said).
FAULTS = [
    ("base/bytes.cc", '#include "net/link.h"\n', "base must not include net/link.h"),
    ("base/bytes.cc", '#include "bytes.h"\n', "written from the root"),
    ("base/README.md", None, "a room without README.md"),
    ("base/README.md", "line\n" * 40, "a door, not a book"),
    ("base/bytes.cc", "//\n" * 700, "the limit is 600"),
    ("base/bytes.h", "//\n" * 300, "the limit is 250"),
    ("app/engine.cc", "=// SPDX-License-Identifier: Apache-2.0\n" + "//\n" * 420, "the limit is 400"),
    ("base/planted.cc", "=int x;\n", "the first line must be"),
    ("base/planted.h", "=// SPDX-License-Identifier: Apache-2.0\n// What.\nint x;\n", "without #pragma once"),
    ("base/planted.h", "=// SPDX-License-Identifier: Apache-2.0\n#pragma once\n", "what it is and why"),
    ("base/bytes.cc", "class PeerManager {};\n", "name the thing"),
    ("base/bytes.cc", "struct [[nodiscard]] FileInfo final {};\n", "name the thing"),
    ("base/bytes.cc", "enum class StringUtils { One };\n", "name the thing"),
    ("base/bytes.cc", "co_spawn(io, task(), boost::asio::detached);\n", "loses its exceptions"),
    ("base/bytes.cc", "std::thread(work).detach();\n", "a thread without an owner"),
    ("base/bytes.cc", "#include <boost/asio.hpp>\n", "costs 4 s"),
    ("tests/base/lonely_test.cc", "=// SPDX-License-Identifier: Apache-2.0\n", "tests nothing"),
    ("tests/base/lonely_test.cc", "=// SPDX-License-Identifier: Apache-2.0\n", "never built"),
    ("tests/base/bytes_test.cc", "std::this_thread::sleep_for(1s);\n", "waits for a condition"),
    ("transfer/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nint f = open(p, O_CREAT | O_WRONLY);\n", "only code that creates"),
    ("transfer/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nstd::ofstream out(path);\n", "only code that creates"),
    ("transfer/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nint r = std::rename(from, to);\n", "only code that creates"),
    ("interop/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nint r = ::rename(from, to);\n", "only code that creates"),
    ("chat/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nauto w = replace_file(path, words);\n", "only code that creates"),
    ("transfer/planted.cc", '=// SPDX-License-Identifier: Apache-2.0\nFILE* f = fopen(path, "w");\n', "only code that creates"),
    ("transfer/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nstd::mutex guard_;\n", "one thread"),
    ("ui/cli/planted.cc", '=// SPDX-License-Identifier: Apache-2.0\n#include "app/engine.h"\n', "only `up` runs a node"),
    ("strange/CMakeLists.txt", "=\n", "no room"),
]
# Whatever looks like a fault and is none.
INNOCENT = [
    ("base/bytes.cc", "// asio::detached is refused; struct FileInfo too\nstruct Database {};\nstruct ifreq request_data;\n"),
    ("transfer/receive_root.cc", "int fd = openat(dir, name, O_CREAT | O_EXCL);\n"),
    ("transfer/planted.cc", "=// SPDX-License-Identifier: Apache-2.0\nstd::mutex guard_;  // the lane posts its progress\n"),
]


def plant(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink(missing_ok=True)
    elif text.startswith("="):
        path.write_text(text[1:])
    else:
        if not path.exists():
            path.write_text("// SPDX-License-Identifier: Apache-2.0\n")
        path.write_text(path.read_text() + text)


def inspect_with(root, table, changes):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "tree"
        ignored = shutil.ignore_patterns("build", ".git", "corpus", "__pycache__", ".ci")
        shutil.copytree(root, copy, ignore=ignored, symlinks=True)
        all_rooms = pathlib.Path(folder) / "rooms.txt"
        lines = set(table.read_text().split())
        for room in ("transfer", "ui/cli", "app"):  # the faults planted there need the room, even in a partial build
            if not any(line.startswith(room + ":") for line in lines):
                lines.add(room + ":base")
        for room in {line.partition(":")[0] for line in lines}:
            (copy / room).mkdir(parents=True, exist_ok=True)
            (copy / room / "README.md").write_text("What this room is for.\n")
        all_rooms.write_text("\n".join(sorted(lines)))
        for name, text in changes:
            plant(copy, name, text)
        return Inspection(copy, all_rooms).run()


def rounds_of(faults):
    """The faults in as few rounds as there are faults of one file: a copy of the tree for each fault took minutes."""
    rounds = []
    for fault in faults:
        free = next((one for one in rounds if all(other[0] != fault[0] for other in one)), None)
        if free is None:
            rounds.append(free := [])
        free.append(fault)
    return rounds


def self_test(root, table):
    clean = set(inspect_with(root, table, []))
    failures = []
    for faults in rounds_of(FAULTS):
        found = [line for line in inspect_with(root, table, [(name, text) for name, text, _ in faults]) if line not in clean]
        failures += [f"planted in {name}, expected '{expected}', found {found}" for name, _, expected in faults
                     if not any(name in line and expected in line for line in found)]
    for innocents in rounds_of(INNOCENT):
        found = [line for line in inspect_with(root, table, innocents) if line not in clean and "README" not in line]
        failures += [f"called a fault and is none: {line}" for line in found]
    print("\n".join(failures) or f"{len(FAULTS)} faults found, {len(INNOCENT)} innocent lines let through")
    return bool(failures)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--self-test"]
    root, table = map(pathlib.Path, arguments)
    if "--self-test" in sys.argv:
        return self_test(root, table)
    breaches = Inspection(root, table).run()
    print("\n".join(breaches) or f"{len(rooms_of(table))} rooms keep the rules")
    return bool(breaches)


if __name__ == "__main__":
    sys.exit(main())
