# SPDX-License-Identifier: Apache-2.0
"""Figures into words: the table of a series, the goals and whether they are reached, a picture, docs/performance.md."""
import dataclasses
import html
import statistics

from data_sets import MIB

MARKS = "<!-- transfers: begin, written by tests/bench/bench.py -->", "<!-- transfers: end -->"
PICTURE = "performance-transfers.svg"
MB = 1_000_000
LINK_WORDS = {"unlimited": "unlimited link", "1gbit": "1 Gbit/s", "100mbit": "100 Mbit/s"}
SET_WORDS = {"A": "one random file", "B": "one text file", "C": "many small files", "D": "a mix of text and photos"}


def median(values):
    return statistics.median(values)


def series(name, size, link, samples):
    return {"set": name, "bytes": size, "link": link,
            "samples": {one: [dataclasses.asdict(sample) for sample in each] for one, each in samples.items()}}


def of(one, key):
    return median([sample[key] for sample in one])


def ratio(data, left, right, key="seconds"):
    """How many times as fast left is as right: the median of the rounds."""
    pairs = zip(data["samples"][left], data["samples"][right])
    return median([there[key] / here[key] for here, there in pairs])


def rows(data):
    """For each contender: name, MB/s, times RAW, culver as often as fast, CPU seconds per GB, peak MB."""
    for name, samples in data["samples"].items():
        against_raw = f"{ratio(data, name, 'RAW'):.2f}" if "RAW" in data["samples"] else "–"
        against = f"{ratio(data, 'culver', name):.2f}" if "culver" in data["samples"] and name != "culver" else "–"
        gigabytes = data["bytes"] / 1e9
        yield (name, f"{data['bytes'] / of(samples, 'seconds') / MB:.0f}", against_raw, against,
               f"{of(samples, 'sender_cpu') / gigabytes:.2f} + {of(samples, 'receiver_cpu') / gigabytes:.2f}",
               f"{of(samples, 'sender_rss') / MB:.0f} / {of(samples, 'receiver_rss') / MB:.0f}")


HEAD = ("", "MB/s", "÷ RAW", "culver is × as fast", "CPU s/GB, sender + receiver", "peak MB, sender / receiver")


def title(data):
    size = f"{data['bytes'] / MIB:.0f} MiB"
    return f"{data['set']}: {SET_WORDS[data['set']]}, {size}, {LINK_WORDS[data['link']]}"


def aligned(lines):
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    return "\n".join("  ".join(word.ljust(width) for word, width in zip(line, widths)) for line in lines)


def table(name, size, link, samples):
    data = series(name, size, link, samples)
    return f"\n{title(data)}\n{aligned([HEAD, *rows(data)])}"


AGAIN_HEAD = ("", "MB", "MB on the wire", "% of the file", "s at 1 Gbit/s")


def again_rows(rows):
    for row in rows:
        yield (row["change"], f"{row['bytes'] / MB:.0f}", f"{row['wire'] / MB:.1f}", f"{100 * row['wire'] / row['bytes']:.2f}",
               f"{row['seconds']:.2f}")


def again_table(rows):
    return "\nA file that is sent again\n" + aligned([AGAIN_HEAD, *again_rows(rows)])


RESUME_HEAD = ("killed at half", "MB", "MB sent twice", "MB read again by the sender", "s from the restart to the first new bytes")


def resume_rows(rows):
    for row in rows:
        yield (f"the {row['killed']}", f"{row['bytes'] / MB:.0f}", f"{row['resent'] / MB:.2f}", f"{row['read_again'] / MB:.2f}",
               f"{row['seconds']:.2f}")


def resume_table(rows):
    return "\nA transfer that is killed\n" + aligned([RESUME_HEAD, *resume_rows(rows)])


# --- goals ----------------------------------------------------------------------------------------------------------

