#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the papers to the code: links that lead somewhere, every method, event, warning and key of the control API described,
every room on the map, a licence line in every source, a package for all that is installed.

    papers_test.py ROOT ROOMS    every breach is a line; exit code 1 if any
"""
import pathlib
import re
import subprocess
import sys

REQUIRED = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/architecture.md", "docs/protocol.md",
            "docs/control-api.md", "docs/decisions.md", "docs/how-to-add.md", "docs/goals.md"]
MAX_README_LINES = 120
ROWS = ["control/rows.h", "control/talk_rows.h"]
SPDX = "SPDX-License-" + "Identifier: Apache-2.0"  # in two parts: this line licenses nothing
CODE = {".cc", ".h", ".py", ".sh", ".proto", ".cmake"}
ELSEWHERE = re.compile(r"https?:|mailto:|#")


def tracked(root):
    listed = subprocess.run(["git", "-C", str(root), "ls-files"], capture_output=True, text=True, check=True)
    return [root / name for name in listed.stdout.splitlines() if (root / name).is_file()]


def missing_papers(root):
    return [f"{name}: missing" for name in REQUIRED if not (root / name).exists()]


def long_readme(root):
    return [f"{name}: longer than {MAX_README_LINES} lines" for name in ("README.md", "README.zh-CN.md")
            if (root / name).exists() and len((root / name).read_text().splitlines()) > MAX_README_LINES]


def dead_links(root, files):
    for file in files:
        if file.suffix != ".md":
            continue
        text = re.sub(r"```.*?```", "", file.read_text(), flags=re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not ELSEWHERE.match(target) and not (file.parent / target.split("#")[0]).exists():
                yield f"{file.relative_to(root)}: a link to {target}, which is not there"


def unnamed(root, paper, words, what):
    path = root / paper
    text = path.read_text() if path.exists() else ""
    return [f"{paper}: {what} {word} is not described" for word in words if not re.search(rf"\b{re.escape(word)}\b", text)]


def names_in(root, *headers):
    return [name for header in headers for name in re.findall(r'kName = "([a-z_.]+)"', (root / header).read_text())]


def row_keys(root):
    text = re.sub(r"//.*", "", "".join((root / header).read_text() for header in ROWS))
    keys = set()
    for body in re.findall(r"struct \w+ \{(.*?)\n\};", text, flags=re.S):
        keys |= set(re.findall(r"\b([a-z_]+)(?: = [^;]+)?;", body))
    return sorted(keys - {"standard"} | {"default"})  # `default` is a word of the language


def sources_without_licence(root, files):
    for file in files:
        if file.suffix in CODE or file.name == "CMakeLists.txt":
            if SPDX not in "\n".join(file.read_text(errors="replace").splitlines()[:2]):
                yield f"{file.relative_to(root)}: no line {SPDX}"


def installs_of_no_package(root):
    """What no component names is in no Debian package, without a word from CPack."""
    for name in ("cmake/install.cmake", "cmake/package.cmake"):
        for call in re.findall(r"^ *install\((?:[^()]|\([^()]*\))*\)", (root / name).read_text(), flags=re.M):
            if "COMPONENT " not in call:
                yield f"{name}: no COMPONENT: {call.split(chr(10))[0].strip()}"


def desktop_options(root):
    """As words of docs/culver-desktop.1, where a hyphen is written with a backslash."""
    names = re.findall(r'QCommandLineOption \w+\(QStringLiteral\("([a-z-]+)"\)', (root / "ui/desktop/main.cc").read_text())
    return [f"\\-\\-{name}" for name in names]


def without_manual(root):
    page = (root / "docs/culver-desktop.1").read_text()
    return [f"docs/culver-desktop.1: the option {name} is not described" for name in desktop_options(root) if name not in page]


def kinds_of_frames(root):
    """Every number that a frame may have, as the headers name them."""
    text = "".join(path.read_text() for room in ("net", "app", "chat", "transfer") for path in sorted((root / room).glob("*.h")))
    kinds = {int(number) for number in re.findall(r"constexpr std::uint16_t k\w+Frame = (\d+);", text)}
    for body in re.findall(r"enum class \w*Kind : std::uint16_t \{(.*?)\}", text, flags=re.S):
        kinds |= {int(number) for number in re.findall(r"= (\d+)", body)}
    for first, last in re.findall(r"net::KindRange k\w+\{(\d+), (\d+)\}", text):
        kinds |= set(range(int(first), int(last) + 1))
    return kinds


def kinds_without_golden_bytes(root):
    kept = {int(path.name.split("-")[0]) for path in (root / "tests/golden/frames").iterdir()}
    return [f"tests/golden/frames: no bytes of kind {kind} are kept (tests/app/golden_samples.cc)" for kind in sorted(kinds_of_frames(root) - kept)]


def codes_of_warnings(root):
    """As the node emits them: warn("code", …), an event's finding, and what the gateways pass on."""
    emitted = re.compile(r'(?:(?<!log::)\bwarn\(\s*|\.code = |tell_once\([^;"]*|\bkey, )"([a-z_]+)"')
    return sorted({code for room in ("app", "interop") for path in sorted((root / room).rglob("*.cc"))
                   for code in emitted.findall(path.read_text())})


def warnings_without_a_row(root):
    table = (root / "docs/control-api.md").read_text().partition("### Codes of warnings")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `([a-z_]+)` \|", table, flags=re.M))
    emitted = set(codes_of_warnings(root))
    return [*(f"docs/control-api.md: no row for the warning {code}" for code in sorted(emitted - described)),
            *(f"docs/control-api.md: nothing emits the warning {code}" for code in sorted(described - emitted))]


def main():
    root = pathlib.Path(sys.argv[1])
    rooms = [line.partition(":")[0] for line in pathlib.Path(sys.argv[2]).read_text().split()]
    files = tracked(root)
    breaches = [
        *missing_papers(root), *long_readme(root), *dead_links(root, files), *sources_without_licence(root, files),
        *installs_of_no_package(root), *without_manual(root), *kinds_without_golden_bytes(root),
        *warnings_without_a_row(root),
        *unnamed(root, "docs/architecture.md", rooms, "the room"),
        *unnamed(root, "docs/control-api.md", names_in(root, "control/methods.h", "control/talk_methods.h", "control/trust_methods.h"), "the method"),
        *unnamed(root, "docs/control-api.md", names_in(root, "control/event.h"), "the event"),
        *unnamed(root, "docs/control-api.md", row_keys(root), "the key"),
    ]
    print("\n".join(breaches) or "the papers agree with the code")
    return bool(breaches)


if __name__ == "__main__":
    sys.exit(main())
