"""The program as people use it: OpenSSH's client in tmux, at 80x24."""

from __future__ import annotations

from pathlib import Path

from tests.building import add_order
from tests.services.identity.signing import PASSWORD, Signing
from tests.ssh.openssh import HOST, OpenSsh
from tests.ssh.serving import SHOWN, serving
from tests.ssh.tmux import SMALL, Tmux, tmux

SECTIONS = {
    "F1": "Postal address",
    "F2": "IP restriction",
    "F3": "Newsletter",
    "F4": "Paid until",
    "F5": "How to pay",
    "F6": "Next rate",
}
"""What each key shows."""
SHELL = "100"
PROGRAM = "011"


def in_frame(lines: list[str], section: str, words: str, width: int) -> bool:
    """Tell whether a section is drawn whole: header, sections, rule, what it has, rule, keys."""
    header, sections, rule, *body, lower_rule, keys = lines
    return (
        header.startswith(" introtui")
        and f"[{section} " in sections
        and rule == lower_rule == "\u2500" * width
        and any(words in line for line in body)
        and ("Help" in keys or "Commands" in keys)
    )


async def drawn(window: Tmux, key: str, words: str, width: int = SMALL[0]) -> None:
    """Wait until a section is drawn."""
    await window.until_that(lambda: in_frame(window.shown(), key[-1], words, width), words)


async def test_every_section_is_drawn_and_the_shell_comes_back_as_it_was(at: Signing, tmp_path: Path) -> None:
    number = add_order(at.database, at.actor)
    async with serving(at) as there:
        client = OpenSsh(tmp_path, there.port)
        with tmux(tmp_path) as window:
            window.type(f"ssh -F {client.config.name} {HOST}")
            await window.until("Password:")
            before = [line for line in window.shown() if line]
            window.type(PASSWORD)
            await window.until(SHOWN)
            for key, words in SECTIONS.items():
                window.press(key)
                await drawn(window, key, words)
            window.press("F4")
            for width, height in ((120, 30), SMALL):
                window.resize(width, height)
                await drawn(window, "F4", str(number), width)
            assert window.modes() == PROGRAM
            window.press("C-q")
            await window.until("closed")
            assert window.shown()[: len(before)] == before
            assert window.modes() == SHELL
