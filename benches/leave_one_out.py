#!/usr/bin/env python3
"""How far the default motion can be believed where it was not fitted: leaves one kind of scene out.

    cargo build --release --no-default-features
    python benches/leave_one_out.py ../shared/data --draws 150

Draws sets of parameters around the default, runs each on all scenes, and for each kind of scene
chooses the set that is best on the others. Printed is, for each kind, the error of that set on the
kind that it never saw, beside the error of the default and of the set that is best on all: means of
the errors over their targets, so that 1 is a target just met. Needs Python alone.
"""
import argparse
import json
import math
import pathlib
import random
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULT = dict(time_gap_s=0.89, depth_share=0.55, file_room_m=0.24, file_half_width_m=0.15, ease=0.3,
               press_from=3.0, press_room=0.1, press_time=0.17)
SPREAD = 0.15  # standard deviation of the logarithm
KINDS = {"one way": "uo-*", "two ways": "basigo-*", "corner": "eo-*", "exit": "ao-*",
         "gate": "bneck*", "single file": "ring-*", "doors": "cap-*"}
MEANS = dict(flow=0.08, times=0.06, density=0.13, speed=0.09, gap=0.18)
CURVES = dict(one_way=0.065, two_ways=0.09, single_file=0.09)
DOORS = 0.12
MISSING = 0.1  # what each density counts that is never reached


def drawn(count):
    """The default, and sets of parameters around it."""
    dice = random.Random(1)
    sets = [dict(DEFAULT)]
    for _ in range(count):
        sets.append({k: round(v * math.exp(dice.gauss(0, SPREAD)), 4) for k, v in DEFAULT.items()})
        sets[-1]["depth_share"] = min(sets[-1]["depth_share"], 1.0)
    return sets


def error(parameters, scenes, data, folder):
    """Mean over what is measured on the scenes of error over target."""
    model = "StaggeredSpacing(%s)" % ", ".join(f"{k}: {v}" for k, v in parameters.items())
    measured = data / "jps_validation/systemtest/Validation"
    command = [ROOT / "target/release/wuwei", "verify", *scenes, "--out", folder, "--model", model,
               "--single-file", measured / "1test_1D/data", "--doors", measured / "test_13/experiments"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    errors = json.loads((folder / "verify.json").read_text())["errors"]
    shares = [errors["mean"][k] / target for k, target in MEANS.items() if errors["mean"].get(k)]
    curves = [(errors[k], target) for k, target in CURVES.items() if errors.get(k)]
    shares += [rmse / target + MISSING * missing for (rmse, missing), target in curves]
    shares += [errors["doors"] / DOORS] if errors.get("doors") else []
    return statistics.fmean(shares)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=pathlib.Path, help="folder with experiments/ and jps_validation/")
    arguments.add_argument("--draws", type=int, default=150, help="sets of parameters [default: 150]")
    asked = arguments.parse_args()
    data = asked.data.resolve()
    scenes = {k: sorted((data / "experiments").glob(p + ".json")) for k, p in KINDS.items()}
    sets = drawn(asked.draws)
    with tempfile.TemporaryDirectory() as folder:
        errors = []
        for number, parameters in enumerate(sets):
            errors.append({k: error(parameters, s, data, pathlib.Path(folder)) for k, s in scenes.items()})
            print(f"{number}/{asked.draws}", end="\r", flush=True)
    def best(kinds):
        return min(range(len(sets)), key=lambda i: statistics.fmean(errors[i][k] for k in kinds))
    on_all = best(KINDS)
    print("| left out | default | best on all | best on the others |\n|---|---|---|---|")
    chosen = {kind: best([k for k in KINDS if k != kind]) for kind in KINDS}
    for kind, i in chosen.items():
        print(f"| {kind} | {errors[0][kind]:.2f} | {errors[on_all][kind]:.2f} | {errors[i][kind]:.2f} |")
    mean = lambda of: statistics.fmean(of)
    print(f"| mean | {mean(errors[0].values()):.2f} | {mean(errors[on_all].values()):.2f} | "
          f"{mean(errors[i][kind] for kind, i in chosen.items()):.2f} |")
    print("best on all:", sets[on_all])


if __name__ == "__main__":
    main()
