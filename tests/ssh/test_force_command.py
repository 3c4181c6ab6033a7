"""The program under OpenSSH's sshd, by the documented ForceCommand: nothing else runs, and nothing is believed."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest
from sqlalchemy import select

from introtui.store.tables import AccountSession
from tests.building import add_order
from tests.services.identity.signing import PASSWORD, Signing
from tests.ssh.openssh import FORWARDING, HOST, OpenSsh
from tests.ssh.serving import SHOWN
from tests.ssh.sshd import ME, sshd
from tests.ssh.tmux import tmux

KEY = asyncssh.generate_private_key("ssh-ed25519")
HARM = "from pathlib import Path\nPath({path!r}).touch()\n"


def forge_environment(client: OpenSsh, harm: Path) -> None:
    """Have a client send what the program, Textual or Python would heed."""
    folder = client.folder / "python"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HARM.format(path=str(harm)))
    client.configure(
        f"SetEnv INTROTUI_BRAND=forged INTROTUI_DATABASE_URL=sqlite:///{folder}/forged.db TEXTUAL_PRESS=ctrl+q"
        f" PYTHONPATH={folder} PATH={folder} HOME={folder} SSH_CONNECTION='203.0.113.9 1 127.0.0.1 22'"
    )


@pytest.mark.parametrize("heard", ["none", "*"], ids=["as documented", "where sshd takes every variable"])
async def test_whoever_signs_in_comes_from_where_sshd_says_and_leaves_no_file(
    at: Signing, sqlite_url: str, tmp_path: Path, heard: str
) -> None:
    harm = tmp_path / "harm"
    add_order(at.database, at.actor)
    async with sshd(tmp_path, sqlite_url, KEY, accept_env=heard) as port:
        client = OpenSsh(tmp_path, port, login=ME, key=KEY)
        forge_environment(client, harm)
        with tmux(tmp_path) as window:
            window.type(f"ssh -F {client.config.name} -t {HOST} 'touch {harm}'")
            await window.until("Billing login")
            window.type(at.actor.login)
            window.type(PASSWORD)
            await window.until(SHOWN)
            assert window.shown()[0].startswith(" introtui")
            window.press("e")
            await window.until("on your own machine")
            window.press("C-q")
            await window.until("closed")
    with at.database.read() as session:
        row = session.scalars(select(AccountSession)).one()
        assert (row.way, row.address) == ("ssh", "127.0.0.1")
    assert not harm.exists()


async def test_no_word_and_no_copying_program_runs(at: Signing, sqlite_url: str, tmp_path: Path) -> None:
    harm = tmp_path / "harm"
    async with sshd(tmp_path, sqlite_url, KEY) as port:
        client = OpenSsh(tmp_path, port, login=ME, key=KEY)
        for arguments in ((HOST,), (HOST, f"orders list; touch {harm}")):
            done = await client.run(*arguments)
            assert (done.code, done.said) == (1, b"")
            assert "needs a terminal" in done.told
        assert (await client.run(f"{HOST}:/etc/hostname", str(harm), program="scp")).code != 0
    assert not harm.exists()


async def test_nothing_is_forwarded(at: Signing, sqlite_url: str, tmp_path: Path) -> None:
    async with sshd(tmp_path, sqlite_url, KEY) as port:
        client = OpenSsh(tmp_path, port, login=ME, key=KEY)
        for told, asked in FORWARDING.items():
            done = await client.run(*asked)
            assert done.code == 255
            assert told in done.told
        asked_for_windows = await client.run("-Y", HOST, display="127.0.0.1:9")
        assert "X11 forwarding request failed" in asked_for_windows.told
