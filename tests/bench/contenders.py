# SPDX-License-Identifier: Apache-2.0
"""The ways of sending that are compared. Each brings a file or folder from alice's host into a folder on bob's and
tells what it cost. What waits for a connection is started before the clock; the clock stops when both ends are done."""
import contextlib
import dataclasses
import os
import pathlib
import resource
import shutil
import subprocess
import time

from lab import BUILD, Failure, require, shell, wait_for

LIMITS = BUILD / "bench_limits"
PORT = 2222  # of whatever listens; the hosts are empty otherwise
CIPHER = "aes128-gcm@openssh.com"  # the fastest that OpenSSH has
TICK = os.sysconf("SC_CLK_TCK")
LONGEST = 900  # seconds for one transfer


@dataclasses.dataclass
class Sample:
    seconds: float
    sender_cpu: float
    receiver_cpu: float
    sender_rss: int
    receiver_rss: int


def found(program):
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")


class Timed:
    """A command on a host under GNU time, which tells the processor time and peak memory of it and its children."""

    def __init__(self, host, report, command):
        self.report = report
        self.process = subprocess.Popen(host.command(found("time"), "-f", "%U %S %M", "-o", report, *command),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait(self, accept_failure=False):
        said = self.process.communicate(timeout=LONGEST)[1].decode(errors="replace")
        require(accept_failure or self.process.returncode == 0, f"{self.process.args[4:]} failed: {said[-400:]}")
        user, system, peak = self.report.read_text().split("\n")[-2].split()
        return float(user) + float(system), int(peak) * 1024

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def wait_listening(process, port=PORT):
    """As the kernel's table of the process's own network namespace says."""
    wanted = f":{port:04X} "

    def listens():
        require(process.poll() is None, f"{process.args[4:]} ended before it listened")
        for table in ("tcp", "tcp6"):
            with contextlib.suppress(OSError):
                for line in pathlib.Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]:
                    words = line.split()
                    if words[1].endswith(wanted.strip()) and words[3] == "0A":
                        return True
        return False
    wait_for(10, listens, "something listens")


class Contender:
    needs = ()

    def __init__(self, bench):
        self.bench, self.alice, self.bob = bench, bench.alice_host, bench.bob_host

    def missing(self):
        return [program for program in self.needs if not found(program)]

    def run(self, source, into):
        """Sends source (a path) into the empty folder; raises Failure when that does not succeed."""
        raise NotImplementedError


class OneShot(Contender):
    """A program at each end that ends with the transfer."""
    needs = ("time",)

    def run(self, source, into):
        reports = self.bench.folder / "sender.time", self.bench.folder / "receiver.time"
        receiver = Timed(self.bob, reports[1], self.receive(into))
        sender = None
        try:
            wait_listening(receiver.process)
            began = time.monotonic()
            sender = Timed(self.alice, reports[0], self.send(source))
            sent = sender.wait()
            received = receiver.wait()
            return Sample(time.monotonic() - began, sent[0], received[0], sent[1], received[1])
        finally:
            for side in (sender, receiver):
                if side:
                    side.kill()


class Raw(OneShot):
    name, encrypted, mode = "RAW", False, "raw"

    def missing(self):
        return super().missing() + ([] if LIMITS.exists() else [str(LIMITS)])

    def receive(self, into):
        return [LIMITS, "receive", self.mode, PORT, into]

    def send(self, source):
        return [LIMITS, "send", self.mode, self.bob.address, PORT, source]


class Ref(Raw):
    name, encrypted, mode = "REF", True, "ref"


class TarNc(OneShot):
    name, encrypted, needs = "tar | nc", False, ("time", "tar", "nc")
    pack, unpack = "", ""

    def receive(self, into):
        return ["bash", "-c", f"set -o pipefail; nc -l {PORT} | {self.unpack} tar -xf - -C '{into}'"]

    def send(self, source):
        return ["bash", "-c", f"set -o pipefail; tar -cf - -C '{source.parent}' '{source.name}' | {self.pack} "
                              f"nc -N {self.bob.address} {PORT}"]


class TarZstdNc(TarNc):
    name, needs = "tar | zstd | nc", ("time", "tar", "nc", "zstd")
    pack, unpack = "zstd -q -c |", "zstd -q -d -c |"


