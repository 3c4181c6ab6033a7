"""VIES over its REST interface: a POST to `check-vat-number`, answered in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from introtui.domain.text import safe
from introtui.gateways.vies import ViesAnswer, ViesUnansweredError

if TYPE_CHECKING:
    import httpx

PREFIX: Final = 2
TRIES: Final = 2
MOST_BYTES: Final = 64 * 1024
UNKNOWN: Final = "---"
"""What VIES writes where a state does not tell."""
SAID: Final = frozenset({"", "VALID", "INVALID"})
"""The remarks of an answer; every other one is a state that was not reached, and its no says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestVies:
    """Asks the service at `url`; `seconds` is the most one try may take in all."""

    url: str
    seconds: float = 10.0

    def ask(self, vat_id: str, requester: str) -> ViesAnswer:
        """Ask, and once more when there was no answer; raises `ViesUnansweredError`."""
        for left in reversed(range(TRIES)):
            try:
                return _answer(self._post(_question(vat_id, requester)), vat_id)
            except ViesUnansweredError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _post(self, question: dict[str, str]) -> object:
        # Imported late: it costs more than most sessions, which never ask.
        import httpx

        try:
            with (
                httpx.Client(timeout=self.seconds) as client,
                client.stream("POST", f"{self.url}/check-vat-number", json=question) as response,
            ):
                body = _body(response, self.seconds)
                if response.status_code != httpx.codes.OK:
                    raise ViesUnansweredError(f"status {response.status_code}")
                return _json(body)
        except httpx.HTTPError as error:
            raise ViesUnansweredError(type(error).__name__) from error


def _question(vat_id: str, requester: str) -> dict[str, str]:
    question = {"countryCode": vat_id[:PREFIX], "vatNumber": vat_id[PREFIX:]}
    if requester:
        question |= {
            "requesterMemberStateCode": requester[:PREFIX],
            "requesterNumber": requester[PREFIX:],
        }
    return question


def _body(response: httpx.Response, seconds: float) -> bytes:
    """Return the body; a server that drips, or never ends, is no answer: the client's timeout is for each read."""
    from time import monotonic

    end, body = monotonic() + seconds, b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES or monotonic() > end:
            raise ViesUnansweredError("too much, or too slow")
    return body


def _json(body: bytes) -> object:
    import json

    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ViesUnansweredError("no JSON") from error


def _answer(found: object, vat_id: str) -> ViesAnswer:
    """Read an answer; anything but a plain yes or no about this very number is none."""
    if not isinstance(found, dict) or not isinstance(found.get("valid"), bool):
        raise ViesUnansweredError("no answer")
    if found.get("actionSucceed") is False or found.get("userError", "") not in SAID:
        raise ViesUnansweredError("the member state did not answer")
    if found.get("countryCode") != vat_id[:PREFIX] or found.get("vatNumber") != vat_id[PREFIX:]:
        raise ViesUnansweredError("an answer about another number")
    return ViesAnswer(
        valid=found["valid"],
        name=_text(found, "name"),
        address=_text(found, "address"),
        request_id=_text(found, "requestIdentifier"),
    )


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    text = safe(value.replace("\n", ", ")).strip(" ,")[:500] if isinstance(value, str) else ""
    return "" if text == UNKNOWN else text
