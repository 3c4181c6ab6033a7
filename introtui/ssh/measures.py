"""What a worker measures; a few microseconds each, and no label holds what a stranger sent."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from prometheus_client import CollectorRegistry, Gauge, Histogram

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
LOOK = 0.25
"""Seconds between two looks at whether the loop keeps up."""

REGISTRY = CollectorRegistry()
FRAME = Histogram("introtui_frame_seconds", "Drawing one frame.", buckets=BUCKETS, registry=REGISTRY)
KEY = Histogram("introtui_key_seconds", "From a key to the next frame sent.", buckets=BUCKETS, registry=REGISTRY)
DATABASE = Histogram("introtui_database_seconds", "One service call.", buckets=BUCKETS, registry=REGISTRY)
LAG = Gauge(
    "introtui_loop_lag_seconds",
    "The latest a timer of the event loop came in the last seconds.",
    ["worker"],
    registry=REGISTRY,
)


class MeasuredThreads(ThreadPoolExecutor):
    """Threads for service calls, each of which is measured while it runs."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a call."""

        def measured() -> T:
            began = perf_counter()
            try:
                return fn(*args, **kwargs)
            finally:
                DATABASE.observe(perf_counter() - began)

        return super().submit(measured)


class Lag:
    """How late timers of the event loop come."""

    def __init__(self, worker: int) -> None:
        self._gauge = LAG.labels(worker=str(worker))
        self._worst = 0.0

    async def watch(self) -> None:
        """Look on and on."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK
            await asyncio.sleep(LOOK)
            self._worst = max(self._worst, loop.time() - due)

    def note(self) -> None:
        """Put the worst since the last note where it is read."""
        self._gauge.set(self._worst)
        self._worst = 0.0


def families_of(registry: CollectorRegistry) -> list[dict[str, Any]]:
    """Return everything measured, as a worker sends it."""
    return [
        {
            "name": metric.name,
            "help": metric.documentation,
            "type": metric.type,
            "samples": [
                (sample.name, sample.labels, sample.value)
                for sample in metric.samples
                if not sample.name.endswith("_created")
            ],
        }
        for metric in registry.collect()
    ]
