#!/usr/bin/env python3
"""Kills runs at random moments and sees that they end as if nobody had.

    python3 tests/kill/kill_test.py 50 [--wuwei target/release/wuwei] [--seed N]

Each round starts a small event with checkpoints, kills it (SIGKILL) at a random moment, looks at
what is in its folder, and starts the same command again until it is through; a round is killed
up to three times. Checked after each kill: every file under its own name is whole and the same
as that of a run that was never killed; a folder with a summary is a whole run. Checked at the
end: the folder is the same as that run's, besides how long it took. Needs Python and nothing else.
"""

import json
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from kills import asked_kills, put_event, time_of

VENUE = """{"type": "FeatureCollection",
"wuwei": {"version": 1, "coordinates": "metres"}, "features": [
{"type": "Feature", "properties": {"kind": "ground"}, "geometry": {"type": "Polygon",
 "coordinates": [[[0, 0], [60, 0], [60, 30], [0, 30], [0, 0]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "tea", "name": "Tea"},
 "geometry": {"type": "Polygon", "coordinates": [[[28, 12], [32, 12], [32, 16], [28, 16], [28, 12]]]}},
{"type": "Feature", "properties": {"kind": "attraction", "id": "stage", "name": "Stage"},
 "geometry": {"type": "Polygon", "coordinates": [[[40, 18], [54, 18], [54, 28], [40, 28], [40, 18]]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "west", "name": "West"},
 "geometry": {"type": "LineString", "coordinates": [[0.3, 8], [0.3, 22]]}},
{"type": "Feature", "properties": {"kind": "portal", "id": "east", "name": "East"},
 "geometry": {"type": "LineString", "coordinates": [[59.7, 8], [59.7, 22]]}},
{"type": "Feature", "properties": {"kind": "counter", "id": "middle", "name": "Middle"},
 "geometry": {"type": "LineString", "coordinates": [[20, 0], [20, 30]]}}]}
"""

EVENT = """Event(
    version: 1,
    name: (en: "Yard", zh: "院子"),
    from: "10:00", until: "10:40",
    portals: [(id: "west", capacity_per_min: 60.0), (id: "east", capacity_per_min: 60.0)],
    demand: (visitors: 300, stay_min: (mean: 8.0, sd: 4.0, low: 2.0, high: 20.0)),
    attractions: [
        (id: "tea", is: Counter(servers: 1, service_s: (mean: 20.0, sd: 5.0), whole_party: true,
         queue: Line, balk_at: 15, patience_min: 5.0)),
        (id: "stage", is: Stage(chosen_density_per_m2: 1.5), stay_min: (mean: 4.0, sd: 2.0)),
    ],
    programme: [(id: "dance", at: "stage", from: "10:10", until: "10:20", draw: 0.4)],
)
"""

PLAN = """Plan(version: 1, measures: [
    Barrier(id: "row", line: [(15.0, 8.0), (15.0, 22.0)], openings: [(at_m: 7.0, width_m: 1.5)],
            from: "10:06", until: "10:30"),
])
"""

SAME_BYTES = {
    "visitors.parquet", "felt.parquet", "field.parquet", "counters.parquet", "hotspots.json",
    "venue.geojson",
}
HEAD = struct.Struct("<8sIIQQQ")


def fail(what, folder):
    kept = pathlib.Path(tempfile.mkdtemp(prefix="kill_test_")) / "run"
    shutil.copytree(folder, kept)
    sys.exit(f"FAILED: {what}\n(the folder is kept in {kept})")


def command(wuwei, event, folder):
    """The command of every start: the first finds no checkpoint and begins at the beginning."""
    return [
        wuwei, "run", event, "--plan", event / "row.ron", "--checkpoint-every", "2", "--json",
        "--threads", "1", "--out", folder / "row", "--resume", folder / "row",
    ]


def summary_of(path):
    """The summary without what a resumed run may say differently."""
    summary = json.loads(path.read_text("utf-8"))
    for name in ("wall_s", "resumed", "command"):
        summary["made"].pop(name)
    return summary


