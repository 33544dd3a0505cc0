#!/usr/bin/env python3
"""Measures, and writes the figures of docs/performance.md anew: its tables and its picture.

    pip install jupedsim==1.4.2 shapely
    python benches/performance_page.py            # both parts, about half an hour
    python benches/performance_page.py --curve    # the curve only; needs no JuPedSim
    python benches/performance_page.py --table    # the table beside JuPedSim only

The curve: cost of a person-step and memory from 1,000 to 1,000,000 people at 1/m², and what
dominates at each size.
"""
import argparse
import datetime
import os
import platform
import re
import statistics

from beside_jupedsim import ROOT, WARM_S, Bench, Quiet, build, rate

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "performance.svg"
SIZES = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
DT_S = 0.05
PHASES = ["arrive", "decide", "navigate", "sense", "walk", "settle", "observe"]
# Okabe and Ito's colours, told apart by everybody; two phases that never show share the grey.
COLOURS = dict(arrive="#999999", decide="#e69f00", navigate="#56b4e9", sense="#009e73",
               walk="#0072b2", settle="#cc79a7", observe="#d55e00")


def measure(bench, people):
    """One point of the curve."""
    second = round(1 / DT_S)
    one, rounds, two = [], [], []
    # The fewer people, the shorter the round: more of them, each from the start.
    for _ in range(max(1, min(20, 100_000 // people))):
        for threads in (1, 2):
            side = bench.ours(f"plaza:{people}", DT_S, threads)
            side.steps(round(WARM_S / DT_S))
            if threads == 1:
                one.append(side.steps(second))
                rounds.append(side.steps(second, phases=True))
            else:
                two.append(side.steps(second))
            side.end()
    def each_ns(answers, clock):
        return statistics.median(1e9 / rate(a, clock) for a in answers)
    phases = {name: statistics.median(1e9 * a["phases"][name] / a["person_steps"] for a in rounds)
              for name in PHASES}
    person_b, ground_b, total_b = memory(bench, people)
    return dict(people=people, one_ns=each_ns(one, "cpu_s"), two_ns=each_ns(two, "wall_s"),
                one_wall_ns=each_ns(one, "wall_s"), phases=phases, person_b=person_b,
                ground_b=ground_b, total_b=total_b)


def memory(bench, people):
    """Bytes a person, of the ground, and in all: the same ground with all and with half."""
    sides = [bench.ours(f"plaza:{people}", DT_S, 1, one_in) for one_in in (1, 2)]
    for side in sides:
        side.steps(2 * round(1 / DT_S))
    all_b, half_b = (side.resident_bytes() for side in sides)
    few = sides[1].about["people"]
    for side in sides:
        side.end()
    person_b = (all_b - half_b) / (people - few)
    return person_b, all_b - person_b * people, all_b


def dominates(phases):
    """The phases that take most, until two thirds are told."""
    whole = sum(phases.values())
    told, share = [], 0
    for name, ns in sorted(phases.items(), key=lambda item: -item[1]):
        told.append(f"{name} {100 * ns / whole:.0f} %")
        share += ns / whole
        if share > 2 / 3:
            return ", ".join(told)


def curve_table(points):
    lines = ["| people | person-step, one thread | M/s, one thread | two threads | real time at "
             "0.05 s, two threads | per person | in all | dominates |",
             "|---:|---:|---:|---:|---:|---:|---:|---|"]
    for p in points:
        real_time = 1 / (p["people"] / DT_S * p["two_ns"] / 1e9)
        speed_up = p["one_wall_ns"] / p["two_ns"]
        factor = f"{real_time:.0f} ×" if real_time > 10 else f"{real_time:.2g} ×"
        lines.append(
            f"| {p['people']:,} | {p['one_ns']:.0f} ns | {1e3 / p['one_ns']:.1f} | "
            f"{speed_up:.2f} × | {factor} | {p['person_b']:.0f} B | {p['total_b'] / 1e6:.0f} MB | "
            f"{dominates(p['phases'])} |")
    return "\n".join(lines)


def machine():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"model name\s*: (.*)", file.read())
    name = found[1] if found else platform.machine()
    today = datetime.date.today().isoformat()
    return f"Measured on {today}: {os.cpu_count()} cores of {name}, {platform.system()}."


class Svg:
    """A picture in the making."""

    def __init__(self, width, height):
        self.size, self.parts = (width, height), []

    def text(self, x, y, words, anchor="middle", size=12, weight="normal", colour="#333", turn=0):
        turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
            f'font-weight="{weight}" fill="{colour}"{turned}>{words}</text>')

    def line(self, x0, y0, x1, y1, colour="#ddd", width=1):
        self.parts.append(f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" '
                          f'stroke="{colour}" stroke-width="{width}"/>')

    def box(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                          f'height="{height:.1f}" fill="{colour}"/>')

    def written(self):
        width, height = self.size
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" font-family="sans-serif">',
            f'<rect width="{width}" height="{height}" fill="#fff"/>', *self.parts, "</svg>\n"])


