"""Words over ssh: the same as on the command line, under the login that signed in, and read by no shell."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import asyncssh
import pytest
from sqlalchemy import select

from introtui.domain.access import Role
from introtui.ssh.voices import LONGEST_INPUT
from introtui.store.engine import Database
from introtui.store.tables import Audit
from tests.building import ACCOUNT, add_account, add_order
from tests.services.bank_files import camt, one
from tests.services.identity.signing import Signing, signing
from tests.ssh.serving import PATIENCE, Typist, serving


async def said(at: Signing, *words: str, **options: object) -> list[asyncssh.SSHCompletedProcess]:
    """Say words, each on a connection of its own; returns what came back."""
    done = []
    async with serving(at) as there:
        for word in words:
            async with await there.connect() as connection:
                done.append(await connection.run(word, timeout=PATIENCE, **options))  # type: ignore[arg-type]
    return done


async def test_a_word_answers_people_and_scripts(at: Signing) -> None:
    number = add_order(at.database, at.actor)
    for_people, for_scripts, more = await said(
        at, "orders list", "orders list --due 90 --json", f"orders renew {number} --dry-run --json"
    )
    assert str(number) in str(for_people.stdout)
    assert [order["id"] for order in json.loads(str(for_scripts.stdout))] == [number]
    assert json.loads(str(more.stdout))["total"]["currency"] == "EUR"
    assert {done.exit_status for done in (for_people, for_scripts, more)} == {0}


async def test_the_exit_code_tells_refused_from_not_understood(at: Signing) -> None:
    refused, unknown, unquoted, nothing = await said(at, "orders show 1", "rm -rf /", "orders 'list", " ")
    assert (refused.exit_status, str(refused.stdout)) == (1, "")
    assert str(refused.stderr).startswith("introtui: ")
    assert (unknown.exit_status, unquoted.exit_status) == (2, 2)
    assert "invalid choice: 'rm'" in str(unknown.stderr)
    assert "usage: ssh LOGIN@HOST" in str(nothing.stdout)


async def test_no_shell_reads_the_words(at: Signing) -> None:
    (done,) = await said(at, "balance ; echo $HOME `id`")
    assert done.exit_status == 2
    assert "$HOME" in str(done.stderr)


async def test_nobody_acts_for_another_or_on_the_machine(at: Signing) -> None:
    add_account(at.database, replace(ACCOUNT, login="petrov"))
    for done in await said(
        at, "balance --as petrov", "--as petrov balance", "init", "import .", "run-billing", "config", "serve"
    ):
        assert done.exit_status == 2
        assert done.stdout == ""


async def test_help_tells_every_word(at: Signing) -> None:
    (done,) = await said(at, "help")
    assert done.exit_status == 0
    for word in ("orders", "invoices", "messages", "balance", "vat"):
        assert word in str(done.stdout)
    assert "--as" not in str(done.stdout)


async def test_a_document_comes_as_pdf_and_goes_into_no_file_of_the_server(at: Signing) -> None:
    number = add_order(at.database, at.actor)
    pay, listed = await said(at, f"orders renew {number} --pay-by invoice", "invoices list --json")
    assert pay.exit_status == 0
    name = json.loads(str(listed.stdout))[0]["number"]
    pdf, refused = await said(at, f"invoices pdf {name} -", f"invoices pdf {name} /tmp/there.pdf", encoding=None)
    assert bytes(pdf.stdout or b"").startswith(b"%PDF")  # type: ignore[arg-type]
    assert refused.exit_status == 2


async def test_a_list_reaches_a_slow_reader_whole(at: Signing) -> None:
    numbers = {add_order(at.database, at.actor) for _ in range(60)}
    async with serving(at) as there, await there.connect() as connection:
        process = await connection.create_process("orders list --json", window=4_096, max_pktsize=1_024)
        got = ""
        while data := await process.stdout.read(2_000):
            got += data
            await asyncio.sleep(0)
        assert {order["id"] for order in json.loads(got)} == numbers
        assert (await process.wait()).exit_status == 0


async def test_who_leaves_in_the_middle_of_an_answer_leaves_nothing_behind(at: Signing) -> None:
    for _ in range(60):
        add_order(at.database, at.actor)
    async with serving(at) as there:
        connection = await there.connect()
        process = await connection.create_process("orders list --json", window=4_096, max_pktsize=1_024)
        await process.stdout.read(100)
        connection.abort()
        async with await there.connect() as another:
            assert (await another.run("balance", timeout=PATIENCE)).exit_status == 0


async def test_staff_check_a_security_code_that_is_given_on_standard_input(sqlite_database: Database) -> None:
    at = signing(sqlite_database, role=Role.OPERATOR)
    app, _ = at.turn_on(at.sign_in())
    petrov = add_account(at.database, replace(ACCOUNT, login="petrov"))
    at.services.security.set_security_code(petrov, "blue-kettle-7")
    async with serving(at) as there:
        typist = Typist(["seven grey herons wade", app.at(at.clock.now())])
        given = {"client_factory": lambda: typist, "password": None}
        async with await there.connect(**given) as connection:  # type: ignore[arg-type]
            done = await connection.run("accounts check-code petrov", input="blue-kettle-7\n", timeout=PATIENCE)
    assert (str(done.stdout), done.exit_status) == ("match\n", 0)


async def test_staff_import_a_statement_that_comes_on_standard_input(sqlite_database: Database) -> None:
    at = signing(sqlite_database, role=Role.ADMIN)
    app, _ = at.turn_on(at.sign_in())
    # More than a word reads as lines.
    content = camt([one("1.00", f"AB-{number}", name="Nobody", iban=f"X{number}") for number in range(150)])
    assert len(content) > LONGEST_INPUT
    async with serving(at) as there:
        typist = Typist(["seven grey herons wade", app.at(at.clock.now())])
        given = {"client_factory": lambda: typist, "password": None}
        async with await there.connect(**given) as connection:  # type: ignore[arg-type]
            word = "payments import - --json"
            done = await connection.run(word, input=content.decode(), timeout=PATIENCE)
    assert json.loads(str(done.stdout))["waiting"]["entries"] == 150


async def test_a_word_that_breaks_ends_with_a_reference(at: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("introtui.services.billing.BillingService.load", None)
    (done,) = await said(at, "balance")
    assert done.exit_status == 1
    assert "Reference" in str(done.stderr)
    assert "Traceback" not in str(done.stderr)


async def test_what_is_done_is_noted_with_who_did_it_from_where(at: Signing) -> None:
    number = add_order(at.database, at.actor)
    await said(at, f"orders renew {number}")
    with at.database.read() as session:
        row = session.execute(select(Audit.actor, Audit.address).where(Audit.action == "order.renew")).one()
    assert tuple(row) == ("ivanov", "127.0.0.1")


async def test_on_a_terminal_each_line_begins_at_its_left(at: Signing) -> None:
    async with serving(at) as there, await there.connect() as connection:
        done = await connection.run("balance", term_type="xterm", encoding=None)
    assert done.stdout == b"EUR 128.40\r\n"