def check_files(folder, reference, whole):
    """Every file that bears a name is that of the run that was never killed."""
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        name = path.relative_to(folder)
        if path.name.startswith("."):
            # Half written, and called so: nobody reads it.
            if ".part" not in path.name or whole:
                fail(f"{name} was left behind", folder)
            continue
        found.add(name)
        expected = reference / name
        if not expected.exists():
            fail(f"{name} is not a file of the whole run", folder)
        if path.name == "summary.json":
            if summary_of(path) != summary_of(expected):
                fail(f"{name} differs", folder)
        elif path.suffix == ".wuwei":
            head = path.read_bytes()[: HEAD.size]
            _, _, about, state, _, _ = HEAD.unpack(head)
            if path.stat().st_size != HEAD.size + about + state:
                fail(f"{name} is not whole", folder)
            if path.read_bytes() != expected.read_bytes():
                fail(f"{name} differs", folder)
        elif path.name in SAME_BYTES and path.read_bytes() != expected.read_bytes():
            fail(f"{name} differs", folder)
        elif path.name == "report.html" and not path.read_text("utf-8").rstrip().endswith("</html>"):
            fail(f"{name} is not whole", folder)
    # A summary makes a folder a run: then all of it is there.
    for sub in {path.parent for path in found if path.name == "summary.json"}:
        for expected in (reference / sub).iterdir():
            if expected.suffix != ".wuwei" and sub / expected.name not in found:
                fail(f"{sub} has a summary but no {expected.name}", folder)
    return found


def start_and_kill(words, folder, draw, longest_s):
    """Whether the run was killed before it was through, and how long it had."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as errors:
        run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=errors)
        if draw.random() < 0.5:
            wait_s = draw.uniform(0.0, longest_s)
            while run.poll() is None and time.monotonic() - started < wait_s:
                time.sleep(0.0005)
        else:
            # While a file is being written: a few milliseconds after the nth has begun.
            seen, nth, after_s = set(), draw.choice([1, 2, 5, 12, 21, 23, 25]), draw.uniform(0.0, 0.003)
            while run.poll() is None and len(seen) < nth:
                seen.update(part.name for part in folder.rglob(".*.part"))
            if nth > 1:
                time.sleep(after_s)
        if run.poll() is None:
            run.send_signal(signal.SIGKILL)
        run.wait()
        took_s = time.monotonic() - started
        if run.returncode != -signal.SIGKILL and run.returncode != 0:
            errors.seek(0)
            fail(f"exit status {run.returncode}: {errors.read().decode()}", folder)
        return run.returncode != 0, took_s


def main():
    asked, draw = asked_kills(__doc__)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        event = place / "yard"
        put_event(event, EVENT, VENUE, row=PLAN)
        reference = place / "reference"
        takes_s = time_of(command(asked.wuwei, event, reference))
        print(f"a run that nobody kills takes {takes_s:.2f} s")
        kills, rounds, missed, writing, resumed, without = 0, 0, 0, 0, 0, 0
        while kills < asked.kills:
            folder = place / f"run{rounds}"
            rounds += 1
            for _ in range(draw.randint(1, 3)):
                if kills == asked.kills:
                    break
                # One that goes on from a checkpoint is through sooner.
                longest_s = takes_s * (0.5 if folder.exists() else 0.95)
                killed, took_s = start_and_kill(command(asked.wuwei, event, folder), folder, draw, longest_s)
                if not killed:
                    missed += 1
                    takes_s = min(takes_s, took_s) if longest_s > 0.9 * takes_s else takes_s
                    break
                kills += 1
                writing += any(folder.rglob(".*.part"))
                if beside := [path.name for path in place.iterdir() if path.name.startswith(".")]:
                    fail(f"{beside} was left beside the folder", place)
                if folder.exists():
                    check_files(folder, reference, whole=False)
            done = subprocess.run(command(asked.wuwei, event, folder), capture_output=True, check=False)
            if done.returncode != 0:
                fail(f"exit status {done.returncode}: {done.stdout.decode()} {done.stderr.decode()}", folder)
            said = json.loads(done.stdout)
            if said["warnings"]:
                fail(f"a checkpoint was not good: {said['warnings']}", folder)
            if said["resumed"]:
                resumed += 1
            else:
                without += 1
            check_files(folder, reference, whole=True)
            shutil.rmtree(folder)
            if rounds % 25 == 0:
                print(f"{kills} kills, {time.monotonic() - begun:.0f} s", flush=True)
    print(
        f"OK: {kills} kills in {rounds} rounds and {time.monotonic() - begun:.0f} s, {writing} of "
        f"them while a file was being written; the last start "
        f"went on from a checkpoint {resumed} times, from the beginning {without} times; "
        f"{missed} starts were through before they were killed"
    )


if __name__ == "__main__":
    main()
