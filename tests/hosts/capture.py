# SPDX-License-Identifier: Apache-2.0
"""Every frame that a host sends into the lab's switch, seen where no node can hide it: a packet socket in the switch's own
namespace, on all its ports. A frame is counted once, as it comes in."""
import collections
import socket
import struct
import threading
import time

ETH_P_ALL = 3
PACKET_OUTGOING = 4
BEACON_PORT, MDNS_PORT = 24254, 5353
BUFFER = 8 << 20  # bytes; ten hosts that start at once must not overflow it

Datagram = collections.namedtuple("Datagram", "at host to port is_multicast size")


def parse(at, host, frame):
    """The UDP datagram in an Ethernet frame, or None."""
    kind, packet = struct.unpack_from("!H", frame, 12)[0], frame[14:]
    if kind == 0x0800 and packet[9] == 17:
        to, rest = socket.inet_ntop(socket.AF_INET, packet[16:20]), packet[(packet[0] & 15) * 4:]
    elif kind == 0x86DD and packet[6] == 17:
        to, rest = socket.inet_ntop(socket.AF_INET6, packet[24:40]), packet[40:]
    else:
        return None
    port, size = struct.unpack_from("!HH", rest, 2)
    return Datagram(at, host, to, port, bool(frame[0] & 1), size - 8)


class Capture:
    def __init__(self):
        self.datagrams, self.frames = [], 0
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        while True:
            frame, (name, _, direction, *_) = self.socket.recvfrom(65536)
            if not name.startswith("port") or direction == PACKET_OUTGOING or len(frame) < 14 + 28:
                continue
            self.frames += 1
            datagram = parse(time.monotonic(), "host" + name.removeprefix("port"), frame)
            if datagram:
                self.datagrams.append(datagram)

    def between(self, begin, end):
        return [each for each in list(self.datagrams) if begin <= each.at < end]


def what(datagram):
    if datagram.port == MDNS_PORT:
        return "mdns"
    if datagram.port != BEACON_PORT:
        return "answer"
    if datagram.to.startswith("224."):
        return "beacon4"
    if datagram.to.startswith("ff02:"):
        return "beacon6"
    return "broadcast" if datagram.is_multicast else "probe"


def table(datagrams):
    """{host: {kind: count}}, sorted by the host's number."""
    counts = collections.defaultdict(collections.Counter)
    for each in datagrams:
        counts[each.host][what(each)] += 1
    return dict(sorted(counts.items(), key=lambda row: int(row[0].removeprefix("host"))))
