#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mDNS / DNS-SD: real nodes, real avahi-daemons with a bus and a /run of their own, avahi-browse and avahi-publish as
witnesses. The beacon is switched off unless a case says otherwise, so that nobody is seen by another way."""
import contextlib
import pathlib
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from capture import MDNS_PORT, Capture  # noqa: E402
from lab import BUILD, CULVER, remains, require, run_cases, wait_for  # noqa: E402

SERVICE = "_culver._tcp"
SEEN_LIMIT = 10  # seconds: publishing takes 1, browsing begins after 2, resolving gives the beacon a head start of 1
SWITCH_LIMIT = 20  # seconds until the other responder speaks: looked for every 5, a pause of 3, publishing 1
DNS_SD = BUILD / "culver_dns_sd"
HOLD_PORT = ("import socket, sys\nheld = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)\nheld.bind(('::', 5353))\n"  # IPv4 too
             "print('held', flush=True)\nsys.stdin.read()\n")
NEEDED = ("avahi-daemon", "avahi-browse", "avahi-publish", "dbus-daemon")
CROWD_WATCHED = 70  # seconds: the looks of sixty nodes are spread over 30
CROWD_SHARE = 1.0  # of one core, all nodes together; the machine has two
NO_BEACON = "discovery.multicast4 = false\ndiscovery.multicast6 = false\ndiscovery.broadcast = false\n"


def need_avahi():
    missing = [name for name in NEEDED if not (shutil.which(name) or pathlib.Path("/usr/sbin", name).exists())]
    require(not missing, f"not installed: {' '.join(missing)} (tools/setup installs them)")


def settings(node, text):
    node.profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(node.profile / "config.toml", "a") as file:
        file.write(text)
    return node


def silent(lab, name, host=None):
    """A node without a beacon."""
    return settings(lab.node(name, host), NO_BEACON)


class Daemon:
    """A D-Bus system bus and an avahi-daemon on one host, in a mount namespace with a /run of its own."""

    def __init__(self, lab, host, bus_only=False):
        need_avahi()
        self.lab, self.host = lab, host
        self.folder = lab.folder / f"avahi-{host.namespace}"
        self.folder.mkdir(exist_ok=True)
        self.config = self.folder / "avahi-daemon.conf"
        self.config.write_text(f"[server]\nhost-name={host.namespace}\nallow-interfaces=eth0\nuse-ipv4=yes\nuse-ipv6=yes\n"
                               "enable-dbus=yes\n[publish]\n[rlimits]\n")
        self.avahi = None
        # The namespace lives as long as the bus; `inside` enters it.
        self.bus = self.spawn([*host.command("unshare", "--mount", "--propagation", "private"), "sh", "-c",
                               "mount -t tmpfs tmpfs /run && mkdir -p /run/dbus /run/avahi-daemon /run/netns && "
                               "exec dbus-daemon --system --nofork --nopidfile --nosyslog"])
        wait_for(10, lambda: self.has("/run/dbus/system_bus_socket"), "the bus answers")
        if not bus_only:
            self.start()

    def spawn(self, words):
        with open(self.folder / "log", "ab") as log:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.lab.commands.append(process)
        return process

    def has(self, path):
        return pathlib.Path(f"/proc/{self.bus.pid}/root{path}").exists()

    def inside(self, *words):
        # nsenter -m changes the working directory to /.
        return ["nsenter", "-t", str(self.bus.pid), "-n", "-m", *map(str, words)]

    def start(self):
        self.avahi = self.spawn(self.inside("/usr/sbin/avahi-daemon", "--no-chroot", "--no-drop-root", "--no-rlimits",
                                            "-f", self.config))
        wait_for(10, lambda: self.has("/run/avahi-daemon/pid"), "avahi-daemon runs")

    def stop(self):
        self.avahi.terminate()
        self.avahi.wait(10)

    def kill(self):
        self.avahi.kill()
        self.avahi.wait()

    def spawn_inside(self, *words):
        return self.spawn(self.inside(*words))

    def browse(self):
        """What avahi-browse resolves: rows of (interface, protocol, name, host, address, port, txt)."""
        words = self.inside("avahi-browse", "--resolve", "--parsable", "--terminate", SERVICE)
        done = subprocess.run(words, capture_output=True, text=True, timeout=30)
        rows = [line.split(";") for line in done.stdout.splitlines() if line.startswith("=")]
        return [{"protocol": row[2], "name": row[3], "host": row[6], "address": row[7], "port": int(row[8]),
                 "txt": ";".join(row[9:])} for row in rows]

    def adopt(self, node):
        """That node runs within this bus's mount namespace from now on."""
        host = node.host

        class Inside:
            def __getattr__(self, name):
                return getattr(host, name)

            @staticmethod
            def command(*words):
                return self.inside(*words)
        node.host = Inside()
        return node

    def log(self):
        return (self.folder / "log").read_text(errors="replace")


