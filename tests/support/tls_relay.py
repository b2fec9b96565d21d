#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A man in the middle: takes connections and passes their bytes on to a node, after doing something to the client's.

    tls_relay.py PORT HOST:PORT pass|alter FILE    the client's bytes are kept in FILE; "alter" changes the protocol's name
    tls_relay.py replay HOST:PORT FILE             says again what a client said; prints the bytes of the answer and its end
"""
import pathlib
import socket
import sys
import threading

NAME, OTHER = b"culver/1", b"culver/0"
ANSWER_LIMIT = 8  # seconds


def address(text):
    host, _, port = text.rpartition(":")
    return host, int(port)


def pump(source, target, change, keep):
    try:
        while piece := source.recv(65536):
            if keep:
                with open(keep, "ab") as file:
                    file.write(piece)
            target.sendall(change(piece))
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def relay(port, to, change, keep):
    listener = socket.create_server(("", port))
    print("ready", flush=True)
    while True:
        client, _ = listener.accept()
        node = socket.create_connection(to)
        for source, target, how, where in ((client, node, change, keep), (node, client, bytes, None)):
            threading.Thread(target=pump, args=(source, target, how, where), daemon=True).start()


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
        altering = sys.argv[3] == "alter"
        relay(int(sys.argv[1]), address(sys.argv[2]), lambda piece: piece.replace(NAME, OTHER) if altering else piece, sys.argv[4])
