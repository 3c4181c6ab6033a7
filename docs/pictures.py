"""Takes the README's pictures from the real program on the demo's data: `python -m docs.pictures`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from introtui.app import IntroTUI
from introtui.demo.open import demo_app
from introtui.recording.settling import settle

FOLDER = Path(__file__).with_name("pictures")
SMALL, WIDE = (80, 24), (120, 40)
CUSTOMER, STAFF = "ivanov", "anna"
SHOTS: dict[str, tuple[str, tuple[int, int], tuple[str, ...]]] = {
    "orders": (CUSTOMER, SMALL, ()),
    "orders-wide": (CUSTOMER, WIDE, ("down", "down")),
    "change-plan": (CUSTOMER, SMALL, ("slash", *"10231", "enter", "c", "down")),
    "profile": (CUSTOMER, SMALL, ("1",)),
    "security": (CUSTOMER, SMALL, ("2",)),
    "billing": (CUSTOMER, SMALL, ("5",)),
    "renew": (CUSTOMER, SMALL, ("slash", *"10231", "enter", "r", "right")),
    "vat": (CUSTOMER, SMALL, ("6",)),
    "desk": (STAFF, SMALL, ()),
    "desk-find": (STAFF, SMALL, ("slash", *"ivanof")),
    "desk-account": (STAFF, SMALL, ("slash", *"ivanov", "enter")),
    "desk-queue": (STAFF, SMALL, ("4",)),
}
"""Each picture: whose program it is, the terminal's size, and the keys that lead to it from the start."""

WEB_FONT = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
"""The picture names its fonts; it must not fetch them from anywhere."""
INDENTED = re.compile(r'x="([0-9.]+)" y="([0-9.]+)" textLength="([0-9.]+)"([^>]*)>((?:&#160;)+)')
CELL = 12.2
"""The width of a character in Textual's pictures."""


async def take(app: IntroTUI, name: str, size: tuple[int, int], keys: tuple[str, ...]) -> None:
    """Take one picture."""
    async with app.run_test(size=size) as pilot:
        await loaded(pilot, app)
        for key in keys:
            await pilot.press(key)
            await settle(app)
        picture = portable(app.export_screenshot(title=f"introtui · {name}"))
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")


def portable(picture: str) -> str:
    """Return a picture that fetches no font, and that viewers which drop leading spaces show right too."""
    return INDENTED.sub(_moved, WEB_FONT.sub("", picture))


def _moved(found: re.Match[str]) -> str:
    x, y, length, rest, spaces = found.groups()
    indent = spaces.count(";") * CELL
    return f'x="{float(x) + indent:g}" y="{y}" textLength="{float(length) - indent:g}"{rest}>'


async def loaded(pilot: Pilot[None], app: IntroTUI) -> None:
    """Wait for the account."""
    while app.session.state.orders is None and app.session.state.desk is None:
        await pilot.pause(0.02)
    await settle(app)


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (login, size, keys) in SHOTS.items():
            app = demo_app(login=login, path=Path(folder) / "demo.db")
            asyncio.run(take(app, name, size, keys))


if __name__ == "__main__":
    main()
