"""SMS and calls by a company's gateway over HTTP, whose requests and answers the settings describe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Final

from introtui.gateways.asking import Answer, Question, UnansweredError, UnreachableError, ask
from introtui.gateways.breaking import Breaker
from introtui.gateways.calls import Placed
from introtui.gateways.filling import Values, fill, found_at
from introtui.gateways.sending import NotSent

KEY_HEADER: Final = "Idempotency-Key"
TRIES: Final = 2
TEXT_VALUES: Final = frozenset({"number", "text", "request_id", "token"})
CALL_VALUES: Final = frozenset({"number", "voice", "request_id", "token"})
"""What a body can be filled with; `voice` is blank where no voice is to read digits."""
FOR_GOOD: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.GONE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""What is said of the request itself; other refusals are about the settings, or pass."""
CALLER: Final = re.compile(r"\+?\d{6,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpGateway:
    """How one gateway is asked; `name` is its name in sentences, `seconds` the most a try may take.

    `body` is a JSON template, `answer` the path to what is wanted of the answer, empty for nothing.
    """

    name: str
    url: str
    body: object
    answer: tuple[str, ...]
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    token: str = field(default="", repr=False)
    seconds: float = 10.0
    breaker: Breaker = field(default_factory=Breaker)

    def request(self, request_id: str, values: Values) -> str:
        """Ask, and once more under the same id when nothing can be known of the first; returns what was wanted.

        Raises `NotSent`.
        """
        if not self.breaker.lets_ask():
            raise NotSent(f"The {self.name} does not answer; it is tried again soon.", again=True, tried=False)
        question = Question(
            url=self.url,
            method=self.method,
            headers={**self.headers, KEY_HEADER: request_id},
            content=fill(self.body, {**values, "request_id": request_id, "token": self.token}),
            seconds=self.seconds,
        )
        for left in reversed(range(TRIES)):
            try:
                wanted = self._wanted(ask(question))
            except UnansweredError as error:
                if not left:
                    self.breaker.failed()
                    raise NotSent(f"The {self.name} {_why(error)}.", again=True) from error
            else:
                self.breaker.answered()
                return wanted
        raise AssertionError("unreachable")

    def _wanted(self, answer: Answer) -> str:
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _FailedError(f"failed ({answer.status})")
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            self.breaker.answered()
            raise NotSent(f"The {self.name} refused it ({answer.status}).", again=answer.status not in FOR_GOOD)
        if not self.answer:
            return ""
        found = found_at(self.answer, answer.json())
        if found is None:
            raise UnansweredError("no such field")
        return found


class _FailedError(UnansweredError):
    """An answer that says that nothing was done, or half of it."""


def _why(error: UnansweredError) -> str:
    if isinstance(error, _FailedError):
        return str(error)
    return "could not be reached" if isinstance(error, UnreachableError) else "gave no answer that can be read"


@dataclass(frozen=True, slots=True)
class HttpTexts:
    """Sends SMS."""

    gateway: HttpGateway
    keeps: bool = False

    def send(self, number: str, text: str, request_id: str) -> None:
        """Send a text; raises `NotSent`."""
        self.gateway.request(request_id, {"number": number, "text": text})


@dataclass(frozen=True, slots=True)
class HttpCalls:
    """Places calls; where a voice reads digits, nothing is wanted of the answer."""

    gateway: HttpGateway
    keeps: bool = False

    def place(self, number: str, request_id: str, *, voice: str = "") -> Placed:
        """Place a call; raises `NotSent`."""
        gateway = replace(self.gateway, answer=()) if voice else self.gateway
        caller = gateway.request(request_id, {"number": number, "voice": voice})
        if voice:
            return Placed(voice=voice)
        if not CALLER.fullmatch(caller):
            raise NotSent(f"The {self.gateway.name} did not say from which number it calls.", again=True)
        return Placed(caller=caller)
