# SPDX-License-Identifier: Apache-2.0
"""What is sent: four kinds of content, the same bytes for the same seed and size.

    A  one file of random bytes: nothing to compress
    B  one file of realistic text: notes, records and log lines
    C  many small files in a hundred folders, half of them text
    D  a mix: files of a few megabytes, four tenths of them text
"""
import itertools
import json
import random

KIB, MIB = 1 << 10, 1 << 20
TEXT_PERIOD = 32 * MIB  # text repeats after so much; no window of a compressor here reaches back that far
TEXT_FILES = 0.4        # of a mix
MEAN_SMALL = 21_800     # bytes: 10,000 of them are 218 MB
SYLLABLES = ("ka to mi ra ne so lu vi den par ton mer sal gri bo fel an or is ter com pro al en un re de si ma qua li "
             "ver ath ing ion est ard wen hol tri che").split()


class Text:
    """Realistic in what matters here: words and phrases with Zipf's frequencies, numbers, and lines with a fixed form."""

    def __init__(self, seed, size):
        self.random = random.Random(f"text {seed}")
        words = ["".join(self.random.choices(SYLLABLES, k=self.random.choice((1, 2, 2, 3)))) for _ in range(12_000)]
        self.words, self.word_weights = words, self.zipf(len(words))
        phrases = [" ".join(self.random.choices(words, cum_weights=self.word_weights, k=self.random.randint(2, 6)))
                   for _ in range(30_000)]
        self.phrases, self.phrase_weights = phrases, self.zipf(len(phrases))
        self.bytes = self.make(size)

    @staticmethod
    def zipf(count):
        return list(itertools.accumulate(1 / (rank + 3) for rank in range(count)))

    def paragraph(self):
        picked = self.random.choices(self.phrases, cum_weights=self.phrase_weights, k=60)
        single = self.random.choices(self.words, cum_weights=self.word_weights, k=30)
        for at, word in zip(range(0, 60, 2), single):
            picked[at] += " " + word
        sentences = [" ".join(picked[at:at + 5]).capitalize() + "." for at in range(0, 60, 5)]
        return " ".join(sentences) + "\n\n"

    def records(self):
        lines = []
        for _ in range(12):
            number = self.random.getrandbits(40)
            subject = self.random.choices(self.phrases, cum_weights=self.phrase_weights)[0]
            lines.append(f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:{number % 59:02}Z "
                         f"host{number % 97} service[{number % 9000}]: {subject} id={number:x} took {number % 4999} ms\n")
        return "".join(lines)

    def make(self, size):
        parts, length = [], 0
        while length < size:
            part = self.records() if self.random.random() < 0.4 else self.paragraph()
            parts.append(part)
            length += len(part)
        return "".join(parts).encode()[:size]

    def piece(self, offset, size):
        offset %= len(self.bytes)
        piece = self.bytes[offset:offset + size]
        while len(piece) < size:
            piece += self.bytes[:size - len(piece)]
        return piece


class DataSets:
    """Made on demand and kept in a folder, which should be in memory."""

    def __init__(self, folder, seed, small_period=False):
        self.folder, self.seed = folder, seed
        self.period = TEXT_PERIOD // 4 if small_period else TEXT_PERIOD
        self.kept_text = None

    @property
    def text(self):
        self.kept_text = self.kept_text or Text(self.seed, self.period)
        return self.kept_text

    def path(self, name, amount):
        """The file or folder of that data set; amount is bytes, or a number of files for C."""
        path = self.folder / f"{name}-{amount}"
        if not path.exists():
            part = path.with_name(path.name + ".part")
            getattr(self, f"make_{name.lower()}")(part, amount)
            part.rename(path)
        return path

    def make_a(self, path, size):
        source = random.Random(f"random {self.seed}")
        with open(path, "wb") as file:
            for at in range(0, size, MIB):
                file.write(source.randbytes(min(MIB, size - at)))

    def make_b(self, path, size):
        with open(path, "wb") as file:
            for at in range(0, size, MIB):
                file.write(self.text.piece(at, min(MIB, size - at)))

    def make_c(self, path, count):
        source = random.Random(f"small {self.seed}")
        for number in range(count):
            folder = path / f"folder {number % 100}"
            folder.mkdir(parents=True, exist_ok=True)
            size = max(1, min(int(source.expovariate(1 / MEAN_SMALL)), MIB))
            content = self.text.piece(number * 9973, size) if number % 2 else source.randbytes(size)
            (folder / f"file {number}.dat").write_bytes(content)

    def make_d(self, path, size):
        source = random.Random(f"mix {self.seed}")
        path.mkdir()
        for number in itertools.count():
            length = min(source.randint(MIB, 6 * MIB), size)
            is_text = (number * TEXT_FILES) % 1 < TEXT_FILES
            content = self.text.piece(number * 7919 * KIB, length) if is_text else source.randbytes(length)
            (path / f"{number:03} {'notes.txt' if is_text else 'photo.raw'}").write_bytes(content)
            size -= length
            if size <= 0:
                return


def bytes_in(path):
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


if __name__ == "__main__":  # how much the text shrinks, to compare with real text
    import subprocess
    sample = Text(1, 8 * MIB).bytes
    print(json.dumps({f"zstd -{level}": round(len(sample) / len(subprocess.run(
        ["zstd", f"-{level}", "-c"], input=sample, capture_output=True).stdout), 2) for level in (1, 3, 6, 9)}))
