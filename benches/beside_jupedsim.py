#!/usr/bin/env python3
"""Runs JuPedSim's collision-free speed model and wuwei on the same scenes, and prints ratios.

    pip install jupedsim==1.4.2 shapely
    python benches/beside_jupedsim.py            # everything, about a quarter of an hour
    python benches/beside_jupedsim.py --quick    # about two minutes, without the long runs

Both programs get the same ground, the same people at the same places, the same parameters and
the same time step. They take turns, round after round, each a process of its own on one and the
same core, while the other one waits; rated is the processor time of the round. wuwei runs whole:
all phases of a step, observation and ledgers. So does the rest of the table, which has no peer:
the figures are ratios to another run of wuwei, or seconds on the clock.

The machine should have nothing else to do; where it had, that is said. Linux only (affinity,
clocks of other processes). `performance_page.py` puts the table into docs/performance.md.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Seconds that a run is in before it is timed: the first one does much that is done but once.
WARM_S = 1.0


def build():
    """Builds both programs; the paths of the engine's side and of the command line."""
    # Without the window, whose parts are most of a build from nothing and are not measured here.
    command = ["cargo", "bench", "--no-default-features", "--no-run", "--bench", "beside",
               "--message-format", "json"]
    made = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    messages = map(json.loads, made.stdout.splitlines())
    paths = {m["target"]["name"]: m["executable"] for m in messages if m.get("executable")}
    return paths["beside"], paths["wuwei"]


