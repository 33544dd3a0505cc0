#!/usr/bin/env python3
"""Kills sweeps at random moments and sees that they end as if nobody had.

    python3 tests/kill/kill_sweep.py 50 [--wuwei target/release/wuwei] [--seed N]

Each round starts a sweep of many small runs, kills it (SIGKILL) at a random moment, looks at what
is in its folder, and starts the same command again until it is through; a round is killed up to
three times. Checked after each kill: every file of the dataset is one of the sweep that was never
killed. Checked at the end: the same files as that sweep's, each with the same row besides how long
it took (by `wuwei sweep --merge`, which reads every row). Needs Python and nothing else.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from kill_test import EVENT, PLAN, VENUE
from kills import asked_kills, kill_some, put_event, time_of

SWEEP = """Sweep(
    version: 1,
    events: [(event: "yard", plans: ["none", "yard/row.ron"])],
    seeds: "1..6",
    until: "10:14",
    vary: [(parameter: "visitors_factor", values: [0.5, 1.0])],
)
"""


def command(wuwei, place, folder):
    return [wuwei, "sweep", place / "sweep.ron", "--out", folder, "--json"]


def dataset(folder):
    parts = (folder / "dataset").rglob("*.parquet")
    return sorted(str(part.relative_to(folder)) for part in parts if not part.name.startswith("."))


def main():
    asked, draw = asked_kills(__doc__)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        put_event(place / "yard", EVENT, VENUE, row=PLAN)
        (place / "sweep.ron").write_text(SWEEP, "utf-8")
        reference = place / "reference"
        takes_s = time_of(command(asked.wuwei, place, reference))
        whole = dataset(reference)
        print(f"a sweep of {len(whole)} runs that nobody kills takes {takes_s:.2f} s")
        kills, rounds, kept = 0, 0, 0
        while kills < asked.kills:
            folder = place / f"sweep{rounds}"
            rounds += 1
            words = command(asked.wuwei, place, folder)
            for _ in kill_some(words, folder, takes_s, draw, asked.kills - kills):
                kills += 1
                there = dataset(folder)
                kept += len(there)
                if strange := set(there) - set(whole):
                    sys.exit(f"FAILED: {strange} are no runs of the sweep")
            there = len(dataset(folder))
            done = subprocess.run(words, capture_output=True, check=True)
            said = json.loads(done.stdout)
            if said["there_before"] != there or said["left"] or said["failed"]:
                sys.exit(f"FAILED: {there} runs were there: {said}")
            if dataset(folder) != whole:
                sys.exit("FAILED: the dataset is not that of the sweep that nobody killed")
            subprocess.run([*words, "--merge"], capture_output=True, check=True)
            if list(folder.rglob(".*.part")):
                sys.exit("FAILED: something half written was left behind")
            shutil.rmtree(folder)
        print(f"OK: {kills} kills in {rounds} rounds; {kept} runs were whole when they came")


if __name__ == "__main__":
    main()
