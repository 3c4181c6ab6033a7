"""Who gets in over ssh: by password or key, with a code where two-factor is on, and nobody else."""

from __future__ import annotations

import asyncssh
import pytest
from pyotp import TOTP
from sqlalchemy import Update, select, update

from introtui.ssh.sources import Offence
from introtui.store.tables import Account, AccountSession, Security, SshKey
from tests.services.identity.signing import PASSWORD, START, Signing
from tests.ssh.serving import Serving, Typist, serving

KEY = asyncssh.generate_private_key("ssh-ed25519")
OTHER_KEY = asyncssh.generate_private_key("ssh-ed25519")


def register(at: Signing, key: asyncssh.SSHKey = KEY) -> None:
    at.services.ssh_keys.add(at.actor, key.export_public_key().decode(), "laptop")


def sessions(at: Signing) -> list[tuple[str, str]]:
    """Return how the sessions of the account came in, and why they ended."""
    with at.database.read() as session:
        rows = session.scalars(select(AccountSession).order_by(AccountSession.id))
        return [(row.way, row.ended_because or "") for row in rows]


async def let_in(at: Serving, **options: object) -> bool:
    """Tell whether somebody gets in; they say a word, which needs a session."""
    try:
        connection = await at.connect(**options)  # type: ignore[arg-type]
    except (asyncssh.Error, OSError):
        return False
    done = await connection.run("balance")
    connection.close()
    await connection.wait_closed()
    return done.exit_status == 0 and done.stdout == "EUR 128.40\n"


async def test_the_right_password_gets_in_and_the_session_ends_with_the_connection(at: Signing) -> None:
    async with serving(at) as there:
        assert await let_in(there)
        assert not await let_in(there, password="wrong")
        assert not await let_in(there, login="nobody")
    assert sessions(at) == [("ssh", "left")]


async def test_a_registered_key_gets_in_and_no_other(at: Signing) -> None:
    register(at)
    async with serving(at) as there:
        assert await let_in(there, client_keys=[KEY], password=None)
        assert not await let_in(there, client_keys=[OTHER_KEY], password=None)
        assert not await let_in(there, login="nobody", client_keys=[KEY], password=None)
    with at.database.read() as session:
        assert session.scalars(select(SshKey.last_used_at)).one() == at.clock.now()


@pytest.mark.parametrize("key", [None, KEY])
async def test_with_two_factor_the_code_is_asked_for_and_needed(at: Signing, key: asyncssh.SSHKey | None) -> None:
    register(at)
    app, _ = at.turn_on(at.sign_in())
    first = [] if key else [PASSWORD]
    async with serving(at) as there:
        for code, gets_in in (("000000", False), (app.at(at.clock.now()), True)):
            typist = Typist([*first, code])
            given = {"client_factory": lambda typist=typist: typist, "password": None}
            assert await let_in(there, client_keys=[key] if key else None, **given) is gets_in
            assert typist.asked[-1].startswith("Code")


async def test_a_key_alone_is_partial_success_where_two_factor_is_on(at: Signing) -> None:
    register(at)
    at.turn_on(at.sign_in())
    async with serving(at) as there:
        with pytest.raises(asyncssh.PermissionDenied):
            await there.connect(client_keys=[KEY], password=None, preferred_auth=["publickey"])
    assert ("ssh", "") not in sessions(at)


@pytest.mark.parametrize(
    "shut",
    [update(Account).values(blocked_at=START), update(Security).values(ip_restriction="203.0.113.1")],
    ids=["blocked", "address list"],
)
async def test_what_shuts_an_account_shuts_it_over_ssh(at: Signing, shut: Update) -> None:
    register(at)
    at.database.transact(lambda session: session.execute(shut))
    async with serving(at) as there:
        assert not await let_in(there)
        assert not await let_in(there, client_keys=[KEY], password=None)


async def test_a_connection_has_six_failures(at: Signing) -> None:
    keys = [asyncssh.generate_private_key("ssh-ed25519") for _ in range(12)]
    typist = Typist([])
    async with serving(at, exempt="127.0.0.1") as there:
        with pytest.raises(asyncssh.DisconnectError, match="Too many failures"):
            await there.connect(client_keys=keys, password=None, client_factory=lambda: typist)
        assert await let_in(there)


async def test_the_login_may_not_change_on_a_connection(at: Signing) -> None:
    keys = [OTHER_KEY]

    class Turncoat(asyncssh.SSHClient):
        def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
            self.connection = conn

        def password_auth_requested(self) -> None:
            return None

        def kbdint_auth_requested(self) -> str:
            self.connection._username = "somebody-else"
            return ""

        def public_key_auth_requested(self) -> asyncssh.SSHKey | None:
            return keys.pop() if keys else None

    async with serving(at, exempt="127.0.0.1") as there:
        ways = ["publickey", "keyboard-interactive"]
        with pytest.raises(asyncssh.DisconnectError, match="may not change"):
            await there.connect(password=None, client_factory=Turncoat, preferred_auth=ways)


async def test_who_guesses_is_shut_out_for_a_while_before_a_byte_is_read(at: Signing) -> None:
    async with serving(at) as there:
        for _ in range(4):
            assert not await let_in(there, password="wrong")
        assert not await let_in(there)
        assert there.acceptor.refused["penalty"] == 1
        assert there.sources.penalise("192.0.2.1", Offence.AUTHFAIL) == 0


async def test_recovery_codes_open_too_once(at: Signing) -> None:
    _app, codes = at.turn_on(at.sign_in())
    assert isinstance(_app, TOTP)
    async with serving(at) as there:
        for gets_in in (True, False):
            typist = Typist([PASSWORD, codes[0]])
            given = {"client_factory": lambda typist=typist: typist, "password": None}
            assert await let_in(there, **given) is gets_in
