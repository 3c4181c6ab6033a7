"""Who may connect: each rule as an operator would say it, then any run of events against a plain model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.errors import InvalidValue
from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.sources import PENALTIES, Offence, Place, Refusal, SourceLimits, Sources

LIMITS = SourceLimits(startups_begin=100, startups_full=100)
EXEMPT = parse_ip_rules("192.0.2.0/28, 2001:db8:ee::7")


class Door:
    """A doorkeeper whose time and luck the test decides: luck 0 is the worst."""

    def __init__(self, limits: SourceLimits = LIMITS) -> None:
        self.now = 1_000.0
        self.luck = 0.0
        self.sources = Sources(limits, exempt=EXEMPT, clock=lambda: self.now, chance=lambda: self.luck)

    def enter(self, address: str) -> Place:
        place = self.sources.admit(address)
        assert isinstance(place, Place), place
        return place

    def sign_in(self, address: str) -> Place:
        place = self.enter(address)
        self.sources.authenticated(place)
        return place

    def refusal(self, address: str) -> Refusal | None:
        """Return why the address may not connect now; who may, leaves again."""
        answer = self.sources.admit(address)
        if isinstance(answer, Refusal):
            return answer
        self.sources.left(answer)
        return None


def test_nobody_connects_once_all_places_are_taken_until_somebody_leaves() -> None:
    door = Door(replace(LIMITS, connections=3))
    places = [door.sign_in(f"10.0.0.{last}") for last in range(3)]
    assert [door.refusal(address) for address in ("10.0.0.9", "192.0.2.1")] == [Refusal.TOTAL] * 2
    door.sources.left(places[0])
    assert door.refusal("10.0.0.9") is None


def test_who_waits_to_sign_in_keeps_no_place_from_those_who_did() -> None:
    door = Door(replace(LIMITS, startups_begin=2, startups_full=2))
    waiting = [door.enter("10.0.0.1"), door.enter("10.0.0.2")]
    assert [door.refusal(address) for address in ("10.0.0.3", "192.0.2.1")] == [Refusal.STARTUPS] * 2
    door.sources.authenticated(waiting[0])
    assert door.refusal("10.0.0.3") is None


@pytest.mark.parametrize(("startups", "dropped"), [(9, 0), (10, 30), (40, 54), (55, 65), (85, 89), (100, 100)])
def test_early_drop_rises_from_its_rate_to_everybody_as_in_openssh(startups: int, dropped: int) -> None:
    door = Door(SourceLimits(startups_begin=10, startups_rate=30, startups_full=100))
    for last in range(startups):
        door.luck = 1.0
        door.enter(f"10.0.0.{last}")
    drops = []
    for hundredth in range(100):
        door.luck = hundredth / 100
        drops.append(door.refusal("10.0.1.1") is not None)
    assert drops == [True] * dropped + [False] * (100 - dropped)


def test_early_drop_meets_exempt_addresses_too_and_has_a_label_of_its_own() -> None:
    door = Door(replace(LIMITS, startups_begin=0))
    assert [door.refusal(address) for address in ("10.0.0.1", "192.0.2.1")] == [Refusal.EARLY_DROP] * 2


def test_one_source_cannot_take_everybodys_places() -> None:
    door = Door(replace(LIMITS, connections_per_source=2))
    first = door.sign_in("10.0.0.1")
    door.sign_in("10.0.0.1")
    assert door.refusal("10.0.0.1") == Refusal.SOURCE
    assert door.refusal("10.0.0.2") is None
    door.sources.left(first)
    assert door.refusal("10.0.0.1") is None


def test_one_source_has_few_connections_that_have_not_signed_in() -> None:
    door = Door(replace(LIMITS, startups_per_source=1))
    place = door.enter("10.0.0.1")
    assert door.refusal("10.0.0.1") == Refusal.SOURCE
    assert door.refusal("10.0.0.2") is None
    door.sources.authenticated(place)
    assert door.refusal("10.0.0.1") is None


SAME = [
    ("2001:db8::1", "2001:db8::ffff:0:0:2"),
    ("10.0.0.1", "::ffff:10.0.0.1"),
    ("fe80::1%eth0", "fe80::2%eth1"),
]
OTHERS = [("2001:db8::1", "2001:db8:0:1::1"), ("10.0.0.1", "10.0.0.2"), ("0.0.0.1", "0:0:0:1::")]


@pytest.mark.parametrize(("one", "other"), SAME + OTHERS)
def test_a_source_is_an_ipv4_address_or_an_ipv6_64(one: str, other: str) -> None:
    refused = (one, other) in SAME
    door = Door(replace(LIMITS, connections_per_source=1))
    door.enter(one)
    assert door.refusal(other) == (Refusal.SOURCE if refused else None)
    door.sources.penalise(one, Offence.CRASH)
    assert door.refusal(other) == (Refusal.PENALTY if refused else None)


def test_an_exempt_address_has_no_limit_of_its_own_and_its_neighbour_has() -> None:
    door = Door(replace(LIMITS, connections_per_source=1, startups_per_source=1))
    for address in ("192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "2001:db8:ee::7", "2001:db8:ee::7"):
        assert door.sources.penalise(address, Offence.CRASH) == 0
        door.enter(address)
    assert door.sources.connections == 5
    door.sources.penalise("2001:db8:ee::8", Offence.CRASH)
    assert door.refusal("2001:db8:ee::8") == Refusal.PENALTY
    assert door.refusal("2001:db8:ee::7") is None


def test_a_slip_is_forgiven_and_slips_that_repeat_add_up() -> None:
    door = Door()
    assert [door.sources.penalise("10.0.0.1", Offence.AUTHFAIL) for _ in range(2)] == [0, 0]
    assert door.refusal("10.0.0.1") is None
    assert [door.sources.penalise("10.0.0.1", Offence.AUTHFAIL) for _ in range(2)] == [15, 20]
    assert door.refusal("10.0.0.1") == Refusal.PENALTY
    assert door.refusal("10.0.0.2") is None


def test_a_penalty_refuses_until_its_very_end_and_is_then_forgotten() -> None:
    door = Door()
    assert door.sources.penalise("10.0.0.1", Offence.CRASH) == 90
    door.now += 89
    assert door.refusal("10.0.0.1") == Refusal.PENALTY
    door.now += 1
    assert door.refusal("10.0.0.1") is None
    assert door.sources.remembered == 0
    assert door.sources.penalise("10.0.0.1", Offence.AUTHFAIL) == 0


def test_slips_far_enough_apart_never_add_up() -> None:
    door = Door()
    for _ in range(50):
        assert door.sources.penalise("10.0.0.1", Offence.AUTHFAIL) == 0
        door.now += 5


def test_nobody_is_refused_for_longer_than_the_maximum() -> None:
    door = Door()
    refused = [door.sources.penalise("10.0.0.1", Offence.CRASH) for _ in range(10)]
    assert refused == [90, 180, 270, 360, 450, 540, 600, 600, 600, 600]
    door.now += 600
    assert door.refusal("10.0.0.1") is None


def test_an_offence_without_a_penalty_is_none() -> None:
    door = Door(replace(LIMITS, penalties={Offence.CRASH: 90, Offence.NOAUTH: 0}, minimum_penalty=0))
    assert [door.sources.penalise("10.0.0.1", offence) for offence in (Offence.NOAUTH, Offence.AUTHFAIL)] == [0, 0]
    assert door.refusal("10.0.0.1") is None


def test_who_is_connected_stays_when_the_source_is_penalised() -> None:
    door = Door()
    place = door.sign_in("10.0.0.1")
    door.sources.penalise("10.0.0.1", Offence.CRASH)
    assert (door.sources.connections, place.is_open) == (1, True)


def test_a_flood_of_light_offenders_pushes_no_heavy_penalty_out() -> None:
    door = Door(replace(LIMITS, most_sources=16))
    door.sources.penalise("10.9.9.9", Offence.CRASH)
    for number in range(1_000):
        door.sources.penalise(f"10.0.{number >> 8}.{number & 255}", Offence.GRACE_EXCEEDED)
    assert door.refusal("10.9.9.9") == Refusal.PENALTY
    assert door.sources.remembered == 16


def test_at_the_bound_the_penalty_that_ends_soonest_gives_way_even_the_new_one() -> None:
    door = Door(replace(LIMITS, most_sources=2))
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.2", "10.0.0.1", "10.0.0.1"):
        door.sources.penalise(address, Offence.CRASH)
    assert door.sources.penalise("10.0.0.3", Offence.CRASH) == 0
    door.now += 100
    assert door.sources.penalise("10.0.0.3", Offence.CRASH) == 90
    refusals = [door.refusal(f"10.0.0.{last}") for last in (1, 2, 3)]
    assert refusals == [Refusal.PENALTY, None, Refusal.PENALTY]


def test_a_flood_from_ipv6_forgets_nobody_of_ipv4() -> None:
    door = Door(replace(LIMITS, most_sources=2))
    door.sources.penalise("10.0.0.1", Offence.GRACE_EXCEEDED)
    for number in range(9):
        door.sources.penalise(f"2001:db8:0:{number}::1", Offence.CRASH)
    assert door.sources.penalise("10.0.0.1", Offence.GRACE_EXCEEDED) == 20


def test_other_limits_count_from_now_on_and_forget_nobody() -> None:
    door = Door()
    for _ in range(3):
        door.sources.penalise("198.51.100.7", Offence.AUTHFAIL)
    place = door.sign_in("203.0.113.4")
    door.sources.change(replace(LIMITS, connections=1), exempt=parse_ip_rules("203.0.113.4"))
    assert door.refusal("198.51.100.7") is Refusal.PENALTY
    assert door.refusal("203.0.113.4") is Refusal.TOTAL
    door.sources.left(place)
    assert door.refusal("203.0.113.4") is None
    assert door.refusal("192.0.2.1") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"connections": 0},
        {"most_sources": 0},
        {"startups_begin": 11, "startups_full": 10},
        {"startups_begin": 0, "startups_full": 0},
        {"startups_rate": 101},
        {"minimum_penalty": 601},
    ],
)
def test_limits_that_contradict_each_other_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        replace(SourceLimits(), **wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidValue):
        SourceLimits(penalties={**PENALTIES, Offence.CRASH: -1})
