"""What the front and its workers tell one another, and what the front counts over all of them."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Gauge, Histogram

from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.crew import Crew, CrewFailed, least
from introtui.ssh.link import Link, pair
from introtui.ssh.measures import families_of
from introtui.ssh.messages import Full, Message, NotUnderstood, Offended, Retire, SignedIn, Take, decode, encode
from introtui.ssh.sources import Offence, Refusal, SourceLimits, Sources
from introtui.ssh.tally import Most, Tally
from tests.ssh.serving import PATIENCE

HERE = "192.0.2.7"


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Return both ends of a link."""
    one, other = pair()
    with one, other:
        yield one, other


@pytest.mark.parametrize(
    "message",
    [
        Take(number=7, source="::1"),
        Full(is_full=True),
        Full(is_full=True, account_id=7),
        Retire(),
        Offended(source="\x1b\n", offence="crash"),
    ],
)
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "datagram", [b"", b"hello", b"[]", b'["Take",{}]', b'["Ready",[]]', b'["Exit",{}]', b"\xff"]
)
def test_what_is_no_message_is_told_as_that(datagram: bytes) -> None:
    with pytest.raises(NotUnderstood):
        decode(datagram)


async def test_messages_and_sockets_arrive_in_order_however_many_wait(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    front, worker = map(Link, ends)
    client, served = socket.socketpair()
    for number in range(5_000):
        front.send(SignedIn(number=number, account_id=7))
    front.send(Take(number=1, source=HERE), served)
    async with asyncio.timeout(PATIENCE):
        for number in range(5_000):
            assert await worker.receive() == (SignedIn(number=number, account_id=7), None)
        received = await worker.receive()
    assert received is not None
    handed = received[1]
    assert handed is not None
    with client, handed:
        handed.sendall(b"hello")
        assert client.recv(9) == b"hello"
        assert served.fileno() == -1, "the front keeps no copy"
    front.close()
    assert await worker.receive() is None
    worker.send(Retire())
    worker.close()


@dataclass(frozen=True)
class Loaded:
    """A worker, as far as choosing one goes."""

    connections: int
    is_ready: bool = True


@pytest.mark.parametrize(
    ("workers", "chosen"),
    [
        ([], None),
        ([Loaded(3), Loaded(1), Loaded(2)], 1),
        ([Loaded(3), Loaded(0, is_ready=False)], 0),
        ([Loaded(0, is_ready=False)], None),
    ],
)
def test_the_ready_worker_with_the_fewest_connections_takes_the_next(
    workers: list[Loaded], chosen: int | None
) -> None:
    assert least(workers) is (None if chosen is None else workers[chosen])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [("MODULE", "tests.ssh.nowhere", "with code 1"), ("sys.executable", "/nowhere/python", "No such file")],
)
async def test_a_worker_that_cannot_begin_is_told_and_not_tried_on_and_on(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setattr(f"introtui.ssh.hand.{name}", value)
    crew = Crew(2, {}, counting()[0])
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(CrewFailed, match=sentence):
            await crew.start()
        assert await crew.ready() is None
    assert (crew.hands, crew.restarts) == ((), 0)


Told = list[tuple[bool, int | None]]


def counting(most: int = 3, per_account: int = 2) -> tuple[Tally, Sources, Told]:
    """Return what counts, what it penalises, and what is told when it, or an account, is full."""
    told: Told = []
    sources = Sources(SourceLimits(), exempt=parse_ip_rules(""), clock=lambda: 0.0, chance=lambda: 1.0)
    limits = Most(sessions=most, per_account=per_account)
    return Tally(sources, limits, lambda *full: told.append(full)), sources, told


def test_workers_are_told_once_that_there_is_no_room_and_once_that_there_is() -> None:
    tally, _, told = counting(most=2)
    for account_id in (7, 8, 9):
        tally.signed_in(account_id)
    assert (tally.is_full, told) == (True, [(True, None)])
    for account_id in (7, 8, 9):
        tally.signed_out(account_id)
    assert (tally.is_full, told) == (False, [(True, None), (False, None)])


def test_an_account_is_full_by_its_sessions_in_all_workers_together() -> None:
    tally, _, told = counting(most=100, per_account=2)
    for account_id in (7, 8, 7, 7):
        tally.signed_in(account_id)
    assert (set(tally.full_accounts), told) == ({7}, [(True, 7)])
    tally.signed_out(7)
    assert told == [(True, 7)]
    tally.signed_out(7)
    assert told == [(True, 7), (False, 7)]
    assert not tally.full_accounts


def test_other_limits_are_told_where_they_change_something() -> None:
    tally, _, told = counting(most=100, per_account=2)
    for account_id in (7, 7, 8):
        tally.signed_in(account_id)
    told.clear()
    tally.change(Most(sessions=3, per_account=1))
    assert told == [(True, None), (True, 8)]
    tally.change(Most(sessions=100, per_account=3))
    assert set(told[2:]) == {(False, None), (False, 7), (False, 8)}


def test_offences_at_all_workers_add_up() -> None:
    tally, sources, _ = counting()
    for _ in range(3):
        tally.offended(HERE, Offence.AUTHFAIL)
    assert sources.admit(HERE) is Refusal.PENALTY
    assert tally.offences[Offence.AUTHFAIL] == 3


def measured(frames: list[float], lag: float) -> list[dict[str, Any]]:
    """Return what a worker sends that drew frames."""
    registry = CollectorRegistry()
    histogram = Histogram("frame", "Frames.", buckets=(0.1, 1.0), registry=registry)
    Gauge("lag", "Lag.", registry=registry).set(lag)
    for seconds in frames:
        histogram.observe(seconds)
    sent: list[dict[str, Any]] = json.loads(json.dumps(families_of(registry)))
    return sent


def test_what_workers_measured_adds_up_and_never_falls_when_one_is_gone() -> None:
    tally, _, _ = counting()
    tally.ended(measured([0.5], lag=9.0))
    total = tally.measured([measured([0.05, 0.5], lag=2.0), measured([2.0], lag=1.0)])
    assert total["frame"].samples == {
        ("frame_bucket", (("le", "0.1"),)): 1,
        ("frame_bucket", (("le", "1.0"),)): 3,
        ("frame_bucket", (("le", "+Inf"),)): 4,
        ("frame_count", ()): 4,
        ("frame_sum", ()): pytest.approx(3.05),
    }
    assert total["lag"].samples == {("lag", ()): 2.0}
    assert tally.measured([])["frame"].samples["frame_count", ()] == 1
