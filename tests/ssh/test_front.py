"""The whole server as processes: who is served where, what a dead worker takes along, reload, stop, start."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import asyncssh
import pytest

from tests.services.identity.signing import Signing
from tests.ssh.served import Served, handing_over, served, started
from tests.ssh.serving import PATIENCE, SHOWN, Screen, Typist, screen

ELSEWHERE = ("127.0.0.2", 0)


async def test_two_workers_share_who_comes_and_one_that_dies_takes_its_own_along(
    at: Signing, tmp_path: Path
) -> None:
    limits = {"INTROTUI_SSH_SESSIONS_PER_ACCOUNT": "2", "INTROTUI_SSH_METRICS": "127.0.0.1:0"}
    async with (
        served(at, tmp_path, "--workers", "2", **limits) as there,
        await there.connect() as first,
        screen(first) as dying,
    ):
        one = await there.signed_in()
        async with await there.connect() as second, screen(second) as living:
            assert {one, await there.signed_in()} == {"1", "2"}
            await dying.until(SHOWN)
            await living.until(SHOWN)
            await _one_more_of_the_account_gets_no_session(there)
            os.kill(there.workers()[int(one) - 1], signal.SIGKILL)
            assert (await there.event("worker ended"))["number"] == one
            await first.wait_closed()
            living.type(b"1")
            await living.until("Personal information")
            assert (await there.event("worker ready"))["number"] == one
            async with await there.connect():
                assert await there.signed_in() == one
            await _refused_after_failures_at_both(there)
            await _numbers_tell_it(there)


async def _one_more_of_the_account_gets_no_session(there: Served) -> None:
    """Each worker has one of the two that may be: none of them alone has too many."""
    async with await there.connect() as third:
        await there.signed_in()
        with pytest.raises(asyncssh.ChannelOpenError):
            await third.run("balance")


async def _numbers_tell_it(there: Served) -> None:
    numbers = await asyncio.to_thread(_numbers, there)
    assert numbers["introtui_sessions"] == 1
    assert numbers["introtui_worker_restarts_total"] == 1
    assert numbers['introtui_offences_total{offence="authfail"}'] == 4
    assert numbers['introtui_refused_total{reason="penalty"}'] == 1
    assert numbers["introtui_connects_total"] == 8
    assert "introtui_key_seconds_count" in numbers


async def _refused_after_failures_at_both(there: Served) -> None:
    """Give four wrong passwords at once, so that neither worker gets more than two, then the right one."""

    async def guess() -> None:
        with pytest.raises(asyncssh.PermissionDenied):
            await there.connect(
                local_addr=ELSEWHERE, password=None, client_factory=lambda: Typist(["wrong" * 4, ""])
            )

    await asyncio.gather(*(guess() for _ in range(4)))
    with pytest.raises((asyncssh.Error, OSError)):
        await there.connect(local_addr=ELSEWHERE)


def _numbers(there: Served) -> dict[str, float]:
    """Return what is measured, by name."""
    found = re.search(r"numbers at ([0-9.:]+)", "".join(there.lines))
    assert found is not None
    with urlopen(f"http://{found[1]}/metrics", timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


async def test_a_reload_refuses_nobody_and_keeps_who_is_there(at: Signing, tmp_path: Path) -> None:
    config = tmp_path / "introtui.toml"
    config.write_text('brand = "heron"\nssh_exempt = "127.0.0.1"')
    async with (
        served(at, tmp_path, INTROTUI_CONFIG=str(config)) as there,
        await there.connect() as old,
        screen(old) as kept,
    ):
        await kept.until(SHOWN)
        config.write_text('brand = "osprey"\nssh_exempt = "127.0.0.1"')
        there.process.send_signal(signal.SIGHUP)
        reloading = asyncio.create_task(there.until("read again"))
        while not reloading.done():
            assert await _greeting(there) == b"SSH-2.0-ssh\r\n"
        kept.type(b"1")
        await kept.until("Personal information")
        async with await there.connect() as new, screen(new) as other:
            await other.until("osprey")
            await _stays_as_it_was(there, tmp_path)
            await _stops_when_told_twice(there, other)
    assert "osprey" not in kept.got


async def _stops_when_told_twice(there: Served, seen: Screen) -> None:
    there.process.send_signal(signal.SIGTERM)
    await seen.until("The server stops in 30 seconds")
    there.process.send_signal(signal.SIGTERM)
    assert await there.ended() == 0
    assert await seen.to_the_end() == 1
    assert "The server was stopped." in seen.got[seen.got.rfind("\x1b[?1049l") :]


async def _greeting(there: Served) -> bytes:
    """Return the first line a worker sends to somebody new."""
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
    greeting = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return greeting


async def _stays_as_it_was(there: Served, folder: Path) -> None:
    """Reload settings with which no worker can serve, and others that cannot be read."""
    (folder / "host_key").chmod(0o644)
    there.process.send_signal(signal.SIGHUP)
    assert "chmod 600" in await there.until("everything stays as it was")
    (folder / "introtui.toml").write_text('theme = "bogus"')
    there.process.send_signal(signal.SIGHUP)
    assert "no theme 'bogus'" in await there.until("everything stays as it was")
    async with await there.connect() as another:
        assert (await another.run("balance")).exit_status == 0


async def test_a_service_manager_hands_over_its_socket_and_is_told_of_everything(
    at: Signing, tmp_path: Path
) -> None:
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(tmp_path / "notify"))
    told.settimeout(PATIENCE)
    with told, socket.create_server(("127.0.0.1", 0)) as listening:
        options = {"listening": listening, "command": handing_over(listening)}
        async with served(at, tmp_path, NOTIFY_SOCKET=str(tmp_path / "notify"), **options) as there:
            assert there.port == listening.getsockname()[1]
            assert told.recv(99) == b"READY=1"
            async with await there.connect() as connection, screen(connection) as seen:
                await seen.until(SHOWN)
                there.process.send_signal(signal.SIGHUP)
                await there.until("read again")
                assert re.fullmatch(rb"RELOADING=1\nMONOTONIC_USEC=\d+", told.recv(99))
                assert told.recv(99) == b"READY=1"
                there.process.send_signal(signal.SIGTERM)
                await seen.until("save what you are typing")
                assert told.recv(99) == b"STOPPING=1"
                seen.type(b"\x11")
                assert await seen.to_the_end() == 0
            assert await there.ended() == 0


async def test_what_keeps_a_worker_from_serving_ends_the_start_with_its_sentence(
    at: Signing, tmp_path: Path
) -> None:
    async with started(at, tmp_path, INTROTUI_SSH_HOST_KEY=str(tmp_path / "missing")) as there:
        assert await there.ended() == 1
    assert len(there.lines) == 1
    assert there.lines[0].startswith(f"introtui: The host key {tmp_path}/missing cannot be read")
