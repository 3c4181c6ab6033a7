"""VIES says yes or no about the number that was asked; whatever else comes back confirms nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from introtui.gateways.vies import ViesAnswer, ViesUnansweredError
from introtui.gateways.vies_rest import MOST_BYTES, RestVies

NUMBER, OWN = "DE136695976", "EE100000010"
YES: dict[str, object] = {
    "countryCode": "DE",
    "vatNumber": "136695976",
    "requestDate": "2026-11-23T10:00:00.000Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAYq",
    "name": "WEBER HOSTING GMBH",
    "address": "STRASSE 1\n20095 HAMBURG",
}
SOON = 0.2
"""Seconds a client waits in the tests of a server that does not answer."""

Answer = Callable[[BaseHTTPRequestHandler], None]


class Vies:
    """A server on this machine; `asked` keeps the questions it got."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.answers: list[Answer] = []
        self.over = Event()

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.asked.append((handler.path, json.loads(body)))
        self.answers[min(len(self.asked), len(self.answers)) - 1](handler)


@contextmanager
def served(vies: Vies) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            vies.respond(self)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/rest-api"
    finally:
        vies.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def vies(monkeypatch: pytest.MonkeyPatch) -> Vies:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Vies()


def says(content: object, status: int = 200) -> Answer:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def ask(vies: Vies, *answers: Answer, seconds: float = 10.0, requester: str = OWN) -> ViesAnswer:
    vies.answers = list(answers)
    with served(vies) as url:
        return RestVies(url=url, seconds=seconds).ask(NUMBER, requester)


def test_a_yes_keeps_name_address_and_the_proof_of_asking(vies: Vies) -> None:
    assert ask(vies, says(YES)) == ViesAnswer(
        valid=True,
        name="WEBER HOSTING GMBH",
        address="STRASSE 1, 20095 HAMBURG",
        request_id="WAPIAAAAYq",
    )
    question = {
        "countryCode": "DE",
        "vatNumber": "136695976",
        "requesterMemberStateCode": "EE",
        "requesterNumber": "100000016",
    }
    assert vies.asked == [("/rest-api/check-vat-number", question)]


def test_a_seller_without_a_vat_id_asks_all_the_same(vies: Vies) -> None:
    assert ask(vies, says(YES), requester="").valid
    assert vies.asked == [("/rest-api/check-vat-number", {"countryCode": "DE", "vatNumber": "136695976"})]


def test_a_state_that_tells_no_name_leaves_it_blank(vies: Vies) -> None:
    found = ask(vies, says({**YES, "name": "---", "address": None, "requestIdentifier": ""}))
    assert found == ViesAnswer(valid=True)


def test_a_no_is_an_answer(vies: Vies) -> None:
    assert not ask(vies, says({**YES, "valid": False, "name": "", "address": ""})).valid
    assert len(vies.asked) == 1


def test_hostile_text_cannot_reach_a_terminal(vies: Vies) -> None:
    assert "\x1b" not in ask(vies, says({**YES, "name": "\x1b]0;title\x07"})).name


def test_a_second_try_is_enough(vies: Vies) -> None:
    assert ask(vies, says({}, status=503), says(YES)).valid
    assert len(vies.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        says(YES, status=500),
        says(YES, status=302),
        says(b"<html>down for maintenance</html>"),
        says(b"\xff\xfe"),
        says(b"[" * 60_000),
        says(b" " * (MOST_BYTES + 1)),
        says(b""),
        says([YES]),
        says({"valid": "true"}),
        says({**YES, "valid": 1}),
        says({**YES, "vatNumber": "999999999"}),
        says({**YES, "countryCode": "AT"}),
        says({**YES, "valid": False, "userError": "MS_UNAVAILABLE"}),
        says({"actionSucceed": False, "errorWrappers": [{"error": "MS_MAX_CONCURRENT_REQ"}]}),
    ],
)
def test_garbage_and_errors_are_no_answer(vies: Vies, answer: Answer) -> None:
    with pytest.raises(ViesUnansweredError):
        ask(vies, answer)
    assert len(vies.asked) == 2


def test_a_server_that_never_answers_is_left_after_the_time(vies: Vies) -> None:
    def keep_silent(_handler: BaseHTTPRequestHandler) -> None:
        vies.over.wait()

    with pytest.raises(ViesUnansweredError):
        ask(vies, keep_silent, seconds=SOON)


def test_a_server_that_drips_is_left_after_the_time(vies: Vies) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not vies.over.wait(SOON / 10):
                handler.wfile.write(b" ")
        except OSError:
            handler.close_connection = True

    with pytest.raises(ViesUnansweredError):
        ask(vies, drip, seconds=SOON)


def test_a_server_that_is_not_there_is_no_answer(vies: Vies) -> None:
    with served(vies) as url:
        gone = url
    with pytest.raises(ViesUnansweredError):
        RestVies(url=gone, seconds=1).ask(NUMBER, OWN)
