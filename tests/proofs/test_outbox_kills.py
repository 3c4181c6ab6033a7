"""A process killed once a server took its message: nothing is lost, and what comes twice has the same id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from random import Random

import pytest

from introtui.domain.access import Actor
from introtui.domain.messages import Channel, MessageState
from introtui.gateways.mail_smtp import message_id
from introtui.services.delivering import CLAIM, CODE_MAY_HAVE_GONE, request_id
from introtui.store.engine import Database
from tests.building import add_account
from tests.gateways.http_server import Web, says, served
from tests.gateways.mail_server import Post, delivering
from tests.proofs import rounds
from tests.proofs.courier import SENDER, deliver, real_gateways
from tests.proofs.processes import start
from tests.services.posting import Office
from tests.waiting import PATIENCE

KILLS = rounds(1, 30)
PHONE = "+31612345678"


@dataclass(frozen=True, slots=True)
class World:
    """Servers outside, and the office that sends to them."""

    office: Office
    actor: Actor
    port: int
    url: str
    post: Post
    web: Web

    def tell(self, channel: Channel, key: str, kind: str = "low_balance") -> None:
        to = PHONE if channel is Channel.SMS else ""
        self.office.tell(self.actor, kind, key, channel=channel, to=to, code="471147", minutes=10)

    def state(self, key: str) -> tuple[MessageState, int]:
        """Return how far a message has come and how often it was tried, as its owner's log says."""
        (row,) = (row for row in self.office.rows() if row.key == key)
        (view,) = (view for view in self.office.log(self.actor) if view.message_id == row.id)
        return view.state, view.attempts

    def took(self) -> Counter[str]:
        """Return how often the servers took what, by the id a receiver can tell it by."""
        mails = [str(mail["Message-ID"]) for mail in self.post.taken]
        return Counter(mails + [asked.headers["Idempotency-Key"] for asked in self.web.asked])

    def killed_when(self, moment: str) -> None:
        """Deliver in a process of its own, and kill that when a server took its first message, or had answered."""
        self.post.arrived.clear()
        url = self.office.database.engine.url.render_as_string(hide_password=False)
        process, heard = start(deliver, url, self.office.clock.now(), self.port, self.url)
        if moment == "taken":
            assert self.post.arrived.wait(PATIENCE)
        else:
            assert heard.recv() == "sent"
        process.kill()
        process.join()
        heard.close()


@pytest.fixture
def world(installed: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    post = Post()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        post.arrived.set()
        with suppress(ConnectionError):
            says({})(handler)

    web = Web([answer])
    with delivering(post) as port, served(web) as url:
        office = Office(database=installed, gateways=real_gateways(port, url))
        yield World(office, add_account(installed), port, url, post, web)


def given_id(channel: Channel, key: str) -> str:
    return message_id(key, SENDER) if channel is Channel.MAIL else request_id(key)


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.SMS])
def test_what_was_sent_when_its_sender_was_killed_comes_again_under_its_id_and_nothing_else_does(
    world: World, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    dice, expected = Random(channel), Counter[str]()
    for number in range(KILLS):
        killed, other = f"killed {channel} {number}", f"other {channel} {number}"
        world.tell(channel, killed)
        world.tell(channel, other)
        world.killed_when(dice.choice(["taken", "answered"]))
        assert world.office.services.outbox.deliver_due().delivered == 1
        assert world.state(killed) == (MessageState.WAITING, 1)
        world.office.clock.move(seconds=CLAIM.total_seconds())
        assert world.office.services.outbox.deliver_due().delivered == 1
        assert world.state(killed) == (MessageState.DELIVERED, 2)
        assert world.state(other) == (MessageState.DELIVERED, 1)
        expected += Counter({given_id(channel, killed): 2, given_id(channel, other): 1})
    assert world.took() == expected
    # What comes twice is the same to the byte, so that a receiver may keep either.
    assert len({bytes(mail) for mail in world.post.taken}) + len({str(asked) for asked in world.web.asked}) == len(
        expected
    )
    ids = [row.id for row in world.office.rows() if row.key.startswith("killed")]
    assert [record.getMessage() for record in caplog.records if record.name == "introtui"] == [
        f"message {number} may have been sent before: nobody noted what came of it" for number in ids
    ]


def test_a_code_whose_sender_was_killed_comes_once_and_is_kept_nowhere(world: World) -> None:
    dice = Random(1)
    for number in range(KILLS):
        world.tell(Channel.SMS, f"code {number}", "code.phone")
        world.killed_when(dice.choice(["taken", "answered"]))
        world.office.clock.move(seconds=CLAIM.total_seconds())
        assert world.office.services.outbox.deliver_due().failed == 1
        assert world.state(f"code {number}") == (MessageState.NOT_DELIVERED, 2)
    assert world.took() == Counter({request_id(f"code {number}"): 1 for number in range(KILLS)})
    assert {row.body for row in world.office.rows()} == {""}
    assert {view.trouble for view in world.office.log(world.actor)} == {CODE_MAY_HAVE_GONE}
