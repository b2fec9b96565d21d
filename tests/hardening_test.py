#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads from the built programs themselves that they are hardened: what the build's flags were meant to do.

    hardening_test.py PROGRAM…    every breach is a line; exit code 1 if any
"""
import re
import subprocess
import sys


def read(program, *options):
    for reader in ("readelf", "llvm-readelf-19", "llvm-readelf"):
        try:
            return subprocess.run([reader, *options, program], capture_output=True, text=True, check=True).stdout
        except FileNotFoundError:
            continue
    sys.exit("hardening_test: install the Debian package binutils")


def breaches(program):
    header, segments = read(program, "-hW"), read(program, "-lW")
    dynamic, symbols = read(program, "-dW"), read(program, "--dyn-syms", "-W")
    if "DYN" not in header or not re.search(r"FLAGS_1.*PIE", dynamic):
        yield "is not position independent: its code lies at a known address"
    if "GNU_RELRO" not in segments or not re.search(r"BIND_NOW|FLAGS_1.*NOW", dynamic):
        yield "has tables of functions that can be written (no full RELRO)"
    flags = [line.split()[6:-1] for line in segments.splitlines() if re.match(r"\s+(LOAD|GNU_STACK)\s", line)]
    if not flags or any("W" in "".join(one) and "E" in "".join(one) for one in flags):
        yield "has memory that can be written and executed"
    if "TEXTREL" in dynamic or "RPATH" in dynamic or "RUNPATH" in dynamic:
        yield "changes its own code, or looks for libraries in odd places"
    if "__stack_chk_fail" not in symbols:
        yield "has no stack protector"
    if len(set(re.findall(r"\w+_chk\b", symbols)) - {"__stack_chk_fail"}) < 2:
        yield "calls none of the checked functions of the C library (_FORTIFY_SOURCE)"


def main():
    found = [f"{program}: {breach}" for program in sys.argv[1:] for breach in breaches(program)]
    print("\n".join(found) or "the programs are hardened")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
