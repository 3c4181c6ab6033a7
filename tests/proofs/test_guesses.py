"""Guesses at a password by the thousand: ten an hour and network are looked at, and the owner still gets in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

from introtui.domain.access import Actor
from introtui.domain.errors import SignInRefused
from introtui.services.hashing import Hasher
from introtui.services.registry import Services
from introtui.store.engine import Database
from tests.building import HOME, KEY, add_account
from tests.proofs import rounds
from tests.services.identity.signing import PASSWORD, MovingClock, give_password

RESTARTS, BETWEEN = rounds(6, 100), rounds(40, 100)
HOURS = rounds(2, 5)
AT_ONCE = 4
MOST = 10
LOGINS = ("ivanov", "ivanov", "ivanov", "nobody")
"""Whom is guessed at, mostly the one there is."""


class PlainHasher(Hasher):
    """Compares at no cost and keeps what was compared: how often is what counts here, and not how slowly."""

    def __init__(self) -> None:
        super().__init__()
        self.compared: list[str] = []

    def hash(self, secret: str) -> str:
        return f"plain {secret}"

    def matches(self, encoded: str, secret: str) -> bool:
        self.compared.append(secret)
        return encoded == self.hash(secret)


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess, by its own text; `network` is the one its address is of, as a person reads it."""

    text: str
    login: str
    network: str
    address: str
    at: datetime


def networks() -> dict[str, list[str]]:
    """Return networks with four addresses each, spelled in all the ways there are: 100 addresses."""
    found = {
        f"{begins}.0/24": [f"{begins}.{last}" for last in (0, 77, 255)] + [f"::ffff:{begins}.78"]
        # The first is the owner's own.
        for begins in (HOME.rpartition(".")[0], *(f"198.51.{number}" for number in range(19)))
    }
    for number in range(5):
        begins = f"2001:db8:0:{number:x}"
        found[f"{begins}::/64"] = [
            f"{begins}::",
            f"{begins}::abcd",
            f"2001:0DB8:0000:{number:04X}:0:0:0:ABCD",
            f"{begins}:ffff:ffff:ffff:ffff",
        ]
    return found


NETWORKS = dict(list(networks().items())[:: rounds(8, 1)])


@dataclass(frozen=True, slots=True)
class Attack:
    """A database, and what was compared on it since it began, whatever was restarted."""

    database: Database
    clock: MovingClock
    hasher: PlainHasher

    @contextmanager
    def started(self) -> Iterator[Services]:
        """Start the services on connections of their own; nothing is left of them in memory afterwards."""
        url = self.database.engine.url.render_as_string(hide_password=False)
        database = Database(url)
        with closing(database):
            yield Services.over(database, self.clock, self.hasher, load_key=lambda: KEY)

    def guesses(self, dice: Random, number: int) -> list[Guess]:
        """Make up the guesses between two restarts."""
        found = []
        for each in range(BETWEEN):
            network = dice.choice(list(NETWORKS))
            address = dice.choice(NETWORKS[network])
            found.append(Guess(f"{number}/{each}", dice.choice(LOGINS), network, address, self.clock.now()))
        return found


@pytest.fixture
def attack(installed: Database) -> Attack:
    attack = Attack(installed, MovingClock(), PlainHasher())
    give_password(installed, add_account(installed), hasher=attack.hasher)
    return attack


def refused(services: Services, login: str, password: str, address: str) -> bool:
    try:
        services.authenticator.door(address=address, way="test").password(login, password)
    except SignInRefused:
        return True
    return False


def owner_gets_in(services: Services) -> bool:
    return isinstance(services.authenticator.door(address=HOME, way="test").password("ivanov", PASSWORD), Actor)


def most_in_an_hour(times: list[datetime]) -> int:
    """Return how many at most lie within an hour, wherever it begins."""
    return max(sum(1 for time in times if start <= time < start + timedelta(hours=1)) for start in set(times))


def test_guesses_from_everywhere_reach_the_hash_ten_times_an_hour_and_the_owner_gets_in(attack: Attack) -> None:
    dice, tried = Random(1), dict[str, Guess]()
    with attack.started() as services:
        assert owner_gets_in(services)
    for number in range(RESTARTS):
        made = attack.guesses(dice, number)
        tried |= {guess.text: guess for guess in made}
        with attack.started() as services, ThreadPoolExecutor(AT_ONCE) as pool:
            owner = pool.submit(owner_gets_in, services)
            assert all(pool.map(lambda g: refused(services, g.login, g.text, g.address), made))
            assert owner.result()
        attack.clock.time += timedelta(hours=HOURS) / RESTARTS

    reached = defaultdict[tuple[str, str], list[datetime]](list)
    for text, times in Counter(attack.hasher.compared).items():
        if text != PASSWORD:
            assert times == 1
            guess = tried[text]
            reached[guess.login, guess.network].append(guess.at)
    assert set(reached) == {(login, network) for login in LOGINS for network in NETWORKS}
    # Not one more than ten, and no fewer where somebody went on guessing.
    assert {most_in_an_hour(reached["ivanov", network]) for network in NETWORKS} == {MOST}
    assert max(most_in_an_hour(times) for times in reached.values()) == MOST


def test_the_right_guess_comes_too_late_until_an_hour_has_passed(attack: Attack) -> None:
    with attack.started() as services:
        for network, addresses in NETWORKS.items():
            for number in range(MOST):
                assert refused(services, "ivanov", f"{network} {number}", addresses[number % len(addresses)])
    attack.hasher.compared.clear()
    every = [address for addresses in NETWORKS.values() for address in addresses]
    with attack.started() as services:
        assert all(refused(services, "ivanov", PASSWORD, address) for address in every)
        assert attack.hasher.compared == []
        attack.clock.go_on(hours=1)
        assert not refused(services, "ivanov", PASSWORD, every[-1])
