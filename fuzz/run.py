#!/usr/bin/env python3
"""Fuzzes every reader in turn, guided by coverage.

    cargo install cargo-fuzz                       (once)
    python3 fuzz/run.py --minutes 10               each reader for ten minutes
    python3 fuzz/run.py --minutes 60 --only map_dxf,map_osm

Begins with the repository's own files and with those of the folder `shared/data` beside it
(or where WUWEI_SHARED says), as far as they are there; what it found worth keeping goes on from
run to run in target/fuzz/corpus. A file that makes a reader panic, take longer than 10 s or more
than 2 GB is a find: it is kept in target/fuzz/finds, and the reader goes on with the next. At
the end a table says how often each reader ran. Needs cargo-fuzz and Python.
"""

import argparse
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUZZ = ROOT / "target" / "fuzz"
# Of processor time; what takes longer on the clock is tried again, as the machine may be busy.
LONGEST_S = 10
LONGEST_ON_THE_CLOCK_S = 60
MOST_MB = 2048
# Address space, so that one huge request fails at once: libFuzzer looks only now and then.
MOST_SPACE = 8 << 30
# Name of a reader, longest file that is tried, bytes.
READERS = {
    "event": 20_000, "plan": 20_000, "edits": 20_000, "felt": 20_000, "scene": 60_000,
    "people": 20_000, "venue": 60_000,
    "map_geojson": 60_000, "map_osm": 60_000, "map_dxf": 60_000, "map_wkt": 60_000,
    "map_again": 30_000, "counts_csv": 20_000, "counts_xlsx": 60_000, "trajectories": 60_000,
    "checkpoint": 200_000, "summary": 150_000, "visitors_parquet": 100_000,
    "field_parquet": 100_000,
}
PLAN = """Plan(version: 1, name: (en: "Row", zh: "围栏"), measures: [
    Barrier(id: "row", line: [(15.0, 8.0), (15.0, 22.0)], why: "test",
            openings: [(at_m: 7.0, width_m: 1.5)], from: "14:06", until: "15:30")])
"""

EDITS = """[(at: "14:30", add: Gate(id: "bags", line: [(20.0, 8.0), (20.0, 22.0)], lanes: 3, why: "test")),
    (at: "15:00", change: Barrier(id: "row", line: [(15.0, 8.0), (15.0, 20.0)], why: "test")),
    (at: "15:30", remove: "row")]
"""
PEOPLE = """starts_s,x_m,y_m,free_speed_mps,goes_to,waits_s,segment
0.0,12.5,12.0,1.34,west,0,walker
3.5,20,11.25,0.9,any,10,walker
4,30,12,1.2,round,0,
"""
SCENE = """{"description": "a room", "type": "test", "fps": 8, "t_max": 60,
 "walkable_area": "POLYGON ((0 0, 6 0, 6 4, 4.25 4, 4.25 5, 3.75 5, 3.75 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
 "exits": {"narrow": "POLYGON ((3.75 4.6, 4.25 4.6, 4.25 5, 3.75 5, 3.75 4.6))"},
 "speed_zones": [{"wkt": "POLYGON ((0 0, 1 0, 1 4, 0 4, 0 0))", "factor": 0.5}],
 "agents": [{"id": 7, "t": 0.0, "x": 3.0, "y": 1.5, "v0": 1.3, "dest": "narrow"},
            {"id": 9, "t": 1.5, "x": 3.0, "y": 2.5, "v0": 1.1, "dest": "any", "premove": 3}]}
"""


def build():
    """The fuzzer; with the stable compiler, which calls some of its switches unstable."""
    surroundings = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
    command = ["cargo", "fuzz", "build", "-s", "none", "--target-dir", FUZZ, "readers"]
    subprocess.run(command, cwd=ROOT, env=surroundings, check=True)
    return next(FUZZ.glob("*/release/readers"))


def pieces(path, most):
    """A file, or its beginning, middle and end where it is too long."""
    whole = path.read_bytes()
    if len(whole) <= most:
        return [whole]
    half = most // 2
    middle = len(whole) // 2
    return [whole[:most], whole[:half] + whole[-half:], whole[middle:middle + most]]


