"""How long until the first frame: `introtui demo` beside a bare Textual program, in turn, in one run.

Run as `python -m bench.startup [RUNS]`. The first frame is the one with the sections; the data follows in the
time of the second figure. The demo's database is built before the first run that counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from statistics import median

from bench.terminal import seconds_until

LIMIT = 1.6
VERSION_LIMIT_SECONDS = 0.2


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_DATA_HOME": folder, "XDG_STATE_HOME": folder, "TERM": "xterm-256color"}
        # Textual's bytecode is there since it was installed; ours is kept by the first start that may.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        measure(runs, environment)


def measure(runs: int, environment: dict[str, str]) -> None:
    demo = [sys.executable, "-m", "introtui", "demo"]
    bare = [sys.executable, "-m", "bench.bare"]
    (built,) = seconds_until(demo, ["128.40"], environment)
    frames, data, bares = [], [], []
    for _ in range(runs):
        bares.append(seconds_until(bare, ["bare label"], environment)[0])
        frame, shown = seconds_until(demo, ["Orders", "128.40"], environment)
        frames.append(frame)
        data.append(shown)
    ratios = [frame / other for frame, other in zip(frames, bares, strict=True)]
    print(f"bare Textual, first frame   median {median(bares):.3f} s")
    print(f"introtui demo, first frame  median {median(frames):.3f} s")
    print(f"introtui demo, data shown   median {median(data):.3f} s (first start, building: {built:.3f} s)")
    print(f"first frame / bare          median {median(ratios):.2f}, limit {LIMIT}")
    version = [timed_version(environment) for _ in range(runs)]
    print(f"introtui --version          median {median(version):.3f} s, limit {VERSION_LIMIT_SECONDS}")


def timed_version(environment: dict[str, str]) -> float:
    return seconds_until([sys.executable, "-m", "introtui", "--version"], ["introtui "], environment)[0]


if __name__ == "__main__":
    main()