def way(node):
    return next(row for row in node.status()["discovery"] if row["way"] == "mdns")


def wait_way(node, state, words, seconds=SWITCH_LIMIT):
    wait_for(seconds, lambda: way(node)["state"] == state and words in (way(node)["detail"] or ""),
             lambda: f"{node} says mdns is {state}, {words}: {way(node)}")


def wait_seen(watcher, other, seconds=SEEN_LIMIT):
    wait_for(seconds, lambda: watcher.sees(other), lambda: f"{watcher} sees {other}: {way(watcher)}")
    wait_for(5, lambda: "mdns" in watcher.peer(other)["via"], lambda: f"seen by mdns: {watcher.peer(other)}")
    return watcher.peer(other)


def require_talk(one, other):
    for sender, receiver in ((one, other), (other, one)):
        answer = sender.cli("say", receiver.id, f"from {sender}", "--wait", "--timeout", "20")
        require(answer.lines[-1]["state"] in ("delivered", "read"), f"{sender} to {receiver}: {answer.out}")


def case_no_daemon_and_no_bus(lab):  # mostly waits
    """A machine with neither needs no set-up."""
    alice, bob = silent(lab, "alice"), silent(lab, "bob")
    began = time.monotonic()
    bob.up()
    alice.up()
    wait_seen(alice, bob)
    row = wait_seen(bob, alice)
    print(f"both seen {time.monotonic() - began:.1f} s after the first start")
    require(any(address.startswith(alice.host.address + ":") or "[fe80" in address for address in row["addresses"]), f"{row}")
    require(row["name"] == "alice" and row["trust"] == "new", f"{row}")
    wait_way(alice, "ok", "own responder")
    require_talk(alice, bob)
    remains(25, lambda: alice.sees(bob) and bob.sees(alice), "who is seen by mDNS alone stays")


def case_hidden_leaves_the_daemon(lab):
    """What the machine's own daemon published for a node goes when the node hides, and comes back with it."""
    here, there = lab.add_hosts(2)
    daemon, watcher = Daemon(lab, here), Daemon(lab, there)
    alice = daemon.adopt(silent(lab, "alice", here))
    alice.up()
    wait_for(SEEN_LIMIT, watcher.browse, "the daemon publishes alice")
    alice.cli("config", "set", "hidden", "true")
    wait_for(SWITCH_LIMIT, lambda: not watcher.browse(), lambda: f"alice is gone: {watcher.browse()}")
    remains(5, lambda: not watcher.browse(), "and stays away")
    alice.cli("config", "set", "hidden", "false")
    wait_for(SEEN_LIMIT, watcher.browse, "alice is back")


def case_two_nodes_on_one_host(lab):
    host, elsewhere = lab.add_hosts(2)
    alice, bob, carol = silent(lab, "alice", host), silent(lab, "bob", host), silent(lab, "carol", elsewhere)
    for node in (alice, bob, carol):
        node.up()
    for watcher in (alice, bob, carol):
        for other in (alice, bob, carol):
            if watcher is not other:
                wait_seen(watcher, other, 15)
    for node in (alice, bob, carol):
        wait_way(node, "ok", "own responder")
    require_talk(alice, bob)
    require_talk(carol, bob)