class OverSsh(Contender):
    """A client of OpenSSH, and an sshd of its own for each transfer, so that its processor time can be told."""
    encrypted = True

    def options(self):
        keys = self.bench.folder / "ssh"
        return ["-F", "/dev/null", "-o", f"IdentityFile={keys}/client", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR",
                "-o", f"UserKnownHostsFile={keys}/known", "-c", CIPHER]

    def prepare(self):
        keys = self.bench.folder / "ssh"
        if keys.exists():
            return keys
        keys.mkdir(mode=0o700)
        for name in ("client", "host"):
            shell("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", keys / name)
        (keys / "config").write_text(
            f"Port {PORT}\nListenAddress {self.bob.address}\nHostKey {keys}/host\nPidFile {keys}/pid\n"
            f"AuthorizedKeysFile {keys}/client.pub\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
            "PasswordAuthentication no\nSubsystem sftp internal-sftp\nUseDNS no\n")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)  # /run is the lab's own
        return keys

    def run(self, source, into):
        keys = self.prepare()
        server = Timed(self.bob, self.bench.folder / "receiver.time", [found("sshd"), "-D", "-e", "-f", keys / "config"])
        client = None
        try:
            wait_listening(server.process)
            daemon = int((keys / "pid").read_text())
            began = time.monotonic()
            client = Timed(self.alice, self.bench.folder / "sender.time", self.send(source, into))
            sent = client.wait()
            seconds = time.monotonic() - began
            children = pathlib.Path(f"/proc/{daemon}/task/{daemon}/children")
            wait_for(10, lambda: not children.read_text().split(), "the session of sshd ends")
            shell("kill", daemon)
            received = server.wait(accept_failure=True)
            return Sample(seconds, sent[0], received[0], sent[1], received[1])
        finally:
            if server.process.poll() is None:
                with contextlib.suppress(OSError, ValueError, Failure):
                    shell("kill", (keys / "pid").read_text().strip())
            for side in (client, server):
                if side:
                    side.kill()


class Scp(OverSsh):
    name, needs = "scp", ("scp", "sshd", "time")

    def send(self, source, into):
        return ["scp", "-q", "-r", "-p", *self.options(), "-P", PORT, source, f"root@{self.bob.address}:{into}/"]


class RsyncSsh(OverSsh):
    name, needs = "rsync over ssh", ("rsync", "sshd", "time")

    def send(self, source, into):
        remote = " ".join(["ssh", *self.options(), "-p", str(PORT)])
        return ["rsync", "-a", "-e", remote, source, f"root@{self.bob.address}:{into}/"]


class NodeCost:
    """Processor time and peak memory of a running node, from here on."""

    def __init__(self, node):
        self.proc = pathlib.Path(f"/proc/{node.process.pid}")
        (self.proc / "clear_refs").write_text("5")  # the kernel begins its peak anew
        self.began = self.processor()

    def processor(self):
        words = (self.proc / "stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICK

    def cpu(self):
        return self.processor() - self.began

    def peak(self):
        line = next(line for line in (self.proc / "status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024


class Culver(Contender):
    """`culver send --wait` between two running nodes that know each other; the receiver has a rule to accept."""
    name, encrypted = "culver", True

    def nodes(self):
        return self.bench.nodes()

    def run(self, source, into):
        alice, bob = self.nodes()
        bob.cli("auto-accept", alice.id, "on", "--to", into)
        sending, receiving = NodeCost(alice), NodeCost(bob)
        client = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        last = alice.cli("send", bob.id, source, "--wait", limit=LONGEST).lines[-1]
        seconds = time.monotonic() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        require(last["state"] == "done", f"{last}")
        wait_for(10, lambda: not list(into.glob(".culver-partial-*")), "the partial folder is removed")
        command = used.ru_utime + used.ru_stime - client.ru_utime - client.ru_stime
        return Sample(seconds, sending.cpu() + command, receiving.cpu(), sending.peak(), receiving.peak())


class CulverPlain(Culver):
    """The same with compression switched off at the sender: what compressing must never lose against."""
    name = "culver, stored"

    def run(self, source, into):
        alice, _ = self.nodes()
        alice.cli("config", "set", "compress", "false")
        try:
            return super().run(source, into)
        finally:
            alice.cli("config", "set", "compress", "true")


ALL = {contender.name: contender for contender in (Raw, Ref, Culver, CulverPlain, Scp, RsyncSsh, TarNc, TarZstdNc)}
