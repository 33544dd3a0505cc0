#!/usr/bin/env python3
"""Loads reports in headless Chromium and lets each look at itself (report.html#test).

    python3 tests/report/check_report.py PAGE.html... [--pictures DIR]

Needs Chromium (apt-get install chromium) and nothing else. Fails where the page's own checks
fail, where the script left an error, or where a picture of the page is blank.
"""
import html
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

CHROMIUM = os.environ.get("CHROMIUM", "chromium")
SIZES = {"wide": (1280, 2400), "narrow": (390, 2400)}


def chromium(page, size, *what):
    """Runs Chromium once on a page; a fresh profile each time."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--hide-scrollbars", "--virtual-time-budget=8000", "--lang=en",
            f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", *what, page,
        ]
        return subprocess.run(command, capture_output=True, text=True, timeout=180)


def self_test(path):
    """What the page found out about itself, as a list of failures."""
    failures = []
    for name, size in SIZES.items():
        dom = chromium(path.resolve().as_uri() + "#test", size, "--dump-dom").stdout
        found = re.search(r'<pre id="self-test">(.*?)</pre>', dom, re.S)
        if not found:
            failures.append(f"{name}: the page wrote no result; did its script stop?")
            continue
        result = json.loads(html.unescape(found.group(1)))
        print(f"{path.name} {name}: {result['checks']} checks, failed: {result['failed'] or 'none'}")
        failures += [f"{name}: {failed}" for failed in result["failed"]]
        failures += [f"{name}: {problem}" for problem in result["problems"]]
    return failures


def colours(picture):
    """Number of different pixels of an 8-bit RGB(A) PNG's rows, filters left as they are."""
    raw, at, packed = picture.read_bytes(), 8, b""
    width, height, depth, kind = struct.unpack(">IIBB", raw[16:26])
    while at < len(raw):
        length, name = struct.unpack(">I4s", raw[at:at + 8])
        if name == b"IDAT":
            packed += raw[at + 8:at + 8 + length]
        at += 12 + length
    rows, step = zlib.decompress(packed), {2: 3, 6: 4}[kind]
    stride = width * step + 1
    seen = set()
    for y in range(height):
        row = rows[y * stride + 1:(y + 1) * stride]
        seen.update(row[i:i + step] for i in range(0, len(row), step))
    return len(seen)


def pictures(path, folder):
    """Pictures of the page in each size and theme; those that are blank."""
    failures = []
    for name, size in SIZES.items():
        for look in ["lang=en&theme=light", "lang=en&theme=dark", "lang=zh&theme=light"]:
            out = folder / f"{path.stem}_{name}_{look.replace('lang=', '').replace('&theme=', '_')}.png"
            chromium(path.resolve().as_uri() + "#" + look, size, f"--screenshot={out}")
            if not out.exists() or colours(out) < 50:
                failures.append(f"{out.name} is blank")
    return failures


def main():
    arguments = sys.argv[1:]
    folder = None
    if "--pictures" in arguments:
        at = arguments.index("--pictures")
        folder = Path(arguments[at + 1])
        del arguments[at:at + 2]
    failures = []
    for page in map(Path, arguments):
        failures += [f"{page.name}: {f}" for f in self_test(page)]
        with tempfile.TemporaryDirectory() as scratch:
            out = folder or Path(scratch)
            out.mkdir(parents=True, exist_ok=True)
            failures += pictures(page, out)
    for failure in failures:
        print("FAILED", failure)
    sys.exit(1 if failures or not arguments else 0)


if __name__ == "__main__":
    main()
