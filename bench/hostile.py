"""Honest sessions on `introtui serve` while others attack it: from a key to its frame, and the memory afterwards.

Run as `python -m bench.hostile [SECONDS] [--to-the-end] [ATTACK ...]`; `bench.attacks` says what there is.
20 honest sessions, ten of an account each, type about a key a second, first alone, then during each attack for so
many seconds, or until it has done all it does. It ends with 1 where one of them ended, 1 of 100 keys took longer
than 200 ms, or memory stays more than 50 MiB above what it was.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from math import inf
from pathlib import Path
from random import Random
from statistics import median, quantiles

import asyncssh

from bench.attacks import ATTACKS
from bench.processes import family, private_mebibytes
from bench.ssh_client import Client, connect
from bench.ssh_servers import Running, introtui_serve, prepare
from introtui.clock import SystemClock
from introtui.services.registry import Services
from introtui.store.engine import Database

HONEST = ("ivanov", "tanaka")
EACH = 10
"""Sessions of each of them: as many as one account may have unless a company says otherwise."""
ATTACKER = "weber"
SLOWEST = 200.0
"""Milliseconds 99 of 100 keys may take."""
GROWTH = 50.0
"""MiB that may be left of an attack."""
ALONE = 12.0
"""Seconds of typing where nothing else is said."""
QUIET = 6.0
"""Seconds until what is left of an attack is measured."""


async def typed(clients: Sequence[Client], server: Running, seconds: float) -> tuple[float, float]:
    """Type; returns the median and the 99th percentile in milliseconds."""
    dice = Random(1)
    for client in clients:
        client.key_times.clear()
    await asyncio.gather(*(client.type_for(seconds, server.keys, dice) for client in clients))
    times = [each * 1000 for client in clients for each in client.key_times]
    return median(times), quantiles(times, n=100)[98]


async def measure(
    server: Running, key: asyncssh.SSHKey, hostile: Path, seconds: float | None, names: list[str]
) -> bool:
    clients = [await connect(server.port, login, key) for login in HONEST for _ in range(EACH)]
    for client in clients:
        for press, words in server.sections:
            await client.press(press, words)
    await typed(clients, server, 3)
    middle, late = await typed(clients, server, seconds or ALONE)
    before = private_mebibytes(family(server.pid))
    print(f"{'alone':18} p50 {middle:6.1f} ms, p99 {late:6.1f} ms, {before:.0f} MiB", flush=True)
    held = True
    for name in names:
        middle, late, does = await _attacked(clients, server, hostile, seconds, name)
        await asyncio.sleep(QUIET)
        grown = private_mebibytes(family(server.pid)) - before
        good = late <= SLOWEST and grown <= GROWTH
        held = held and good
        found = f"p50 {middle:6.1f} ms, p99 {late:6.1f} ms, memory {grown:+6.1f} MiB"
        print(f"{name:18} {found}  {'' if good else 'TOO MUCH: '}{does}", flush=True)
    for client in clients:
        await client.close()
    return held


async def _attacked(
    clients: Sequence[Client], server: Running, hostile: Path, seconds: float | None, name: str
) -> tuple[float, float, str]:
    words = [sys.executable, "-m", "bench.attacks", name, str(server.port), ATTACKER, str(hostile)]
    process = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        does = await process.stdout.readline()
        typing = asyncio.create_task(typed(clients, server, inf if seconds is None else seconds))
        if seconds is None:
            await process.wait()
            for client in clients:
                client.stop_typing()
        middle, late = await typing
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    ended = (await process.stdout.read()).decode().replace("\n", " ")
    return middle, late, f"{does.decode().strip()}; {ended}".strip("; ")


def main() -> None:
    # This process is the clock: its own collections would be measured with the rest.
    gc.disable()
    words = sys.argv[1:]
    seconds = float(words.pop(0)) if words and words[0][0].isdigit() else ALONE
    to_the_end = "--to-the-end" in words
    names = [word for word in words if word in ATTACKS] or list(ATTACKS)
    key, hostile = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = prepare(folder, key) | {
            "INTROTUI_SSH_EXEMPT": "127.0.0.1",
            "INTROTUI_SSH_SESSIONS_PER_ACCOUNT": str(EACH),
        }
        hostile.write_private_key(folder / "hostile")
        with closing(Services.over(Database(environment["INTROTUI_DATABASE_URL"]), SystemClock())) as services:
            for login, each in ((ATTACKER, hostile), (HONEST[1], key)):
                actor = services.actor(login, address="127.0.0.66", way="bench")
                services.ssh_keys.add(actor, each.export_public_key().decode(), "bench")
        with introtui_serve(folder, environment) as server:
            within = None if to_the_end else seconds
            held = asyncio.run(measure(server, key, folder / "hostile", within, names))
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
