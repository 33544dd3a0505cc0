#!/usr/bin/env python3
"""Kills the window at random moments while a plan is edited and saved, while an event runs, and
while pictures are written, and sees that nothing is lost.

    python3 tests/window/kill.py 20 [--wuwei target/release/wuwei] [--seed N]

A round opens an event with a plan and kills the window (SIGKILL) at a random moment. Checked after
each: the plan's file is the one that was opened or one that was saved whole; what was not saved
lies in the window's folder, can be read as a plan, and has lost no measure that was there before
the kill; every picture is whole or not there; the window opens again, and what was not
saved is still there then. What it needs: see driver.py.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from driver import ROOT, Failed, Screen, Window, missing_programs, wait_for

SIZE = (1440, 900)
# Of the square: free ground on the map, points of the window. A fence is drawn from there to there.
FREE = (420, 330, 900, 620)
# The menu of what is handed over, and from there down to the picture, points.
SHARE = (-185, 23)
PICTURE_BELOW = 92


class Event:
    """A copy of the square, and what the window keeps of it."""

    def __init__(self, home):
        self.home = home
        self.folder = home / "square"
        shutil.copytree(ROOT / "scenarios/community_square", self.folder)
        self.plan = self.folder / "plans/light.ron"
        self.opened = self.plan.read_bytes()

    def unsaved(self):
        """The plan that was not saved, as text; nothing where there is none."""
        files = list((self.home / "unsaved").glob("*.ron"))
        return files[0].read_text("utf-8") if files else ""

    def check(self, wuwei, text, what):
        """A text that has to be a plan of this event."""
        file = self.home / "looked-at.ron"
        file.write_text(text, "utf-8")
        words = [wuwei, "check", self.folder, "--plan", file]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{what} cannot be read: {done.stderr}")


def measures(text):
    return text.count("id: ")


def draw_fence(window, draw):
    """Draws a barrier somewhere; the program may refuse it where something is in the way."""
    left, top, right, bottom = FREE
    x, y = draw.uniform(left, right), draw.uniform(top, bottom)
    window.key("b")
    window.drag((x, y), (x + draw.uniform(20, 50), y + draw.uniform(-20, 20)))


def edit(window, draw, until):
    """Makes changes of a plan, saves the first, takes some back, saves now and then."""
    made = 0
    while time.monotonic() < until:
        draw_fence(window, draw)
        made += 1
        what = draw.random()
        if made == 1 or what < 0.2:
            window.key("ctrl+s")
        elif what < 0.4:
            window.key("ctrl+z")


def run(window, draw, until):
    """Lets an event run as fast as it goes."""
    window.key("Up", "Up", "Up")
    time.sleep(max(0.0, until - time.monotonic()))


def export(window, draw, until):
    """Asks for pictures, one after the other."""
    while time.monotonic() < until:
        window.click(*SHARE)
        window.click(SHARE[0], SHARE[1] + PICTURE_BELOW)
        window.key("Return")
        time.sleep(draw.uniform(0.0, 0.6))


def whole_pictures(folder, home):
    """How many pictures there are; each has to be whole."""
    pictures = [*folder.rglob("*.png"), *folder.rglob("*.gif"), *home.glob("*.png")]
    for picture in pictures:
        done = subprocess.run(["identify", "-verbose", picture], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{picture} is not whole: {done.stderr}")
    return len(pictures)


def one_round(wuwei, screen, home, what, draw, counts):
    event = Event(home)
    with Window(wuwei, screen, home, event=event.folder, plan=event.plan, size=SIZE) as window:
        window.wait_running()
        what(window, draw, time.monotonic() + draw.uniform(0.5, 12.0))
        before = event.unsaved()
        window.program.kill()
        window.program.wait()
    saved = event.plan.read_text("utf-8")
    if saved.encode() != event.opened:
        event.check(wuwei, saved, "the plan that was saved")
        counts["saved"] += 1
    unsaved = event.unsaved()
    if before and not unsaved and before not in saved and measures(saved) < measures(before):
        raise Failed("what was not saved is gone")
    if unsaved:
        event.check(wuwei, unsaved, "what was not saved")
        counts["unsaved"] += 1
    counts["pictures"] += whole_pictures(event.folder, home)
    # Once more, and one change more.
    with Window(wuwei, screen, home, event=event.folder, plan=event.plan, size=SIZE) as window:
        window.wait_running()
        if unsaved:
            kept = measures(unsaved)

            def more():
                draw_fence(window, draw)
                return measures(event.unsaved()) > kept

            wait_for("a change more is kept with those before the kill", more, 60.0)
    counts["kills"] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("kills", type=int, help="how many times to kill")
    parser.add_argument("--wuwei", type=Path, default=ROOT / "target/release/wuwei")
    parser.add_argument("--seed", type=int, default=None, help="of the moments and places")
    asked = parser.parse_args()
    missing = missing_programs()
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    seed = asked.seed if asked.seed is not None else random.randrange(1 << 32)
    print(f"moments are drawn with --seed {seed}")
    draw = random.Random(seed)
    counts = dict.fromkeys(("kills", "saved", "unsaved", "pictures"), 0)
    with Screen(SIZE) as screen:
        for number in range(asked.kills):
            what = (edit, run, export)[number % 3]
            with tempfile.TemporaryDirectory() as home:
                try:
                    one_round(asked.wuwei.resolve(), screen, Path(home), what, draw, counts)
                except Failed as error:
                    print(f"FAILED in round {number} ({what.__name__}): {error}", file=sys.stderr)
                    return 1
            print(f"{number}: killed while it would {what.__name__}", flush=True)
    print(
        "OK: {kills} kills; in {saved} a plan had been saved, in {unsaved} some was not; "
        "{pictures} pictures, all whole".format(**counts)
    )
    if asked.kills >= 12 and 0 in counts.values():
        print("FAILED: not everything was met", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
