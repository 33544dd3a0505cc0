#!/usr/bin/env python3
"""Kills an advice at random moments and sees that it ends as if nobody had.

    python3 tests/kill/kill_advice.py 50 [--wuwei target/release/wuwei] [--seed N]

Each round starts an advice for a small event, kills it (SIGKILL) at a random moment up to three
times, and starts the same command again until it is through. Checked at the end: the advice and
every plan are the same, to the byte, as those of an advice that was never killed; no trial stands
twice in what it keeps. Needs Python and nothing else.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from kills import ROOT, asked_kills, kill_some, put_event, time_of

VENUE = (ROOT / "tests/fixtures/gates/venue.geojson").read_text("utf-8")

EVENT = """Event(
    version: 1,
    name: (en: "Two gates", zh: "两道门"),
    from: "10:00", until: "10:16",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: 420, arrivals: Curve([("10:00", 1.0), ("10:03", 1.0), ("10:04", 0.0), ("10:16", 0.0)]),
             stay_min: (mean: 1.2, sd: 0.2, low: 1.0, high: 2.0)),
)
"""


def command(wuwei, place, folder):
    return [
        wuwei, "advise", place / "gate", "--out", folder, "--json", "--runs", "12",
        "--volunteers", "2", "--barriers", "6", "--fresh", "101..102",
    ]


def answer(folder):
    names = ["advice.json", "advice.html", *(path.name for path in sorted(folder.glob("*.ron")))]
    return {name: (folder / name).read_bytes() for name in names}


def main():
    asked, draw = asked_kills(__doc__)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        put_event(place / "gate", EVENT, VENUE)
        reference = place / "reference"
        takes_s = time_of(command(asked.wuwei, place, reference))
        expected = answer(reference)
        print(f"an advice that nobody kills takes {takes_s:.2f} s: {', '.join(expected)}")
        kills, rounds = 0, 0
        while kills < asked.kills:
            folder = place / f"advice{rounds}"
            rounds += 1
            words = command(asked.wuwei, place, folder)
            for _ in kill_some(words, folder, takes_s, draw, asked.kills - kills):
                kills += 1
            done = subprocess.run(words, capture_output=True, check=False)
            if done.returncode != 0:
                sys.exit(f"FAILED: exit status {done.returncode}: {done.stdout.decode()} {done.stderr.decode()}")
            if answer(folder) != expected:
                sys.exit("FAILED: the advice is not that of the one that nobody killed")
            trials = []
            for line in (folder / "work" / "trials.jsonl").read_text("utf-8").splitlines():
                # A line that was cut off by a kill is no trial, and made again.
                try:
                    trials.append(json.loads(line)["trial"])
                except ValueError:
                    pass
            if len(trials) != len(set(trials)):
                sys.exit("FAILED: a trial was made twice")
            shutil.rmtree(folder)
        print(f"OK: {kills} kills in {rounds} rounds")


if __name__ == "__main__":
    main()
