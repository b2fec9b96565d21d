#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two nodes talk, and one or the other is killed forty times, for each of a thousand seeds: nothing that was acknowledged is
lost, nothing comes twice (R1). Prints in which moment of a message's life its sender and its receiver died.

    message_seeds.py [SEEDS] [AT ONCE]     build/release/chat_test; exit code 1, with the seed, when one fails
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CULVER_BUILD", ROOT / "build/release"))
SEEDS, AT_ONCE = 1000, 8  # they mostly sleep
KILLS = 40  # tests/chat/killed_service_test.cc
MOMENTS = ("nothing said", "on its way", "on the other disk", "all delivered")


def run(seed):
    done = subprocess.run([BUILD / "chat_test", "--gtest_filter=KilledService.*"], capture_output=True, text=True,
                          env=os.environ | {"CULVER_SEED": str(seed)})
    moments = {moment: int(count) for moment, count in re.findall(r"^moment: (.*): (\d+)$", done.stdout, flags=re.M)}
    return seed, done.returncode == 0 and sum(moments.values()) == 2 * KILLS, moments, done.stdout + done.stderr


def main():
    seeds, at_once = [int(word) for word in sys.argv[1:]] + [SEEDS, AT_ONCE][len(sys.argv) - 1:]
    sums, failed = collections.Counter(), []
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for seed, is_well, moments, output in pool.map(run, range(1, seeds + 1)):
            sums.update(moments)
            if not is_well:
                failed.append(seed)
                print(f"CULVER_SEED={seed} failed:\n{output}", flush=True)
    print(f"{seeds} seeds, {seeds * KILLS} kills; where the oldest message that was not delivered stood when one of the two died:")
    for moment in MOMENTS:
        counts = [sums[f"{who}, {moment}"] for who in ("sender", "receiver")]
        print(f"  {moment:18} sender {counts[0]:6}  receiver {counts[1]:6}  {'#' * (60 * sum(counts) // max(1, sum(sums.values())))}")
    never = [moment for moment in MOMENTS[1:] if not sums[f"sender, {moment}"] or not sums[f"receiver, {moment}"]]
    print(f"{len(failed)} seeds failed {failed[:20]}; moments that were never hit: {never or 'none'}")
    return bool(failed or never)


if __name__ == "__main__":
    sys.exit(main())
