"""OpenSSH's own client and the server: who gets in, what words answer, and what even it cannot have."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh

from tests.building import add_order
from tests.services.identity.signing import Signing
from tests.ssh.openssh import FORWARDING, HOST, OpenSsh
from tests.ssh.serving import serving

KEY = asyncssh.generate_private_key("ssh-ed25519")
ANSWER = b"EUR 128.40\n"


@asynccontextmanager
async def served(at: Signing, folder: Path, key: asyncssh.SSHKey | None = KEY) -> AsyncIterator[OpenSsh]:
    """Run a server; yields a client whose key is registered, or that has none."""
    if key is not None:
        at.services.ssh_keys.add(at.actor, key.export_public_key().decode(), "laptop")
    async with serving(at) as there:
        yield OpenSsh(folder, there.port, key=key)


async def test_the_password_gets_in_and_a_wrong_one_does_not(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path, key=None) as client:
        done = await client.run(HOST, "balance")
        refused = await client.run(HOST, "balance", password="wrong")
    assert (done.code, done.said, done.told) == (0, ANSWER, "")
    assert (refused.code, refused.said) == (255, b"")
    assert "Permission denied" in refused.told


async def test_a_registered_key_gets_in_without_being_asked_anything(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path) as client:
        done = await client.run("-o", "BatchMode=yes", HOST, "balance")
    assert (done.code, done.said) == (0, ANSWER)


async def test_after_the_password_or_a_key_the_code_is_asked_for(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path) as client:
        _, codes = at.turn_on(at.sign_in())
        refused = await client.run(HOST, "balance")
        assert (refused.code, refused.said) == (255, b"")
        for by_key, code in zip(("yes", "no"), codes, strict=False):
            done = await client.run("-o", f"PubkeyAuthentication={by_key}", HOST, "balance", code=code)
            assert (done.code, done.said) == (0, ANSWER)


async def test_words_pipe_and_end_with_their_exit_code(at: Signing, tmp_path: Path) -> None:
    number = add_order(at.database, at.actor)
    async with served(at, tmp_path) as client:
        assert (await client.run(HOST, "orders", "renew", str(number), "--pay-by", "invoice")).code == 0
        listed = await client.run(HOST, "invoices list --json")
        pdf = await client.run(HOST, "invoices", "pdf", json.loads(listed.said)[0]["number"], "-")
        refused, not_understood = await client.run(HOST, "orders show 1"), await client.run(HOST, "id")
    assert (pdf.code, pdf.told) == (0, "")
    assert pdf.said.startswith(b"%PDF")
    assert pdf.said.rstrip().endswith(b"%%EOF")
    assert (refused.code, refused.said) == (1, b"")
    assert refused.told.startswith("introtui: ")
    assert (not_understood.code, not_understood.said) == (2, b"")


async def test_the_program_is_not_drawn_into_a_pipe(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path) as client:
        done = await client.run(HOST)
    assert (done.code, done.said) == (1, b"")
    assert "ssh -t" in done.told


async def test_nothing_is_forwarded(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path) as client:
        for told, asked in FORWARDING.items():
            done = await client.run(*asked)
            assert (done.code, done.said) == (255, b"")
            assert told in done.told


async def test_who_also_asks_for_agent_and_windows_gets_the_word_alone(at: Signing, tmp_path: Path) -> None:
    async with served(at, tmp_path) as client:
        done = await client.run("-A", "-Y", HOST, "balance", display="127.0.0.1:9")
    assert (done.code, done.said) == (0, ANSWER)
    assert "X11 forwarding request failed" in done.told


async def test_no_files_are_copied(at: Signing, tmp_path: Path) -> None:
    there, here = f"{HOST}:/etc/hostname", tmp_path / "here"
    async with served(at, tmp_path) as client:
        assert "subsystem request failed" in (await client.run("-s", HOST, "sftp")).told
        for program, *arguments in (
            ("sftp", there, str(here)),
            ("scp", there, str(here)),
            ("scp", "-O", there, str(here)),
            ("scp", str(tmp_path / "key"), f"{HOST}:{here}"),
        ):
            assert (await client.run(*arguments, program=program)).code != 0
            assert not here.exists()


async def test_a_shared_connection_ends_with_its_session_and_the_client_opens_another(
    at: Signing, tmp_path: Path
) -> None:
    shared = ("-o", f"ControlPath={tmp_path / 'shared'}")
    async with served(at, tmp_path) as client:
        opened = await client.run(*shared, "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", HOST, "balance")
        through_it = await client.run(*shared, "-o", "ProxyCommand=false", HOST, "balance")
        beside_it = await client.run(*shared, HOST, "balance")
    assert (opened.code, opened.said) == (0, ANSWER)
    assert (through_it.code, through_it.said) == (255, b"")
    assert (beside_it.code, beside_it.said) == (0, ANSWER)
