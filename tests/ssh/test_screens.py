"""The program over ssh, as its user meets it: drawn, typed into, resized, cut off, and never another's."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import asyncssh
import pytest
from sqlalchemy import select, text

from introtui.domain.sessions import Ended
from introtui.screens.dialogs.help import HelpDialog
from introtui.ssh.server import SessionLimits
from introtui.store.engine import Database
from introtui.store.tables import AccountSession, Change
from tests.building import ACCOUNT, add_account, add_order
from tests.services.identity.signing import Signing, give_password
from tests.ssh.serving import PATIENCE, SHOWN, Serving, screen, serving, two_screens

LEFT = "\x1b[?1049l"


def ended(at: Signing) -> list[str]:
    """Return why each session of the account ended; blank for one that goes on."""
    with at.database.read() as session:
        return list(session.scalars(select(AccountSession.ended_because).order_by(AccountSession.id)))


async def test_the_program_is_drawn_takes_keys_and_gives_the_terminal_back(at: Signing) -> None:
    async with serving(at, ready=1) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        seen.type(b"1")
        await seen.until("Personal information")
        seen.type(b"\x11")
        assert await seen.to_the_end() == 0
        assert seen.got.rfind(LEFT) > seen.got.rfind("\x1b[?1049h")
        assert seen.got.endswith("\x1b[?25h")
    assert ended(at) == [Ended.LEFT]


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [((120, 40), 120), ((0, 0), 80), ((1, 1), 10), ((65_535, 65_535), 240), ((2**32 - 1, 5), 240)],
)
async def test_a_size_is_clamped_to_what_can_be_drawn(at: Signing, asked: tuple[int, int], drawn: int) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection, asked) as seen:
        rule = "\u2500" * drawn
        await seen.until_that(lambda got: rule in got if drawn > 10 else "\x1b[4;1H" in got)
        assert rule + "\u2500" not in seen.got


async def test_another_size_is_drawn_and_a_flood_of_sizes_is_not(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        seen.forget()
        for width in range(81, 400):
            seen.process.change_terminal_size(width, 30)
        seen.process.change_terminal_size(100, 30)
        await seen.until("\u2500" * 100)
        assert seen.got.count("1 Profile") <= 10, "of three hundred sizes a few are drawn"


async def test_a_size_told_in_band_is_clamped_too(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until("\x1b[?2048$p")
        seen.type(b"\x1b[?2048;2$y")
        await seen.until("\x1b[?2048h")
        seen.type(b"\x1b[48;65535;65535;0;0t")
        await seen.until("\u2500" * 240)
        assert "\u2500" * 241 not in seen.got


async def test_what_is_no_utf_8_harms_nothing(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        seen.type(b"/\xff\xfe\xc3(\xed\xa0\x80")
        await seen.until("\ufffd")
        seen.forget()
        seen.type(b"\x1b")
        await seen.until("/ find")
        seen.type(b"1")
        await seen.until("Personal information")


async def test_nobody_is_shown_anothers_account(at: Signing) -> None:
    other = add_account(at.database, replace(ACCOUNT, login="petrov"), balance="77.31")
    give_password(at.database, other)
    async with (
        serving(at, ready=2) as there,
        await there.connect() as mine,
        await there.connect("petrov") as theirs,
        screen(mine) as one,
        screen(theirs) as two,
    ):
        await one.until(SHOWN)
        await two.until("EUR 77.31")
        assert "petrov" not in one.got
        assert "ivanov" not in two.got


async def test_a_session_that_is_ended_elsewhere_says_why_and_ends(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        at.services.sessions.end_others(at.actor)
        assert await seen.to_the_end() == 1
        assert LEFT in seen.got
        assert "ended" in seen.got[seen.got.rfind(LEFT) :]


async def test_an_order_delivered_by_staff_is_shown_at_once(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        number = add_order(at.database, at.actor)
        at.database.transact(lambda session: session.add(Change(account_id=at.actor.account_id, topic="orders")))
        await seen.until(str(number))


async def cut_off(at: Serving, after: str) -> None:
    """Cut a connection without a word once the screen shows something; blank for at once."""
    connection = await at.connect()
    async with screen(connection) as seen:
        if after:
            await seen.until(after)
        connection.abort()


async def test_a_connection_may_be_cut_at_any_moment(at: Signing) -> None:
    async with serving(at) as there:
        for after in ("", "\x1b[?1049h", "Orders", SHOWN):
            await cut_off(there, after)
        connection = await there.connect()
        connection.abort()
        async with asyncio.timeout(PATIENCE):
            while "" in ended(at) or there.server.sessions:
                await asyncio.sleep(0.01)
    assert set(ended(at)) == {Ended.LEFT}
    assert len(ended(at)) == 5


async def test_a_crash_shows_a_reference_and_touches_no_other_session(
    at: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_screens(at) as (_there, broken, whole):
        with monkeypatch.context() as patch:
            patch.setattr(HelpDialog, "compose_body", None)
            patch.setattr("introtui.logs.log_place", lambda: "the log of the place")
            broken.type(b"?")
            assert await broken.to_the_end() == 1
        told = broken.got[broken.got.rfind(LEFT) :]
        assert "Reference" in told
        assert told.rstrip().endswith("in the log of the place.")
        assert "Traceback" not in broken.got
        whole.type(b"1")
        await whole.until("Personal information")


async def test_a_terminal_whose_name_would_write_to_the_screen_is_like_any_other(at: Signing) -> None:
    term = "\x1b]52;c;aGVsbG8=\x07"
    async with serving(at) as there, await there.connect() as connection, screen(connection, term=term) as seen:
        await seen.until(SHOWN)
        assert "]52;" not in seen.got


async def test_a_terminal_gets_the_colours_it_has(at: Signing) -> None:
    async with serving(at) as there:
        for term, sign, other in (
            ("xterm-256color", "38;5;", "38;2;"),
            ("xterm-direct", "38;2;", "38;5;"),
            ("linux", "\x1b[1;9", "38;"),
            ("vt100", "\x1b[1m", "38;"),
        ):
            async with await there.connect() as connection, screen(connection, term=term) as seen:
                await seen.until(SHOWN)
                assert sign in seen.got
                assert other not in seen.got


async def test_there_is_room_for_so_many_sessions_of_one_account(at: Signing) -> None:
    limits = SessionLimits(per_account=1)
    async with serving(at, limits=limits) as there, await there.connect() as first, screen(first) as seen:
        await seen.until(SHOWN)
        async with await there.connect() as second:
            with pytest.raises(asyncssh.ChannelOpenError):
                await second.run("balance")


async def test_the_program_needs_a_terminal(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection:
        done = await connection.run(None)
        assert done.exit_status == 1
        assert "ssh -t" in str(done.stderr)


async def test_a_session_whose_database_breaks_ends_with_a_sentence(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection, screen(connection) as seen:
        await seen.until(SHOWN)
        broken: Database = at.database
        broken.transact(lambda session: session.execute(text("DROP TABLE vat_rate")))
        seen.type(b"6")
        await seen.until("Reference")
        assert "Traceback" not in seen.got


async def test_a_connection_ends_with_its_one_session(at: Signing) -> None:
    async with serving(at) as there:
        connection = await there.connect()
        assert (await connection.run("balance")).exit_status == 0
        async with asyncio.timeout(PATIENCE):
            await connection.wait_closed()
        assert there.server.sessions == 0
