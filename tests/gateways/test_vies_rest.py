"""VIES says yes or no about the number that was asked; whatever else comes back confirms nothing."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from introtui.gateways.asking import MOST_BYTES
from introtui.gateways.vies import ViesAnswer, ViesUnansweredError
from introtui.gateways.vies_rest import RestVies
from tests.gateways.http_server import Answer, Web, says, served

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


@pytest.fixture
def vies(monkeypatch: pytest.MonkeyPatch) -> Web:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Web()


def ask(vies: Web, *answers: Answer, seconds: float = 10.0, requester: str = OWN) -> ViesAnswer:
    vies.answers = list(answers)
    with served(vies) as url:
        return RestVies(url=f"{url}/rest-api", seconds=seconds).ask(NUMBER, requester)


def test_a_yes_keeps_name_address_and_the_proof_of_asking(vies: Web) -> None:
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
        "requesterNumber": "100000010",
    }
    assert [(each.path, each.content) for each in vies.asked] == [("/rest-api/check-vat-number", question)]


def test_a_seller_without_a_vat_id_asks_all_the_same(vies: Web) -> None:
    assert ask(vies, says(YES), requester="").valid
    assert [each.content for each in vies.asked] == [{"countryCode": "DE", "vatNumber": "136695976"}]


def test_a_state_that_tells_no_name_leaves_it_blank(vies: Web) -> None:
    found = ask(vies, says({**YES, "name": "---", "address": None, "requestIdentifier": ""}))
    assert found == ViesAnswer(valid=True)


def test_a_no_is_an_answer(vies: Web) -> None:
    assert not ask(vies, says({**YES, "valid": False, "name": "", "address": ""})).valid
    assert len(vies.asked) == 1


def test_hostile_text_cannot_reach_a_terminal(vies: Web) -> None:
    assert "\x1b" not in ask(vies, says({**YES, "name": "\x1b]0;title\x07"})).name


def test_a_second_try_is_enough(vies: Web) -> None:
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
def test_garbage_and_errors_are_no_answer(vies: Web, answer: Answer) -> None:
    with pytest.raises(ViesUnansweredError):
        ask(vies, answer)
    assert len(vies.asked) == 2


def test_a_server_that_never_answers_is_left_after_the_time(vies: Web) -> None:
    with pytest.raises(ViesUnansweredError):
        ask(vies, vies.keep_silent, seconds=SOON)


def test_a_server_that_drips_is_left_after_the_time(vies: Web) -> None:
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


def test_a_server_that_is_not_there_is_no_answer(vies: Web) -> None:
    with served(vies) as url:
        gone = url
    with pytest.raises(ViesUnansweredError):
        RestVies(url=gone, seconds=1).ask(NUMBER, OWN)
