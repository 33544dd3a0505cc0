#!/usr/bin/env python3
"""The window on a screen that nobody sees: used as a user uses it, and pictures of it taken.

    python3 tests/window/pictures.py --wuwei target/release/wuwei --out PICTURES
    python3 tests/window/pictures.py --wuwei target/release/wuwei --out PICTURES --only advice dark
    python3 tests/window/pictures.py --wuwei target/debug/wuwei --check
    python3 tests/window/pictures.py --wuwei target/debug/wuwei --against PICTURES

What it needs: see driver.py. With --check no pictures are kept: the window is opened, an event is
opened by a click, it plays, the window is closed; exit status 0 where all of that is so. With
--against those pictures that are the same each time are taken again and held against the ones kept
in a folder.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from driver import ROOT, Failed, Screen, Window, missing_programs

# Of the small event of tests/fixtures/gates: nearly everybody comes within four minutes.
SMALL_EVENT = """Event(
    version: 1,
    name: (en: "Two gates", zh: "两道门"),
    from: "10:00", until: "10:16",
    portals: [(id: "west", use: In), (id: "east", use: Out)],
    demand: (visitors: 600, arrivals: Curve([("10:00", 0.02), ("10:02", 0.02),
             ("10:03", 1.0), ("10:06", 1.0), ("10:07", 0.0), ("10:16", 0.0)]),
             stay_min: (mean: 1.2, sd: 0.2, low: 1.0, high: 2.0)),
)
"""


# Pictures, by name: what is done for each.


def first_page(make):
    with make() as window:
        window.wait_first_page()
        window.wait_still()
        yield


def moment(make):
    with make(event="small") as window:
        window.wait_running(faster=3)
        # As fast as it goes, to the end of the event; then back to where it jams most.
        window.wait_played()
        left, top, right, bottom = window.timeline()
        window.click(left + 0.42 * (right - left), (top + bottom) / 2)
        window.wait_still()
        yield


def running(make):
    with make(event="community_square") as window:
        window.wait_running()
        window.key("Up", "Up")
        time.sleep(25.0)
        yield


def hotspot(make):
    with make(event="community_square", plan="heavy.ron") as window:
        window.wait_running()
        x, y = window.run_to_jam()
        window.click((x + 1) / window.scale, (y + 1) / window.scale)
        window.key("f")
        window.wait_still()
        yield


def volunteer(make):
    with make(event="lantern_fair", plan="light.ron") as window:
        window.wait_running()
        window.key("space", "p")
        left, top, right, bottom = window.map()
        window.click((left + right) / 2, (top + bottom) / 2)
        window.wait_still()
        yield


def side_by_side(make):
    with make(event="community_square", plan="heavy.ron") as window:
        window.wait_running()
        window.click(*COMPARE)
        window.click(COMPARE[0], COMPARE[1] + LIGHT_BELOW)
        time.sleep(2.0)
        x, y = window.run_to_jam()
        window.click((x + 1) / window.scale, (y + 1) / window.scale)
        window.key("Escape")
        window.wait_still()
        yield


def advice(make):
    with make(event="small") as window:
        window.wait_running()
        window.key("Up", "Up", "Up")
        window.click(*ADVISE)
        # The points of the front come when the advice has come.
        box = (window.size[0] - 330, 60, window.size[0], window.size[1] - 90)
        window.wait_for_color("advice has come", "measure", 0.0004, 600.0, box)
        window.wait_still()
        yield


def charts(make):
    with make(event="community_square", plan="heavy.ron") as window:
        window.wait_running()
        window.run_to_jam()
        window.click(*CHARTS)
        window.wait_still()
        yield


def chinese(make):
    with make(event="lantern_fair", plan="light.ron", language="Chinese") as window:
        window.wait_running()
        time.sleep(12.0)
        window.key("space")
        window.wait_still()
        yield


def dark(make):
    with make(event="community_square", plan="heavy.ron", dark=True) as window:
        window.wait_running()
        window.run_to_jam()
        yield


def large(make):
    with make(event="community_square", plan="light.ron", scale=2.0) as window:
        window.wait_running()
        time.sleep(8.0)
        window.key("space")
        window.wait_still()
        yield


def small_window(make):
    with make(event="community_square", plan="heavy.ron", size=(1280, 720)) as window:
        window.wait_running()
        window.run_to_jam()
        yield


def big_window(make):
    with make(event="community_square", plan="heavy.ron", size=(2560, 1440)) as window:
        window.wait_running()
        window.run_to_jam()
        yield


PICTURES = [
    first_page, moment, running, hotspot, volunteer, side_by_side, advice, charts, chinese, dark, large,
    small_window, big_window,
]
# Those that are the same each time, and how much of full contrast one may differ from the one that
# is kept, as the root of the mean square: another driver smooths edges in another way.
SAME = [first_page, moment]
MAY_DIFFER = 0.02
# Where buttons are in a window of 1440 x 900, points.
ADVISE = (82, 772)
CHARTS = (234, -44)
COMPARE = (-279, 23)
# From the menu of comparisons down to its last plan.
LIGHT_BELOW = 118


def folder_of(name, home):
    """An event's folder: a copy, so that nothing is written into the shipped one."""
    folder = home / "events" / name
    if folder.exists():
        return folder
    if name == "small":
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "tests/fixtures/gates/venue.geojson", folder)
        (folder / "event.ron").write_text(SMALL_EVENT)
    else:
        shutil.copytree(ROOT / "scenarios" / name, folder)
    return folder


