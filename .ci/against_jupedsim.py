"""Holds wuwei's models of motion against JuPedSim's on the same start: positions after 1 s on an
open plaza, and the flow through a door. Ends with 1 where they are too far apart.

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


def plaza(people, most_apart_m):
    """Where people are after 1 s, and how fast they walked, at 1 to 3 persons/m²."""
    for density in (1.0, 2.0, 3.0):
        scene = peers.plaza(people, density)
        theirs = peers.run_jupedsim(scene, 0.01, 1.0, [1.0])["positions"][1.0]
        ours = peers.run_wuwei(scene, 0.01, 1.0, [1.0])["positions"][1.0]
        median, most = peers.apart(theirs, ours)
        check(median < most_apart_m and len(ours) == len(theirs),
              f"{peers.the_model()}, {density:g}/m²: after 1 s apart by {median * 1e6:.1f} µm (median), {most * 1e3:.3f} mm (most)")
        speeds = peers.mean_speed(scene, theirs, 1.0), peers.mean_speed(scene, ours, 1.0)
        check(abs(speeds[1] / speeds[0] - 1) < SPEED_APART,
              f"{peers.the_model()}, {density:g}/m²: mean speed {speeds[1]:.4f} m/s, JuPedSim {speeds[0]:.4f} m/s")


plaza(1000, MEDIAN_APART_M)

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

# The other models, as events run them: 0.1 s, ways over cells of 0.25 m. JuPedSim's steps are as
# long as its models stand. Where two are exactly ahead of each other its anticipation velocity
# model tosses a coin and ours passes on the right, so a few people end elsewhere; through a door
# of 1 m it does not get all people out, so there is a wider one.
for model, most_apart_m, width_m, their_step_s in (
    ("AnticipationVelocity", 5e-4, 1.5, 0.05),
    ("SocialForce", 1e-4, 1.0, 0.01),
):
    os.environ["WUWEI_MODEL"] = model
    plaza(300, most_apart_m)
    flows = {"theirs": [], "ours": []}
    for seed in SEEDS:
        scene = peers.door(120, width_m, seed)
        flows["theirs"].append(peers.flow(peers.run_jupedsim(scene, their_step_s, 200)["through"]))
        flows["ours"].append(peers.flow(peers.run_wuwei(scene, 0.1, 200, cell_m=0.25)["through"]))
    theirs, ours = statistics.fmean(flows["theirs"]), statistics.fmean(flows["ours"])
    check(abs(ours / theirs - 1) < FLOW_APART,
          f"{model}, door of {width_m:g} m, {len(SEEDS)} starts: {ours:.3f} persons/s, JuPedSim {theirs:.3f} persons/s")
sys.exit(0 if holds else 1)