def case_ipv6_only(lab):
    hosts = lab.add_hosts(2, ipv4=False)
    alice, bob = silent(lab, "alice", hosts[0]), silent(lab, "bob", hosts[1])
    alice.up()
    bob.up()
    row = wait_seen(alice, bob)
    require(all(address.startswith("[fe80:") and "%eth0]" in address for address in row["addresses"]), f"{row}")
    require_talk(alice, bob)


def case_through_the_daemon(lab):
    host, other_host = lab.add_hosts(2)
    daemon, other_daemon = Daemon(lab, host), Daemon(lab, other_host)
    alice, bob = daemon.adopt(silent(lab, "alice", host)), other_daemon.adopt(silent(lab, "bob", other_host))
    alice.up()
    bob.up()
    wait_seen(alice, bob)
    wait_seen(bob, alice)
    for node in (alice, bob):
        wait_way(node, "ok", "Through avahi-daemon")
    require_talk(alice, bob)
    rows = [row for row in other_daemon.browse() if row["name"] == alice.id]
    require(rows and all(row["port"] == alice.ready["port"] for row in rows), f"avahi-browse does not resolve alice: {rows}")
    require(any(row["address"] == host.address for row in rows), f"{rows}")
    require(all(re.search(r'"udp=\d+"', row["txt"]) for row in rows), f"{rows}")
    for node in (alice, bob):
        print(f"{node}: private and resident bytes {node.memory()}")
    alice.stop()
    wait_for(5, lambda: all(row["name"] != alice.id for row in other_daemon.browse()), "the name is withdrawn")


def case_witnesses_resolve_a_node_without_a_daemon(lab):
    """avahi-browse on another host, and on the node's own, sees what the inner responder publishes."""
    host, other_host = lab.add_hosts(2)
    witness = Daemon(lab, other_host)
    alice = silent(lab, "alice", host).up()

    def resolved():
        return [row for row in witness.browse() if row["name"] == alice.id and row["address"] == host.address]
    rows = wait_for(SEEN_LIMIT, resolved, lambda: f"avahi-browse resolves alice: {witness.browse()}")
    require(rows[0]["port"] == alice.ready["port"] and rows[0]["host"].startswith("culver-"), f"{rows}")
    text = str(witness.browse())
    require("alice" not in text, f"the name of a person is nobody's business before a handshake: {text}")
    alice.stop()
    wait_for(5, lambda: not resolved(), "the name is withdrawn")


def case_sees_what_avahi_publish_says(lab):  # mostly waits
    """Another program's record is a hint: the node at that place is asked, and only its own answer makes a peer."""
    host, other_host = lab.add_hosts(2)
    other_daemon = Daemon(lab, other_host)
    bob = settings(silent(lab, "bob", other_host), "discovery.mdns = false\n").up()
    alice = silent(lab, "alice", host).up()
    require(way(bob)["state"] == "off", f"{way(bob)}")
    remains(4, lambda: not alice.sees(bob), "nothing tells alice of bob yet")
    other_daemon.spawn_inside("avahi-publish", "-s", bob.id, SERVICE, bob.ready["port"])
    row = wait_seen(alice, bob)
    require(row["name"] == "bob", f"{row}")
    require_talk(alice, bob)
    # A name that is no id, and an id that nobody has: no rows, no trouble.
    other_daemon.spawn_inside("avahi-publish", "-s", "Ada's Printer", SERVICE, "9")
    other_daemon.spawn_inside("avahi-publish", "-s", "a" * 52, SERVICE, bob.ready["port"], "udp=99999", "x" * 200)
    remains(12, lambda: len(alice.cli("peers").lines) == 1, "ghosts are not shown")


