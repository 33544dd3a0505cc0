#!/usr/bin/env python3
"""The window on a screen that nobody sees: used as a user uses it, and pictures of it taken.

    python3 tests/window/pictures.py --wuwei target/release/wuwei --out PICTURES
    python3 tests/window/pictures.py --wuwei target/release/wuwei --out PICTURES --only advice dark
    python3 tests/window/pictures.py --wuwei target/debug/wuwei --check

Needs nothing of Python but its own library, and of Debian: xvfb xdotool imagemagick
libxcursor1 libxi6 libxkbcommon-x11-0 mesa-vulkan-drivers (the driver that draws without a
graphics card). With --check no pictures are kept: the window is opened, an event is opened by a
click, it plays, the window is closed; exit status 0 where all of that is so.
"""

import argparse
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOFTWARE_DRIVER = Path("/usr/share/vulkan/icd.d/lvp_icd.x86_64.json")
# Longest that a window takes to come with that driver.
OPENS_WITHIN_S = 20.0
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


class Failed(Exception):
    """What a user would complain about."""


def tokens(theme):
    """The colours of a theme, as the window has them: name to red, green, blue."""
    text = (ROOT / f"assets/report/tokens_{theme}.css").read_text()
    colors = {}
    for part in text.replace("{", ";").replace("}", ";").split(";"):
        name, _, value = part.strip().partition(":")
        if name.startswith("--") and value.startswith("#") and len(value) == 7:
            colors[name[2:]] = tuple(int(value[i : i + 2], 16) for i in (1, 3, 5))
    return colors


class Picture:
    """What is on the screen."""

    def __init__(self, ppm):
        head, size, _, self.pixels = ppm.split(b"\n", 3)
        if head != b"P6":
            raise Failed("the screen cannot be read")
        self.width, self.height = (int(n) for n in size.split())

    def at(self, x, y):
        start = (y * self.width + x) * 3
        return tuple(self.pixels[start : start + 3])

    def places(self, color, box=None, step=4, near=2):
        """Where a colour is, of every `step`th pixel of a box (left, top, right, bottom)."""
        left, top, right, bottom = box or (0, 0, self.width, self.height)
        for y in range(max(top, 0), min(bottom, self.height), step):
            for x in range(max(left, 0), min(right, self.width), step):
                if all(abs(a - b) <= near for a, b in zip(self.at(x, y), color)):
                    yield x, y

    def share(self, color, box=None, step=4):
        """Which share of a box has a colour."""
        left, top, right, bottom = box or (0, 0, self.width, self.height)
        all_of_it = max(1, len(range(top, bottom, step)) * len(range(left, right, step)))
        return sum(1 for _ in self.places(color, box, step)) / all_of_it


class Screen:
    """A screen of its own, that nobody sees."""

    def __init__(self, size):
        number = 91
        while Path(f"/tmp/.X{number}-lock").exists():
            number += 1
        self.name = f":{number}"
        self.size = size
        options = ["-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"]
        self.server = subprocess.Popen(
            ["Xvfb", self.name, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ready = Path(f"/tmp/.X11-unix/X{number}")
        wait_for("the screen is there", ready.exists, 10.0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()

    def environment(self):
        env = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "LC_ALL")}
        env["DISPLAY"] = self.name
        env["LANG"] = "C.UTF-8"
        if SOFTWARE_DRIVER.exists():
            env["VK_DRIVER_FILES"] = str(SOFTWARE_DRIVER)
        return env

    def picture(self):
        grab = ["import", "-window", "root", "-depth", "8", "ppm:-"]
        done = subprocess.run(grab, env=self.environment(), capture_output=True, check=True)
        return Picture(done.stdout)

    def save(self, path):
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self.environment(), check=True
        )

    def do(self, *what):
        """A command of xdotool: its answer."""
        words = [str(word) for word in what]
        done = subprocess.run(
            ["xdotool", *words], env=self.environment(), capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def ask_to_close(self, window):
        """Asks a window to close, as its cross does. Older xdotools cannot."""
        ask_to_close(self.name, window)


def ask_to_close(display_name, window):
    """Sends WM_DELETE_WINDOW."""

    class Message(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_int),
            ("serial", ctypes.c_ulong),
            ("send_event", ctypes.c_int),
            ("display", ctypes.c_void_p),
            ("window", ctypes.c_ulong),
            ("message_type", ctypes.c_ulong),
            ("format", ctypes.c_int),
            ("data", ctypes.c_long * 5),
            # An event of X has 24 words; Xlib copies all of them.
            ("rest", ctypes.c_long * 24),
        ]

    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XSendEvent.argtypes = [
        ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.POINTER(Message)
    ]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(display_name.encode())
    if not display:
        raise Failed(f"no display {display_name}")
    client_message = 33
    protocols = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
    delete = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    message = Message(
        type=client_message, window=window, message_type=protocols, format=32
    )
    message.data[0] = delete
    x11.XSendEvent(display, window, 0, 0, ctypes.byref(message))
    # Closing the display sends what waits.
    x11.XCloseDisplay(display)


