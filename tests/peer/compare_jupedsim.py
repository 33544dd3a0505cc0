"""Compares wuwei's models of motion with JuPedSim's, live.

needs: pip install jupedsim==1.4.2 shapely
usage: [WUWEI_MODEL=AnticipationVelocity|SocialForce] compare_jupedsim.py ...
       compare_jupedsim.py plaza [N] [DENSITY]       positions after 1 s, mean speed over 1 s
       compare_jupedsim.py door [N] [WIDTH] [SEEDS]  flow through a door, fields of 0.5 and 0.25 m
       compare_jupedsim.py facts DIR                 writes the scenes and facts that CI tests read
"""
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import jupedsim as jps
import shapely

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def grid(n, side, closest, seed):
    """n points in a square: jittered grid, none closer than `closest`, 0.3 m from the sides."""
    rng = random.Random(seed)
    k = math.ceil(math.sqrt(n))
    d = (side - 0.6) / k
    jitter = max(0.0, min(0.25 * d, (d - closest) / 2))
    cells = [(i, j) for i in range(k) for j in range(k)]
    rng.shuffle(cells)
    at = lambda i: round(0.3 + (i + 0.5) * d + rng.uniform(-jitter, jitter), 3)
    return [(at(i), at(j), 0) for i, j in cells[:n]]


def plaza(n, density, seed=1):
    """A square from which everybody walks to a strip along the right side."""
    side = math.sqrt(n / density)
    outer = [(0, 0), (side + 2, 0), (side + 2, side), (0, side)]
    bands = max(1, round(side / 10))
    exits, people = [], []
    for b in range(bands):
        low, high = side * b / bands, side * (b + 1) / bands
        exits.append([(side + 1, low), (side + 2, low), (side + 2, high), (side + 1, high)])
    for x, y, _ in grid(n, side, 0.41, seed):
        people.append((x, y, min(bands - 1, int(y / side * bands))))
    return dict(outer=outer, holes=[], exits=exits, agents=people)


def door(n, width, seed=1):
    """A room at 2 persons/m² with a door in the right wall (0.5 m thick), the exit 8 m behind."""
    side = math.sqrt(n / 2)
    c, t, h = side / 2, 0.5, width / 2
    outer = [(0, 0), (side, 0), (side, c - h), (side + t, c - h), (side + t, 0), (side + 10, 0),
             (side + 10, side), (side + t, side), (side + t, c + h), (side, c + h), (side, side), (0, side)]
    exits = [[(side + 8, c - 6), (side + 10, c - 6), (side + 10, c + 6), (side + 8, c + 6)]]
    return dict(outer=outer, holes=[], exits=exits, agents=grid(n, side, 0.43, seed), gate=side + t)


def write_scene(s, path):
    with open(path, "w") as f:
        ring = lambda r: "".join(f"{x:.6g} {y:.6g}\n" for x, y in r)
        f.write(f"outer {len(s['outer'])}\n{ring(s['outer'])}")
        for kind in ("holes", "exits"):
            f.write(f"{kind} {len(s[kind])}\n")
            for r in s[kind]:
                f.write(f"poly {len(r)}\n{ring(r)}")
        f.write(f"agents {len(s['agents'])}\n")
        f.writelines(f"{x} {y} {e}\n" for x, y, e in s["agents"])


# The model's name in event documents: JuPedSim's model, its parameters of a person.
MODELS = {
    "CollisionFreeSpeed": (jps.CollisionFreeSpeedModel, jps.CollisionFreeSpeedModelAgentParameters),
    "AnticipationVelocity": (lambda: jps.AnticipationVelocityModel(rng_seed=1), jps.AnticipationVelocityModelAgentParameters),
    "SocialForce": (jps.SocialForceModel, jps.SocialForceModelAgentParameters),
}


def the_model():
    return os.environ.get("WUWEI_MODEL", "CollisionFreeSpeed")


def run_jupedsim(s, dt, until, dumps=()):
    model, person = MODELS[the_model()]
    sim = jps.Simulation(model=model(), geometry=shapely.Polygon(s["outer"], s["holes"]), dt=dt)
    ways = []
    for e in s["exits"]:
        stage = sim.add_exit_stage(shapely.Polygon(e))
        ways.append((stage, sim.add_journey(jps.JourneyDescription([stage]))))
    ids = {}
    for i, (x, y, e) in enumerate(s["agents"]):
        stage, journey = ways[e]
        p = person(journey_id=journey, stage_id=stage, position=(x, y), desired_speed=1.2, radius=0.2)
        ids[sim.add_agent(p)] = i
    through, positions, started, steps = {}, {}, time.perf_counter(), 0
    at = {round(t / dt): t for t in dumps}
    for step in range(1, round(until / dt) + 1):
        steps += sim.agent_count()
        sim.iterate()
        if "gate" in s and step % max(1, round(0.1 / dt)) == 0:
            for a in sim.agents():
                if a.position[0] > s["gate"]:
                    through.setdefault(ids[a.id], step * dt)
        if step in at:
            positions[at[step]] = {ids[a.id]: a.position for a in sim.agents()}
        if sim.agent_count() == 0:
            break
    return dict(through=through, positions=positions, rate=steps / (time.perf_counter() - started))


