"""Holds wuwei's motion against JuPedSim's on the same start: positions after 1 s on an open
plaza, and the flow through a door of 1 m. Ends with 1 where they are too far apart.

The scenes and both programs' runs are those of tests/peer/compare_jupedsim.py.
"""
import os
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tests" / "peer"))
import compare_jupedsim as peers

MEDIAN_APART_M = 1e-4
SPEED_APART = 0.01
FLOW_APART = 0.10
SEEDS = (1, 2, 3)

holds = True


def check(right, what):
    global holds
    holds &= right
    print(("ok    " if right else "WRONG ") + what, flush=True)


for density in (1.0, 2.0, 3.0):
    scene = peers.plaza(1000, density)
    theirs = peers.run_jupedsim(scene, 0.01, 1.0, [1.0])["positions"][1.0]
    ours = peers.run_wuwei(scene, 0.01, 1.0, [1.0])["positions"][1.0]
    median, most = peers.apart(theirs, ours)
    check(median < MEDIAN_APART_M and len(ours) == len(theirs),
          f"{density:g}/m²: after 1 s apart by {median * 1e6:.1f} µm (median), {most * 1e3:.3f} mm (most)")
    speeds = peers.mean_speed(scene, theirs, 1.0), peers.mean_speed(scene, ours, 1.0)
    check(abs(speeds[1] / speeds[0] - 1) < SPEED_APART,
          f"{density:g}/m²: mean speed {speeds[1]:.4f} m/s, JuPedSim {speeds[0]:.4f} m/s")

# At the door people shift and turn a shoulder when they are stuck, as in every run of an event:
# without that the model jams for minutes now and then, JuPedSim's too.
os.environ["WUWEI_IMPATIENT"] = "1"
flows = {"theirs": [], "ours": []}
for seed in SEEDS:
    scene = peers.door(200, 1.0, seed)
    flows["theirs"].append(peers.flow(peers.run_jupedsim(scene, 0.05, 800)["through"]))
    flows["ours"].append(peers.flow(peers.run_wuwei(scene, 0.05, 800)["through"]))
theirs, ours = statistics.fmean(flows["theirs"]), statistics.fmean(flows["ours"])
check(abs(ours / theirs - 1) < FLOW_APART,
      f"door of 1 m, {len(SEEDS)} starts: {ours:.3f} persons/s, JuPedSim {theirs:.3f} persons/s")
sys.exit(0 if holds else 1)
