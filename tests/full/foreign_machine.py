#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A node built for another machine (tools/cross), in an emulator, and one of this machine, on one network: they find each
other, talk and send, both ways. What the two write must not depend on the size of a word. Run by `tools/cross ARCH mixed`."""
import os
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[2] / "tools")]
from lab import CULVER, random_file, require, run_cases, wait_for  # noqa: E402

MB = 1 << 20
BEYOND = (4 << 30) + 300 * MB  # no 32-bit size holds it; all but both ends is a hole
YEAR_2100 = 4_102_444_800  # no 32-bit date holds it


def machine_of(program):
    """The number of the machine in an ELF header."""
    with open(program, "rb") as file:
        return int.from_bytes(file.read(20)[18:20], "little")


def pair(lab):
    foreign = lab.node("foreign")
    foreign.program = pathlib.Path(os.environ["CULVER_FOREIGN"])
    require(machine_of(foreign.program) != machine_of(CULVER), "both programs are of one machine")
    native = lab.node("native")
    for node in (native, foreign):
        node.up(wait=False)
    for node in (native, foreign):
        node.wait_ready(20)
    lab.wait_all_see([native, foreign])
    return native, foreign


def send(sender, receiver, *paths, limit=120):
    """Sent and taken; what arrived, by name."""
    receiver.cli("auto-accept", sender.id, "on")
    answer = sender.cli("send", receiver.id, *paths, "--wait", "--timeout", limit, limit=limit + 10)
    require(answer.lines[-1]["state"] == "done", answer.out)
    return [receiver.received / path.name for path in paths]


def tree(node):
    folder = node.home / f"of {node.name}"
    random_file(folder / "large.bin", 24 * MB)
    (folder / "words.txt").write_text("the same words again and again\n" * 20_000)
    (folder / "deep/er").mkdir(parents=True)
    (folder / "deep/er/naïve 名.txt").write_text("here")
    (folder / "empty").touch()
    os.utime(folder / "words.txt", (YEAR_2100, YEAR_2100))
    return folder


def case_meet_talk_and_send(lab):
    native, foreign = pair(lab)
    for speaker, listener in ((native, foreign), (foreign, native)):
        answer = speaker.cli("say", listener.id, f"from the {speaker.name} one: ünï 飛鴿", "--wait", "--timeout", "30")
        require(answer.lines[-1]["state"] in ("delivered", "read"), answer.out)
        wait_for(5, lambda: listener.texts(speaker)[-1:] == [f"from the {speaker.name} one: ünï 飛鴿"], lambda: f"{listener.texts(speaker)}")
    code = native.cli("verify", foreign.id).one["code"]
    require(foreign.cli("verify", native.id).one["code"] == code, "the codes on the two screens differ")
    for sender, receiver in ((native, foreign), (foreign, native)):
        folder = tree(sender)
        (arrived,) = send(sender, receiver, folder)
        for path in folder.rglob("*"):
            twin = arrived / path.relative_to(folder)
            require(path.is_dir() or path.read_bytes() == twin.read_bytes(), f"{sender}: {path} arrived otherwise")
        require(int((arrived / "words.txt").stat().st_mtime) == YEAR_2100, f"{sender}: the date is {(arrived / 'words.txt').stat().st_mtime}")
    foreign.stop()
    foreign.up()
    wait_for(20, lambda: native.sees(foreign), "seen again after a restart")
    require(len(foreign.texts(native)) == 2, "the history was read again")


def case_a_file_beyond_four_gigabytes(lab):
    native, foreign = pair(lab)
    for sender, receiver in ((native, foreign), (foreign, native)):
        file = sender.home / f"of {sender.name}.img"
        with open(file, "wb") as image:
            image.write(b"its beginning")
            image.seek(BEYOND - 7)
            image.write(b"its end")
        (arrived,) = send(sender, receiver, file, limit=900)
        require(arrived.stat().st_size == BEYOND and arrived.stat().st_blocks < 1 << 20, f"{arrived.stat()}")
        with open(arrived, "rb") as image:
            require(image.read(13) == b"its beginning", "its beginning")
            image.seek(BEYOND - 7)
            require(image.read() == b"its end", "its end")
        arrived.unlink()


if __name__ == "__main__":
    run_cases(globals())
