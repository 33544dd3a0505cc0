"""The window on a screen that nobody sees, used as a user uses it: what the programs in this folder
share.

Needs nothing of Python but its own library, and of Debian: xvfb xdotool imagemagick
libxcursor1 libxi6 libxkbcommon-x11-0 mesa-vulkan-drivers (the driver that draws without a
graphics card).
"""

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
        # Without -noreset it starts anew when its last program is killed, and the next finds nobody.
        options = ["-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-noreset"]
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
        # Where the graphics driver looks for Wayland's socket; without it, it complains.
        env.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
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
        wanted = {"language": "English", "dark": False, "scale": 1.0, "recent": []} | settings
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
        # Nobody manages windows here, so nobody else gives it the keyboard.
        screen.do("windowfocus", self.number)
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

    def __exit__(self, kind, _, __):
        if kind is not None:
            seen = Path(tempfile.gettempdir()) / "wuwei-window-failed.png"
            self.screen.save(seen)
            print(f"{self.output()}\nwhat was seen then: {seen}", file=sys.stderr)
        if self.program.poll() is None:
            self.program.send_signal(signal.SIGTERM)
        try:
            self.program.wait(10)
        except subprocess.TimeoutExpired:
            self.program.kill()

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
        box = box or (0, 0, *self.size)

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

    def wait_played(self, most_s=240.0):
        """Waits until the hand of the timeline is at its end, and all is said there. A picture that
        stands still does not tell: a busy machine draws none for a while."""
        _, top, right, bottom = self.timeline()
        box = (right - 6, top, right + 3, bottom)
        self.wait_for_color("the event has been played", "ink", 0.002, most_s, box, step=1)
        self.wait_still()

    def run_to_jam(self, most_s=300.0):
        """As fast as it goes, until the timeline marks a place that jams: where it does."""
        self.key("Up", "Up", "Up")
        left, top, right, bottom = self.timeline()
        marks = (left, top, right, top + round(14 * self.scale))

        def marked():
            # A mark that is not chosen is paler.
            paper, hot = self.colors["paper"], self.colors["hot"]
            pale = tuple(round(0.65 * h + 0.35 * p) for h, p in zip(hot, paper))
            return next(self.picture().places(pale, marks, step=2, near=6), None)

        place = wait_for("a place jams", marked, most_s)
        time.sleep(6.0)
        self.key("space")
        self.wait_still()
        return place


def missing_programs():
    """What of other programs is not installed."""
    return [name for name in ("Xvfb", "xdotool", "import", "compare") if not shutil.which(name)]
