#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds docs/security.md and docs/reliability.md to the code: every test they name is there, every limit has the value of
the header it names, every threat has its row, every marked test is in the row of its threat.

    security_paper_test.py ROOT    every breach is a line; exit code 1 if any
"""
import pathlib
import re
import sys

THREATS = 27
PROMISES = 8
UNITS = {"milliseconds": 0.001, "ms": 0.001, "seconds": 1, "s": 1, "minutes": 60, "min": 60, "hours": 3600, "h": 3600, "days": 86400, "d": 86400}
ROW = re.compile(r"^\| *`(\w+)` *\| *([^|]+?) *\| *`([\w/.]+)` *\|", flags=re.M)
NUMBER = r"[\d',.]+"


def rows_of(text, letter):
    """T1 -> the text of its row."""
    return {int(number): rest for number, rest in re.findall(rf"^\| {letter}(\d+) \|(.*)$", text, flags=re.M)}


def tests_in(text):
    return re.findall(r"`((?:hosts|incidents)\.\w+\.\w+|[A-Z]\w+\.[A-Z]\w+)`", text)


class Tests:
    """Every test there is, and the host tests that carry the number of a threat."""

    def __init__(self, root):
        self.names, self.marked = set(), {}
        for folder in ("hosts", "incidents"):
            for path in (root / "tests" / folder).glob("*.py"):
                for case, comment in re.findall(r"^def case_(\w+)\(.*?\):(.*)$", path.read_text(), flags=re.M):
                    name = f"{folder}.{path.stem}.{case}"
                    self.names.add(name)
                    self.marked[name] = [int(number) for number in re.findall(r"\bT(\d+)\b", comment)]
        for path in (root / "tests").rglob("*.cc"):
            for suite, case in re.findall(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)", path.read_text()):
                self.names.add(f"{suite}.{case}")


def value_of(expression):
    """The number that an initialiser or a cell means; times in seconds, a rate with its burst as one complex number. None
    when it cannot be told."""
    text = " ".join(expression.replace("'", "").split())
    rate = re.fullmatch(r"\{?\.per_second = ([\d.]+), \.burst = ([\d.]+)\}?|([\d.,]+)/s, ([\d,]+) at once", text)
    if rate:
        return complex(*(float(number.replace(",", "")) for number in rate.groups() if number))
    text = text.replace(",", "")
    found = re.fullmatch(rf"(?:std::chrono::)?(milliseconds|seconds|minutes|hours|days)[({{]([^)}}]+)[)}}]", text)
    if found:
        return value_of(found[2]) * UNITS[found[1]]
    found = re.fullmatch(r"([\d.]+) (ms|s|min|h|d)", text)
    if found:
        return float(found[1]) * UNITS[found[2]]
    text = re.sub(r"std::\w+\{(\d+)\}", r"\1", text)
    text = re.sub(r"\b(\d+)(?:[uU]?[lL]{0,2})\b", r"\1", text)
    if not re.fullmatch(r"[\d\s.*+<()-]+", text):
        return None
    return eval(text)  # digits and operators only


def limit_in(header, name):
    text = re.sub(r"//.*", "", header)
    found = re.search(rf"([\w:]+)\s+{name}\s*(?:=\s*([^;]+);|\{{([^}}]+)\}})", text)
    if not found:
        return None
    kind, assigned, braced = found.groups()
    unit = re.search(r"chrono::(\w+)$", kind)
    value = value_of(assigned if assigned is not None else braced)
    return value * UNITS[unit[1]] if unit and braced is not None and value is not None else value


def wrong_limits(root, text):
    for name, cell, where in ROW.findall(text):
        path = root / where
        if not path.exists():
            yield f"docs/security.md: {where} is not there"
            continue
        if path.suffix == ".py":
            found = re.search(rf"^{name} = ([\d.]+)(?: \* (MB))?", path.read_text(), flags=re.M)
            real = float(found[1]) * (1_000_000 if found[2] else 1) if found else None
        else:
            real = limit_in(path.read_text(), name)
        said = value_of(cell)
        if real is None or said is None or abs(real - said) > 1e-9:
            yield f"docs/security.md: {name} is {real} in {where}, and not {cell}"


def bounds_left_out(root, text):
    source = root / "tests/incidents/exhaustion.py"
    for name in re.findall(r"^([A-Z_]*(?:UNDER_ATTACK|OF_A_MILLION)[A-Z_]*) = ", source.read_text(), flags=re.M):
        if f"`{name}`" not in text:
            yield f"docs/security.md: the bound {name} of {source.name} is not in the table"


def wrong_threats(text, tests):
    rows = rows_of(text, "T")
    for number in range(1, THREATS + 1):
        if number not in rows:
            yield f"docs/security.md: no row for T{number}"
        elif not tests_in(rows[number]) and "does not apply" not in rows[number]:
            yield f"docs/security.md: T{number} has no test and does not say that it does not apply"
    for name, numbers in tests.marked.items():
        for number in numbers:
            if name not in tests_in(rows.get(number, "")):
                yield f"docs/security.md: {name} is marked T{number} and is not in its row"


def fuzz_targets_left_out(root, text):
    return [f"docs/security.md: the fuzz target {path.stem} is not named" for path in sorted((root / "tests/fuzz").glob("*.cc"))
            if not re.search(rf"\b{path.stem}\b", text)]


def main():
    root = pathlib.Path(sys.argv[1])
    tests = Tests(root)
    security = (root / "docs/security.md").read_text()
    reliability = root / "docs/reliability.md"
    papers = {"docs/security.md": security}
    breaches = [*wrong_limits(root, security), *bounds_left_out(root, security), *wrong_threats(security, tests),
                *fuzz_targets_left_out(root, security)]
    if reliability.exists():
        papers["docs/reliability.md"] = reliability.read_text()
        rows = rows_of(papers["docs/reliability.md"], "R")
        breaches += [f"docs/reliability.md: R{number} has no row with a test" for number in range(1, PROMISES + 1)
                     if not tests_in(rows.get(number, ""))]
    breaches += [f"{paper}: the test {name} is not there" for paper, text in papers.items() for name in tests_in(text) if name not in tests.names]
    print("\n".join(breaches) or "the papers agree with the tests and the headers")
    return bool(breaches)


if __name__ == "__main__":
    sys.exit(main())
