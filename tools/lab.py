# SPDX-License-Identifier: Apache-2.0
"""Hosts on one switch, each a network namespace of its own, with real culver nodes in them.

        the lab's own namespace, the "switch"
      +--------------- br0 ----------------+        no address, no way out:
      |  port1        port2        port3   |        no packet ever leaves the lab
      +----+------------+------------+-----+
           |            |            |
         eth0         eth0         eth0              one namespace per host
         host1        host2        host3
      10.77.0.1    10.77.0.2    10.77.0.3  /24, and an IPv6 link-local address each

A lab may have a second switch, br1, with 10.78.0.0/24; lab.router() joins the two at .254 and passes no multicast.

`run(story)` starts the script again in namespaces of its own (network, mounts, processes; also a user namespace when it
is not root). They end with their first process, however that dies: nothing is left, and no process outside can be hit.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("CULVER_BUILD", ROOT / "build/release")).resolve()
CULVER = BUILD / "culver"
PATIENCE = float(os.environ.get("CULVER_PATIENCE", "1"))  # sanitizers are slower: every time limit is multiplied by this
LOG_LEVEL = os.environ.get("CULVER_LOG_LEVEL")  # "debug" when a test has to be understood
SUBNETS = ("10.77.0", "10.78.0")
STOP_LIMIT = 3  # seconds a node may take to say goodbye
MANY_HOSTS = 30  # above, the kernel's neighbour table (one for all namespaces) is too small
POLL = 0.02


class Failure(Exception):
    """What was expected and did not happen, for the person who reads the log."""


def require(condition, text):
    if not condition:
        raise Failure(text)


def wait_for(seconds, condition, text):
    """The first true value of condition(), polled; fails after so many seconds (times CULVER_PATIENCE)."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure(f"not within {seconds} s: {text() if callable(text) else text}")
        time.sleep(POLL)