def wait_for(what, is_so, most_s, every_s=0.25):
    """Waits until something is so; what it answered."""
    until = time.monotonic() + most_s
    while True:
        answer = is_so()
        if answer:
            return answer
        if time.monotonic() > until:
            raise Failed(f"{most_s:.0f} s have passed until {what}")
        time.sleep(every_s)


class Window:
    """The program on a screen."""

    def __init__(self, wuwei, screen, home, *, event=None, plan=None, size=(1440, 900), **settings):
        self.screen, self.size = screen, size
        self.scale = settings.get("scale", 1.0)
        self.colors = tokens("dark" if settings.get("dark") else "light")
        home.mkdir(parents=True, exist_ok=True)
        wanted = {"language": "en", "dark": False, "scale": 1.0, "recent": []} | settings
        (home / "window.json").write_text(json.dumps(wanted))
        words = [str(wuwei)]
        if event:
            words += ["open", str(event)]
        if plan:
            words += ["--plan", str(plan)]
        env = screen.environment() | {"WUWEI_HOME": str(home)}
        self.said = tempfile.TemporaryFile()
        self.begun = time.monotonic()
        self.program = subprocess.Popen(words, env=env, stdout=self.said, stderr=self.said)
        self.number = wait_for("a window is there", self.find, OPENS_WITHIN_S)
        screen.do("windowmove", self.number, 0, 0)
        screen.do("windowsize", self.number, *size)
        time.sleep(0.5)

    def find(self):
        if self.program.poll() is not None:
            raise Failed(f"it ended with {self.program.returncode}: {self.output()}")
        try:
            found = self.screen.do("search", "--onlyvisible", "--name", "wuwei")
        except subprocess.CalledProcessError:
            return None
        return int(found.splitlines()[0]) if found else None

    def output(self):
        self.said.seek(0)
        return self.said.read().decode(errors="replace").strip()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGTERM)
        try:
            self.program.wait(10)
        except subprocess.TimeoutExpired:
            self.program.kill()
        if kind is not None:
            print(self.output(), file=sys.stderr)

    def spot(self, x, y):
        """A place in points; less than 0 is from the right or from below."""
        x, y = x * self.scale, y * self.scale
        return round(x % self.size[0]), round(y % self.size[1])

    def point(self, x, y):
        self.screen.do("mousemove", *self.spot(x, y), "sleep", 0.3)

    def click(self, x, y):
        self.screen.do("mousemove", *self.spot(x, y), "sleep", 0.4, "click", 1, "sleep", 0.4)

    def drag(self, from_, to):
        start, end = self.spot(*from_), self.spot(*to)
        self.screen.do("mousemove", *start, "sleep", 0.4, "mousedown", 1, "sleep", 0.3)
        for i in range(1, 7):
            at = [round(a + (b - a) * i / 6) for a, b in zip(start, end)]
            self.screen.do("mousemove", *at, "sleep", 0.12)
        self.screen.do("sleep", 0.3, "mouseup", 1, "sleep", 0.4)

    def key(self, *keys):
        for key in keys:
            self.screen.do("key", key, "sleep", 0.25)

    def picture(self):
        if self.program.poll() is not None:
            raise Failed(f"it ended with {self.program.returncode}: {self.output()[-2000:]}")
        return self.screen.picture()

    def wait_still(self, most_s=20.0):
        """Waits until the picture changes no more."""
        before = [self.picture().pixels]

        def same():
            now = self.picture().pixels
            is_same, before[0] = now == before[0], now
            return is_same

        wait_for("the picture stands still", same, most_s, every_s=0.6)

    def wait_for_color(self, what, color, share, most_s, box=None, step=4):
        def enough():
            return self.picture().share(self.colors[color], box, step) >= share

        return wait_for(what, enough, most_s)

    def timeline(self):
        """The line of the event at the bottom, pixels: left, top, right, bottom."""
        left, top = self.spot(300, -66)
        right, bottom = self.spot(-9, -10)
        return left, top, right, bottom

    def map(self):
        """The map, pixels."""
        left, top = self.spot(170, 46)
        right, bottom = self.spot(-345, -84)
        return left, top, right, bottom

    def wait_first_page(self):
        # Each card has its letters on a field of its own, a fiftieth of the window.
        points = self.size[0] * self.size[1] / self.scale**2
        card = 0.8 * 300 * 82 / points
        self.wait_for_color("a card is there", "card", card, OPENS_WITHIN_S)
        self.opened_s = time.monotonic() - self.begun
        self.wait_for_color("all cards are there", "card", 6 * card, 60.0)

    def wait_running(self, faster=0):
        self.wait_for_color("the ground is there", "ground", 0.12, 40.0, self.map())
        self.key(*["Up"] * faster)
        self.wait_for_color("people are there", "series-a", 0.00001, 90.0, self.map(), step=2)

    def run_to_jam(self, most_s=300.0):
        """As fast as it goes, until the timeline marks a place that jams: where it does."""
        self.key("Up", "Up", "Up")
        left, top, right, bottom = self.timeline()
        marks = (left, top, right, top + round(14 * self.scale))

        def marked():
            # A mark is somewhat seen through.
            card, hot = self.colors["card"], self.colors["hot"]
            seen = tuple(round(0.65 * h + 0.35 * c) for h, c in zip(hot, card))
            return next(self.picture().places(seen, marks, step=2, near=28), None)

        place = wait_for("a place jams", marked, most_s)
        time.sleep(6.0)
        self.key("space")
        self.wait_still()
        return place


# Pictures, by name: what is done for each.


def first_page(make):
    with make() as window:
        window.wait_first_page()
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
        window.run_to_jam()
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
    with make(event="lantern_fair", plan="light.ron", language="zh") as window:
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
    first_page, running, hotspot, volunteer, side_by_side, advice, charts, chinese, dark, large,
    small_window, big_window,
]
# Where buttons are in a window of 1440 x 900, points.
ADVISE = (82, 772)
CHARTS = (216, -44)
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
                screen.save(out / f"{name}-failed.png")
                print(f"FAILED {name}: {error}", flush=True)
    return 1 if failed else 0


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
    given = parser.parse_args()
    wuwei = given.wuwei.resolve()
    missing = [name for name in ("Xvfb", "xdotool", "import") if not shutil.which(name)]
    if missing:
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 1
    if given.check:
        try:
            check_without_display(wuwei)
            check_window(wuwei)
        except Failed as error:
            print(f"FAILED: {error}", file=sys.stderr)
            return 1
        return 0
    if not given.out:
        parser.error("--out or --check is needed")
    return take(wuwei, given.out, given.only)


if __name__ == "__main__":
    sys.exit(main())