def take(wuwei, out, names):
    out.mkdir(parents=True, exist_ok=True)
    failed = []
    for picture in PICTURES:
        name = picture.__name__
        if names and name not in names:
            continue
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as home, Screen((2560, 1440)) as screen:
            home = Path(home)

            def make(event=None, plan=None, size=(1440, 900), **settings):
                folder = folder_of(event, home) if event else None
                plan = folder / "plans" / plan if plan else None
                make.size = size
                return Window(
                    wuwei, screen, home, event=folder, plan=plan, size=size, **settings
                )

            path = out / f"{name}.png"
            try:
                for _ in picture(make):
                    width, height = make.size
                    screen.do("mousemove", width - 2, height - 2, "sleep", 0.8)
                    subprocess.run(
                        ["import", "-window", "root", "-crop", f"{width}x{height}+0+0",
                         "+repage", str(path)],
                        env=screen.environment(), check=True,
                    )
                print(f"{path}, {time.monotonic() - begun:.0f} s", flush=True)
            except (Failed, subprocess.CalledProcessError) as error:
                failed.append(name)
                print(f"FAILED {name}: {error}", flush=True)
    return 1 if failed else 0


def hold_against(wuwei, kept):
    """Takes those pictures that are the same each time, and compares them."""
    with tempfile.TemporaryDirectory() as out:
        out = Path(out)
        status = take(wuwei, out, [picture.__name__ for picture in SAME])
        for picture in SAME:
            name = f"{picture.__name__}.png"
            if not (out / name).exists():
                continue
            words = ["compare", "-metric", "RMSE", out / name, kept / name, "null:"]
            done = subprocess.run(words, capture_output=True, text=True)
            # As in "1234.5 (0.0188)".
            share = done.stderr.rpartition("(")[2].rstrip(")\n ")
            if done.returncode > 1 or not share:
                raise Failed(f"{name} cannot be compared: {done.stderr}")
            print(f"{name}: differs by {float(share):.4f} (at most {MAY_DIFFER})")
            if float(share) > MAY_DIFFER:
                shutil.copy(out / name, kept / f"now-{name}")
                raise Failed(f"{name} is another now: see {kept / f'now-{name}'}")
        return status


def check_without_display(wuwei):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env["LANG"] = "C.UTF-8"
    done = subprocess.run([str(wuwei)], env=env, capture_output=True, text=True, timeout=30)
    if done.returncode != 2 or "wuwei run" not in done.stderr:
        raise Failed(f"without a display it ends with {done.returncode} and {done.stderr!r}")
    print("without a display: it says what to do")


def check_window(wuwei):
    with tempfile.TemporaryDirectory() as home, Screen((1440, 900)) as screen:
        with Window(wuwei, screen, Path(home)) as window:
            window.wait_first_page()
            picture = window.picture()
            for color, share in [("paper", 0.3), ("outside", 0.02), ("building", 0.02)]:
                found = picture.share(window.colors[color])
                if found < share:
                    raise Failed(f"{found:.0%} of the first page are {color}, not {share:.0%}")
            print(f"first page after {window.opened_s:.1f} s")
            # The first card.
            window.click(190, 260)
            clicked = time.monotonic()
            window.wait_running(faster=2)
            print(f"an event is open and people walk {time.monotonic() - clicked:.1f} s later")
            before = window.picture()
            time.sleep(3.0)
            if window.picture().pixels == before.pixels:
                raise Failed("nothing moves")
            window.key("space")
            window.wait_still()
            print("it plays, and halts")
            screen.ask_to_close(window.number)
            try:
                status = window.program.wait(15)
            except subprocess.TimeoutExpired:
                raise Failed("it does not close") from None
            if status != 0:
                raise Failed(f"closed, it ends with {status}: {window.output()}")
            print("it closes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--wuwei", type=Path, required=True, help="the program")
    parser.add_argument("--out", type=Path, help="folder for the pictures")
    names = [picture.__name__ for picture in PICTURES]
    parser.add_argument("--only", nargs="+", choices=names, help="pictures to take")
    parser.add_argument("--check", action="store_true", help="see that the window works")
    parser.add_argument("--against", type=Path, help="folder of pictures that were kept")
    given = parser.parse_args()
    wuwei = given.wuwei.resolve()
    missing = missing_programs()
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    try:
        if given.check:
            check_without_display(wuwei)
            check_window(wuwei)
            return 0
        if given.against:
            return hold_against(wuwei, given.against)
    except Failed as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    if not given.out:
        parser.error("--out, --check or --against is needed")
    return take(wuwei, given.out, given.only)


if __name__ == "__main__":
    sys.exit(main())
