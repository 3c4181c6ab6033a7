"""Programs of the machine that tests run, such as PostgreSQL and OpenSSH."""

from __future__ import annotations

import os
import shutil

import pytest

OFF_THE_PATH = "/usr/sbin:/usr/local/sbin"


def need(what: str, *, is_there: bool) -> None:
    """Leave a test out where what it runs is not on this machine; fail where all of it has to be."""
    if is_there:
        return
    sentence = f"{what} is not on this machine"
    if "INTROTUI_REQUIRE_PROGRAMS" in os.environ:
        pytest.fail(sentence)
    pytest.skip(sentence)


def needed(name: str) -> str:
    """Return where a program is."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), OFF_THE_PATH]))
    need(name, is_there=found is not None)
    return found or name
