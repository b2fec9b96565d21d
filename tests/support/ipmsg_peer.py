#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A peer of the IP Messenger family for the host tests, written from the protocol's description and from nothing of
this program. One JSON object a line: orders on stdin, what happens on stdout.

  {"do": "enter", "to": BROADCAST} | {"do": "leave", "to": BROADCAST} | {"do": "say", "to": IP, "text": …, "sealed": bool, "open": bool}
  {"do": "opened", "to": IP, "number": N} | {"do": "raw", "to": IP, "command": N, "body": …, "extensions": [...]}
  {"do": "offer", "to": IP, "paths": [...]} | {"do": "fetch", "from": IP, "number": N, "entry": "id:name:…", "into": PATH}
"""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time

PORT = 2425
ENTRY, EXIT, ANSWER, ABSENCE, SAY, RECEIPT = 0x01, 0x02, 0x03, 0x04, 0x20, 0x21
OPENED, OPENED_SEEN, GET_FILE, GET_FOLDER = 0x30, 0x32, 0x60, 0x62
WANTS_RECEIPT, SEALED, CONFIRM, FILES, UTF8, CAN_UTF8, ENCRYPTED, LISTS_INSIDE = (
    0x100, 0x200, 0x100000, 0x200000, 0x800000, 0x1000000, 0x400000, 0x4000000)
REGULAR, FOLDER, PARENT = 1, 2, 3
ASK_KEY, KEY, AUTOMATIC = 0x72, 0x73, 0x2000
RSA_1024, RSA_2048, BLOWFISH, AES, NUMBER_IV, BASE64, SHA1, SHA256 = (
    0x2, 0x4, 0x20000, 0x100000, 0x800000, 0x1000000, 0x20000000, 0x40000000)
WINDOWS = 0x65920006  # what version 4.99 announces


def number_hex(value):
    return format(value, "x")


class Rsa:
    """PKCS #1 v1.5 in plain arithmetic; openssl only finds the primes."""

    PREFIX = {"sha1": bytes.fromhex("3021300906052b0e03021a05000414"), "sha256": bytes.fromhex("3031300d060960864801650304020105000420")}

    def __init__(self, n, e, d=None):
        self.n, self.e, self.d, self.size = n, e, d, (n.bit_length() + 7) // 8

    @classmethod
    def make(cls, bits):
        pem = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], capture_output=True, check=True).stdout
        text = subprocess.run(["openssl", "asn1parse"], input=pem, capture_output=True, check=True, text=False).stdout.decode()
        _, n, e, d, *_ = [int(one, 16) for one in re.findall(r"INTEGER +:([0-9A-F]+)", text)]
        return cls(n, e, d)

    def encrypt(self, data):
        filler = bytes(1 + byte % 255 for byte in os.urandom(self.size - 3 - len(data)))
        return pow(int.from_bytes(b"\0\2" + filler + b"\0" + data, "big"), self.e, self.n).to_bytes(self.size, "big")

    def decrypt(self, data):
        block = pow(int.from_bytes(data, "big"), self.d, self.n).to_bytes(self.size, "big")
        assert block[:2] == b"\0\2", "no session key for this receiver"
        return block[block.index(b"\0", 2) + 1:]

    def block(self, data, name):
        told = self.PREFIX[name] + hashlib.new(name, data).digest()
        return b"\0\1" + b"\xff" * (self.size - 3 - len(told)) + b"\0" + told

    def sign(self, data, name):
        return pow(int.from_bytes(self.block(data, name), "big"), self.d, self.n).to_bytes(self.size, "big")

    def has_signed(self, data, signature, name):
        return pow(int.from_bytes(signature, "big"), self.e, self.n).to_bytes(self.size, "big") == self.block(data, name)

    def fingerprint(self):
        digest = hashlib.sha1(self.n.to_bytes(256, "little")).digest()[::-1] + bytes(4)
        return bytes(digest[i] ^ digest[i + 8] ^ digest[i + 16] for i in range(8)).hex()


def crypt(method, data, key, start, decrypts=False):
    old = ["-provider", "legacy", "-provider", "default"] if method == "bf-cbc" else []
    words = ["openssl", "enc", f"-{method}", "-K", key.hex(), "-iv", start.hex(), *old, *(["-d"] if decrypts else [])]
    return subprocess.run(words, input=data, capture_output=True, check=True).stdout


