#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a node lets out, read off the cable: hidden mode, the announce policy, nothing private. One function is one test."""
import pathlib
import socket
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import remains, require, run_cases, wait_for  # noqa: E402

ALL_PROTOCOLS = 0x0003
FROM_THE_SWITCH = 4  # PACKET_OUTGOING, seen from the switch: towards the host
UDP, TCP, SYN, ACK = 17, 6, 0x02, 0x10
DISCARD = 9
MACHINE = "laptop-of-somebody"  # long enough that no signature spells it by chance
QUIET_TIME = 8  # seconds of watching: more than one interval of beacons
SEEN_LIMIT, GONE_LIMIT, NO_SUCH = 5, 17, 4


class Capture:
    """Every frame that leaves a host, from the moment it is made."""

    def __init__(self, host):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
        self.socket.bind((host.port, 0))
        self.socket.setblocking(False)
        self.packets = []

    def read(self):
        while True:
            try:
                frame, address = self.socket.recvfrom(65536)
            except BlockingIOError:
                return self.packets
            packet = parse(frame) if address[2] != FROM_THE_SWITCH else None
            if packet:
                self.packets.append(packet)

    def forget(self):
        self.read()
        self.packets = []

    def datagrams(self):
        return [(port, payload) for protocol, port, _flags, payload in self.read() if protocol == UDP]

    def dials(self):
        return [port for protocol, port, flags, _payload in self.read() if protocol == TCP and flags & SYN and not flags & ACK]


def parse(frame):
    """(protocol, destination port, TCP flags, payload) of UDP and TCP over IPv4 and IPv6; None for all else."""
    kind, ip = struct.unpack("!H", frame[12:14])[0], frame[14:]
    if kind == 0x0800:
        protocol, body = ip[9], ip[(ip[0] & 15) * 4:struct.unpack("!H", ip[2:4])[0]]
    elif kind == 0x86DD:
        protocol, body = ip[6], ip[40:40 + struct.unpack("!H", ip[4:6])[0]]
    else:
        return None
    if protocol == UDP:
        return protocol, struct.unpack("!H", body[2:4])[0], 0, body[8:]
    if protocol == TCP:
        return protocol, struct.unpack("!H", body[2:4])[0], body[13], body[(body[12] >> 4) * 4:]
    return None


def configure(node, text):
    node.profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    (node.profile / "config.toml").write_text(text)


def require_talk(one, other):
    answer = one.cli("say", other.id, f"from {one}", "--wait", "--timeout", "20")
    require(answer.lines[-1]["state"] in ("delivered", "read"), answer.out)


def case_nothing_private_in_any_datagram(lab):  # T20
    """No login name, no name of the machine, no path: unless a person set one, a node has no name of its own."""
    socket.sethostname(MACHINE)
    hosts = lab.add_hosts(2)
    alice, bob = lab.node("alice", hosts[0]), lab.node("bob", hosts[1])
    alice.name = bob.name = ""
    capture = Capture(hosts[0])
    alice.up()
    bob.up()
    lab.wait_all_see([alice, bob])
    require(bob.peer(alice)["name"] == f"pigeon-{alice.id[:4]}", f"{bob.peer(alice)}")
    require_talk(alice, bob)
    wait_for(10, lambda: len(capture.datagrams()) > 5, "datagrams are seen")
    alice.stop()
    secrets = {MACHINE, "root", "alice", str(lab.folder), "culver-lab"}
    for port, payload in capture.datagrams():
        shown = payload.lower()
        found = [word for word in secrets if word.lower().encode() in shown]
        require(not found, f"a datagram to port {port} tells {found}: {payload!r}")
    print(f"{len(capture.datagrams())} datagrams, {max(len(payload) for _, payload in capture.datagrams())} bytes at most")


def case_hidden_from_the_first_moment(lab):  # T20
    alice, bob = lab.node("alice"), lab.node("bob")
    configure(bob, "hidden = true\n")
    capture = Capture(bob.host)
    alice.up()
    bob.up()
    remains(QUIET_TIME, lambda: not alice.sees(bob), "a hidden node is not seen")
    bob.stop()
    require(capture.datagrams() == [] and capture.dials() == [], f"a hidden node sent {capture.packets}")


def case_hidden_while_running(lab):
    alice, bob, carol = lab.up("alice", "bob", "carol")
    require_talk(alice, bob)
    require_talk(bob, alice)  # whom one has written to is known
    where = f"{bob.host.address}:{bob.ready['port']}"
    bob.cli("config", "set", "hidden", "true")
    require(bob.status()["hidden"] is True, "status")
    require(all(way["state"] == "off" for way in bob.status()["discovery"]), f"{bob.status()['discovery']}")
    wait_for(2, lambda: not carol.sees(bob), "bob left for a stranger")
    capture = Capture(bob.host)
    remains(QUIET_TIME, lambda: not carol.sees(bob), "bob stays away for a stranger")
    require(capture.datagrams() == [], f"a hidden node sent {capture.datagrams()}")
    require_talk(alice, bob)
    require_talk(bob, alice)
    carol.cli("say", where, "found you", "--new", code=NO_SUCH)
    require(not any("found" in text for text in bob.texts(carol)), "a stranger got through")
    bob.cli("say", f"{carol.host.address}", "hi", "--new", code=NO_SUCH)
    bob.cli("config", "set", "hidden", "false")
    wait_for(SEEN_LIMIT, lambda: carol.sees(bob) and bob.sees(carol), "bob is back")


