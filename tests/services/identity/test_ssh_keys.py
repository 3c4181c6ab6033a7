"""SSH keys of an account: what is accepted, told, renamed and removed, and by whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from introtui.domain.errors import FactorNeeded, InvalidFields, NotFound
from introtui.store.engine import Database
from tests.building import ACCOUNT, add_account
from tests.services.identity.signing import Signing, signing

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGEuLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4uLi4u my laptop"


@pytest.fixture
def at(installed: Database) -> Signing:
    return signing(installed)


def test_a_key_takes_its_comment_as_name_and_its_owner_is_told(at: Signing) -> None:
    actor = at.sign_in()
    added = at.services.ssh_keys.add(actor, f"  {KEY}\n", "")
    assert added.name == "my laptop"
    assert at.services.security.load(actor).ssh_keys == (added,)
    assert at.told("security.ssh_key_added") == {"ivan@example.com"}


def test_a_key_is_registered_once(at: Signing) -> None:
    actor = at.sign_in()
    at.services.ssh_keys.add(actor, KEY, "laptop")
    with pytest.raises(InvalidFields, match="registered already"):
        at.services.ssh_keys.add(actor, KEY, "other")


def test_what_is_no_key_is_an_error_beside_its_field(at: Signing) -> None:
    with pytest.raises(InvalidFields) as refused:
        at.services.ssh_keys.add(at.sign_in(), "hello", "laptop")
    assert list(refused.value.errors) == ["key"]


def test_a_key_is_renamed_and_removed(at: Signing) -> None:
    actor = at.sign_in()
    added = at.services.ssh_keys.add(actor, KEY, "laptop")
    at.services.ssh_keys.rename(actor, added.key_id, "desk")
    assert [key.name for key in at.services.security.load(actor).ssh_keys] == ["desk"]
    with pytest.raises(InvalidFields, match="Give the key a name"):
        at.services.ssh_keys.rename(actor, added.key_id, " ")
    at.services.ssh_keys.remove(actor, added.key_id)
    assert at.services.security.load(actor).ssh_keys == ()


def test_a_key_of_another_account_is_a_missing_one(at: Signing) -> None:
    added = at.services.ssh_keys.add(at.sign_in(), KEY, "laptop")
    other = add_account(at.database, replace(ACCOUNT, login="other"))
    told = set()
    for key_id in (added.key_id, 999_999, 2**63):
        with pytest.raises(NotFound) as refused:
            at.services.ssh_keys.remove(other, key_id)
        told.add(str(refused.value))
    assert len(told) == 1


def test_adding_and_removing_need_a_fresh_proof(at: Signing) -> None:
    actor = at.sign_in()
    added = at.services.ssh_keys.add(actor, KEY, "laptop")
    at.clock.go_on(minutes=5)
    with pytest.raises(FactorNeeded):
        at.services.ssh_keys.remove(actor, added.key_id)
    at.services.ssh_keys.rename(actor, added.key_id, "desk")