def short(people):
    return f"{people // 1000:,} k" if people < 1_000_000 else "1 M"


def steps_of(most, about=5):
    """Round numbers from 0 to `most`."""
    rough = most / about
    power = 10 ** len(str(int(rough))) / 10
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    return [i * step for i in range(int(most / step) + 1)]


def bars(svg, points, frame, title, parts, unit):
    """Stacked bars, one a size. `parts`: for a point, heights and colours from below."""
    left, top, width, height = frame
    most = 1.08 * max(sum(h for h, _ in parts(p)) for p in points)
    svg.text(left, top - 18, title, "start", 14, "bold")
    for tick in steps_of(most):
        y = top + height * (1 - tick / most)
        svg.line(left, y, left + width, y)
        svg.text(left - 6, y + 4, f"{tick:g}", "end")
    slot = width / len(points)
    for i, point in enumerate(points):
        x, y = left + (i + 0.15) * slot, top + height
        for amount, colour in parts(point):
            y -= height * amount / most
            svg.box(x, y, 0.7 * slot, height * amount / most, colour)
        whole = sum(amount for amount, _ in parts(point))
        svg.text(x + 0.35 * slot, y - 5, f"{whole:.0f}", size=11)
        svg.text(x + 0.35 * slot, top + height + 17, short(point["people"]))
    svg.line(left, top + height, left + width, top + height, "#333")
    svg.text(left + width / 2, top + height + 36, "people")
    svg.text(left - 44, top + height / 2, unit, turn=-90)


def picture(points):
    svg = Svg(900, 380)
    def cost(point):
        # The phases are timed on the clock; what they leave over goes with the largest.
        whole = sum(point["phases"].values())
        scale = point["one_ns"] / whole
        return [(ns * scale, COLOURS[name]) for name, ns in point["phases"].items()]
    bars(svg, points, (70, 50, 370, 240), "A person-step, one thread, by phase", cost, "ns")
    def bytes_each(point):
        return [(point["person_b"], "#0072b2")]
    bars(svg, points, (530, 50, 350, 240), "Memory per person, without the ground", bytes_each,
         "bytes")
    x = 70
    for name in reversed(PHASES):
        if max(p["phases"][name] / sum(p["phases"].values()) for p in points) < 0.01:
            continue
        svg.box(x, 352, 12, 12, COLOURS[name])
        svg.text(x + 17, 362, name, "start")
        x += 32 + 7 * len(name)
    return svg.written()


def put(name, text):
    """Puts text between the marks of that name in the page."""
    page = PAGE.read_text()
    begins, ends = f"<!-- {name}: made by benches/performance_page.py -->", f"<!-- end of {name} -->"
    before, rest = page.split(begins)
    after = rest.split(ends)[1]
    PAGE.write_text(f"{before}{begins}\n\n{text}\n\n{ends}{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--curve", action="store_true", help="the curve only")
    parser.add_argument("--table", action="store_true", help="the table only")
    parser.add_argument("--quick", action="store_true", help="short rounds, small sizes: a trial")
    options = parser.parse_args()
    bench = Bench(*build(), options.quick)
    if options.curve or not options.table:
        points = []
        for people in SIZES[:5] if options.quick else SIZES:
            with Quiet():
                points.append(measure(bench, people))
            print(curve_table(points).splitlines()[-1], flush=True)
        PICTURE.write_text(picture(points))
        put("curve", f"{machine()}\n\n{curve_table(points)}")
    if options.table or not options.curve:
        bench.run()
        put("table", f"{machine()}\n\n{bench.table()}")


if __name__ == "__main__":
    main()