def remains(seconds, condition, text):
    """condition() holds all that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not condition():
            raise Failure(f"did not hold for {seconds} s: {text() if callable(text) else text}")
        time.sleep(POLL)


def shell(*command, check=True):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if check and done.returncode:
        raise Failure(f"{' '.join(map(str, command))}: {done.stderr.strip() or done.returncode}")
    return done.stdout


class Answer:
    """What one call of the command line said."""

    def __init__(self, words, done, seconds):
        self.words, self.code, self.seconds = words, done.returncode, seconds
        self.out, self.err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    @property
    def lines(self):
        try:
            return [json.loads(line) for line in self.out.split("\n") if line]  # not splitlines(): words may hold U+2028
        except ValueError:
            raise Failure(f"culver {' '.join(self.words)} printed something that is not JSON: {self.out[:400]}") from None

    @property
    def one(self):
        require(len(self.lines) == 1, f"culver {' '.join(self.words)} printed {len(self.lines)} lines, not one")
        return self.lines[0]


class Host:
    """One namespace with one interface, eth0, whose cable ends in a switch."""

    def __init__(self, lab, number, network=0):
        self.lab, self.number, self.switch = lab, number, f"br{network}"
        self.namespace, self.port = f"host{number}", f"port{number}"
        self.subnet = SUBNETS[network]
        self.address = f"{self.subnet}.{number}"

    def command(self, *words):
        return ["ip", "netns", "exec", self.namespace, *map(str, words)]

    def on(self, *words, check=True):
        return shell(*self.command(*words), check=check)

    def create(self, ipv4):
        shell("ip", "netns", "add", self.namespace)
        shell("ip", "link", "add", self.port, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        shell("ip", "link", "set", self.port, "master", self.switch, "up")
        # Duplicate address detection takes 2 s on every start of an interface; no two hosts here share an address.
        self.on("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0",
                "net.ipv6.conf.eth0.accept_dad=0")
        if ipv4:
            self.on("ip", "address", "add", f"{self.address}/24", "broadcast", "+", "dev", "eth0")
        self.on("ip", "link", "set", "lo", "up")
        self.on("ip", "link", "set", "eth0", "up")

    def is_ready(self):
        shown = self.on("ip", "-6", "address", "show", "dev", "eth0")
        return "fe80" in shown and "tentative" not in shown

    def link_down(self):
        """As `ip link set eth0 down`: the host itself switches its interface off."""
        self.on("ip", "link", "set", "eth0", "down")

    def link_up(self):
        self.on("ip", "link", "set", "eth0", "up")

    def unplug(self):
        """The cable is out: eth0 stays up and loses its carrier."""
        shell("ip", "link", "set", self.port, "down")

    def plug(self):
        shell("ip", "link", "set", self.port, "up")

    def second_interface(self, name, address=None):
        """Another cable to the same switch; without an address it stays down."""
        port = f"{self.port}b"
        shell("ip", "link", "add", port, "type", "veth", "peer", "name", name, "netns", self.namespace)
        shell("ip", "link", "set", port, "master", self.switch, "up")
        if address:
            self.on("ip", "address", "add", f"{address}/24", "broadcast", "+", "dev", name)
            self.on("ip", "link", "set", name, "up")

    def change_address(self, address):
        self.on("ip", "address", "flush", "dev", "eth0", "scope", "global")
        self.on("ip", "address", "add", f"{address}/24", "broadcast", "+", "dev", "eth0")
        self.address = address

    def rate(self, rate, burst="256kb", latency="20ms"):
        """Shapes both directions, e.g. "100mbit"; None lifts the limit. latency is the length of the queue."""
        for run, device in ((self.on, "eth0"), (shell, self.port)):
            if rate:  # replaced, not removed and added: there must be no moment without any limit
                run("tc", "qdisc", "replace", "dev", device, "root", "tbf", "rate", rate, "burst", burst, "latency", latency)
            else:
                run("tc", "qdisc", "del", "dev", device, "root", check=False)

    def divide_by_loss(self):
        """
        TCP's congestion control as Debian's kernel has it, or its older relative where only that is allowed; for
        sockets made after this.
        """
        if not self.on("sysctl", "-w", "net.ipv4.tcp_congestion_control=cubic", check=False):
            self.on("sysctl", "-qw", "net.ipv4.tcp_congestion_control=reno")

    def drop(self, rule, chain="input"):
        """Drops what matches an nftables expression, e.g. "udp dport 24254" or "numgen random mod 10 == 0"."""
        self.on("nft", "add table inet lab")
        self.on("nft", f"add chain inet lab {chain} {{ type filter hook {chain} priority 0; }}")
        self.on("nft", f"add rule inet lab {chain} {rule} drop")

    def drop_nothing(self):
        self.on("nft", "delete table inet lab", check=False)

    def sent_bytes(self):
        """What left eth0, as the kernel counts: the measure from outside."""
        return int(self.on("cat", "/sys/class/net/eth0/statistics/tx_bytes"))


class Node:
    """One culver node: a profile in the lab's folder, run on a host. Its command line speaks JSON."""

    def __init__(self, lab, name, host):
        self.lab, self.name, self.host = lab, name, host
        self.home = lab.folder / name
        self.profile, self.received = self.home / "profile", self.home / "received"
        self.home.mkdir(parents=True, exist_ok=True)
        self.process = None
        self.events = []
        self.ready = None
        self.started_at = 0.0
        self.starts = 0
        self.variables = {}  # of the environment, for this node alone
        self.program = CULVER
        self.shown = None  # what it calls itself, where that is not its name here
        lab.nodes.append(self)

    def __str__(self):
        return self.name

    @property
    def id(self):
        return self.ready["id"]

    def environment(self):
        plain = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        return plain | {"HOME": str(self.home), "TZ": "UTC", "LC_ALL": "C.UTF-8"} | self.variables

    def command(self, *words):
        return self.host.command(self.program, "--profile", self.profile, *words)

    @property
    def log(self):
        return self.home / f"log.{self.starts}"

    def up(self, *flags, wait=True):
        """Starts the node and waits for its `ready` line."""
        self.starts += 1
        if LOG_LEVEL and not self.profile.exists():
            self.profile.mkdir(mode=0o700, parents=True)
            (self.profile / "config.toml").write_text(f'log_level = "{LOG_LEVEL}"\n')
        self.events, self.ready, self.started_at = [], None, time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command("up", "--json", "--name", self.name if self.shown is None else self.shown, "--receive-dir", self.received, *flags),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=self.environment())
        threading.Thread(target=self.collect, args=(self.process, self.events), daemon=True).start()
        if wait:
            self.wait_ready()
        return self

    def collect(self, process, events):
        for line in process.stdout:
            with contextlib.suppress(ValueError):
                event = json.loads(line) | {"_at": time.monotonic()}
                if event.get("event") == "ready":
                    self.ready = event
                events.append(event)

    def wait_ready(self, seconds=10):
        def ready_or_dead():
            require(self.process.poll() is None or self.ready,
                    f"{self}: `culver up` ended with code {self.process.returncode}: {self.log_tail()}")
            return self.ready
        return wait_for(seconds, ready_or_dead, lambda: f"{self} is ready: {self.log_tail()}")

    def seen(self, kind, **fields):
        """The events of a kind with these values, so far."""
        return [event for event in list(self.events) if event.get("event") == kind
                and all(event.get(key) == value for key, value in fields.items())]

    def stop(self):
        """SIGTERM: the node says goodbye and ends with 0 in time."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.wait_end(STOP_LIMIT)
        require(code == 0, f"{self} ended with {code} after SIGTERM: {self.log_tail()}")

    def wait_end(self, seconds):
        try:
            return self.process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self} did not end within {seconds} s: {self.log_tail()}") from None

    def kill(self):
        """SIGKILL: no goodbye, no clean-up."""
        self.process.kill()
        self.process.wait()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def move_clock(self, seconds):
        """Its wall clock is so far from the true one, at once; the first time before it starts."""
        file = self.home / "clock"
        self.variables |= {"LD_PRELOAD": str(BUILD / "libmoved_clock.so"), "CULVER_CLOCK": str(file)}
        handle = os.open(file, os.O_RDWR | os.O_CREAT)  # never shortened: the node has it mapped
        os.pwrite(handle, struct.pack("=q", int(seconds)), 0)
        os.close(handle)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def cli(self, *words, code=0, stdin=b"", limit=60, cwd=None):
        """Runs one command with --json and expects this exit code (None: any)."""
        words = [str(word) for word in words]
        began = time.monotonic()
        try:
            done = subprocess.run(self.command(*words[:1], "--json", *words[1:]), input=stdin, capture_output=True,
                                  env=self.environment(), timeout=limit * PATIENCE, cwd=cwd or self.home)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self}: culver {' '.join(words)} did not end within {limit} s") from None
        answer = Answer(words, done, time.monotonic() - began)
        if code is not None and answer.code != code:
            raise Failure(f"{self}: culver {' '.join(words)} ended with {answer.code}, expected {code}: {answer.err.strip()}"
                          f" {answer.out.strip()[:400]}")
        return answer

    def start(self, *words, json_output=True):
        """A command that goes on beside the test; stdout is a pipe."""
        words = [*map(str, words[:1]), *(["--json"] if json_output else []), *map(str, words[1:])]
        process = subprocess.Popen(self.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment(), cwd=self.home)
        self.lab.commands.append(process)
        return process

    def status(self):
        return self.cli("status").one

    def peer(self, other):
        """The row of another node in the peers table, or None."""
        return next((row for row in self.cli("peers").lines if row["id"] == other.id), None)

    def sees(self, other):
        row = self.peer(other)
        return row is not None and row["presence"] != "offline"

    def transfer(self, transfer_id):
        return self.cli("transfers", transfer_id).one

    def transfers(self):
        return self.cli("transfers").lines

    def texts(self, other, limit=10000):
        """The texts of the conversation with that node, oldest first."""
        return [row["text"] for row in self.cli("history", other.id, "--limit", limit).lines if row["kind"] == "text"]

    def memory(self):
        """(private, resident) bytes of the running node."""
        sizes = {}
        for line in pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, value = line.split(":")
            sizes[name] = int(value.split()[0]) * 1024
        return sizes["Private_Clean"] + sizes["Private_Dirty"], sizes["Rss"]

    def log_text(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.home.glob("log.*")))

    def log_tail(self, lines=12):
        if not self.log.exists():
            return "(no log)"
        return "\n    " + "\n    ".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Lab:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.hosts, self.nodes, self.commands = [], [], []
        self.is_routed = False
        shell("ip", "link", "set", "lo", "up")
        self.add_switch("br0")

    def add_switch(self, name):
        shell("ip", "link", "add", name, "type", "bridge", "mcast_snooping", "0")
        shell("ip", "link", "set", name, "up")

    def router(self):
        """A second network, and a router between the two; hosts that exist get a way to the other network."""
        self.add_switch("br1")
        shell("ip", "netns", "add", "router")
        for number, subnet in enumerate(SUBNETS):
            shell("ip", "link", "add", f"leg{number}", "type", "veth", "peer", "name", f"eth{number}", "netns", "router")
            shell("ip", "link", "set", f"leg{number}", "master", f"br{number}", "up")
            shell("ip", "-n", "router", "address", "add", f"{subnet}.254/24", "dev", f"eth{number}")
            shell("ip", "-n", "router", "link", "set", f"eth{number}", "up")
        shell("ip", "netns", "exec", "router", "sysctl", "-qw", "net.ipv4.ip_forward=1")
        self.is_routed = True
        for host in self.hosts:
            host.on("ip", "route", "add", "default", "via", f"{host.subnet}.254")

    def bad_cable(self, host, delay_ms, jitter_ms, loss):
        """Puts a cable that delays, reorders and loses between that host and the switch."""
        inner, near, far = f"in{host.number}", f"tapa{host.number}", f"tapb{host.number}"
        relay = subprocess.Popen([sys.executable, ROOT / "tests/support/tun_relay.py", near, far, str(delay_ms), str(jitter_ms),
                                  str(loss)], stdout=subprocess.PIPE)
        self.commands.append(relay)
        require(relay.stdout.readline() == b"ready\n", "the relay has its devices")
        self.add_switch(inner)
        for device, switch in ((near, host.switch), (far, inner), (host.port, inner)):
            shell("ip", "link", "set", device, "master", switch, "up")

    def add_hosts(self, count, ipv4=True, network=0):
        added = [Host(self, len(self.hosts) + 1 + index, network) for index in range(count)]
        for host in added:
            host.create(ipv4)
        self.hosts += added
        for host in added:
            wait_for(10, host.is_ready, f"{host.namespace} has its IPv6 address")
            if self.is_routed:
                host.on("ip", "route", "add", "default", "via", f"{host.subnet}.254")
        return added

    def node(self, name, host=None):
        return Node(self, name, host or self.add_hosts(1)[0])

    def up(self, *names, flags=()):
        """Nodes of these names, each on a host of its own, running, all seeing one another."""
        nodes = [self.node(name, host) for name, host in zip(names, self.add_hosts(len(names)))]
        for node in nodes:
            node.up(*flags, wait=False)
        for node in nodes:
            node.wait_ready()
        self.wait_all_see(nodes)
        return nodes

    def wait_all_see(self, nodes, seconds=10):
        for node in nodes:
            for other in nodes:
                if node is not other:
                    wait_for(seconds, lambda: node.sees(other), f"{node} sees {other}")

    def small_disk(self, path, megabytes):
        path.mkdir(parents=True, exist_ok=True)
        shell("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", path)
        return path

    def disk_with_quota(self, path, megabytes):
        """A folder that may hold so much of a larger disk; None where this kernel or user cannot make one. (A quota of
        btrfs: Debian's kernels have those of ext4 as modules, small ones not at all.)"""
        image, disk = self.folder / "quota.img", self.folder / "quota"
        disk.mkdir()
        subprocess.run(["truncate", "-s", "256M", image], check=True)
        for command in (["mkfs.btrfs", "-q", image], ["mount", "-o", "loop", image, disk], ["btrfs", "quota", "enable", disk],
                        ["btrfs", "subvolume", "create", disk / "in"], ["btrfs", "qgroup", "limit", f"{megabytes}M", disk / "in"]):
            try:
                if subprocess.run(command, capture_output=True).returncode:
                    return None
            except FileNotFoundError:
                return None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True)
        shell("mount", "--bind", disk / "in", path)
        return path

    def close(self):
        for process in self.commands + [node.process for node in self.nodes if node.process]:
            if process.poll() is None:
                process.kill()
                process.wait()

    def complaints(self):
        """What a node wrote that no node may ever write, whatever the test was about."""
        bad = ("AddressSanitizer", "runtime error:", "ThreadSanitizer", "LeakSanitizer", "Assertion `", "terminate called")
        return [f"{node}: {line}" for node in self.nodes for line in node.log_text().splitlines()
                if any(word in line for word in bad)]


