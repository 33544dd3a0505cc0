#!/usr/bin/env python3
"""Kills sweeps at random moments and sees that they end as if nobody had.

    python3 tests/kill/kill_sweep.py 50 [--wuwei target/release/wuwei] [--seed N]

Each round starts a sweep of many small runs, kills it (SIGKILL) at a random moment, looks at what
is in its folder, and starts the same command again until it is through; a round is killed up to
three times. Checked after each kill: every file of the dataset is one of the sweep that was never
killed. Checked at the end: the same files as that sweep's, each with the same row besides how long
it took (by `wuwei sweep --merge`, which reads every row). Needs Python and nothing else.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from kill_test import EVENT, PLAN, ROOT, VENUE

SWEEP = """Sweep(
    version: 1,
    events: [(event: "yard", plans: ["none", "yard/row.ron"])],
    seeds: "1..6",
    until: "10:14",
    vary: [(parameter: "visitors_factor", values: [0.5, 1.0])],
)
"""


def command(wuwei, place, folder, *more):
    return [wuwei, "sweep", place / "sweep.ron", "--out", folder, "--json", *more]


def dataset(folder):
    parts = (folder / "dataset").rglob("*.parquet")
    return sorted(str(part.relative_to(folder)) for part in parts if not part.name.startswith("."))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="how many times to kill")
    parser.add_argument("--wuwei", default=ROOT / "target/release/wuwei", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=None, help="of the moments")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.randrange(1 << 32)
    draw = random.Random(seed)
    print(f"moments are drawn with --seed {seed}")
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / "yard").mkdir()
        (place / "yard" / "event.ron").write_text(EVENT, "utf-8")
        (place / "yard" / "venue.geojson").write_text(VENUE, "utf-8")
        (place / "yard" / "row.ron").write_text(PLAN, "utf-8")
        (place / "sweep.ron").write_text(SWEEP, "utf-8")
        reference = place / "reference"
        started = time.monotonic()
        subprocess.run(command(asked.wuwei, place, reference), check=True, capture_output=True)
        takes_s = time.monotonic() - started
        whole = dataset(reference)
        print(f"a sweep of {len(whole)} runs that nobody kills takes {takes_s:.2f} s")
        kills, rounds, kept = 0, 0, 0
        while kills < asked.kills:
            folder = place / f"sweep{rounds}"
            rounds += 1
            for _ in range(draw.randint(1, 3)):
                if kills == asked.kills:
                    break
                sweep = subprocess.Popen(
                    command(asked.wuwei, place, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                time.sleep(draw.uniform(0.0, takes_s * (0.4 if folder.exists() else 0.9)))
                if sweep.poll() is not None:
                    break
                sweep.send_signal(signal.SIGKILL)
                sweep.wait()
                kills += 1
                there = dataset(folder)
                kept += len(there)
                if strange := set(there) - set(whole):
                    sys.exit(f"FAILED: {strange} are no runs of the sweep")
            there = len(dataset(folder))
            done = subprocess.run(command(asked.wuwei, place, folder), capture_output=True, check=True)
            said = json.loads(done.stdout)
            if said["there_before"] != there or said["left"] or said["failed"]:
                sys.exit(f"FAILED: {there} runs were there: {said}")
            if dataset(folder) != whole:
                sys.exit("FAILED: the dataset is not that of the sweep that nobody killed")
            subprocess.run(command(asked.wuwei, place, folder, "--merge"), capture_output=True, check=True)
            if list(folder.rglob(".*.part")):
                sys.exit("FAILED: something half written was left behind")
            shutil.rmtree(folder)
        print(f"OK: {kills} kills in {rounds} rounds; {kept} runs were whole when they came")


if __name__ == "__main__":
    main()
