"""VIES over its REST interface: a POST to `check-vat-number`, answered in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from introtui.domain.text import safe
from introtui.gateways.asking import Question, UnansweredError, ask
from introtui.gateways.vies import ViesAnswer, ViesUnansweredError

PREFIX: Final = 2
TRIES: Final = 2
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
        try:
            answer = ask(Question(url=f"{self.url}/check-vat-number", content=question, seconds=self.seconds))
            if answer.status != HTTPStatus.OK:
                raise ViesUnansweredError(f"status {answer.status}")
            return answer.json()
        except UnansweredError as error:
            raise ViesUnansweredError(str(error)) from error


def _question(vat_id: str, requester: str) -> dict[str, str]:
    question = {"countryCode": vat_id[:PREFIX], "vatNumber": vat_id[PREFIX:]}
    if requester:
        question |= {
            "requesterMemberStateCode": requester[:PREFIX],
            "requesterNumber": requester[PREFIX:],
        }
    return question


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
