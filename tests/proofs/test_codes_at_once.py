"""One code taken by many processes at once opens one door, and none afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyotp import TOTP

from introtui.services.identity.door import NeedsCode
from introtui.store.engine import Database
from tests.proofs import rounds
from tests.proofs.caller import DOORS, call
from tests.proofs.processes import FORKS, said_by, start
from tests.services.identity.signing import Signing, signing

PROCESSES = 5
CodeOf = Callable[[TOTP, tuple[str, ...], Signing], str]
STEP: CodeOf = lambda app, _codes, at: app.at(at.clock.now())  # noqa: E731
RECOVERY: CodeOf = lambda _app, codes, _at: codes[3]  # noqa: E731


def opened(at: Signing, code: str, processes: range) -> int:
    """Let processes with these numbers take a code at once; returns how many doors open."""
    url, now = at.database.engine.url.render_as_string(hide_password=False), at.clock.now()
    waiting = at.try_password()
    assert isinstance(waiting, NeedsCode)
    together = FORKS.Barrier(len(processes) * DOORS)
    return sum(said_by([start(call, url, now, waiting, code, number, together) for number in processes]))


@pytest.mark.parametrize("turn", range(rounds(1, 5)))
@pytest.mark.parametrize("code_of", [STEP, RECOVERY], ids=["step", "recovery code"])
def test_of_many_processes_with_one_code_one_door_opens_and_none_later(
    installed: Database, code_of: CodeOf, turn: int
) -> None:
    at = signing(installed)
    code = code_of(*at.turn_on(at.sign_in()), at)
    assert opened(at, code, range(PROCESSES)) == 1
    assert opened(at, code, range(PROCESSES, PROCESSES + 1)) == 0
