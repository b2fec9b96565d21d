#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A history of a million messages in 500 conversations: how long the node takes to start, how much memory it holds, how
long a search for one and two Chinese characters takes through the control API. Writes its table into docs/performance.md.
CULVER_MESSAGES sets another number."""
import base64
import json
import os
import pathlib
import random
import socket
import sqlite3
import sys
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
from lab import ROOT, require, run_cases  # noqa: E402

MESSAGES = int(os.environ.get("CULVER_MESSAGES", "1000000"))
CONVERSATIONS = 500
SEARCH_LIMIT = 0.100  # seconds
START_LIMIT = 3.0
MEMORY_LIMIT = 80e6
ROUNDS = 9
COMMON = "的一是了我不在人们有来他这上着个地到大里说就去子得也和那要下看天时过出小么起你都把好还多没为又可家学只以主会样年想生同老中十从自面前头道它后然走很像见两用她国动进成回什边作对开而己些现山民候经发工向事命给长水几义三声于高手知理眼志点心战二问但身方实吃做叫当住听革打呢真全才四已所敌之最光产情路分总条白话东席次亲如被花口放儿常气五第使写军吧文运再果怎定许快明行因别飞外树物活部门无往船望新带队先力完却站代员机更九您每风级跟笑啊孩万少直意夜比阶连车重便斗马哪化太指变社似士者干石满日决百原拿群究各六本思解立河村八难早论吗根共让相研今其书坐接应关信觉步反处记将千找争领或师结块跑谁草越字加脚紧爱等习阵怕月青半火法题建赶位唱海七女任件感准张团屋离色脸片科倒睛利世刚且由送切星导晚表够整认响雪流未场该并底深刻平伟忙提确近亮轻讲农古黑告界拉名呀土清阳照办史改历转画造嘴此治北必服雨穿内识验传业菜爬睡兴形量咱观苦体众通冲合破友度术饭公旁房极南枪读沙岁线野坚空收算至政城劳落钱特围弟胜教热展包歌类渐强数乡呼性音答哥际旧神座章帮啦受系令跳非何牛取入岸敢掉忽种装顶急林停息句区衣般报叶压慢叔背细"
WORDS = ["meeting", "invoice", "deadline", "lunch", "server", "ok", "PDF", "report", "thanks", "version"]
PAPER = ROOT / "docs/performance.md"
BEGIN, END = "<!-- million_messages: begin -->", "<!-- million_messages: end -->"


def sentence(luck):
    if luck.random() < 0.15:
        return " ".join(luck.choices(WORDS, k=luck.randint(2, 8)))
    return "".join(COMMON[min(int(luck.paretovariate(0.6)) - 1, len(COMMON) - 1)] if luck.random() < 0.7 else luck.choice(COMMON)
                   for _ in range(luck.randint(6, 40)))


def spaced(text):
    """As store/search_text.h writes it, for what sentence() makes."""
    return "".join(f" {letter} " if letter >= "\u3400" else letter for letter in text.lower())


def fill(path, own):
    luck = random.Random(7)
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous=OFF")
    peers = [b"\0" + luck.randbytes(32) for _ in range(CONVERSATIONS)]
    lives = [luck.randbytes(16) for _ in peers]
    me, life = b"\0" + own, luck.randbytes(16)
    counts = [[0, 0] for _ in peers]
    now = int(time.time() * 1000)
    database.executemany("INSERT INTO peers(key, name, talked) VALUES(?, ?, 1)", [(peer, f"同事{at}") for at, peer in enumerate(peers)])

    def rows():
        for number in range(MESSAGES):
            at = min(int(luck.paretovariate(0.5)) - 1, CONVERSATIONS - 1)
            out = luck.random() < 0.5
            counts[at][out] += 1
            when = now - (MESSAGES - number) * 60_000
            yield (number + 1, peers[at], me if out else peers[at], life if out else lives[at], counts[at][out],
                   uuid.uuid4().bytes, when << 16, when << 16, 1, luck.randbytes(90), sentence(luck), when, when, int(out), 3)

    def both():
        for row in rows():
            texts.append((row[0], spaced(row[10])))
            yield row
    texts = []
    with database:
        database.executemany("INSERT INTO messages(row, conversation, author, incarnation, sequence, id, clock, position, kind,"
                             " operation, text, time, arrival, direction, state) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", both())
        database.executemany("INSERT INTO message_words(rowid, words) VALUES(?, ?)", texts)
        database.execute("INSERT INTO streams(conversation, author, incarnation, highest, clock, position)"
                         " SELECT conversation, author, incarnation, max(sequence), max(clock), max(position) FROM messages"
                         " GROUP BY conversation, author, incarnation")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


class Asker:
    def __init__(self, node):
        folder = os.open(node.profile, os.O_PATH)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(f"/proc/self/fd/{folder}/control.sock")
        os.close(folder)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()

    def ask(self, method, **params):
        """The answer, and the seconds that it took."""
        began = time.monotonic()
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode() + b"\n")
        answer = json.loads(self.lines.readline())
        require("result" in answer, f"{method}: {answer}")
        return answer["result"], time.monotonic() - began


def median_of(asker, method, **params):
    times = []
    for _ in range(ROUNDS):
        answer, seconds = asker.ask(method, **params)
        times.append(seconds)
    return answer, sorted(times)[ROUNDS // 2], max(times)


def write_table(rows):
    text = PAPER.read_text()
    table = f"| {MESSAGES:,} messages, {CONVERSATIONS} conversations | measured |\n|---|---|\n"
    table += "".join(f"| {what} | {value} |\n" for what, value in rows)
    before, rest = text.split(BEGIN)
    PAPER.write_text(f"{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}")


def case_search_start_and_memory(lab):
    alice = lab.up("alice")[0]
    own = alice.id
    empty = alice.memory()[0]
    alice.stop()
    padded = own.upper() + "=" * (-len(own) % 8)
    fill(alice.profile / "history.db", base64.b32decode(padded))
    began = time.monotonic()
    alice.up()
    started = time.monotonic() - began
    size = (alice.profile / "history.db").stat().st_size
    asker = Asker(alice)
    rows = [("database", f"{size / 1e6:.0f} MB"), ("start until ready", f"{started:.2f} s"),
            ("private memory after the start", f"{alice.memory()[0] / 1e6:.1f} MB, without messages {empty / 1e6:.1f} MB")]
    slow = []
    for words, what in (("的", "one common character"), ("细", "one rare character"), ("我不", "two common characters"),
                        ("背细", "two rare characters"), ("meeting", "an English word")):
        answer, median, worst = median_of(asker, "chat.search", text=words, limit=50)
        require(answer["messages"] and all(words in row["text"] for row in answer["messages"]), f"{words} is found")
        rows.append((f"search for {what} ({words})", f"{median * 1e3:.1f} ms, worst of {ROUNDS} {worst * 1e3:.1f} ms"))
        if median > SEARCH_LIMIT:
            slow.append(rows[-1])
    answer, median, worst = median_of(asker, "chat.search", text="没有这个词的", limit=50)
    rows.append(("search for what is not there", f"{median * 1e3:.1f} ms"))
    if median > SEARCH_LIMIT:
        slow.append(rows[-1])
    answer, median, worst = median_of(asker, "chat.conversations")
    require(len(answer["conversations"]) > CONVERSATIONS / 2, f"{len(answer['conversations'])} conversations")
    rows.append(("list of conversations", f"{median * 1e3:.1f} ms"))
    busy = max(answer["conversations"], key=lambda row: row["last"]["time"])["conversation"]
    answer, median, worst = median_of(asker, "chat.history", peer=busy, limit=50)
    rows.append(("the last 50 messages of one", f"{median * 1e3:.1f} ms"))
    answer, median, worst = median_of(asker, "chat.search", text="我不", limit=50, **{"in": busy})
    rows.append(("search in one conversation", f"{median * 1e3:.1f} ms"))
    if median > SEARCH_LIMIT:
        slow.append(rows[-1])
    rows.append(("private memory after all that", f"{alice.memory()[0] / 1e6:.1f} MB"))
    for what, value in rows:
        print(f"{what}: {value}")
    write_table(rows)
    require(not slow, f"slower than {SEARCH_LIMIT} s: {slow}")
    require(started < START_LIMIT, f"the start took {started:.1f} s")
    require(alice.memory()[0] < MEMORY_LIMIT, f"{alice.memory()} bytes")


if __name__ == "__main__":
    run_cases(globals())