def run_wuwei(s, dt, until, dumps=(), cell_m=0.0):
    with tempfile.TemporaryDirectory() as folder:
        scene, out = os.path.join(folder, "scene.txt"), os.path.join(folder, "out.txt")
        write_scene(s, scene)
        env = dict(os.environ, WUWEI_SCENE=scene, WUWEI_OUT=out, WUWEI_DT_S=str(dt), WUWEI_UNTIL_S=str(until), WUWEI_CELL_M=str(cell_m), RAYON_NUM_THREADS="1")
        if dumps:
            env["WUWEI_DUMP_S"] = ",".join(map(str, dumps))
        if "gate" in s:
            env["WUWEI_GATE_X"] = str(s["gate"])
        # As `cargo test` has built it: another build would take longer than all that is run here.
        # WUWEI_TEST: the built test, where one wants to compare builds.
        program = [os.environ["WUWEI_TEST"]] if "WUWEI_TEST" in os.environ else \
            ["cargo", "test", "-q", "--test", "motion_against_jupedsim", "--"]
        subprocess.run(program + ["--ignored", "--exact", "dump"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
        through, positions, rate = {}, {t: {} for t in dumps}, 0.0
        for line in open(out):
            kind, *v = line.split()
            if kind == "g":
                through[int(v[1])] = float(v[0])
            elif kind == "p":
                positions[min(dumps, key=lambda t: abs(t - float(v[0])))][int(v[1])] = (float(v[2]), float(v[3]))
            elif kind == "s":
                rate = int(v[0]) / max(1e-9, float(v[1]))
    return dict(through=through, positions=positions, rate=rate)


def apart(a, b):
    """Median and largest distance of the same people, metres."""
    d = sorted(math.dist(a[i], b[i]) for i in a if i in b)
    return d[len(d) // 2], d[-1]


def mean_speed(s, positions, t):
    return statistics.fmean(math.dist(s["agents"][i][:2], p) / t for i, p in positions.items())


def flow(through):
    """Persons per second between the first and the last tenth."""
    t = sorted(through.values())
    if len(t) < 20:
        return 0.0
    a, b = len(t) // 10, len(t) - 1 - len(t) // 10
    return (b - a) / (t[b] - t[a])


def compare_plaza(n=2000, density=None):
    for density in [float(density)] if density else [1.0, 2.0, 3.0]:
        s = plaza(int(n), density)
        a, b = run_jupedsim(s, 0.01, 1.0, [1.0]), run_wuwei(s, 0.01, 1.0, [1.0])
        median, worst = apart(a["positions"][1.0], b["positions"][1.0])
        speeds = mean_speed(s, a["positions"][1.0], 1.0), mean_speed(s, b["positions"][1.0], 1.0)
        print(f"{density:g}/m²: apart after 1 s median {median*1e6:.1f} µm, most {worst*1e3:.3f} mm; "
              f"mean speed {speeds[0]:.4f} and {speeds[1]:.4f} m/s; {a['rate']/1e6:.3f} and {b['rate']/1e6:.2f} M person-steps/s", flush=True)


def compare_door(n=300, width=1.0, seeds=3, dt=0.01):
    n, width, seeds, dt = int(n), float(width), int(seeds), float(dt)
    for seed in range(1, seeds + 1):
        s = door(n, width, seed)
        until = 4 * n / width
        if not os.environ.get("ONLY_WUWEI"):
            a = run_jupedsim(s, dt, until)
            print(f"door {width:g} m, seed {seed}: JuPedSim {flow(a['through']):.3f} ({len(a['through'])} of {n} through)", flush=True)
        for cell_m, step in ((0.5, dt), (0.25, dt), (0.5, 0.1), (0.25, 0.1)):
            b = run_wuwei(s, step, until, cell_m=cell_m)
            print(f"   wuwei {cell_m} m cells, step {step} s: {flow(b['through']):.3f} ({len(b['through'])} of {n})", flush=True)


def facts(folder):
    """Scenes, and what JuPedSim makes of them, for tests that run without it."""
    known = {"jupedsim": jps.__version__, "plaza": {}, "door": {}}
    for density in (1, 2, 3):
        s = plaza(300, density)
        write_scene(s, os.path.join(folder, f"plaza_{density}.txt"))
        after = run_jupedsim(s, 0.01, 1.0, [1.0])["positions"][1.0]
        known["plaza"][density] = dict(
            mean_speed_mps=round(mean_speed(s, after, 1.0), 5), gone=300 - len(after),
            after_1_s=[[round(c, 6) for c in after[i]] for i in sorted(after)] if density == 2 else [])
    for seed in (1, 2, 3):
        s = door(200, 1.0, seed)
        write_scene(s, os.path.join(folder, f"door_{seed}.txt"))
        through = run_jupedsim(s, 0.1, 1000)["through"]
        known["door"][seed] = dict(flow_per_s=round(flow(through), 3), through=len(through))
    for model in ("AnticipationVelocity", "SocialForce"):
        os.environ["WUWEI_MODEL"] = model
        known[model] = {}
        for density in (1, 2, 3):
            s = plaza(300, density)
            after = run_jupedsim(s, 0.01, 1.0, [1.0])["positions"][1.0]
            known[model][density] = dict(
                mean_speed_mps=round(mean_speed(s, after, 1.0), 5), gone=300 - len(after),
                after_1_s=[[round(c, 6) for c in after[i]] for i in sorted(after)] if density == 2 else [])
    json.dump(known, open(os.path.join(folder, "jupedsim.json"), "w"), indent=1)
    print({k: v if k == "door" else "" for k, v in known.items()})


if __name__ == "__main__":
    command = dict(plaza=compare_plaza, door=compare_door, facts=facts)[sys.argv[1]]
    command(*sys.argv[2:])
