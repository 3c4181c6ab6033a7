"""One question over HTTP: JSON there, JSON back, within a time and a size; for every client of this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

MOST_BYTES: Final = 64 * 1024


class UnansweredError(Exception):
    """There was no answer that can be read; the words are for the log and hold nothing of question or answer."""


class UnreachableError(UnansweredError):
    """Nobody was there to ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked where; `seconds` is the most it may take in all."""

    url: str
    content: object
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The status, and the body as it came."""

    status: int
    body: bytes = field(repr=False)

    def json(self) -> object:
        """Return the body read as JSON; raises `UnansweredError`."""
        import json

        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise UnansweredError("no JSON") from error


def ask(question: Question) -> Answer:
    """Ask once; raises `UnansweredError`, and nothing else."""
    # Imported late: it costs more than most sessions, which never ask.
    import httpx

    try:
        with (
            httpx.Client(timeout=question.seconds) as client,
            client.stream(
                question.method, question.url, json=question.content, headers=dict(question.headers)
            ) as response,
        ):
            return Answer(response.status_code, _body(response, question.seconds))
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise UnreachableError(type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnansweredError(type(error).__name__) from error


def _body(response: httpx.Response, seconds: float) -> bytes:
    """Return the body; a server that drips, or never ends, is no answer: the client's timeout is for each read."""
    from time import monotonic

    end, body = monotonic() + seconds, b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES or monotonic() > end:
            raise UnansweredError("too much, or too slow")
    return body
