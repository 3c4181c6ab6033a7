"""The memory of a session at the desk with 100 and with 100,000 accounts, over ssh, side by side in one run.

Run as `python -m bench.desk_memory FOLDER [SESSIONS]`; the folder keeps the databases for the next time. Each of
so many sessions of staff visits every section, pages down the long lists, and opens an account. Printed is what a
session takes of its own on each database, and by how much it grows from the small one to the large one.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import asyncssh

from bench.desk_data import desk_database
from bench.processes import family, private_mebibytes
from bench.ssh_client import Client, connect
from bench.ssh_servers import Running, installed, introtui_serve
from introtui.clock import SystemClock
from introtui.demo.staff import DEFAULT_OPERATOR
from introtui.services.registry import Services
from introtui.store.engine import Database

SIZES = (100, 100_000)
ORDERS_EACH = 10
GROWTH = 2.0
"""MiB a session may take more with the large database."""
SECTIONS = ("Accounts", "Orders", "Queues", "Money", "VAT", "Plans", "Audit", "Security")
PAGES = 20
REST = 4.0
"""Seconds until what was only needed on the way is gone."""


def main() -> None:
    folder, sessions = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    taken = [_measured(desk_database(folder, accounts=size, orders_each=ORDERS_EACH), sessions) for size in SIZES]
    for size, mebibytes in zip(SIZES, taken, strict=True):
        print(f"{size:>7,} accounts  {mebibytes:6.2f} MiB a session")
    grown = taken[1] - taken[0]
    print(f"growth            {grown:6.2f} MiB a session, limit {GROWTH}")
    raise SystemExit(0 if grown < GROWTH else 1)


def _measured(url: str, sessions: int) -> float:
    key = asyncssh.generate_private_key("ssh-ed25519")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(Services.over(Database(url), SystemClock())) as services:
            actor = services.actor(DEFAULT_OPERATOR, address="127.0.0.1", way="bench")
            services.ssh_keys.add(actor, key.export_public_key().decode(), f"bench {folder.name}")
        with introtui_serve(folder, installed(folder, url)) as server:
            return asyncio.run(_worked(server, key, sessions))


async def _worked(server: Running, key: asyncssh.SSHKey, sessions: int) -> float:
    # What the first session loads stays for all that come after it.
    first = await _at_work(server, key)
    await first.close()
    await asyncio.sleep(REST)
    before = private_mebibytes(family(server.pid))
    clients = [await _at_work(server, key) for _ in range(sessions)]
    await asyncio.sleep(REST)
    grown = private_mebibytes(family(server.pid)) - before
    for client in clients:
        await client.close()
    return grown / sessions


async def _at_work(server: Running, key: asyncssh.SSHKey) -> Client:
    """Connect, visit every other section, page down the long lists, open an account and go back."""
    client = await connect(server.port, DEFAULT_OPERATOR, key)
    for number, section in enumerate(SECTIONS, 2):
        await client.press(b"%d" % number, f"[{number} {section}]".encode())
        if section in ("Accounts", "Orders", "Audit"):
            await _page_down(client)
    await client.press(b"2", b"[2 Accounts]")
    await client.press(b"\r", b"[o Orders]")
    await client.press(b"\x1b", b"[2 Accounts]")
    return client


async def _page_down(client: Client) -> None:
    for _ in range(PAGES):
        client.type(b"\x1b[6~")
        await client._next()


if __name__ == "__main__":
    main()
