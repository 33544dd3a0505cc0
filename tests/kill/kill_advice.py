#!/usr/bin/env python3
"""Kills an advice at random moments and sees that it ends as if nobody had.

    python3 tests/kill/kill_advice.py 50 [--wuwei target/release/wuwei] [--seed N]

Each round starts an advice for a small event, kills it (SIGKILL) at a random moment up to three
times, and starts the same command again until it is through. Checked at the end: the advice and
every plan are the same, to the byte, as those of an advice that was never killed; no trial stands
twice in what it keeps. Needs Python and nothing else.
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

from kill_test import ROOT

VENUE = """{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [50, 0], [50, 30], [0, 30], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle"}, "geometry": {"type": "Polygon",
 "coordinates": [[[29, 0], [31, 0], [31, 9], [29, 9], [29, 0]]]}},
{"type": "Feature", "properties": {"kind": "obstacle"}, "geometry": {"type": "Polygon",
 "coordinates": [[[29, 10.6], [31, 10.6], [31, 23], [29, 23], [29, 10.6]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 4], [0.3, 16]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[49.7, 4], [49.7, 16]]}}]}
"""

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
        (place / "gate").mkdir()
        (place / "gate" / "event.ron").write_text(EVENT, "utf-8")
        (place / "gate" / "venue.geojson").write_text(VENUE, "utf-8")
        reference = place / "reference"
        started = time.monotonic()
        subprocess.run(command(asked.wuwei, place, reference), check=True, capture_output=True)
        takes_s = time.monotonic() - started
        expected = answer(reference)
        print(f"an advice that nobody kills takes {takes_s:.2f} s: {', '.join(expected)}")
        kills, rounds = 0, 0
        while kills < asked.kills:
            folder = place / f"advice{rounds}"
            rounds += 1
            for _ in range(draw.randint(1, 3)):
                if kills == asked.kills:
                    break
                advice = subprocess.Popen(
                    command(asked.wuwei, place, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                time.sleep(draw.uniform(0.0, takes_s * (0.4 if folder.exists() else 0.9)))
                if advice.poll() is not None:
                    break
                advice.send_signal(signal.SIGKILL)
                advice.wait()
                kills += 1
            done = subprocess.run(command(asked.wuwei, place, folder), capture_output=True, check=False)
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
