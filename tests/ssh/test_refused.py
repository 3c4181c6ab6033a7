"""What a client may ask of an ssh server and does not get here, and what is offered in the key exchange."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import pytest_asyncio
from asyncssh.packet import SSHPacket

from introtui.ssh import algorithms
from introtui.ssh.host_key import HostKeyError, load_host_key, make_host_key
from tests.services.identity.signing import Signing
from tests.ssh.serving import PATIENCE, Serving, screen, serving

Ask = Callable[[asyncssh.SSHClientConnection, Path], Awaitable[Any]]


@pytest_asyncio.fixture
async def there(at: Signing) -> AsyncIterator[Serving]:
    async with serving(at) as running:
        yield running


async def _agent(connection: asyncssh.SSHClientConnection, _folder: Path) -> None:
    """Ask for agent forwarding on a channel, as `ssh -A` does; asyncssh's client asks without waiting."""
    channel, _ = await connection.create_session(asyncssh.SSHClientSession[str])
    if not await channel._make_request(b"auth-agent-req@openssh.com"):
        raise asyncssh.ChannelOpenError(1, "refused")


async def _scp(connection: asyncssh.SSHClientConnection, folder: Path) -> None:
    await asyncssh.scp((connection, "/etc/hostname"), folder)


ASKED: dict[str, Ask] = {
    "local forwarding": lambda to, _: to.open_connection("127.0.0.1", 22),
    "remote forwarding": lambda to, _: to.start_server(lambda *_: None, "127.0.0.1", 0),
    "remote port forwarding": lambda to, _: to.forward_remote_port("127.0.0.1", 0, "127.0.0.1", 22),
    "socket forwarding": lambda to, _: to.open_unix_connection("/run/none.sock"),
    "remote socket forwarding": lambda to, folder: to.forward_remote_path(str(folder / "s"), str(folder / "t")),
    "agent forwarding": _agent,
    "X11 forwarding": lambda to, _: to.create_process(x11_forwarding=True, x11_display=":0"),
    "SFTP": lambda to, _: to.start_sftp_client(),
    "SCP": _scp,
    "subsystem": lambda to, _: to.create_process(subsystem="netconf"),
    "tunnel": lambda to, _: to.open_tun(),
    "ethernet tunnel": lambda to, _: to.open_tap(),
    "second session": lambda to, _: _two(to),
}


async def _two(connection: asyncssh.SSHClientConnection) -> None:
    async with screen(connection):
        await connection.create_process("balance")


async def test_what_is_no_terminal_and_no_word_is_refused(there: Serving, tmp_path: Path) -> None:
    given = [what for what, ask in ASKED.items() if not await _is_refused(there, ask, tmp_path)]
    assert given == []


async def _is_refused(there: Serving, ask: Ask, folder: Path) -> bool:
    """Ask on a connection of its own."""
    async with await there.connect() as connection:
        try:
            async with asyncio.timeout(PATIENCE):
                got = await ask(connection, folder)
        except (asyncssh.Error, asyncssh.ChannelListenError, OSError):
            got = None
    return got is None


async def test_dynamic_forwarding_reaches_nothing(there: Serving) -> None:
    async with await there.connect() as connection:
        reached: list[object] = []
        inside = await asyncio.start_server(lambda *ends: reached.append(ends), "127.0.0.1", 0)
        proxy = await connection.forward_socks("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.get_port())
        port = inside.sockets[0].getsockname()[1]
        # SOCKS 5, no authentication, connect to an address and a port.
        writer.write(b"\x05\x01\x00" + b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2, "big"))
        await reader.read()
        assert reached == []
        writer.close()
        proxy.close()
        inside.close()


async def test_the_key_exchange_offers_the_written_list_and_is_strict(there: Serving) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
    banner = await reader.readline()
    writer.write(b"SSH-2.0-test\r\n")
    length = int.from_bytes(await reader.readexactly(4), "big")
    body = await reader.readexactly(length)
    writer.close()
    packet = SSHPacket(body[1 : length - body[0]])
    assert packet.get_byte() == 20
    packet.get_bytes(16)
    lists = [packet.get_namelist() for _ in range(10)]

    def named(names: tuple[str, ...]) -> list[bytes]:
        return [name.encode() for name in names]

    assert banner == b"SSH-2.0-ssh\r\n"
    extensions = {b"ext-info-s", b"kex-strict-s-v00@openssh.com"}
    assert [name for name in lists[0] if name not in extensions] == named(algorithms.KEY_EXCHANGE)
    assert b"kex-strict-s-v00@openssh.com" in lists[0]
    assert lists[1] == [b"ssh-ed25519"]
    assert lists[2] == lists[3] == named(algorithms.ENCRYPTION)
    assert lists[4] == lists[5] == named(algorithms.MAC)
    assert lists[6] == lists[7] == named(algorithms.COMPRESSION)
    assert not any(lists[8:])


# The host key


def test_a_host_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "ssh_host_key"
    make_host_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = load_host_key(path)
    with pytest.raises(HostKeyError, match="cannot be made"):
        make_host_key(path)
    assert load_host_key(path).public_data == key.public_data


def test_a_host_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ssh_host_key"
    make_host_key(path)
    path.chmod(0o644)
    with pytest.raises(HostKeyError, match="chmod 600"):
        load_host_key(path)


@pytest.mark.parametrize("content", [None, b"", b"hello"])
def test_a_host_key_that_is_missing_or_damaged_is_not_made_anew(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ssh_host_key"
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    with pytest.raises(HostKeyError, match="backup"):
        load_host_key(path)
    assert path.exists() == (content is not None)
