"""Real ssh sessions on `introtui serve`, and on the same program under sshd with ForceCommand, in one run.

Run as `python -m bench.ssh [SESSIONS] [SECONDS]`. Of both: from the client's connect to the first whole frame, and
from a key to what it shows, while so many sessions each type about a key a second; the memory of a session that
visited three sections, and the processor's time. The program under sshd asks for the password on its first frame,
and is measured there, with few sessions: it takes a process each. Printed are medians and the ratio of both.

With `--workers N` and the like after the numbers, those go to `introtui serve`.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

import asyncssh

from bench.processes import family, private_mebibytes, processor_seconds
from bench.ssh_client import Client, connect
from bench.ssh_servers import Running, force_command, introtui_serve, prepare

FEW = 8
APART = 0.15
"""Seconds between two that connect: nobody waits for the program of another."""
SETTLING, IDLE_SECONDS = 10.0, 10.0
"""Seconds until the last of them rests, and for which rest is measured."""
WARM_UP = 4.0
"""Seconds of typing before it is measured."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one server; times in milliseconds."""

    name: str
    sessions: int
    connected: float
    first_frames: Sequence[float]
    key_times: Sequence[float]
    mebibytes: float
    typed_mebibytes: float
    idle_percent: float
    busy_percent: float


def main() -> None:
    # This process is the clock: its own collections would be measured with the rest.
    gc.disable()
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()][:2]
    sessions, seconds = (*numbers, *(50, 20)[len(numbers) :])
    more = sys.argv[1 + len(numbers) :]
    key = asyncssh.generate_private_key("ssh-ed25519")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = prepare(folder, key)
        with force_command(folder, environment) as server:
            other = asyncio.run(measure(server, key, min(sessions, FEW), seconds))
        with introtui_serve(folder, environment, *more) as server:
            ours = asyncio.run(measure(server, key, sessions, seconds))
    for figures in (other, ours):
        report(figures)
    print(f"first frame, ratio of the medians  {median(ours.first_frames) / median(other.first_frames):.3f}")
    print(f"memory a session, ratio            {ours.mebibytes / other.mebibytes:.3f}")


async def measure(server: Running, key: asyncssh.SSHKey, sessions: int, seconds: float) -> Figures:
    # What the first session loads stays for all that come after it.
    first = await _connected(server, key)
    await _visit(server, first)
    await first.close()
    before = private_mebibytes(family(server.pid))
    clients = [await _connected(server, key) for _ in range(sessions)]
    for client in clients:
        await _visit(server, client)
    await asyncio.sleep(SETTLING)
    idle = await _worked(server, asyncio.sleep(IDLE_SECONDS), IDLE_SECONDS)
    resting = private_mebibytes(family(server.pid))
    dice = Random(1)
    # All begin in one second after a rest, as nobody does: what is measured comes after that.
    await asyncio.gather(*(client.type_for(WARM_UP, server.keys, dice) for client in clients))
    for client in clients:
        client.key_times.clear()
    typing = asyncio.gather(*(client.type_for(seconds, server.keys, dice) for client in clients))
    busy = await _worked(server, typing, seconds)
    typed = private_mebibytes(family(server.pid))
    for client in clients:
        await client.close()
    return Figures(
        name=server.name,
        sessions=sessions,
        connected=median(client.connected for client in clients) * 1000,
        first_frames=[client.first_frame * 1000 for client in clients],
        key_times=[each * 1000 for client in clients for each in client.key_times],
        mebibytes=(resting - before) / sessions,
        typed_mebibytes=(typed - before) / sessions,
        idle_percent=idle,
        busy_percent=busy,
    )


async def _connected(server: Running, key: asyncssh.SSHKey) -> Client:
    client = await connect(server.port, server.login, key)
    await asyncio.sleep(APART)
    return client


async def _visit(server: Running, client: Client) -> None:
    for press, words in server.sections:
        await client.press(press, words)


async def _worked(server: Running, what: asyncio.Future[object] | object, seconds: float) -> float:
    """Return how much of one core the server needed meanwhile, in percent."""
    pids = family(server.pid)
    worked, began = processor_seconds(pids), perf_counter()
    await what  # type: ignore[misc]
    return (processor_seconds(pids) - worked) / (perf_counter() - began) * 100


def report(figures: Figures) -> None:
    frames, keys = figures.first_frames, figures.key_times
    steps = quantiles(keys, n=100)
    late = f"p95 {steps[94]:.1f}, p99 {steps[98]:.1f}"
    idle, busy = figures.idle_percent, figures.busy_percent
    print(f"{figures.name}, {figures.sessions} sessions")
    print(f"  signed in            p50 {figures.connected:8.1f} ms after the connect")
    print(f"  first whole frame    p50 {median(frames):8.1f} ms, most {max(frames):.1f} ms")
    print(f"  key to frame         p50 {median(keys):8.1f} ms, {late}, {len(keys)} keys")
    typed = figures.typed_mebibytes
    print(f"  memory a session     {figures.mebibytes:12.2f} MiB of its own, {typed:.2f} after all have typed")
    print(f"  processor, one core  {idle:12.2f} % while idle, {busy:.1f} % while all type")


if __name__ == "__main__":
    main()
