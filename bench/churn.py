"""Memory of `introtui serve` after many have come and gone: it must not grow with how many there were.

Run as `python -m bench.churn [CONNECTS]`. Each signs in, waits for the first whole frame, opens another section
and dialogs, closes those, and leaves, every other one without a word. A few others stay all the time: while nobody
is there a server may look at all its memory, and here it must do without. Printed is the private memory after
every tenth part of them.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import asyncssh

from bench.processes import family, private_mebibytes
from bench.ssh_client import connect
from bench.ssh_servers import Running, introtui_serve, prepare

AT_ONCE, STAY = 4, 3
DIALOGS = (b"?", b"n")
"""Keys that open a dialog anywhere."""
MOMENT = 0.3
"""Seconds a dialog is open, and until the next: longer than from one look at the memory to the next."""
QUIET = 5.0
"""Seconds left to the server before its memory is read."""


async def come_and_go(server: Running, key: asyncssh.SSHKey, connects: int) -> None:
    turn = iter(range(connects))

    async def some() -> None:
        for number in turn:
            client = await connect(server.port, server.login, key)
            # The last section is the one that is shown first.
            await client.press(*server.sections[number % (len(server.sections) - 1)])
            for opens in DIALOGS:
                client.type(opens)
                await asyncio.sleep(MOMENT)
                client.type(b"\x1b")
                await asyncio.sleep(MOMENT)
            if number % 2:
                client.connection.abort()
            await client.close()

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))
    await asyncio.sleep(QUIET)


async def measure(server: Running, key: asyncssh.SSHKey, connects: int) -> None:
    part = max(connects // 10, 1)
    stay = [await connect(server.port, server.login, key) for _ in range(STAY)]
    await come_and_go(server, key, part)
    first = private_mebibytes(family(server.pid))
    print(f"{part:6} connects  {first:8.1f} MiB", flush=True)
    for done in range(2 * part, connects + part + 1, part):
        await come_and_go(server, key, part)
        now = private_mebibytes(family(server.pid))
        print(f"{done:6} connects  {now:8.1f} MiB, {now - first:+.1f} since the first {part}", flush=True)
    for client in stay:
        await client.close()


def main() -> None:
    connects = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    key = asyncssh.generate_private_key("ssh-ed25519")
    with tempfile.TemporaryDirectory() as name:
        environment = prepare(Path(name), key)
        with introtui_serve(Path(name), environment) as server:
            asyncio.run(measure(server, key, connects))


if __name__ == "__main__":
    main()
