"""SMS and calls go out once, whatever a gateway answers; no text breaks out of its place in the body."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from introtui.domain.errors import InvalidValue
from introtui.gateways.asking import MOST_BYTES
from introtui.gateways.breaking import Breaker
from introtui.gateways.filling import found_at, read_path, read_template
from introtui.gateways.http_gateway import CALL_VALUES, TEXT_VALUES, HttpCalls, HttpGateway, HttpTexts
from introtui.gateways.sending import NotSent
from tests.gateways.http_server import Answer, Web, says, served

NUMBER, REQUEST = "+31612345678", "4f0c"
SOON = 0.2
TEXT_BODY = (
    '{"to": ["$number"], "message": {"text": "$text"}, "ref": "$request_id", "flash": false, "from": "Heron"}'
)
CALL_BODY = '{"to": "$number", "say": "$voice", "id": "$request_id"}'
YES: dict[str, Any] = {"messages": [{"id": "m-1"}]}
CALLING = {"call": {"from": "+3197010204711"}}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Web()


def texts(url: str, **more: Any) -> HttpTexts:
    values: dict[str, Any] = {
        "name": "SMS gateway",
        "url": f"{url}/send",
        "body": read_template(TEXT_BODY, TEXT_VALUES),
        "answer": read_path("messages.0.id"),
        "headers": {"Authorization": "Bearer hush"},
        **more,
    }
    return HttpTexts(HttpGateway(**values))


def calls(url: str) -> HttpCalls:
    body = read_template(CALL_BODY, CALL_VALUES)
    return HttpCalls(HttpGateway(name="call gateway", url=url, body=body, answer=read_path("call.from")))


def send(web: Web, *answers: Answer, text: str = "hello", **more: Any) -> None:
    web.answers = list(answers)
    with served(web) as url:
        texts(url, **more).send(NUMBER, text, REQUEST)


def refused(web: Web, *answers: Answer, **more: Any) -> NotSent:
    with pytest.raises(NotSent) as caught:
        send(web, *answers, **more)
    return caught.value


def test_a_text_is_asked_for_once_with_everything_the_settings_say(web: Web) -> None:
    send(web, says(YES, status=201))
    (asked,) = web.asked
    assert asked.path == "/send"
    assert asked.content == {
        "to": [NUMBER],
        "message": {"text": "hello"},
        "ref": REQUEST,
        "flash": False,
        "from": "Heron",
    }
    assert asked.headers["Authorization"] == "Bearer hush"
    assert asked.headers["Idempotency-Key"] == REQUEST


def test_a_text_cannot_break_out_of_its_place(web: Web) -> None:
    hostile = '", "to": ["+1900"], $number ${request_id} \\ \r\n\x00'
    send(web, says(YES), text=hostile)
    assert web.asked[0].content["message"] == {"text": hostile}
    assert web.asked[0].content["to"] == [NUMBER]


def test_a_second_try_has_the_same_id_so_that_nothing_is_sent_twice(web: Web) -> None:
    sent: dict[str, object] = {}

    def take(handler: BaseHTTPRequestHandler) -> None:
        """Send what has a new id; what has a known one gets the answer of the first time."""
        asked = web.asked[-1]
        first = asked.headers["Idempotency-Key"] not in sent
        sent.setdefault(asked.headers["Idempotency-Key"], asked.content)
        # The first answer is lost on its way.
        says(b"<html>", 502)(handler) if first else says(YES)(handler)

    send(web, take)
    assert len(web.asked) == 2
    assert [each.content["ref"] for each in web.asked] == [REQUEST, REQUEST]
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (says({}, status=500), "failed (500)"),
        (says(b"<html>maintenance</html>"), "gave no answer that can be read"),
        (says(b"\xff"), "gave no answer that can be read"),
        (says(b"[" * 60_000), "gave no answer that can be read"),
        (says(b" " * (MOST_BYTES + 1)), "gave no answer that can be read"),
        (says({"messages": []}), "gave no answer that can be read"),
        (says({"messages": [{"id": True}]}), "gave no answer that can be read"),
        (says({"messages": [{"id": ""}]}), "gave no answer that can be read"),
    ],
)
def test_garbage_and_errors_are_no_answer_and_are_tried_again(web: Web, answer: Answer, sentence: str) -> None:
    error = refused(web, answer)
    assert (str(error), error.again) == (f"The SMS gateway {sentence}.", True)
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    ("status", "again"), [(400, False), (422, False), (401, True), (404, True), (429, True), (302, True)]
)
def test_a_refusal_is_not_asked_again_at_once(web: Web, status: int, again: bool) -> None:
    error = refused(web, says({"error": "no"}, status=status))
    assert (str(error), error.again) == (f"The SMS gateway refused it ({status}).", again)
    assert len(web.asked) == 1


def test_a_gateway_that_never_answers_is_left_after_the_time(web: Web) -> None:
    error = refused(web, web.keep_silent, seconds=SOON)
    assert error.again
    assert len(web.asked) == 2


def test_a_gateway_that_is_not_there_is_tried_again(web: Web) -> None:
    with served(web) as url:
        gone = url
    with pytest.raises(NotSent, match="The SMS gateway could not be reached") as caught:
        texts(gone).send(NUMBER, "hello", REQUEST)
    assert caught.value.again


def test_a_gateway_that_fails_on_and_on_is_left_alone_for_a_while(web: Web) -> None:
    now = [0.0]
    breaker = Breaker(failures=2, pause_seconds=60, seconds=lambda: now[0])
    web.answers = [says({}, status=500)] * 6 + [says(YES)]
    with served(web) as url:
        gateway = texts(url, breaker=breaker)
        for tried in (True, True, False):
            with pytest.raises(NotSent) as caught:
                gateway.send(NUMBER, "hello", REQUEST)
            assert (caught.value.tried, caught.value.again) == (tried, True)
        now[0] = 61
        with pytest.raises(NotSent, match="failed"):
            gateway.send(NUMBER, "hello", REQUEST)
        assert len(web.asked) == 6
        with pytest.raises(NotSent, match="does not answer"):
            gateway.send(NUMBER, "hello", REQUEST)
        now[0] = 122
        gateway.send(NUMBER, "hello", REQUEST)
        gateway.send(NUMBER, "hello", REQUEST)


def test_a_call_tells_the_last_digits_of_the_number_it_comes_from(web: Web) -> None:
    web.answers = [says(CALLING)]
    with served(web) as url:
        placed = calls(url).place(NUMBER, REQUEST)
    assert (placed.caller, placed.digits) == ("+3197010204711", "4711")
    assert web.asked[0].content == {"to": NUMBER, "say": "", "id": REQUEST}


def test_a_voice_reads_the_digits_it_was_given(web: Web) -> None:
    web.answers = [says({"anything": "at all"})]
    with served(web) as url:
        placed = calls(url).place("+31201234567", REQUEST, voice="0815")
    assert (placed.caller, placed.digits) == ("", "0815")
    assert web.asked[0].content["say"] == "0815"


@pytest.mark.parametrize("caller", ["anonymous", "4711", "+31 6", "", None])
def test_a_call_from_no_number_proves_nothing(web: Web, caller: str | None) -> None:
    web.answers = [says({"call": {"from": caller}})]
    with served(web) as url, pytest.raises(NotSent) as caught:
        calls(url).place(NUMBER, REQUEST)
    assert caught.value.again


def test_a_token_is_in_no_words_of_its_client() -> None:
    assert "hush" not in repr(texts("http://127.0.0.1:1"))


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{to: x}", "Write JSON, such as"),
        ('{"to": "$nobody"}', "$nobody is not known; there are $number, $request_id, $text, $token."),
        ('{"price": "5 $"}', "write $$ for a dollar sign"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told(template: str, sentence: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        read_template(template, TEXT_VALUES)
    assert sentence in str(caught.value)


def test_a_path_leads_to_a_text_or_a_number_alone() -> None:
    answer = {"a": [{"b": 7}, {"c": None}], "d": True}
    found = [found_at(read_path(path), answer) for path in ("a.0.b", "a.1.c", "a.9.b", "a.b", "d", "a")]
    assert found == ["7", None, None, None, None, None]
    with pytest.raises(InvalidValue, match=r"data\.0\.id"):
        read_path("data[0]")
