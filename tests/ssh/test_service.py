"""What a service manager hands over and reads: sockets it listens on, and a log that no login can forge."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
from pathlib import Path

import pytest

from introtui.logs import SafeFormatter, SharedFile
from introtui.ssh import events
from introtui.ssh.listening import ListenError
from introtui.ssh.systemd import handed_sockets

HOSTILE = 'ivanov\x1b[2J\r\n2026-11-26 INFO {"event": "signed in"}\u2028\x9b\u202e'


def test_sockets_meant_for_another_process_are_left_alone() -> None:
    environment = {"LISTEN_PID": "1", "LISTEN_FDS": "1", "HOME": "/"}
    assert handed_sockets(environment) == []
    assert environment == {"HOME": "/"}, "no worker takes them for its own"


def test_what_does_not_listen_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair()
    with one, other:
        monkeypatch.setattr("introtui.ssh.systemd.FIRST_HANDLE", os.dup(one.fileno()))
        with pytest.raises(ListenError, match="ListenStream="):
            handed_sockets({"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"})


def test_a_login_makes_no_line_and_no_control_character_of_its_own_in_the_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log, written = logging.Logger("test"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(SafeFormatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    monkeypatch.setattr(events, "log", log)
    events.tell("offence", login=HOSTILE, source="192.0.2.7")
    (line,) = written.getvalue().splitlines()
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line[line.index("{") :])["login"] == HOSTILE


def test_processes_that_share_a_log_lose_nothing_when_one_rolls_it(tmp_path: Path) -> None:
    path = tmp_path / "introtui.log"
    one, other = (SharedFile(path, maxBytes=200, backupCount=9) for _ in range(2))
    for number in range(40):
        for handler in (one, other):
            handler.emit(logging.makeLogRecord({"msg": f"line {number} of {id(handler)}"}))
    for handler in (one, other):
        handler.close()
    assert path.stat().st_size <= 200
    written = [line for file in tmp_path.iterdir() for line in file.read_text().splitlines()]
    assert written
    newest = path.read_text().splitlines()[-2:]
    assert {line.split(" of ")[1] for line in newest} == {str(id(one)), str(id(other))}
