"""A web server on this machine that answers as it is told and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    content: Any
    headers: dict[str, str]


@dataclass(slots=True)
class Web:
    """What was asked, and what is answered: each answer once, the last one from then on."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.asked.append(Asked(handler.path, json.loads(body), dict(handler.headers)))
        self.answers[min(len(self.asked), len(self.answers)) - 1](handler)

    def keep_silent(self, _handler: BaseHTTPRequestHandler) -> None:
        """Answer nothing until the server ends."""
        self.over.wait()


@contextmanager
def served(web: Web) -> Iterator[str]:
    """Run the server; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            web.respond(self)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        web.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def says(content: object, status: int = 200) -> Answer:
    """Answer with bytes, or with anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer
