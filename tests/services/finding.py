"""Customers to be found, and who finds them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.access import Actor
from introtui.domain.finding import FindResults, Group
from introtui.services.finding import FindService
from introtui.store.engine import Database
from tests.building import ACCOUNT, PROFILE, add_account, services
from tests.services.staffing import staff

PEOPLE = {
    "janssen": ("Jan", "Janssen", ""),
    "dabrowski": ("Łukasz", "Dąbrowski", ""),
    "gross": ("Sören", "Groß", "Groß & Söhne GmbH"),
    "brien": ("Aoife", "O'Brien", ""),
    "eleni": ("Ελένη", "Παπαδόπουλος", ""),
    "vries": ("Sanne", "de Vries", "Noordzee Hosting B.V."),
}


@pytest.fixture
def people(installed: Database) -> dict[str, Actor]:
    """Write some customers and an admin; returns who acts under each login."""
    found = {"admin": staff(installed)}
    for number, (login, names) in enumerate(PEOPLE.items(), 1):
        first, last, company = names
        profile = replace(
            PROFILE,
            first_name=first,
            last_name=last,
            company_name=company,
            mobile_phone=f"+3161234567{number}",
            vat_id=f"NL00449544{number}B01" if company else "",
        )
        new = replace(ACCOUNT, login=login, email=f"{login}.mail@example.com", profile=profile)
        found[login] = add_account(installed, new)
    return found


@pytest.fixture
def finding(installed: Database) -> FindService:
    """The service."""
    return services(installed).finding


def logins(results: FindResults, group: Group = Group.ACCOUNTS) -> list[str]:
    """Return whose hits of a kind there are, the nearest first."""
    return [hit.login for hit in results.hits if hit.group is group]
