"""`introtui`: the full-screen program on the configured database."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING

from introtui.domain.errors import IntrotuiError

if TYPE_CHECKING:
    from introtui.app import IntroTUI

HERE = "127.0.0.1"


def open_program(options: argparse.Namespace) -> int:
    """Open the program, sign-in first; `--as` fills the login in."""
    need_terminal()
    forget_textual_variables(os.environ)
    from introtui.compose import local_app
    from introtui.logs import log_to_file
    from introtui.settings import load_settings

    log_to_file()
    settings = load_settings()
    address, way = own_address(os.environ), own_way(os.environ)
    return run_full_screen(lambda: local_app(settings, options.login or "", address=address, way=way))


def run_full_screen(make_app: Callable[[], IntroTUI]) -> int:
    """Run the program; until its first frame is drawn, no garbage collection delays it."""
    gc.disable()
    app = make_app()
    app.run()
    return app.return_code or 0


def forget_textual_variables(environment: MutableMapping[str, str]) -> None:
    """Drop what Textual reads: a driver of one's own, keys to press, a log of every key, traces on the screen."""
    for name in [name for name in environment if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
        del environment[name]


def need_terminal() -> None:
    """Refuse to draw a screen into a file or a pipe."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise IntrotuiError("The full-screen program needs a terminal; over ssh it takes no words: ssh -t HOST")


def own_way(environment: Mapping[str, str]) -> str:
    """Return how the user came here: "ssh", or "local"."""
    return "ssh" if environment.get("SSH_CONNECTION") else "local"


def own_address(environment: Mapping[str, str]) -> str:
    """Return where the user sits: the client of an ssh session (sshd sets SSH_CONNECTION), else this machine."""
    from introtui.domain.ip_rules import parse_address

    client = environment.get("SSH_CONNECTION", "").split(" ")[0]
    try:
        return str(parse_address(client)) if client else HERE
    except IntrotuiError:
        return HERE
