#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads from the built programs themselves that they are hardened: what the build's flags were meant to do.

    hardening_test.py [--commands FILE] PROGRAM…    every breach is a line; exit code 1 if any
                                                    FILE: compile_commands.json of the build, for what no program shows
"""
import json
import pathlib
import re
import subprocess
import sys

# Where an indirect call may end; on arm64 also what signs a return address.
LANDING_PADS = {"X86-64": (b"\xf3\x0f\x1e\xfa",), "AArch64": (b"\x5f\x24\x03\xd5", b"\x3f\x23\x03\xd5")}
LEAST_LANDING_PADS = 1000  # of a program with thousands of functions
FLAGS = ("-fstack-protector-strong", "-ftrivial-auto-var-init=zero", "-D_FORTIFY_SOURCE=3", "-fPIC|-fPIE")
FLAGS_OF = {"X86-64": ("-fstack-clash-protection", "-fcf-protection=full"),
            "AArch64": ("-fstack-clash-protection", "-mbranch-protection=standard"), "ARM": ("-D_FILE_OFFSET_BITS=64", "-D_TIME_BITS=64")}


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
    pads = LANDING_PADS.get(machine_of(program), ())
    if pads and sum(map(pathlib.Path(program).read_bytes().count, pads)) < LEAST_LANDING_PADS:
        yield "was built without landing pads for indirect calls"


def machine_of(program):
    return re.search(r"Machine:\s+(?:Advanced Micro Devices )?(\S+)", read(program, "-hW"))[1]


def flags_left_out(commands, machine):
    """Every source of the program is built with every flag, whatever room it is of."""
    for entry in json.loads(pathlib.Path(commands).read_text()):
        if "/tests/" in entry["file"]:
            continue
        words = entry["command"].split()
        for flag in FLAGS + FLAGS_OF[machine]:
            if not any(choice in words for choice in flag.split("|")):
                yield f"{entry['file']} is built without {flag}"


def main():
    programs, found = sys.argv[1:], []
    if programs[:1] == ["--commands"]:
        found += flags_left_out(programs[1], machine_of(programs[2]))
        programs = programs[2:]
    found += [f"{program}: {breach}" for program in programs for breach in breaches(program)]
    print("\n".join(found) or "the programs are hardened")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