def case_lies_change_nothing(lab):  # mostly waits, T7
    """Somebody publishes bob's id at his own place, and his own id at an address that is not on the link."""
    host, other_host, liar_host = lab.add_hosts(3)
    liar = Daemon(lab, liar_host)
    mallory = settings(silent(lab, "mallory", liar_host), "discovery.mdns = false\n").up()
    alice, bob = silent(lab, "alice", host).up(), silent(lab, "bob", other_host).up()
    wait_seen(alice, bob)
    require_talk(alice, bob)
    alice.host.on("ip", "route", "add", "198.51.100.0/24", "via", liar_host.address)
    alice.host.on("nft", "add table inet watch; add chain inet watch out { type filter hook output priority 0; };"
                         "add rule inet watch out ip daddr 198.51.100.0/24 counter")
    liar.spawn_inside("avahi-publish", "-a", "-R", "elsewhere.local", "198.51.100.7")
    liar.spawn_inside("avahi-publish", "-s", "-H", "elsewhere.local", mallory.id, SERVICE, "24254")
    liar.spawn_inside("avahi-publish", "-s", bob.id, SERVICE, mallory.ready["port"])
    remains(20, lambda: alice.sees(bob) and not alice.sees(mallory), "bob stays bob")
    require_talk(alice, bob)
    counter = alice.host.on("nft", "list", "chain", "inet", "watch", "out")
    require("packets 0 " in counter, f"an address that is not on the link was asked: {counter}")


def case_daemon_starts_stops_and_restarts(lab):  # mostly waits
    host, other_host = lab.add_hosts(2)
    daemon = Daemon(lab, host, bus_only=True)
    alice, bob = daemon.adopt(silent(lab, "alice", host)), silent(lab, "bob", other_host)
    alice.up()
    bob.up()
    wait_seen(alice, bob)
    wait_seen(bob, alice)
    wait_way(alice, "ok", "own responder")
    daemon.start()
    wait_way(alice, "ok", "Through avahi-daemon")
    require(any(row["name"] == bob.id for row in daemon.browse()), "the daemon's own browser sees bob")
    wait_for(10, lambda: any(row["name"] == alice.id for row in daemon.browse()), "and alice")
    daemon.stop()
    wait_way(alice, "ok", "own responder")
    daemon.start()
    wait_way(alice, "ok", "Through avahi-daemon")
    daemon.stop()
    daemon.start()  # a restart
    wait_way(alice, "ok", "Through avahi-daemon")
    daemon.kill()  # leaves its marks behind
    wait_way(alice, "ok", "own responder")
    carol = silent(lab, "carol").up()
    wait_seen(carol, alice)
    wait_seen(alice, carol)
    require_talk(alice, carol)


def case_bus_restarts(lab):  # mostly waits
    """The bus dies with everything on it; a daemon and a bus that come back are used again."""
    host, other_host = lab.add_hosts(2)
    daemon = Daemon(lab, host)
    alice, bob = daemon.adopt(silent(lab, "alice", host)), silent(lab, "bob", other_host)
    alice.up()
    bob.up()
    wait_way(alice, "ok", "Through avahi-daemon")
    wait_seen(alice, bob)
    holder = daemon.spawn(daemon.inside("sleep", "3600"))  # keeps the mount namespace
    wait_for(5, lambda: pathlib.Path(f"/proc/{holder.pid}/comm").read_text().strip() == "sleep", "the namespace is held")
    daemon.bus.kill()
    daemon.bus.wait()
    daemon.bus = holder
    wait_way(alice, "ok", "own responder")
    daemon.avahi.kill()
    daemon.spawn_inside("rm", "-f", "/run/dbus/system_bus_socket").wait()  # else the old one passes for the new one
    daemon.spawn_inside("dbus-daemon", "--system", "--nofork", "--nopidfile", "--nosyslog")
    wait_for(10, lambda: daemon.has("/run/dbus/system_bus_socket"), "the bus is back")
    daemon.start()
    wait_way(alice, "ok", "Through avahi-daemon", 90)  # what failed is tried less and less often
    require_talk(alice, bob)