class Side:
    """A process that makes steps when it is told, on the given cores."""

    def __init__(self, command, cores):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            preexec_fn=lambda: os.sched_setaffinity(0, cores))
        self.about = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args} ended with {self.process.wait()}")
        return json.loads(line)

    def cpu_s(self):
        """Processor time of the whole process, all its threads (clock_getcpuclockid(3))."""
        return time.clock_gettime(~self.process.pid << 3 | 2)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def steps(self, count, phases=False):
        """Makes steps; the answer, with the processor time that they took."""
        before = self.cpu_s()
        self.process.stdin.write(f"phases {count}\n" if phases else f"{count}\n")
        self.process.stdin.flush()
        answer = self.answer()
        answer["cpu_s"] = self.cpu_s() - before
        return answer

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def busy_s():
    """Processor time so far: of the whole machine, and of this program and those that it ran."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, *_ = map(int, file.readline().split()[1:])
    machine = (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
    own = 0
    for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(whose)
        own += usage.ru_utime + usage.ru_stime
    return machine, own


class Quiet:
    """Says it if other programs took a tenth of a core or more while something was timed."""

    def __enter__(self):
        self.begun, self.before = time.perf_counter(), busy_s()

    def __exit__(self, *_):
        (machine, own), took_s = busy_s(), time.perf_counter() - self.begun
        others = ((machine - self.before[0]) - (own - self.before[1])) / took_s
        if others > 0.1:
            print(f"  (other programs took {others:.1f} cores meanwhile)", file=sys.stderr)


def rate(answer, clock="cpu_s"):
    """Person-steps a second."""
    return answer["person_steps"] / answer[clock]


def core():
    """The core that single-threaded runs are pinned to: the last one that may be used."""
    return {max(os.sched_getaffinity(0))}


def cores(count):
    return set(sorted(os.sched_getaffinity(0))[-count:])


class Bench:
    def __init__(self, beside, wuwei, quick):
        self.beside, self.wuwei, self.quick = beside, wuwei, quick
        self.rows = []

    def ours(self, spec, dt_s, threads=1, one_in=1):
        words = ["walk", spec, str(dt_s), str(threads), str(one_in)]
        return Side([self.beside, *words], cores(threads))

    def row(self, what, ours, other, ratio, least, stretch):
        row = dict(what=what, ours=ours, other=other, ratio=ratio, least=least, stretch=stretch)
        self.rows.append(row)
        print(" | ".join(f"{part}" for part in row.values()), flush=True)

    def against_peer(self, name, spec, least, stretch):
        """Rounds of one second of the scene each, the same for both, at a step of 0.01 s."""
        dt_s = 0.01
        rounds = 3 if self.quick else 5
        theirs_steps = 20 if self.quick else 100
        with tempfile.NamedTemporaryFile("w", suffix=".json") as scene:
            subprocess.run([self.beside, "scene", spec], stdout=scene, check=True)
            worker = [sys.executable, __file__, "--jupedsim", scene.name, str(dt_s)]
            theirs, ours = Side(worker, core()), self.ours(spec, dt_s)
            twin = self.ours(spec, dt_s)
            warm = round(WARM_S / dt_s)
            theirs.steps(20 if self.quick else warm)
            for side in (twin, ours):
                side.steps(warm)
            pairs = []
            for _ in range(rounds):
                # Ours takes a twentieth of a second for one of the scene, after seconds of the other
                # program's turn: a twin makes the same one first, until the processor is back.
                twin.steps(100)
                # Whole seconds: what is done once a second is in.
                pairs.append((rate(ours.steps(100)), rate(theirs.steps(theirs_steps))))
            for side in (theirs, twin, ours):
                side.end()
        ratios = [a / b for a, b in pairs]
        mine, peer = (statistics.median(side) for side in zip(*pairs))
        spread = f"{statistics.median(ratios):.1f} × ({min(ratios):.0f}–{max(ratios):.0f})"
        self.row(f"{name}, dt 0.01 s, one thread", f"{mine / 1e6:.2f} M/s", f"{peer / 1e6:.4f} M/s",
                 spread, least, stretch)

    def two_threads(self, name, spec, dt_s):
        """Rated by the clock on the wall: that is what a second thread is for."""
        rounds = 5 if self.quick else 9
        steps = round(1 / dt_s)
        sides = [self.ours(spec, dt_s, threads) for threads in (1, 2)]
        for side in sides:
            side.steps(steps)
        pairs = []
        for _ in range(rounds):
            pair = []
            for side in sides:
                # As beside the other program: what comes first after a turn of the other is not timed.
                side.steps(steps)
                pair.append(rate(side.steps(2 * steps), "wall_s"))
            pairs.append(pair)
        for side in sides:
            side.end()
        one, two = (statistics.median(side) for side in zip(*pairs))
        ratio = statistics.median(b / a for a, b in pairs)
        self.row(f"two threads against one, {name}, dt {dt_s} s", f"{two / 1e6:.2f} M/s",
                 f"{one / 1e6:.2f} M/s (one)", f"{ratio:.2f} ×", "1.7 ×", "1.9 ×")

    def real_time(self):
        dt_s = 0.05
        side = self.ours("plaza:1000000", dt_s, 2)
        side.steps(round(WARM_S / dt_s))
        rounds = [side.steps(20) for _ in range(2 if self.quick else 5)]
        side.end()
        factor = statistics.median(20 * dt_s / answer["wall_s"] for answer in rounds)
        rated = statistics.median(rate(answer, "wall_s") for answer in rounds)
        self.row("1,000,000 people at 1/m², dt 0.05 s, two threads", f"{rated / 1e6:.2f} M/s", "–",
                 f"{factor:.2f} × real time", "1 ×", "2 ×")

    def cost_of_a_crowd(self):
        """A person-step among a million costs how much more than among 10,000?"""
        dt_s = 0.05
        small, large = self.ours("plaza:10000", dt_s), self.ours("plaza:1000000", dt_s)
        for side in (small, large):
            side.steps(round(WARM_S / dt_s))
        rounds = 2 if self.quick else 5
        # The small crowd is at the exits after a minute: its rounds are a second each, too.
        pairs = [(rate(small.steps(20)), rate(large.steps(20))) for _ in range(rounds)]
        small.end()
        large.end()
        few, many = (statistics.median(side) for side in zip(*pairs))
        ratio = statistics.median(a / b for a, b in pairs)
        self.row("cost per person-step, 1,000,000 against 10,000, one thread",
                 f"{1e9 / many:.1f} ns", f"{1e9 / few:.1f} ns", f"{ratio:.2f} ×", "1.3 ×", "1.15 ×")

    def memory(self):
        """On the same ground with all people and with half of them: what differs is people."""
        spec = "plaza:100000" if self.quick else "plaza:1000000"
        dt_s = 0.05
        sides = [self.ours(spec, dt_s, 2, one_in) for one_in in (1, 2)]
        for side in sides:
            side.steps(round(3 / dt_s))
        resident = [side.resident_bytes() for side in sides]
        people = [side.about["people"] for side in sides]
        for side in sides:
            side.end()
        each = (resident[0] - resident[1]) / (people[0] - people[1])
        cells, fields = sides[0].about["cells"], sides[0].about["fields"]
        ground = resident[0] - each * people[0]
        self.row(f"memory per person, {people[0]:,} people", f"{each:.0f} B",
                 f"ground: {ground / 1e6:.0f} MB, {ground / cells:.0f} B a cell ({fields} fields)",
                 "–", "250 B", "160 B")

    def whole_event(self):
        event = ROOT / "scenarios" / "lantern_fair"
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            command = [self.wuwei, "run", event, "--quiet", "--out", f"{folder}/run"]
            subprocess.run(command, check=True)
            took_s = time.perf_counter() - begun
        self.row("lantern_fair: 25,000 visitors, 6 h, file to report, 2 cores", f"{took_s:.1f} s",
                 "–", "–", "60 s", "20 s")

    def square(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([self.beside, "square", folder], check=True)
            starts = []
            for _ in range(3 if self.quick else 7):
                begun = time.perf_counter()
                subprocess.run([self.beside, "start", folder], check=True, stdout=subprocess.DEVNULL)
                starts.append(time.perf_counter() - begun)
            said = subprocess.run([self.beside, "edit", folder], check=True,
                                  stdout=subprocess.PIPE, text=True)
        edit = json.loads(said.stdout)
        set_ms, taken_ms = ([1e3 * s for s in edit[kind]] for kind in ("set_s", "taken_s"))
        self.row(f"setting a barrier, fields of {edit['destinations']} destinations, 500 m square",
                 f"{statistics.median(set_ms):.0f} ms (at most {max(set_ms):.0f})",
                 f"taking it away {statistics.median(taken_ms):.0f} ms; a step otherwise "
                 f"{1e3 * edit['step_s']:.1f} ms", "–", "100 ms", "20 ms")
        self.row("starting a run, 500 m square, 20 destinations",
                 f"{statistics.median(starts):.2f} s", "–", "–", "2 s", "0.5 s")

    def run(self, only=None):
        """All parts, or those whose name has a word in it."""
        parts = {
            "peer plaza 1": lambda: self.against_peer(
                "plaza, 10,000 at 1/m²", "plaza:10000:1", "80 ×", "150 ×"),
            "peer plaza 4": lambda: self.against_peer(
                "plaza, 10,000 at 4/m²", "plaza:10000:4", "100 ×", "200 ×"),
            "peer stalls": lambda: self.against_peer(
                "40 stalls, 20,000", "stalls:20000", "150 ×", "400 ×"),
            "peer door": lambda: self.against_peer(
                "room, 2,000, 2 m door", "door:2000", "–", "–"),
            "threads 10,000": lambda: self.two_threads("10,000", "plaza:10000", 0.01),
            "threads 20,000": lambda: self.two_threads("40 stalls, 20,000", "stalls:20000", 0.01),
            "threads 100,000": lambda: self.two_threads("100,000", "plaza:100000", 0.05),
            "million real time": self.real_time,
            "million cost": self.cost_of_a_crowd,
            "memory": self.memory,
            "square": self.square,
            "event": self.whole_event,
        }
        skipped = {"event", "peer door"} if self.quick else set()
        for name, part in parts.items():
            if (only in name) if only else (name not in skipped):
                with Quiet():
                    part()

    def table(self):
        head = ["what", "wuwei", "JuPedSim 1.4.2, or what it is held against", "ratio", "at least",
                "stretch"]
        lines = [head, ["---"] * len(head), *(list(row.values()) for row in self.rows)]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def jupedsim_side(scene, dt_s):
    """The other program: the same lines in, the same lines out."""
    import jupedsim
    import shapely

    with open(scene) as file:
        scene = json.load(file)
    simulation = jupedsim.Simulation(
        model=jupedsim.CollisionFreeSpeedModel(),
        geometry=shapely.Polygon(scene["outer"], scene["holes"]), dt=dt_s)
    journeys = []
    for area in scene["exits"]:
        stage = simulation.add_exit_stage(shapely.Polygon(area))
        journeys.append((stage, simulation.add_journey(jupedsim.JourneyDescription([stage]))))
    for x, y, number in scene["people"]:
        stage, journey = journeys[number]
        simulation.add_agent(jupedsim.CollisionFreeSpeedModelAgentParameters(
            stage_id=stage, journey_id=journey, position=(x, y)))
    print(json.dumps({"people": simulation.agent_count(), "version": jupedsim.__version__}),
          flush=True)
    for line in sys.stdin:
        steps = int(line)
        before = simulation.agent_count()
        begun = time.perf_counter()
        simulation.iterate(steps)
        wall_s = time.perf_counter() - begun
        person_steps = steps * (before + simulation.agent_count()) / 2
        print(json.dumps({"person_steps": person_steps, "wall_s": wall_s}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a short form of everything")
    parser.add_argument("--only", metavar="WORD", help="only the parts whose name has this word")
    parser.add_argument("--json", metavar="FILE", help="write the rows there, too")
    parser.add_argument("--jupedsim", nargs=2, metavar=("SCENE", "DT_S"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.jupedsim:
        return jupedsim_side(options.jupedsim[0], float(options.jupedsim[1]))
    bench = Bench(*build(), options.quick)
    bench.run(options.only)
    print("\n" + bench.table())
    if options.json:
        with open(options.json, "w") as file:
            json.dump(bench.rows, file, indent=1)


if __name__ == "__main__":
    main()
