#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tests behind the promises R1 to R8 and writes what they measured into docs/reliability.md.

    reliability.py [R1 …]     all promises unless named; exit code 1 if a test fails
"""
import datetime
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAPER = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- figures: written by tests/full/reliability.py -->", "<!-- end of figures -->"
KEPT_LINES = 3  # of what a test prints, the last ones


def promises(text):
    """R1 -> the host tests of its row."""
    return {f"R{number}": re.findall(r"`((?:hosts|incidents)\.\w+\.\w+)`", row) for number, row in re.findall(r"^\| R(\d) \|(.*)$", text, flags=re.M)}


def run(name):
    """(passed, seconds, what it printed)"""
    folder, topic, case = name.split(".")
    done = subprocess.run([sys.executable, "-B", ROOT / "tests" / folder / f"{topic}.py", case], capture_output=True, text=True)
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    ended = re.fullmatch(r"ok: \w+ \(([\d.]+) s\)", lines[-1]) if lines else None
    figures = [line for line in lines[:-1] if not line.startswith("[")][-KEPT_LINES:]
    return done.returncode == 0, ended[1] if ended else "-", "; ".join(figures).replace("|", "/")


def git(*words):
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, text=True).stdout.strip()


def main():
    text = PAPER.read_text()
    wanted = sys.argv[1:]
    head, _, rest = text.partition(BEGIN)
    figures, _, tail = rest.partition(END)
    rows = dict(re.findall(r"^\| R\d \| `([\w.]+)` \|(.*)$", figures, flags=re.M))
    commit = git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")
    when = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")
    failed, table = [], []
    for promise, names in promises(head).items():
        for name in names:
            if not wanted or promise in wanted:
                passed, seconds, printed = run(name)
                rows[name] = f" {'passed' if passed else 'FAILED'} | {seconds} | {printed} | {commit} | {when} |"
                print(f"{promise} {name}:{rows[name]}", flush=True)
                failed += [] if passed else [name]
            if name in rows:
                table.append(f"| {promise} | `{name}` |{rows[name]}")
    listed = "\n".join(["| promise | test | result | seconds | measured | commit | when |", "|---|---|---|---|---|---|---|", *table])
    PAPER.write_text(f"{head}{BEGIN}\n{listed}\n{END}{tail}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
