"""What things are found by: it follows from what is stored, and another program may have changed one alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from introtui.domain.address_keys import address_key
from introtui.domain.find_text import find_text, turned_digits
from introtui.services.checking.finding import Finding, stream
from introtui.store.tables import Account, OrderAddress, Profile

SAVE = "Change the profile in introtui, and back again: each save writes it anew."


def accounts_can_be_found(session: Session) -> Iterator[Finding]:
    """Check that every account is found by its names and its phone number as they are now."""
    columns = (Profile.first_name, Profile.last_name, Profile.company_name, Profile.mobile_phone)
    query = select(Account.login, Profile.find_text, Profile.find_phone, *columns).join(
        Profile, Profile.account_id == Account.id
    )
    for row in stream(session, query):
        words = find_text((row.first_name, row.last_name, row.company_name))
        if (words, turned_digits(row.mobile_phone)) != (row.find_text, row.find_phone):
            yield Finding(
                where=f"account {row.login}",
                what="Find looks for another name or phone number than it has.",
                advice=SAVE,
            )


def addresses_can_be_found(session: Session) -> Iterator[Finding]:
    """Check that every order is found by its addresses as they are now."""
    query = select(OrderAddress.order_id, OrderAddress.address, OrderAddress.address_key)
    for row in stream(session, query):
        if address_key(row.address) != row.address_key:
            yield Finding(
                where=f"order {row.order_id}",
                what=f"Find looks for another address than {row.address}.",
                advice="Write the address anew through introtui.",
            )
