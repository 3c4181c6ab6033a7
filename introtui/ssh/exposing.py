"""The numbers of the server, for Prometheus to fetch from this machine; no label holds what a stranger sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from introtui.serving_settings import place_of
from introtui.ssh.listening import ListenError

if TYPE_CHECKING:
    from introtui.ssh.front import Front
    from introtui.ssh.sources import Offence
    from introtui.ssh.tally import Families

PATIENCE = 10.0
"""Seconds a reader waits for the loop to count."""


class Exposed(Collector):
    """Asks the event loop for the numbers, in the thread of whoever reads them."""

    def __init__(self, count: Callable[[], list[Metric]]) -> None:
        self._count = count
        self._loop = asyncio.get_running_loop()

    def collect(self) -> Iterable[Metric]:
        """Return every number, all of one moment."""

        async def count() -> list[Metric]:
            return self._count()

        return asyncio.run_coroutine_threadsafe(count(), self._loop).result(PATIENCE)

    def describe(self) -> Iterable[Metric]:
        """Say nothing ahead: the loop may not run yet."""
        return ()


@contextmanager
def exposed(place: str, front: Front) -> Iterator[str]:
    """Serve the numbers over HTTP; returns where. Raises `ListenError`."""
    host, port = place_of(place)
    registry = CollectorRegistry()
    registry.register(Exposed(partial(numbers, front)))
    try:
        server, _ = start_http_server(port, host, registry)
    except OSError as error:
        raise ListenError(f"ssh_metrics: {place} cannot be listened on: {error.strerror}.") from error
    try:
        yield f"{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def numbers(front: Front) -> list[Metric]:
    """Return what the front counts, and what its workers measured."""
    tally, acceptor = front.tally, front.acceptor
    hands = [hand for crew in front.crews for hand in crew.hands]
    return [
        GaugeMetricFamily("introtui_sessions", "Who is signed in.", value=tally.sessions.total()),
        GaugeMetricFamily("introtui_connections", "Who is connected.", value=front.sources.connections),
        CounterMetricFamily("introtui_connects", "Connections that were let in.", value=acceptor.accepted),
        _by_word("introtui_refused", "Connections that were refused.", "reason", acceptor.refused),
        _by_word("introtui_offences", "What is penalised.", "offence", tally.offences),
        CounterMetricFamily("introtui_worker_restarts", "Workers that died.", value=front.restarts),
        *_measured(tally.measured(hand.families for hand in hands)),
    ]


def _by_word(name: str, what: str, label: str, values: Mapping[Offence, int] | Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, what, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _measured(families: Families) -> Iterator[Metric]:
    for name, family in families.items():
        metric = Metric(name, family.help, family.type)
        for (sample, labels), value in family.samples.items():
            metric.add_sample(sample, dict(labels), value)
        yield metric
