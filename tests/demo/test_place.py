"""The kept demo: what was done in it stays, and nobody ever finds half a database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from introtui.clock import FixedClock
from introtui.demo import ADDRESS, DEFAULT_TODAY, WAY
from introtui.demo.open import demo_app
from introtui.demo.place import DemoError, ready_demo
from introtui.domain.access import Actor
from introtui.services.registry import Services
from introtui.store.engine import Database

TODAY = DEFAULT_TODAY
pytestmark = pytest.mark.usefixtures("quick_demo")


def services_of(path: Path) -> Services:
    return Services.over(Database(f"sqlite:///{path}"), FixedClock(TODAY))


def actor(services: Services, login: str) -> Actor:
    return services.actor(login, address=ADDRESS, way=WAY)


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def comment(services: Services, text: str) -> None:
    services.orders.set_comment(actor(services, "ivanov"), 10231, text, "")


def kept_comment(path: Path) -> str:
    services = services_of(path)
    try:
        return services.orders.load(actor(services, "ivanov"), 10231).comment
    finally:
        services.close()


def test_what_was_done_is_kept_until_a_fresh_demo_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "demo.db"
    ready_demo(path, today=TODAY, accounts=1)
    services = services_of(path)
    comment(services, "mine")
    services.close()
    ready_demo(path, today=TODAY, accounts=1)
    assert kept_comment(path) == "mine"
    ready_demo(path, today=TODAY, accounts=1, fresh=True)
    assert kept_comment(path) == ""


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE alembic_version SET version_num = '0000'", "DROP TABLE alembic_version", "DROP TABLE audit"],
)
def test_a_demo_of_another_schema_is_built_anew(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "demo.db"
    ready_demo(path, today=TODAY, accounts=1)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(spoil)
        connection.commit()
    ready_demo(path, today=TODAY, accounts=1)
    assert kept_comment(path) == ""


def test_a_demo_of_other_arguments_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    ready_demo(path, today=TODAY, accounts=1)
    ready_demo(path, today=TODAY, accounts=30)
    assert query(path, "SELECT count(*) FROM account WHERE role = 'customer'") == [(30,)]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["demo.db", "demo.db.lock"]


@pytest.mark.parametrize("content", [b"", b"this is no database, whatever its name says" * 100])
def test_a_file_that_is_no_database_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "demo.db"
    path.write_bytes(content)
    ready_demo(path, today=TODAY, accounts=1)
    assert kept_comment(path) == ""


def test_a_program_that_has_the_demo_open_sees_it_begin_anew(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    ready_demo(path, today=TODAY, accounts=1)
    services = services_of(path)
    comment(services, "mine")
    ready_demo(path, today=TODAY, accounts=1, fresh=True)
    assert services.orders.load(actor(services, "ivanov"), 10231).comment == ""
    comment(services, "mine again")
    services.close()
    assert kept_comment(path) == "mine again"
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_build_that_is_stopped_leaves_the_demo_as_it_was(tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "demo.db"
    with pytest.raises(KeyboardInterrupt):
        ready_demo(path, today=TODAY, accounts=1, progress=stop)
    assert not path.exists()
    ready_demo(path, today=TODAY, accounts=1)
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        ready_demo(path, today=TODAY, accounts=1, fresh=True, progress=stop)
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["demo.db", "demo.db.lock"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    path = tmp_path / "file" / "demo.db"
    with pytest.raises(DemoError, match="cannot be kept"):
        ready_demo(path, today=TODAY, accounts=1)


def test_programs_that_start_at_once_share_one_demo(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"

    def start(order_id: int) -> None:
        ready_demo(path, today=TODAY, accounts=1)
        services = services_of(path)
        customer = actor(services, "ivanov")
        before = services.orders.load(customer, order_id).comment
        services.orders.set_comment(customer, order_id, "mine", before)
        services.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, (10187, 10231, 10232, 10244)))
    found = query(path, "SELECT count(*) FROM order_event WHERE sentence = 'Comment changed.'")
    assert found == [(4,)]


def test_the_first_frame_of_the_demo_waits_for_no_database(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from introtui.demo.open import demo_app; "
        "app = demo_app(path=Path(sys.argv[1])); sys.exit('sqlalchemy' in sys.modules)"
    )
    path = tmp_path / "demo.db"
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == 0
    assert not path.exists()


async def test_the_demo_opens_as_any_of_its_customers(tmp_path: Path) -> None:
    app = demo_app(login="tanaka", accounts=1, path=tmp_path / "demo.db")
    async with app.run_test() as pilot:
        while app.session.state.profile is None or app.session.busy:
            await pilot.pause()
            await app.session.settled()
        assert app.session.state.profile.country == "JP"
