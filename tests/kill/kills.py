"""What the programs in this folder that kill share: the command line, events to kill, and killing
something at random moments until it is through."""

import argparse
import pathlib
import random
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def asked_kills(about):
    """The command line: how many kills, the program, and the draws of the moments."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, help="how many times to kill")
    parser.add_argument("--wuwei", default=ROOT / "target/release/wuwei", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=None, help="of the moments")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.randrange(1 << 32)
    print(f"moments are drawn with --seed {seed}")
    return asked, random.Random(seed)


def put_event(folder, event, venue, **plans):
    """Makes an event's folder of these texts, plans by the names of their files."""
    folder.mkdir()
    (folder / "event.ron").write_text(event, "utf-8")
    (folder / "venue.geojson").write_text(venue, "utf-8")
    for name, text in plans.items():
        (folder / f"{name}.ron").write_text(text, "utf-8")


def time_of(words):
    """Seconds that a command takes which nobody kills."""
    started = time.monotonic()
    subprocess.run(words, check=True, capture_output=True)
    return time.monotonic() - started


def kill_some(words, folder, takes_s, draw, most):
    """Starts a command that works in a folder up to three times, `most` at most, and kills it at a
    random moment; yields after each kill. Ends when it was through before."""
    for _ in range(min(draw.randint(1, 3), most)):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0.0, takes_s * (0.4 if folder.exists() else 0.9)))
        if started.poll() is not None:
            return
        started.send_signal(signal.SIGKILL)
        started.wait()
        yield
