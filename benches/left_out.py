#!/usr/bin/env python3
"""What the parameters of our own model of motion are worth on scenes that they were not fitted on.

    cargo build --release --no-default-features
    python benches/left_out.py --scenes FOLDER --single-file FOLDER --doors FOLDER --out docs/left_out.md

Draws sets of parameters around the default's and runs `wuwei verify` on each (a few seconds a set). Then,
kind of scene by kind of scene (corridors, a crowd in both directions, a corner, …), it takes the set that is
best on all other kinds, looks around that one for a better one, and says what the errors are on the kind
that was left out, beside those of the default, which has seen them all and is never taken. The same seed
draws the same sets; those that were run before are kept (`--work`) and not run again.
"""

import argparse
import hashlib
import json
import math
import random
import subprocess
import sys
from pathlib import Path

# The default, as `event.ron` has it, and the spread of each parameter as the logarithm's deviation.
DEFAULT = {
    "time_gap_s": (0.856, 0.12),
    "depth_share": (0.585, 0.08),
    "file_room_m": (0.206, 0.20),
    "file_half_width_m": (0.238, 0.20),
    "ease": (0.224, 0.40),
    "press_from": (1.51, 0.15),
    "press_room": (0.155, 0.40),
    "press_time": (0.4, 0.25),
    "neighbor_strength": (8.82, 0.20),
    "neighbor_range_m": (0.111, 0.15),
}
# Kinds of scenes as `verify.json` names them, and as the page does.
KINDS = {
    "uni": "corridors, one way",
    "bi": "a corridor, both ways",
    "corner": "a corner",
    "exit": "a wide exit",
    "bottleneck": "an entrance of 0.5 m",
    "ring": "single file",
    "capacity": "doors",
}
# Errors, what each counts as 1, and how the page calls them.
OF_SCENES = {
    "flow": (0.08, "flow"),
    "times": (0.06, "times of passing"),
    "density": (0.13, "density"),
    "speed": (0.09, "speed"),
    "gap": (0.18, "time from one to the next"),
}
OF_KINDS = {
    "one_way": ("uni", 0.065, "speed at equal density, one way, m/s"),
    "two_ways": ("bi", 0.09, "speed at equal density, two ways, m/s"),
    "single_file": ("ring", 0.09, "speed at equal density, single file, m/s"),
    "doors": ("capacity", 0.12, "flow through doors"),
}
# What one who never got through, or a density that is never reached, costs.
STUCK, MISSING = 20.0, 0.5
# Error where nothing could be measured.
UNKNOWN = 1.0