def case_a_daemon_that_hangs_hangs_nobody(lab):
    host, other_host = lab.add_hosts(2)
    daemon = Daemon(lab, host)
    alice, bob = daemon.adopt(silent(lab, "alice", host)), silent(lab, "bob", other_host)
    alice.up()
    bob.up()
    wait_seen(alice, bob)
    wait_way(alice, "ok", "Through avahi-daemon")
    daemon.avahi.send_signal(19)  # SIGSTOP
    with contextlib.ExitStack() as stack:
        stack.callback(daemon.avahi.send_signal, 18)
        alice.cli("config", "set", "name", "renamed")  # publishes again, which asks the daemon
        for _ in range(20):
            took = alice.cli("status").seconds
            require(took < 2, f"status took {took:.1f} s while the daemon hangs")
        require_talk(alice, bob)
        began = time.monotonic()
        alice.stop()  # SIGTERM; checks its own limit
        print(f"ended {time.monotonic() - began:.2f} s after SIGTERM")
        alice.up()  # with a daemon that hangs from the start
        wait_way(alice, "ok", "own responder")
        wait_seen(bob, alice)
        alice.stop()


def case_beside_a_daemon_that_cannot_be_asked(lab):  # mostly waits
    """The node sees no bus, but a daemon runs on its host: both responders live side by side."""
    host, other_host = lab.add_hosts(2)
    daemon, witness = Daemon(lab, host), Daemon(lab, other_host)
    alice, bob = silent(lab, "alice", host), silent(lab, "bob", other_host)
    alice.up()
    bob.up()
    wait_seen(alice, bob)
    wait_seen(bob, alice)
    for each in (daemon, witness):
        wait_for(SEEN_LIMIT, lambda: {alice.id, bob.id} <= {row["name"] for row in each.browse()},
                 lambda: f"avahi-browse sees both: {each.browse()}")
    for node in (alice, bob):
        wait_way(node, "ok", "own responder")
    remains(10, lambda: way(alice)["state"] == "ok" and way(bob)["state"] == "ok", "nobody fights over a name")
    require("onflict" not in daemon.log() and "onflict" not in witness.log(), f"{daemon.log()}{witness.log()}")


def case_beacon_and_mdns_together(lab):
    """Who is known by beacon is not resolved, and is listed with both ways."""
    alice, bob = lab.node("alice"), lab.node("bob")
    for node in (alice, bob):
        settings(node, 'log_level = "debug"\n')
        node.up()
    lab.wait_all_see([alice, bob], 3)
    wait_for(25, lambda: "mdns" in alice.peer(bob)["via"] and "multicast4" in alice.peer(bob)["via"],
             lambda: f"both ways: {alice.peer(bob)}")
    require("mdns: resolving" not in alice.log_text() + bob.log_text(), "a peer known by beacon was resolved")


def case_address_change(lab):  # mostly waits
    alice, bob = silent(lab, "alice"), silent(lab, "bob")
    alice.up()
    bob.up()
    wait_seen(alice, bob)
    bob.host.change_address("10.77.0.77")
    require_talk(alice, bob)
    wait_for(60, lambda: alice.sees(bob) and any(address.startswith("10.77.0.77:") for address in alice.peer(bob)["addresses"]),
             lambda: f"the new address is known: {alice.peer(bob)}")


def case_interface_comes_later(lab):
    alice, bob = silent(lab, "alice"), silent(lab, "bob")
    bob.host.link_down()
    alice.up()
    bob.up()
    require(way(bob)["state"] == "failed", f"{way(bob)}")
    bob.host.link_up()
    wait_seen(alice, bob, 15)
    wait_seen(bob, alice, 15)


def case_the_name_is_taken(lab):  # mostly waits
    """Another program holds this node's name: it says so, claims it again, and has it when it is free."""
    host, other_host, third = lab.add_hosts(3)
    thief = Daemon(lab, other_host)
    alice = silent(lab, "alice", host).up()
    wait_way(alice, "ok", "own responder")
    alice.stop()
    publishing = thief.spawn_inside("avahi-publish", "-s", alice.id, SERVICE, "9", "txtvers=1")
    wait_for(10, lambda: any(row["name"] == alice.id and row["port"] == 9 for row in thief.browse()), "the name is taken")
    alice.up()
    wait_way(alice, "degraded", "another program publishes this node's name")
    bob = silent(lab, "bob", third).up()
    wait_seen(alice, bob)  # it still browses, and asks
    publishing.terminate()
    wait_way(alice, "ok", "own responder", 60)
    wait_seen(bob, alice, 30)


