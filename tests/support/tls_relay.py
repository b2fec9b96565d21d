#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A man in the middle: takes connections and passes their bytes on to a node, after doing something to the client's.

    tls_relay.py PORT HOST:PORT HOW FILE     the client's bytes are kept in FILE; HOW is one of
        pass                                 nothing is done
        alter                                the protocol's name is another one
        repeat:N  swap:N  flip:N  drop:N     done to the Nth encrypted record of the client (0, 1 …): it comes twice, after
                                             its successor, with one bit changed, or not at all; prints "changed", and
                                             "refused" when the node ends that connection
    tls_relay.py replay HOST:PORT FILE       says again what a client said; prints the bytes of the answer and its end
"""
import pathlib
import socket
import sys
import threading

NAME, OTHER = b"culver/1", b"culver/0"
ANSWER_LIMIT = 8  # seconds
HEADER = 5  # bytes before a TLS record: its kind, a version, its length
ENCRYPTED = 23


def address(text):
    host, _, port = text.rpartition(":")
    return host, int(port)


class Tampering:
    """One connection's bytes from the client, taken apart into TLS records."""

    def __init__(self, how, number):
        self.how, self.number = how, number
        self.rest, self.seen, self.held, self.has_changed = b"", 0, b"", False

    def __call__(self, piece):
        self.rest += piece
        out = b""
        while len(self.rest) >= HEADER and len(self.rest) >= (end := HEADER + int.from_bytes(self.rest[3:HEADER], "big")):
            record, self.rest = self.rest[:end], self.rest[end:]
            out += self.changed(record) if record[0] == ENCRYPTED else record
        return out

    def changed(self, record):
        number, self.seen = self.seen, self.seen + 1
        held, self.held = self.held, b""
        if number != self.number:
            return record + held
        if self.how == "swap":
            self.held = record
            return b""
        self.has_changed = True
        print("changed", flush=True)
        return {"repeat": record * 2, "flip": record[:-1] + bytes([record[-1] ^ 1]), "drop": b""}[self.how]


class Swapping(Tampering):
    """Only once the successor is there has anything been changed."""

    def changed(self, record):
        if self.held:
            self.has_changed = True
            print("changed", flush=True)
        return super().changed(record)


def change_of(how):
    kind, _, number = how.partition(":")
    if kind == "pass":
        return bytes
    if kind == "alter":
        return lambda piece: piece.replace(NAME, OTHER)
    return (Swapping if kind == "swap" else Tampering)(kind, int(number))


def pump(source, target, change, keep):
    try:
        while piece := source.recv(65536):
            if keep:
                with open(keep, "ab") as file:
                    file.write(piece)
            target.sendall(change(piece))
    except OSError:
        pass
    return shut(source, target)


def shut(*ends):
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def pump_back(node, client, change):
    try:
        while piece := node.recv(65536):
            client.sendall(piece)
    except OSError:
        pass
    if getattr(change, "has_changed", False):
        print("refused", flush=True)
    shut(node, client)


def relay(port, to, how, keep):
    listener = socket.create_server(("", port))
    print("ready", flush=True)
    while True:
        client, _ = listener.accept()
        node = socket.create_connection(to)
        change = change_of(how)
        threading.Thread(target=pump, args=(client, node, change, keep), daemon=True).start()
        threading.Thread(target=pump_back, args=(node, client, change), daemon=True).start()


def replay(to, recording):
    node = socket.create_connection(to)
    node.settimeout(ANSWER_LIMIT)
    answered, end = 0, "open"
    try:
        node.sendall(pathlib.Path(recording).read_bytes())
        while piece := node.recv(65536):
            answered += len(piece)
        end = "closed"
    except TimeoutError:
        pass
    except OSError:
        end = "closed"
    print(f"{answered} {end}")


if __name__ == "__main__":
    if sys.argv[1] == "replay":
        replay(address(sys.argv[2]), sys.argv[3])
    else:
        relay(int(sys.argv[1]), address(sys.argv[2]), sys.argv[3], sys.argv[4])