def main():
    asked = arguments()
    asked.work.mkdir(parents=True, exist_ok=True)
    default = {name: value for name, (value, _) in DEFAULT.items()}
    of_default = tried(asked, default)
    sets = [draw(random.Random(f"{asked.seed}/{k}"), default, 1.0) for k in range(asked.sets)]
    wide = [tried(asked, parameters) for parameters in sets]
    chosen = {}
    for left in KINDS:
        others = [kind for kind in KINDS if kind != left]
        draws = random.Random(f"{asked.seed}/{left}")
        best = min(wide, key=lambda one: one.on(others))
        for _ in range(asked.near):
            best = min(best, tried(asked, draw(draws, best.parameters, 0.4)), key=lambda one: one.on(others))
        chosen[left] = best
    print(file=sys.stderr)
    asked.out.write_text(page(asked, of_default, wide, chosen), encoding="utf-8")
    print(asked.out)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--scenes", required=True, help="scenes and their recordings")
    parser.add_argument("--single-file", required=True, help="as for wuwei verify")
    parser.add_argument("--doors", required=True, help="as for wuwei verify")
    parser.add_argument("--wuwei", default="target/release/wuwei")
    parser.add_argument("--sets", type=int, default=200, help="sets drawn around the default")
    parser.add_argument("--near", type=int, default=20, help="sets drawn around each best one, one by one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("target/left_out"))
    parser.add_argument("--out", type=Path, required=True, help="the page")
    return parser.parse_args()


class Tried:
    """A set of parameters and what `verify.json` says of it."""

    def __init__(self, parameters, figures):
        self.parameters = parameters
        self.errors = {kind: errors_of(figures, kind) for kind in KINDS}
        self.scores = {kind: score(self.errors[kind]) for kind in KINDS}

    def on(self, kinds):
        return mean([self.scores[kind] for kind in kinds])


def draw(draws, around, spread_share):
    return {
        name: round(around[name] * math.exp(draws.gauss(0.0, spread * spread_share)), 4)
        for name, (_, spread) in DEFAULT.items()
    }


def tried(asked, parameters):
    model = "StaggeredSpacing(" + ", ".join(f"{name}: {value}" for name, value in parameters.items()) + ")"
    kept = asked.work / (hashlib.sha256(model.encode()).hexdigest()[:16] + ".json")
    if not kept.exists():
        folder = asked.work / "run"
        command = [asked.wuwei, "verify", asked.scenes, "--out", folder, "--model", model]
        command += ["--single-file", asked.single_file, "--doors", asked.doors]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (folder / "verify.json").replace(kept)
    print(f"\r{len(list(asked.work.glob('*.json')))} sets", end="", file=sys.stderr, flush=True)
    return Tried(parameters, json.loads(kept.read_text(encoding="utf-8")))


def errors_of(figures, kind):
    """The errors of a kind of scene, by name, each a list."""
    all_of = {}
    for scene in figures["scenes"]:
        if scene["kind"] == kind and scene["errors"]:
            for name, error in scene["errors"].items():
                all_of.setdefault(name, []).append(error)
    for name, (of_kind, _, _) in OF_KINDS.items():
        if of_kind == kind:
            value = figures["errors"][name]
            # The error, and at how many densities there is none; none at all is as bad as can be.
            value, missing = value if isinstance(value, list) else (value, 0)
            all_of[name] = [UNKNOWN if value is None else value]
            all_of["missing"] = [missing]
    return all_of


def score(errors):
    """One number of the errors of a kind: 1 is as far off as may be."""
    scales = {name: scale for name, (scale, _) in OF_SCENES.items()}
    scales |= {name: scale for name, (_, scale, _) in OF_KINDS.items()}
    parts = [mean(errors[name]) / scale for name, scale in scales.items() if name in errors]
    return mean(parts) + STUCK * mean(errors.get("stuck", [0])) + MISSING * mean(errors.get("missing", [0]))


def mean(values):
    return sum(values) / len(values)


def page(asked, default, wide, chosen):
    lines = ["# Scenes that the motion was not fitted on", ""]
    lines += [
        f"Made by `benches/left_out.py`: {len(wide)} sets of parameters were drawn around the default's; for each",
        f"kind of scene the one that is best on all other kinds was taken, then the better ones of {asked.near} near",
        "it, and held against the kind that was left out. The default has seen them all: where its errors are",
        "smaller than theirs, it may owe that to having seen. A score of 1 is as far off as an error may be (flow",
        "0.08, times 0.06, density 0.13, speed 0.09, time gaps 0.18, speed at equal density 0.065 one way and 0.09",
        "both ways and in single file, doors 0.12); the mean of them counts, and a density never reached half of one.",
        "",
        "| left out | default on it | best on the others, on it | default on the others | best on the others, there |",
        "|---|---|---|---|---|",
    ]
    rows = []
    for left in KINDS:
        others = [kind for kind in KINDS if kind != left]
        of = chosen[left]
        rows.append([default.scores[left], of.scores[left], default.on(others), of.on(others)])
        lines.append(f"| {KINDS[left]} | " + " | ".join(f"{value:.2f}" for value in rows[-1]) + " |")
    means = [mean(column) for column in zip(*rows)]
    lines += ["| mean | " + " | ".join(f"{value:.2f}" for value in means) + " |", ""]
    lines += ["The same as errors; \"left out\": of each scene by the set that never saw its kind.", ""]
    lines += ["| error | default | left out |", "|---|---|---|"]
    every = [default.errors, {kind: chosen[kind].errors[kind] for kind in KINDS}]
    for name, (_, title) in OF_SCENES.items():
        values = [mean([e for kind in KINDS for e in errors[kind].get(name, [])]) for errors in every]
        lines.append(f"| {title} | " + " | ".join(f"{value:.3f}" for value in values) + " |")
    for name, (kind, _, title) in OF_KINDS.items():
        values = [mean(errors[kind][name]) for errors in every]
        lines.append(f"| {title} | " + " | ".join(f"{value:.3f}" for value in values) + " |")
    lines += ["", "The sets:", "", "| without | " + " | ".join(DEFAULT) + " |", "|---" * (len(DEFAULT) + 1) + "|"]
    for title, of in [("nothing (default)", default)] + [(KINDS[left], chosen[left]) for left in KINDS]:
        lines.append(f"| {title} | " + " | ".join(f"{of.parameters[name]:g}" for name in DEFAULT) + " |")
    lines += ["", "```sh", "cargo build --release --no-default-features", command(asked), "```", ""]
    return "\n".join(lines)


def command(asked):
    return (
        f"python benches/left_out.py --scenes {asked.scenes} --single-file {asked.single_file} "
        f"--doors {asked.doors} --sets {asked.sets} --near {asked.near} --seed {asked.seed} --out {asked.out}"
    )


if __name__ == "__main__":
    main()
