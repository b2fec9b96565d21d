#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs run when something arrives: they get names and words as they are, and nothing else of the node."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import require, run_cases, wait_for  # noqa: E402

HOSTILE = "a $(touch pwned) `touch pwned`; 'q' \"q\" | & > x\nnext line"
SCRIPT = """#!/bin/sh
cd "$1" || exit 1
number=$(ls | grep -c '^env')
cat > "in$number.part"
env -0 > "env$number.part"
mv "in$number.part" "in$number"
mv "env$number.part" "env$number"
"""


def variables(path):
    return dict(item.split("=", 1) for item in path.read_text().split("\0") if "=" in item)


def case_names_and_words_arrive_untouched(lab):  # T24
    alice, bob = lab.up("alice", "bob")
    out = bob.home / "hook's out"
    out.mkdir()
    script = bob.home / "hook"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    words = json.dumps([str(script), str(out)])
    bob.cli("config", "set", "hooks.file-received", words)
    bob.cli("config", "set", "hooks.message-received", words)
    bob.cli("config", "set", "hooks.message-received", '["hook"]', code=2)  # no absolute path
    require(bob.cli("config", "get", "hooks.message-received").one["value"] == [str(script), str(out)], "the setting stays")
    alice.cli("say", bob.id, HOSTILE, "--wait")
    wait_for(10, lambda: (out / "env0").exists(), "the hook for the message has run")
    seen = variables(out / "env0")
    require(seen["CULVER_EVENT"] == "message-received" and seen["CULVER_TEXT"] == HOSTILE, f"{seen.get('CULVER_TEXT')!r}")
    require(seen["CULVER_PEER"] == alice.id and seen["CULVER_PEER_NAME"] == "alice", "who wrote it")
    require(json.loads((out / "in0").read_text())["message"]["text"] == HOSTILE, "the row on stdin")

    file = alice.home / HOSTILE
    file.write_text("content")
    bob.cli("auto-accept", alice.id, "on")
    alice.cli("send", bob.id, file, "--wait")
    wait_for(10, lambda: (out / "env1").exists(), "the hook for the file has run")
    seen = variables(out / "env1")
    require(seen["CULVER_PATH"] == str(bob.received / HOSTILE) and seen["CULVER_NAME"] == HOSTILE, f"{seen}")
    require(json.loads((out / "in1").read_text())["path"] == seen["CULVER_PATH"], "the path on stdin")
    require(not [path for path in lab.folder.rglob("pwned")], "a name was run as a command")


def case_a_hook_that_fails_or_hangs_is_told_and_ended(lab):
    alice, bob = lab.up("alice", "bob")
    script = bob.home / "hook"
    script.write_text('#!/bin/sh\n[ "$CULVER_TEXT" = hang ] && exec sleep 1000\necho no paper >&2\nexit 3\n')
    script.chmod(0o755)
    bob.cli("config", "set", "hooks.message-received", json.dumps([str(script)]))
    bob.cli("config", "set", "hooks.time_limit", "1")
    alice.cli("say", bob.id, "print", "--wait")
    wait_for(10, lambda: "ended with code 3 (no paper" in bob.log_text(), "the failure is in the log")
    require(any("code 3" in event["message"] for event in bob.seen("warning", code="hook")), "faces are told")
    alice.cli("say", bob.id, "hang", "--wait")
    wait_for(10, lambda: "took longer than 1 s" in bob.log_text(), "the hanging one is ended")
    alice.cli("say", bob.id, "hang", "--wait")
    bob.stop()  # a hook under way holds up nothing


if __name__ == "__main__":
    run_cases(globals())