class Peer:
    def __init__(self, options):
        self.options = options
        self.strong = self.old = None
        self.keys = {}  # address: capabilities, key
        self.asked = {}  # address: what waits for its key
        self.capabilities = int(options.capabilities, 16)
        if options.keys:
            self.strong, self.old = Rsa.make(2048), Rsa.make(1024)
            if self.capabilities & RSA_2048:
                options.user += f"-<{self.strong.fingerprint()}>"
        self.version = {"feiq": "1_lbt6_0#128#020000000001#0#0#0#4001#9"}.get(options.dialect, "1")
        self.is_modern = options.dialect == "modern"
        self.charset = "utf-8" if self.is_modern else options.charset
        self.number = int(time.time())
        self.lock = threading.Lock()
        self.confirmed = set()
        self.offers = {}  # number of the offer: paths
        self.status = FILES | (CAN_UTF8 if self.is_modern else 0) | (ENCRYPTED if options.keys else 0)
        if options.keys and self.is_modern:
            self.status |= LISTS_INSIDE
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.socket.bind(("", PORT))
        self.listener = socket.create_server(("", PORT))

    # Out.
    def next_number(self):
        with self.lock:
            self.number = max(self.number + 1, int(time.time()))
            return self.number

    def packet(self, command, body=b"", extensions=(), number=None):
        number = number or self.next_number()
        head = f"{self.version}:{number}:{self.options.user}:{self.options.host}:{command}:".encode(self.charset)
        return number, head + b"\0".join([body, *extensions]) + b"\0"

    def send(self, to, command, body=b"", extensions=()):
        number, packet = self.packet(command, body, extensions)
        self.socket.sendto(packet, (to, PORT))
        return number

    def introduce(self, to, command):
        words = [self.options.nick, self.options.group]
        if not self.is_modern:
            return self.send(to, command | self.status, words[0].encode(self.charset), [words[1].encode(self.charset)])
        blob = f"\nUN:{self.options.user}\nHN:{self.options.host}\nNN:{words[0]}\nGN:{words[1]}\nVS:00010002:4:99:3"
        # As Windows does it: the classic fields in its code page, Unicode in the part behind them.
        fields = [word.encode("gbk", "replace") for word in words]
        utf8 = UTF8 if command == ANSWER else 0
        if utf8:
            fields = [word.encode() for word in words]
        return self.send(to, command | self.status | utf8, fields[0], [fields[1], blob.encode()])

    def say(self, order):
        command = SAY | WANTS_RECEIPT
        if self.is_modern:
            command |= UTF8 | CAN_UTF8
        if order.get("sealed"):
            command |= SEALED | CONFIRM
        self.deliver(order["to"], command, order["text"].encode(self.charset), [], open_words=order.get("open", False))

    def deliver(self, to, command, text, lists, open_words=False, told="said"):
        if not self.strong or open_words:
            number, packet = self.packet(command, text, lists)
        elif to not in self.keys:  # Windows asks first, and sends when it knows
            self.asked.setdefault(to, []).append((command, text, lists, told))
            self.send(to, ASK_KEY, b"%x" % self.capabilities)
            return None
        else:
            number = self.next_number()
            command |= ENCRYPTED | (LISTS_INSIDE if lists and self.is_modern else 0)
            plain = b"".join(one + b"\0" for one in [text, *(lists if command & LISTS_INSIDE else [])])
            body = self.close(plain, number, *self.keys[to])
            packet = self.packet(command, body, [] if command & LISTS_INSIDE else lists, number)[1]
        threading.Thread(target=self.send_until_confirmed, args=(to, number, packet), daemon=True).start()
        tell(told, number=number)
        return number

    def send_until_confirmed(self, to, number, packet):
        for _ in range(5):  # as Windows: the same packet, each 750 ms
            self.socket.sendto(packet, (to, PORT))
            time.sleep(0.75)
            if number in self.confirmed:
                return
        tell("unconfirmed", number=number)

    def close(self, plain, number, theirs, key):
        common = self.capabilities & theirs
        strong = common & RSA_2048 and common & AES and key.size == 256
        suite = (RSA_2048 | AES) if strong else (RSA_1024 | BLOWFISH)
        sign = (SHA256 if common & SHA256 else common & SHA1) if strong else 0
        suite |= sign | common & (NUMBER_IV | BASE64)
        secret = os.urandom(32 if strong else 16)
        fields = [key.encrypt(secret), crypt(*self.method(suite, number, plain, secret))]
        if sign:
            fields.append(self.strong.sign(plain, "sha256" if sign == SHA256 else "sha1"))
        words = [base64.b64encode(one) if suite & BASE64 else one.hex().encode() for one in fields]
        return b":".join([b"%X" % suite, *words])

    @staticmethod
    def method(suite, number, data, secret):
        start = str(number).encode() if suite & NUMBER_IV else b""
        return ("aes-256-cbc", data, secret, start.ljust(16, b"\0")) if suite & AES else ("bf-cbc", data, secret, start[:8].ljust(8, b"\0"))

    def open(self, source, number, body):
        suite, *words = body.split(b":")
        suite = int(suite, 16)
        fields = [base64.b64decode(one) if suite & BASE64 else bytes.fromhex(one.decode()) for one in words]
        secret = (self.strong if suite & RSA_2048 else self.old).decrypt(fields[0])
        plain = crypt(*self.method(suite, number, fields[1], secret), decrypts=True)
        signed = None
        if suite & (SHA1 | SHA256):
            known = self.keys.get(source)
            signed = bool(known) and known[1].has_signed(plain, fields[2], "sha256" if suite & SHA256 else "sha1")
        return suite, signed, plain

    def on_key(self, source, body):
        capabilities, numbers = body.decode().split(":")
        e, n = numbers.split("-")
        self.keys[source] = int(capabilities, 16), Rsa(int(n, 16), int(e, 16))
        tell("key", capabilities=int(capabilities, 16), bits=int(n, 16).bit_length())
        for waiting in self.asked.pop(source, []):
            *what, told = waiting
            self.deliver(source, *what, told=told)

    def on_ask_key(self, source, command, body):
        common = int(body, 16) & self.capabilities
        key = self.strong if common & RSA_2048 else self.old
        if not self.options.mute:
            self.send(source, KEY, b"%X:%x-" % (self.capabilities, key.e) + key.n.to_bytes(key.size, "big").hex().encode())
        if not command & AUTOMATIC and source not in self.keys:
            self.send(source, ASK_KEY | AUTOMATIC, b"%x" % self.capabilities)

    def offer(self, order):
        entries = []
        for place, path in enumerate(map(pathlib.Path, order["paths"])):
            kind = FOLDER if path.is_dir() else REGULAR
            size = 0 if kind == FOLDER else path.stat().st_size
            name = path.name.replace(":", "::").encode(self.charset)
            entries.append(b"%d:%s:%x:%x:%x:\a" % (place, name, size, int(path.stat().st_mtime), kind))
        command = SAY | WANTS_RECEIPT | FILES | (UTF8 | CAN_UTF8 if self.is_modern else 0)
        number = self.deliver(order["to"], command, b"", [b"".join(entries)], told="offered")
        self.offers[number] = order["paths"]

    # In.
    def listen(self):
        while True:
            data, (source, port) = self.socket.recvfrom(40000)
            try:
                self.heard(data, source, port)
            except Exception as error:  # what it cannot read must be seen in the test, and end nothing
                tell("puzzled", error=repr(error), data=data.hex())

    def split(self, data):
        version, number, user, host, command, rest = data.split(b":", 5)
        command = int(command)
        charset = "utf-8" if command & UTF8 else self.charset if not self.is_modern else "gbk"
        body, *extensions = rest.rstrip(b"\0").split(b"\0")
        return int(number), user.decode(charset, "replace"), host.decode(), command, body, extensions, charset

    def heard(self, data, source, port):
        number, user, host, command, body, extensions, charset = self.split(data)
        if user == self.options.user and host == self.options.host:
            return
        low = command & 0xFF
        closed = {}
        if low == SAY and command & ENCRYPTED:
            suite, signed, plain = self.open(source, number, body)
            body, *lists = plain.split(b"\0")
            if command & LISTS_INSIDE:
                extensions = lists
            closed = {"suite": suite, "signed": signed}
        text = body.decode(charset, "replace")
        tell("packet", number=number, user=user, host=host, command=low, options=command & ~0xFF, body=text, source=source, port=port,
             extensions=[one.decode("utf-8", "replace") for one in extensions], **closed)
        if self.strong and low == ASK_KEY:
            self.on_ask_key(source, command, body)
        if self.strong and low == KEY:
            self.on_key(source, body)
        if low == ENTRY and not self.options.silent:
            self.introduce(source, ANSWER)
        if low == SAY and command & WANTS_RECEIPT and not self.options.deaf:
            self.send(source, RECEIPT, str(number).encode())
        if low == RECEIPT:
            self.confirmed.add(int(text))
        if low == OPENED and command & CONFIRM:
            self.send(source, OPENED_SEEN, str(number).encode())

    # Files.
    def serve(self):
        while True:
            connection, (source, _) = self.listener.accept()
            threading.Thread(target=self.answer, args=(connection, source), daemon=True).start()

    def answer(self, connection, source):
        # As Windows: what came with the first read is the request, or there is none.
        data = connection.recv(8192)
        _, user, host, command, body, _, charset = self.split(data)
        fields = body.decode().split(":")
        offer, entry = int(fields[0], 16), int(fields[1], 16)
        tell("request", user=user, host=host, command=command & 0xFF, offer=offer, entry=entry, source=source)
        path = pathlib.Path(self.offers[offer][entry])
        if command & 0xFF == GET_FILE:
            connection.sendall(path.read_bytes())
        else:
            self.send_folder(connection, path, charset)
        # Then it waits until the receiver closes, which is its proof that all arrived.
        connection.settimeout(30)
        tell("closed", clean=connection.recv(1) == b"", offer=offer, entry=entry)

    def record(self, name, size, kind, charset):
        rest = b":" + name.replace(":", "::").encode(charset) + b":%x:%x:14=65535f00:" % (size, kind)
        return b"%04x" % (len(rest) + 4) + rest

    def send_folder(self, connection, folder, charset):
        connection.sendall(self.record(folder.name, 0, FOLDER, charset))
        for path in sorted(folder.iterdir()):
            if path.is_dir():
                self.send_folder(connection, path, charset)
            else:
                data = path.read_bytes()
                connection.sendall(self.record(path.name, len(data), REGULAR, charset) + data)
        connection.sendall(self.record(".", 0, PARENT, charset))

    def fetch(self, order):
        entry, name, size, _, kind = order["entry"].split(":")[:5]
        is_folder = int(kind, 16) & 0xFF == FOLDER
        command = (GET_FOLDER if is_folder else GET_FILE) | (UTF8 if self.is_modern else 0)
        body = f"{number_hex(order['number'])}:{number_hex(int(entry))}:0:"
        _, request = self.packet(command, body.encode())
        with socket.create_connection((order["from"], PORT), timeout=20) as connection:
            connection.sendall(request)
            into = pathlib.Path(order["into"])
            stream = connection.makefile("rb")
            if is_folder:
                self.receive_folder(stream, into)
            else:
                (into / name).write_bytes(stream.read(int(size, 16)))
        tell("fetched", name=name)

    def receive_folder(self, stream, into):
        depth, here = 0, into
        while True:
            head = stream.read(5)
            if len(head) < 5:
                return tell("cut", depth=depth)
            rest = stream.read(int(head[:4], 16) - 5).decode(self.charset)
            name, size, kind = rest.replace("::", "\1").split(":")[:3]
            size, kind = int(size, 16), int(kind, 16) & 0xFF
            if kind == FOLDER:
                depth, here = depth + 1, here / name
                here.mkdir()
            elif kind == PARENT:
                depth, here = depth - 1, here.parent
                if depth == 0:
                    return None
            else:
                (here / name.replace("\1", ":")).write_bytes(stream.read(size))

    def obey(self, order):
        kind = order["do"]
        if kind in ("enter", "leave"):
            self.introduce(order["to"], ENTRY if kind == "enter" else EXIT)
        elif kind == "say":
            self.say(order)
        elif kind == "opened":
            self.send(order["to"], OPENED | CONFIRM, str(order["number"]).encode())
        elif kind == "raw":
            self.send(order["to"], order["command"], order.get("body", "").encode(self.charset),
                      [one.encode(self.charset) for one in order.get("extensions", [])])
        elif kind == "offer":
            self.offer(order)
        elif kind == "fetch":
            self.fetch(order)
        else:
            tell("puzzled", error=f"no order {kind}")


def tell(event, **fields):
    os.write(1, (json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n").encode())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("user")
    parser.add_argument("host")
    parser.add_argument("nick")
    parser.add_argument("group")
    parser.add_argument("--dialect", choices=["plain", "modern", "feiq"], default="modern")
    parser.add_argument("--charset", default="gbk")
    parser.add_argument("--keys", action="store_true", help="encrypts, as version 4 does")
    parser.add_argument("--capabilities", default=f"{WINDOWS:x}")
    parser.add_argument("--mute", action="store_true", help="tells no key")
    parser.add_argument("--silent", action="store_true", help="answers no entry")
    parser.add_argument("--deaf", action="store_true", help="confirms no message")
    peer = Peer(parser.parse_args())
    threading.Thread(target=peer.listen, daemon=True).start()
    threading.Thread(target=peer.serve, daemon=True).start()
    tell("ready")
    for line in sys.stdin:
        order = json.loads(line)
        try:
            peer.obey(order)
        except Exception as error:  # the test reads it
            tell("puzzled", error=repr(error), order=order)


main()