def case_the_port_is_taken(lab):
    """A program that shares port 5353 with nobody: said in a sentence, and tried again."""
    alice = silent(lab, "alice")
    holder = subprocess.Popen(alice.host.command(sys.executable, "-c", HOLD_PORT), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    lab.commands.append(holder)
    require(holder.stdout.readline() == b"held\n", "the port is held")
    alice.up()
    wait_way(alice, "failed", "another program holds UDP port 5353")
    holder.kill()
    wait_way(alice, "ok", "own responder", 40)


def processor_seconds(node):
    tasks = pathlib.Path(f"/proc/{node.process.pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def case_sixty_nodes_settle(lab):  # second tier
    """One switch, everything on: all see all, and mDNS does not eat the machine."""
    nodes = [lab.node(f"desk{number}", host) for number, host in enumerate(lab.add_hosts(60))]
    capture = Capture()
    began = time.monotonic()
    for node in nodes:
        node.up(wait=False)
    for node in nodes:
        node.wait_ready(60)
    witnesses = nodes[0], nodes[29], nodes[59]

    def complete():
        return all(node.status()["peers"] == len(nodes) - 1 for node in witnesses)
    wait_for(60, complete, lambda: f"three see all others: {[node.status()['peers'] for node in witnesses]}")
    print(f"all seen {time.monotonic() - began:.1f} s after the first start")
    remains(CROWD_WATCHED - (time.monotonic() - began), lambda: True, "")
    total = sum(processor_seconds(node) for node in nodes)
    share = total / (time.monotonic() - began)
    sent = sum(each.port == MDNS_PORT for each in capture.between(began, time.monotonic()))
    print(f"{len(nodes)} nodes used {share:.2f} of one core in their first {CROWD_WATCHED} s ({total / len(nodes):.2f} s each), "
          f"and sent {sent} mDNS datagrams")
    require(share < CROWD_SHARE, f"{share:.2f} cores in the first {CROWD_WATCHED} s")
    before = total
    remains(CROWD_WATCHED, lambda: True, "")
    share = (sum(processor_seconds(node) for node in nodes) - before) / CROWD_WATCHED
    print(f"afterwards {share:.2f} of one core")
    require(share < CROWD_SHARE / 2, f"{share:.2f} cores when all have settled")
    require(complete(), "all are still there")
    for node in witnesses:
        require(way(node)["state"] == "ok", f"{way(node)}")


case_sixty_nodes_settle.hosts = 60


class ThroughDnsSd:
    """A node of the program that speaks mDNS through dns_sd.h."""

    def __init__(self, node):
        command = node.command

        def other_program(*words):
            return [str(DNS_SD) if word == str(CULVER) else word for word in command(*words)]
        node.command = other_program


def case_through_dns_sd(lab):
    if not DNS_SD.exists():
        print(f"skipped: {DNS_SD} was not built (libavahi-compat-libdnssd-dev)")
        return
    host, other_host = lab.add_hosts(2)
    daemon = Daemon(lab, host)
    alice, bob = daemon.adopt(silent(lab, "alice", host)), silent(lab, "bob", other_host)
    ThroughDnsSd(alice)
    alice.up()
    bob.up()
    wait_way(alice, "ok", "Through the machine's mDNS service")
    wait_seen(alice, bob)
    wait_seen(bob, alice)
    require_talk(alice, bob)
    rows = [row for row in daemon.browse() if row["name"] == alice.id]
    require(rows and rows[0]["port"] == alice.ready["port"], f"avahi-browse does not resolve alice: {rows}")
    # Stopping the daemon is no part of this: Avahi's imitation then aborts the process (avahi_entry_group_free: `g' failed).


if __name__ == "__main__":
    run_cases(globals())
