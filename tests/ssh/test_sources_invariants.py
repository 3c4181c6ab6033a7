"""Any run of comings, goings and offences, against a model that remembers everything."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from introtui.domain.ip_rules import parse_ip_rules
from introtui.ssh.sources import PENALTIES, Offence, Place, Refusal, SourceLimits, Sources

LIMITS = SourceLimits(
    connections=6,
    connections_per_source=3,
    startups_begin=3,
    startups_full=5,
    startups_per_source=2,
    maximum_penalty=120,
    most_sources=3,
)
EXEMPT = "exempt"
OWNERS = {f"10.0.0.{last}": f"4.{last}" for last in range(6)} | {
    "::ffff:10.0.0.1": "4.1",
    "2001:db8::1": "6.0",
    "2001:db8::2": "6.0",
    "2001:db8:0:1::1": "6.1",
    "192.0.2.1": EXEMPT,
    "2001:db8:1::1": EXEMPT,
}
ADDRESS = st.sampled_from(sorted(OWNERS))
PICK = st.integers(0, 100)


class Door(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.luck = 0.0
        self.sources = Sources(
            LIMITS,
            exempt=parse_ip_rules("192.0.2.0/24, 2001:db8:1::/48"),
            clock=lambda: float(self.now),
            chance=lambda: self.luck,
        )
        self.inside: list[tuple[str, Place]] = []
        self.signed_in: set[Place] = set()
        self.gone: list[Place] = []
        self.ends: dict[str, int] = {}
        self.refused: set[str] = set()
        self.may_have_forgotten = False

    @rule(address=ADDRESS, luck=st.sampled_from([0.0, 0.5, 0.99]))
    def comes(self, address: str, luck: float) -> None:
        self.luck = luck
        answer = self.sources.admit(address)
        if isinstance(answer, Place):
            self.inside.append((OWNERS[address], answer))
        if answer == Refusal.PENALTY:
            assert OWNERS[address] in self.refused
        elif not self.may_have_forgotten:
            assert OWNERS[address] not in self.refused
        assert OWNERS[address] != EXEMPT or answer not in {Refusal.PENALTY, Refusal.SOURCE}

    @precondition(lambda self: self.inside)
    @rule(pick=PICK)
    def signs_in(self, pick: int) -> None:
        place = self.inside[pick % len(self.inside)][1]
        self.sources.authenticated(place)
        self.signed_in.add(place)

    @precondition(lambda self: self.inside)
    @rule(pick=PICK)
    def leaves(self, pick: int) -> None:
        place = self.inside.pop(pick % len(self.inside))[1]
        self.sources.left(place)
        self.gone.append(place)

    @precondition(lambda self: self.gone)
    @rule(pick=PICK)
    def is_told_of_again(self, pick: int) -> None:
        place = self.gone[pick % len(self.gone)]
        self.sources.authenticated(place)
        self.sources.left(place)

    @rule(address=ADDRESS, offence=st.sampled_from(Offence))
    def offends(self, address: str, offence: Offence) -> None:
        owner = OWNERS[address]
        seconds = self.sources.penalise(address, offence)
        if owner == EXEMPT:
            assert seconds == 0
            return
        left = self.ends.get(owner, self.now) - self.now + int(PENALTIES[offence])
        self.ends[owner] = self.now + min(left, int(LIMITS.maximum_penalty))
        if left >= LIMITS.minimum_penalty:
            self.refused.add(owner)
        by_version = Counter(owner[0] for owner in self.ends)
        self.may_have_forgotten |= max(by_version.values()) > LIMITS.most_sources
        assert seconds <= (self.ends[owner] - self.now if owner in self.refused else 0)

    @rule(seconds=st.sampled_from([1, 4, 10, 60]))
    def waits(self, seconds: int) -> None:
        self.now += seconds
        self.ends = {owner: end for owner, end in self.ends.items() if end > self.now}
        self.refused &= self.ends.keys()
        self.may_have_forgotten &= bool(self.ends)

    @invariant()
    def counts_are_right_and_within_the_limits(self) -> None:
        startups = [owner for owner, place in self.inside if place not in self.signed_in]
        assert (self.sources.connections, self.sources.startups) == (len(self.inside), len(startups))
        assert len(self.inside) <= LIMITS.connections
        assert len(startups) <= LIMITS.startups_full
        assert all(
            of[owner] <= most
            for of, most in (
                (Counter(owner for owner, _ in self.inside), LIMITS.connections_per_source),
                (Counter(startups), LIMITS.startups_per_source),
            )
            for owner in of.keys() - {EXEMPT}
        )

    @invariant()
    def memory_is_bounded_and_nothing_is_kept_for_nothing(self) -> None:
        connected = len({owner for owner, _ in self.inside})
        kept = self.sources.remembered - connected
        assert 0 <= kept <= min(len(self.ends), 2 * LIMITS.most_sources)
        assert self.may_have_forgotten or kept == len(self.ends)

    def teardown(self) -> None:
        for _, place in self.inside:
            self.sources.left(place)
        self.now += int(LIMITS.maximum_penalty)
        assert (self.sources.connections, self.sources.startups, self.sources.remembered) == (0, 0, 0)


TestDoor = Door.TestCase
TestDoor.settings = settings(max_examples=60, stateful_step_count=40)
