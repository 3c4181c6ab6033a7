"""Somebody who works over ssh at a human pace, and notes what the screen said is saved."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from random import Random
from time import monotonic

import asyncssh

from bench.ssh_client import Client, connect

NOTIFICATIONS = b"\x1bOR"
ALERT_FIELD = b"\t"
CLEARED = b"\x1b[F\x15"
"""The end of the line, then everything before it deleted."""
SAVE = b"\x13"
TROUBLE = r"(?<!\S)x [A-Z][^\n]*"
"""How an error begins on every screen."""
RECONNECTING = "reconnecting"
PAUSE = 1.0, 3.0
"""Seconds of thought, the least and the most: once before typing, once before saving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A value that was told to be saved, and when by `monotonic`."""

    value: int
    at: float


@dataclass(slots=True, kw_only=True)
class Editor:
    """Sets the low-balance alert of an account of their own to 1, 2, 3 and so on."""

    account_id: int
    client: Client
    dice: Random
    saved: list[Saved] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    saw_reconnecting: bool = False
    was_over: bool = False

    async def open(self) -> None:
        """Go to the field."""
        await self.client.press(NOTIFICATIONS, b"Balance now")
        self.client.type(ALERT_FIELD)

    async def work(self, over: asyncio.Event) -> None:
        """Change the value until that is over; raises `ConnectionError` where the session ends before."""
        value = 0
        while not over.is_set():
            value += 1
            await self._change(value)

    async def _change(self, value: int) -> None:
        await self._think()
        self._type(CLEARED + str(value).encode())
        await self.client.until_shown(re.compile(rf"(?<!\S){value}(?!\S)"))
        await self._think()
        self._type(SAVE)
        # Only what is stored is written with its cents, so an older toast that is drawn again is no answer.
        stored = rf"(?<!\S){value}\.00"
        answer = rf"{stored}(?s:.*)Saved\.|Saved\.(?s:.*){stored}|{TROUBLE}"
        if not (await self.client.until_shown(re.compile(answer))).startswith("x "):
            self.saved.append(Saved(value=value, at=monotonic()))

    def _type(self, keys: bytes) -> None:
        self.look()
        self.client.type(keys)

    def look(self) -> None:
        """Note what else was drawn since the last key."""
        drawn = self.client.drawn()
        self.troubles += (found.strip() for found in re.findall(TROUBLE, drawn))
        self.saw_reconnecting = self.saw_reconnecting or RECONNECTING in drawn

    async def _think(self) -> None:
        await asyncio.sleep(self.dice.uniform(*PAUSE))

    async def leave(self) -> None:
        """Note how it went, then end the session."""
        self.look()
        self.was_over = self.client.is_over
        await self.client.close()


async def seated(port: int, login: str, key: asyncssh.SSHKey, account_id: int) -> Editor:
    """Sign in and go to the field."""
    client = await connect(port, login, key)
    editor = Editor(account_id=account_id, client=client, dice=Random(account_id))
    await editor.open()
    return editor