def texts_of(workbook):
    """What is in a workbook, as the fuzzer takes it: each behind a line with its name."""
    with zipfile.ZipFile(workbook) as parts:
        texts = [b"=== " + name.encode() + b"\n" + parts.read(name) for name in parts.namelist()]
    return b"\n".join(texts)


def run_folder(place):
    """A run of a small event with checkpoints, a map imported, for what only programs write."""
    wuwei = ROOT / "target" / "release" / "wuwei"
    if not wuwei.exists():
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    shutil.rmtree(place, ignore_errors=True)
    square = ROOT / "tests" / "fixtures" / "square"
    subprocess.run([wuwei, "run", square, "--until", "15:00", "--checkpoint-at", "14:05,14:40",
                    "--trajectories", "0.2", "--trajectories-until", "14:40", "--quiet",
                    "--out", place / "run"], check=True)
    subprocess.run([wuwei, "import", ROOT / "tests" / "fixtures" / "block.osm",
                    "--out", place / "import", "--quiet"], check=True)
    return place


def begin(corpus):
    """Puts the files to begin with into the corpus."""
    shared = pathlib.Path(os.environ.get("WUWEI_SHARED", ROOT / ".." / "shared")) / "data"
    made = run_folder(FUZZ / "made")
    tests, scenarios = ROOT / "tests" / "fixtures", ROOT / "scenarios"
    def of(folder, *patterns):
        return [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    files = {
        "event": of(ROOT, "scenarios/*/event.ron", "tests/fixtures/*/event.ron", "src/scenario/template/*.ron"),
        "plan": of(scenarios, "*/plans/*.ron"),
        "edits": of(scenarios, "*/plans/*.ron"),
        "felt": of(ROOT, "assets/felt.ron"),
        "scene": of(shared, "experiments/*.json"),
        "people": [],
        "venue": of(ROOT, "scenarios/*/venue.geojson", "tests/fixtures/*/venue.geojson") + [made / "import" / "venue.geojson"],
        "map_geojson": of(tests, "*.geojson") + of(shared, "places/*/*.geojson"),
        "map_osm": of(tests, "*.osm") + of(shared, "places/*/*.osm", "places/*/*.osm.gz"),
        "map_dxf": of(tests, "*.dxf") + of(shared, "places/*/*.dxf"),
        "map_wkt": of(shared, "places/*/*.wkt", "places/*/*wkt.csv", "experiments/*.wkt"),
        "map_again": [made / "import" / "import.json"],
        "counts_csv": of(scenarios, "*/*.csv") + of(shared, "demand/*/*.csv"),
        "counts_xlsx": of(tests, "*.xlsx"),
        "trajectories": of(tests, "*.sqlite") + of(shared, "experiments/*.txt") + of(made, "run/*.sqlite"),
        "checkpoint": of(made, "run/checkpoint-*"),
        "summary": [made / "run" / "summary.json"],
        "visitors_parquet": [made / "run" / "visitors.parquet"],
        "field_parquet": [made / "run" / "field.parquet"],
    }
    for reader, most in READERS.items():
        folder = corpus / reader
        folder.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(files[reader]):
            for part, piece in enumerate(pieces(path, most)):
                (folder / f"begin-{number}-{part}").write_bytes(piece)
    for reader, text in {"plan": PLAN, "edits": EDITS, "scene": SCENE, "people": PEOPLE}.items():
        (corpus / reader / "begin-text").write_text(text, "utf-8")
    for number, path in enumerate(files["counts_xlsx"]):
        (corpus / "counts_xlsx" / f"begin-texts-{number}").write_bytes(texts_of(path))
    words = set()
    for name in ("event", "plan", "felt"):
        for path in files[name]:
            words.update(re.findall(r"[A-Za-z_]{3,}", path.read_text("utf-8")))
    (corpus / "ron.dict").write_text("".join(f'"{word}"\n' for word in sorted(words)), "utf-8")


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_SPACE, MOST_SPACE))


