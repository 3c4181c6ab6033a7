"""An account with a password, for the tests of the server."""

from __future__ import annotations

import pytest

from introtui.store.engine import Database
from tests.services.identity.signing import Signing, signing


@pytest.fixture
def at(sqlite_database: Database) -> Signing:
    """Return the account everybody signs in to."""
    return signing(sqlite_database)
