"""What `demo --list` tells."""

from __future__ import annotations

import pytest

from introtui.demo.members import DEMO_PASSWORD
from introtui.words.demo import list_members


def test_the_list_tells_the_password_that_can_be_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_members() == 0
    assert DEMO_PASSWORD in capsys.readouterr().out