@dataclasses.dataclass
class Goal:
    text: str
    must: float
    aim: float
    value: float
    more_is_better: bool = True

    @property
    def is_missed(self):
        return self.value < self.must if self.more_is_better else self.value > self.must

    def words(self):
        sign = "≥" if self.more_is_better else "≤"
        verdict = "missed" if self.is_missed else "reached"
        reaches_aim = self.value >= self.aim if self.more_is_better else self.value <= self.aim
        return self.text, f"{sign} {self.must:g}", f"{sign} {self.aim:g}", f"{self.value:.2f}", "aim" if reaches_aim else verdict


SPEED_GOALS = [  # data set, link, against, must, aim
    ("A", "unlimited", "scp", 2, 3), ("A", "unlimited", "REF", 0.75, 0.95), ("B", "unlimited", "culver, stored", 0.9, 0.97),
    ("C", "unlimited", "rsync over ssh", 3, 5), ("C", "unlimited", "tar | nc", 1, 1.2), ("C", "unlimited", "REF", 0, 0.9),
    ("A", "1gbit", "RAW", 0.96, 0.99), ("A", "100mbit", "RAW", 0.96, 0.99),
    ("B", "1gbit", "RAW", 1.5, 2.2), ("B", "100mbit", "RAW", 3.2, 3.6), ("B", "100mbit", "tar | zstd | nc", 1, 1.05),
    ("D", "100mbit", "RAW", 1.3, 1.45),
]
AGAIN_GOALS = {"1 % changed in the middle": (0.05, 0.02), "1 MB put in at the front": (0.05, 0.01), "another file": (1.03, 1.01)}
RESENT_GOAL, GOES_ON_GOAL, READ_AGAIN_GOAL = (10, 5), (1, 0.3), (4, 1)  # MB: W and one block of 2; seconds; MB beside the file
CPU_GOAL, RSS_GOAL = (1.6, 1.1), (48, 32)


def judge(result):
    goals = []
    for data in result["series"]:
        if "culver" not in data["samples"]:
            continue
        for name, link, against, must, aim in SPEED_GOALS:
            if (name, link) == (data["set"], data["link"]) and against in data["samples"]:
                goals.append(Goal(f"{name}, {LINK_WORDS[link]}: speed ÷ {against}", must, aim, ratio(data, "culver", against)))
        culver = data["samples"]["culver"]
        for side in ("sender", "receiver"):
            if (data["set"], data["link"]) == ("A", "unlimited"):
                goals.append(Goal(f"A: CPU s/GB of the {side}", *CPU_GOAL, of(culver, f"{side}_cpu") / data["bytes"] * 1e9, False))
            if data["link"] == "unlimited":
                peak = max(sample[f"{side}_rss"] for sample in culver) / MB
                goals.append(Goal(f"{data['set']}: peak MB of the {side}", *RSS_GOAL, peak, False))
    for row in result.get("again", []):
        if row["change"] in AGAIN_GOALS:
            goals.append(Goal(f"sent again, {row['change']}: part on the wire", *AGAIN_GOALS[row["change"]],
                              row["wire"] / row["bytes"], False))
    for row in result.get("resume", []):
        killed = f"{row['killed']} killed at half"
        goals.append(Goal(f"{killed}: MB sent twice", *RESENT_GOAL, row["resent"] / MB, False))
        goals.append(Goal(f"{killed}: MB read again", *READ_AGAIN_GOAL, row["read_again"] / MB, False))
        goals.append(Goal(f"{killed}: s from the restart until it goes on", *GOES_ON_GOAL, row["seconds"], False))
    for kind, text, limits in (("idle", "idle link", ((5, 2), None)), ("saturated", "100 Mbit/s, full", ((60, 52), (150, 80)))):
        if kind in result["messages"]:
            figures = result["messages"][kind]["delivered"]
            for key, limit in zip(("median_ms", "p99_ms"), limits):
                if limit:
                    goals.append(Goal(f"message, {text}: {key.removesuffix('_ms')} ms", *limit, figures[key], False))
    return goals


def goal_table(goals):
    return "\n" + aligned([("goal", "must", "aim", "measured", ""), *(goal.words() for goal in goals)])


# --- the picture ----------------------------------------------------------------------------------------------------

