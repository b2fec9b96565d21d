#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A demo or a test that is interrupted in the middle leaves nothing behind: no namespace, no process, no mount, no folder.

Each runs in a lab of its own within the lab of this test, so that all it could leave is seen and would go with this one.
"""
import os
import pathlib
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from lab import BUILD, require, run_cases, wait_for  # noqa: E402

DEMO = [ROOT / "tools/demo_story.py"]
HOST_TEST = [ROOT / "tests/hosts/transfer.py", "receiver_killed_at_half"]
GONE_WITHIN = 20  # seconds; thousands of files are removed


def about(pid, name):
    """What /proc says of a process; nothing of one that is gone, or only waits for its parent to hear of its end."""
    try:
        return b"" if " Z " in pathlib.Path(f"/proc/{pid}/stat").read_text() else pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def processes():
    return {int(path.name) for path in pathlib.Path("/proc").glob("[0-9]*") if about(path.name, "stat")}


def state():
    """What the kernel holds for all who are in this lab."""
    namespaces = set()
    for pid in processes():
        for kind in ("net", "mnt", "pid"):
            try:
                namespaces.add(os.readlink(f"/proc/{pid}/ns/{kind}"))
            except OSError:
                pass  # ended meanwhile
    return {"namespaces": namespaces, "mounts": pathlib.Path("/proc/self/mountinfo").read_text(),
            "named namespaces": sorted(os.listdir("/run/netns")), "links": sorted(os.listdir("/sys/class/net"))}


def interrupt(lab, words, number, moment):
    """Starts it, waits for the moment, sends the signal to it alone, and looks at what is left."""
    folder = lab.folder / f"temporary{number}"
    folder.mkdir()
    before, running = state(), processes()
    output = lab.folder / f"output{number}"
    with open(output, "wb") as file:
        process = subprocess.Popen([sys.executable, "-B", *map(str, words)], stdout=file, stderr=file, stdin=subprocess.DEVNULL,
                                   env=os.environ | {"TMPDIR": str(folder), "CULVER_BUILD": str(BUILD)})
    lab.commands.append(process)
    said = lambda: output.read_text(errors="replace")  # noqa: E731
    wait_for(40, lambda: moment(folder, said()) or process.poll() is not None, lambda: f"the moment: {said()}")
    require(process.poll() is None, f"it ended by itself: {said()}")
    nodes = [pid for pid in processes() - running if b"culver\0--profile" in about(pid, "cmdline")]
    during = state()
    require(nodes and len(during["namespaces"]) > len(before["namespaces"]) and os.listdir(folder), "there was nothing to leave behind")
    process.send_signal(number)
    code = process.wait(GONE_WITHIN)
    require(code in (128 + number, -number), f"it ended with {code}")
    wait_for(GONE_WITHIN, lambda: not processes() - running,
             lambda: f"processes are left: {[about(pid, 'cmdline') for pid in processes() - running]}")
    wait_for(GONE_WITHIN, lambda: not os.listdir(folder), lambda: f"folders are left: {os.listdir(folder)}")
    after = state()
    require(after == before, f"left: { {key: (before[key], after[key]) for key in before if before[key] != after[key]} }")
    print(f"{words[0].name}, {signal.Signals(number).name}: {len(nodes)} nodes ran, nothing is left")


def case_interrupted_demos_leave_nothing(lab):
    interrupt(lab, DEMO, signal.SIGINT, lambda folder, said: "culver history" in said)
    interrupt(lab, DEMO, signal.SIGKILL, lambda folder, said: "culver say" in said)


def case_an_interrupted_test_leaves_nothing(lab):
    def transfers(folder, _):
        return list(folder.glob("culver-lab-*/bob/received/.culver-partial-*/*"))
    interrupt(lab, HOST_TEST, signal.SIGTERM, transfers)
    interrupt(lab, HOST_TEST, signal.SIGKILL, transfers)


if __name__ == "__main__":
    run_cases(globals())