def random_file(path, size, seed=1):
    """Bytes that no compression shrinks, the same for the same seed."""
    import random
    source = random.Random(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        while size > 0:
            piece = source.randbytes(min(size, 1 << 20))
            file.write(piece)
            size -= len(piece)
    return path


def same_tree(left, right):
    """As `diff -r` sees it: from outside, byte for byte."""
    done = subprocess.run(["diff", "-r", str(left), str(right)], capture_output=True, text=True)
    return done.returncode == 0


# --- starting -------------------------------------------------------------------------------------------------------

def isolation():
    words = ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return words if os.geteuid() == 0 else words + ["--user", "--map-root-user"]


def raise_neighbour_limits(hosts):
    """All namespaces share one neighbour table; with many hosts it overflows and packets vanish. Root only."""
    if hosts > MANY_HOSTS and os.geteuid() == 0:
        for family in ("ipv4", "ipv6"):
            for name, value in (("gc_thresh3", 262144), ("gc_thresh2", 131072), ("gc_thresh1", 65536)):
                shell("sysctl", "-qw", f"net.{family}.neigh.default.{name}={value}", check=False)


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def run(story, hosts=0, keep=False):
    """Runs story(lab) inside a fresh lab and exits the program with its result."""
    if "CULVER_LAB" in os.environ:
        sys.exit(run_inside(story, pathlib.Path(os.environ["CULVER_LAB"])))
    sys.exit(run_outside(hosts, keep))


# Ends when its standard input does, however that came about, and removes the folder; what still dies may still write.
SWEEP = 'cat >/dev/null; for try in 1 2 3 4 5; do rm -rf -- "$1"; [ -e "$1" ] || exit 0; sleep 1; done'


def sweeper(folder):
    """Who removes the folder when this process is killed and cannot."""
    return subprocess.Popen(["sh", "-c", SWEEP, "sh", folder], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def run_outside(hosts, keep):
    probe = subprocess.run([*isolation(), "true"], capture_output=True, text=True)
    if probe.returncode:
        sys.exit("network namespaces are needed and this system refuses them: run as root, or allow user namespaces "
                 f"(sysctl kernel.unprivileged_userns_clone=1). It said: {probe.stderr.strip()}")
    raise_neighbour_limits(hosts)
    keep = keep or bool(os.environ.get("CULVER_KEEP"))
    folder = tempfile.mkdtemp(prefix="culver-lab-")
    sweeping = None if keep else sweeper(folder)

    def interrupted(number, _frame):
        raise SystemExit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    inner = None
    try:
        inner = subprocess.Popen([*isolation(), sys.executable, *sys.argv], env=os.environ | {"CULVER_LAB": folder},
                                 preexec_fn=die_with_parent)
        return inner.wait()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not stop the cleaning
        if inner and inner.poll() is None:
            inner.kill()  # takes every process of the lab with it
            inner.wait()
        if keep:
            print(f"the lab's folder is kept: {folder}")
        else:
            sweeping.stdin.close()
            sweeping.wait()


def run_inside(story, folder):
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the outer process decides; ending it ends the lab
    os.environ.pop("CULVER_LAB")
    shell("mount", "-t", "tmpfs", "tmpfs", "/run")
    pathlib.Path("/run/netns").mkdir()
    lab = Lab(folder)
    try:
        story(lab)
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        for node in lab.nodes:
            print(f"  log of {node}:{node.log_tail(25)}")
        return 1
    finally:
        lab.close()
    complaints = lab.complaints()
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


def run_cases(module):
    """The main program of a test file: runs the case named on the command line."""
    cases = {name.removeprefix("case_"): case for name, case in module.items() if name.startswith("case_")}
    if len(sys.argv) != 2 or sys.argv[1] not in cases:
        sys.exit(f"usage: {sys.argv[0]} CASE, one of: {' '.join(cases)}")
    if not CULVER.exists():
        sys.exit(f"{CULVER} does not exist: build it first (cmake --build --preset release)")

    def story(lab):
        began = time.monotonic()
        cases[sys.argv[1]](lab)
        print(f"ok: {sys.argv[1]} ({time.monotonic() - began:.1f} s)")
    run(story, hosts=getattr(cases[sys.argv[1]], "hosts", 0))