def processor_s():
    """Processor time of all programs that this one has run, seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def is_slow(program, reader, artifact):
    """Whether a file that took long on the clock takes as long of the processor."""
    before = processor_s()
    subprocess.run([program, artifact, "-timeout=600"], env={**os.environ, "WUWEI_FUZZ_READER": reader},
                   preexec_fn=limit, capture_output=True, check=False)
    return processor_s() - before > LONGEST_S


def fuzz(program, reader, corpus, finds, seconds, log):
    """Runs, CPU seconds and finds of a reader."""
    until = time.monotonic() + seconds
    runs, found, began_s, covered = 0, [], processor_s(), 0
    while time.monotonic() < until and len(found) < 20:
        left = max(1, round(until - time.monotonic()))
        words = [program, corpus / reader, f"-max_total_time={left}", f"-timeout={LONGEST_ON_THE_CLOCK_S}",
                 f"-report_slow_units={LONGEST_S}", f"-rss_limit_mb={MOST_MB}", f"-max_len={READERS[reader]}", "-print_final_stats=1",
                 f"-artifact_prefix={finds / reader}-"]
        if reader in ("event", "plan", "edits", "felt"):
            words.append(f"-dict={corpus / 'ron.dict'}")
        ran = subprocess.run(words, env={**os.environ, "WUWEI_FUZZ_READER": reader}, preexec_fn=limit,
                             capture_output=True, check=False)
        said = ran.stderr.decode("utf-8", "replace")
        log.write(f"##### {reader}\n{said[-20_000:]}\n")
        log.flush()
        executed = re.findall(r"^stat::number_of_executed_units:\s*(\d+)", said, re.M)
        # A find ends the program before its statistics: then the last line of progress counts.
        progress = re.findall(r"^#(\d+)\s", said, re.M)
        runs += int((executed or progress or ["0"])[-1])
        cover = re.findall(r"cov: (\d+)", said)
        covered = max([covered, *map(int, cover)])
        artifacts = sorted(set(re.findall(r"Test unit written to (\S+)", said)))
        for artifact in artifacts:
            slow = re.search(r"-(slow-unit|timeout)-", artifact)
            if slow and not is_slow(program, reader, artifact):
                pathlib.Path(artifact).unlink(missing_ok=True)
                continue
            found.append(artifact)
            print(f"FIND: {artifact}", flush=True)
        if ran.returncode != 0 and not artifacts:
            print(said[-2000:])
            sys.exit(f"{reader}: the fuzzer ends with {ran.returncode}")
    spent = processor_s() - began_s
    kept = len(list((corpus / reader).iterdir()))
    return runs, spent, covered, kept, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="for each reader")
    parser.add_argument("--only", default=",".join(READERS), help="readers, with commas")
    asked = parser.parse_args()
    readers = asked.only.split(",")
    if unknown := set(readers) - set(READERS):
        sys.exit(f"there is no reader {unknown}; there are: {', '.join(READERS)}")
    corpus, finds = FUZZ / "corpus", FUZZ / "finds"
    finds.mkdir(parents=True, exist_ok=True)
    program = build()
    begin(corpus)
    total, hours, all_found = 0, 0.0, []
    print(f"{'reader':<18}{'runs':>12}{'CPU min':>9}{'runs/s':>9}{'edges':>8}{'corpus':>8}{'finds':>7}")
    with (FUZZ / "log.txt").open("w", encoding="utf-8") as log:
        for reader in readers:
            runs, spent, covered, kept, found = fuzz(program, reader, corpus, finds, 60 * asked.minutes, log)
            total, hours, all_found = total + runs, hours + spent / 3600, all_found + found
            print(f"{reader:<18}{runs:>12}{spent / 60:>9.1f}{runs / max(spent, 1):>9.0f}{covered:>8}{kept:>8}{len(found):>7}",
                  flush=True)
    print(f"{total} runs in {hours:.2f} hours of CPU time, {len(all_found)} finds")
    sys.exit(1 if all_found else 0)


if __name__ == "__main__":
    main()