WIDTH, LABEL, BAR, GAP = 760, 150, 16, 5
COLOURS = {"culver": "#2f6f9f", "REF": "#9aa5ad", "RAW": "#c3cacf"}
OTHER = "#d9a441"


def picture(result):
    """Bars of content per second, one panel a series, each with its own scale."""
    parts, top = [], 10
    for data in result["series"]:
        speeds = {name: data["bytes"] / of(samples, "seconds") / MB for name, samples in data["samples"].items()}
        scale = (WIDTH - LABEL - 90) / max(speeds.values())
        parts.append(f'<text x="4" y="{top + 14}" font-weight="bold">{html.escape(title(data))}</text>')
        top += 24
        for name, speed in sorted(speeds.items(), key=lambda item: -item[1]):
            parts.append(f'<text x="{LABEL - 8}" y="{top + 12}" text-anchor="end">{html.escape(name)}</text>'
                         f'<rect x="{LABEL}" y="{top}" width="{speed * scale:.1f}" height="{BAR}" rx="2" '
                         f'fill="{COLOURS.get(name, OTHER)}"/>'
                         f'<text x="{LABEL + speed * scale + 6:.1f}" y="{top + 12}">{speed:.0f} MB/s</text>')
            top += BAR + GAP
        top += 14
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
            f'font-family="sans-serif" font-size="12" fill="#222">\n<rect width="100%" height="100%" fill="#fff"/>\n'
            + "\n".join(parts) + "\n</svg>\n")


# --- docs -----------------------------------------------------------------------------------------------------------

def markdown(lines):
    head, *rest = ([word.replace("|", "\\|") for word in line] for line in lines)
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(line) + " |" for line in rest)])


def section(result, goals):
    machine = result["machine"]
    parts = [
        "## Transfers",
        f"Commit `{result['commit']}`, {result['when']}; {machine['cores']} cores that hold both ends ({machine['processor']}), "
        f"{machine['memory_bytes'] / 1e9:.0f} GB, {machine['system']}, Linux {machine['kernel']}. Medians of {result['rounds']} "
        "interleaved rounds; whole programs are timed, `culver send --wait` from its start to its end. A machine is never quiet: "
        "compare ratios, not MB/s. RAW is plain TCP from file to file; REF adds TLS 1.3 and a check of each piece, and nothing "
        "else. tar and nc do not encrypt.",
        f"![Content per second]({PICTURE})",
        "### Goals", markdown([("goal", "must", "aim", "measured", ""), *(goal.words() for goal in goals)])]
    for data in result["series"]:
        parts += [f"### {title(data)}", markdown([HEAD, *rows(data)])]
    if result.get("again"):
        parts += ["### A file that is sent again, the version before still at the receiver", markdown([AGAIN_HEAD, *again_rows(result["again"])])]
    if result.get("resume"):
        parts += ["### A transfer that is killed at half, 1 Gbit/s", markdown([RESUME_HEAD, *resume_rows(result["resume"])])]
    if result["messages"]:
        parts += ["### Messages, milliseconds", markdown([
            ("", "median", "99th percentile", "most"),
            *((f"{words}, until {until}", *(str(result["messages"][kind][key][figure]) for figure in ("median_ms", "p99_ms", "max_ms")))
              for kind, words in (("idle", "idle link"), ("saturated", "beside a transfer that fills 100 Mbit/s"))
              for key, until in (("arrived", "the receiver's event"), ("delivered", "the receipt")))])]
    return "\n\n".join(parts)


def write_docs(folder, result, goals):
    page = folder / "performance.md"
    text = page.read_text() if page.exists() else "# Performance\n\nMeasured figures; each section says how to measure it again.\n"
    body = f"{MARKS[0]}\n{section(result, goals)}\n{MARKS[1]}\n"
    if MARKS[0] in text:
        before, _, rest = text.partition(MARKS[0])
        text = before + body.rstrip("\n") + rest.partition(MARKS[1])[2]
    else:
        text = text.rstrip("\n") + "\n\n" + body
    page.write_text(text)
    (folder / PICTURE).write_text(picture(result))