def case_hidden_finds_those_it_knows(lab):
    alice, bob = lab.up("alice", "bob")
    require_talk(bob, alice)
    for node in (alice, bob):
        node.stop()
    configure(bob, "hidden = true\n")
    capture = Capture(bob.host)
    bob.up()
    alice.up()
    wait_for(10, lambda: alice.sees(bob) and bob.sees(alice), "who is known is dialled when it is heard")
    require_talk(alice, bob)
    require(capture.datagrams() == [], f"a hidden node sent {capture.datagrams()}")


def case_only_in_known_networks(lab):  # mostly waits
    hosts = lab.add_hosts(4)
    alice, bob = lab.node("alice", hosts[0]), lab.node("bob", hosts[1])
    one_router, other_router = hosts[2], hosts[3]
    bob.host.on("ip", "route", "add", "default", "via", one_router.address)
    configure(bob, 'announce = "known-networks"\n')
    capture = Capture(bob.host)
    alice.up()
    bob.up()
    remains(QUIET_TIME, lambda: not alice.sees(bob), "bob is not seen in an unknown network")
    foreign = [(port, payload) for port, payload in capture.datagrams() if port != DISCARD or payload]
    require(not foreign, f"bob sent {foreign}")
    hardware = one_router.on("cat", "/sys/class/net/eth0/address").strip()
    row = bob.cli("networks").one
    require(row == {"network": hardware, "interface": "eth0", "gateway": one_router.address, "known": False, "quiet": True}, f"{row}")
    require(bob.cli("networks", "trust").one["known"], "trust")
    wait_for(SEEN_LIMIT, lambda: alice.sees(bob) and bob.sees(alice), "bob is seen in a known network")
    bob.stop()
    bob.up()
    wait_for(SEEN_LIMIT, lambda: alice.sees(bob), "also after a restart")
    bob.host.on("ip", "route", "replace", "default", "via", other_router.address)
    wait_for(10, lambda: bob.cli("networks").lines[0]["quiet"], "another gateway: another network")
    capture.forget()
    wait_for(GONE_LIMIT, lambda: not alice.sees(bob), "bob is silent there")
    alice.cli("say", f"{bob.host.address}:{bob.ready['port']}", "found you", "--new", code=None)
    require(not bob.texts(alice), "a stranger got through in an unknown network")
    foreign = [(port, payload) for port, payload in capture.datagrams() if port != DISCARD or payload]
    require(not foreign, f"bob sent {foreign}")
    bob.host.on("ip", "route", "replace", "default", "via", one_router.address)
    wait_for(12, lambda: alice.sees(bob), "back in the known network")
    require(bob.cli("networks", "forget").one["quiet"], "forget")


def case_a_network_without_a_gateway(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    configure(bob, 'announce = "known-networks"\n')
    alice.up()
    bob.up()
    row = bob.cli("networks").one
    require(row["network"] == "eth0 10.77.0.0/24" and row["gateway"] is None and row["quiet"], f"{row}")
    remains(5, lambda: not alice.sees(bob), "bob is not seen before he says so")
    bob.cli("networks", "trust", "eth0")
    wait_for(SEEN_LIMIT, lambda: alice.sees(bob), "bob is seen")
    bob.cli("networks", "trust", "wlan7", code=2)


def case_announced_never(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    configure(bob, 'announce = "never"\n')
    capture = Capture(bob.host)
    alice.up()
    bob.up()
    remains(QUIET_TIME, lambda: not alice.sees(bob), "bob is not seen")
    require(capture.datagrams() == [], f"bob sent {capture.datagrams()}")
    answer = alice.cli("say", f"{bob.host.address}:{bob.ready['port']}", "I know where you are", "--new", "--wait", "--timeout", "20")
    require(answer.lines[-1]["state"] == "delivered", "who knows the address may connect")


def case_interfaces_that_are_skipped(lab):
    alice, bob = lab.node("alice"), lab.node("bob")
    configure(bob, 'skip_interfaces = ["eth*"]\n')
    capture = Capture(bob.host)
    alice.up()
    bob.up()
    remains(QUIET_TIME, lambda: not alice.sees(bob), "bob is not seen")
    require(capture.datagrams() == [], f"bob sent {capture.datagrams()}")
    require(bob.status()["addresses"] == [], f"{bob.status()['addresses']}")


if __name__ == "__main__":
    run_cases(globals())
