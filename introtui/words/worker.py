"""A worker process of `introtui serve`, started with one end of a link: `python -m introtui.words.worker FD`."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from functools import partial

from introtui.compose import ssh_server
from introtui.domain.errors import IntrotuiError
from introtui.logs import log_service, log_with_reference
from introtui.settings import settings_of
from introtui.ssh.events import name_worker
from introtui.ssh.garbage import give_back_big_memory
from introtui.ssh.link import Link
from introtui.ssh.messages import Begin, Failed, Offended
from introtui.ssh.sources import Offence
from introtui.ssh.worker import Worker
from introtui.words.remote import say_remote

UNEXPECTED = "A worker cannot serve. Reference {reference} in the log tells why."


def main(handle: str) -> int:
    """Serve what comes by a link; returns the exit code: 0 told to end, 1 could not go on."""
    # A service manager may tell every process to end; the front does that in an order.
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    log_service(os.environ)
    give_back_big_memory()
    return asyncio.run(_work(socket.socket(fileno=int(handle))))


async def _work(sock: socket.socket) -> int:
    link = Link(sock)
    try:
        received = await link.receive()
        if received is None or not isinstance(received[0], Begin):
            return 1
        await _serve(link, received[0])
    except IntrotuiError as error:
        link.send(Failed(sentence=str(error)))
        return 1
    except Exception as error:  # noqa: BLE001 - the front tells whoever started it
        link.send(Failed(sentence=UNEXPECTED.format(reference=log_with_reference(error))))
        return 1
    finally:
        link.close()
    return 0


async def _serve(link: Link, begin: Begin) -> None:
    name_worker(begin.worker)
    async with ssh_server(settings_of(begin.settings), say_remote, partial(_tell_offence, link)) as server:
        await Worker(begin.worker, link, server).serve()


def _tell_offence(link: Link, source: str, offence: Offence) -> None:
    link.send(Offended(source=source, offence=offence))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
