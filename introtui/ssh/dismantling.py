"""Taking apart what has ended, a program or a dialog of one that goes on, so that its memory is free at once.

A Textual app is one knot of references, and so is each screen; only a full garbage collection would undo them, and
that holds a process with a hundred programs for a second. Cut in these places, counting references frees most.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual.cache import LRUCache
from textual.worker import Worker
from textual.worker_manager import WorkerManager

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

    from introtui.ssh.program import ServedProgram


KEPT = bool | int | float | str | None
"""What stays of a widget, so that whoever still knows it finds it closed."""


class RememberedWorkers(WorkerManager):
    """Knows the workers that are over, too: each and its task hold one another, and the program."""

    def __init__(self, app: App[Any]) -> None:
        super().__init__(app)
        self.ever: WeakSet[Worker[Any]] = WeakSet()

    def add_worker(self, worker: Worker[Any], start: bool = True, exclusive: bool = True) -> None:
        """Add a worker, and remember it."""
        self.ever.add(worker)
        super().add_worker(worker, start=start, exclusive=exclusive)


def dismantle(program: ServedProgram) -> None:
    """Cut what holds an ended program together; nothing of it can be used afterwards."""
    parts = list(_parts(program))
    for part in parts:
        empty_caches(part)
        vars(part).clear()


def take_apart(node: DOMNode) -> None:
    """Cut what holds a closed widget together; what is still asked of it then is that it is closed."""
    empty_caches(node)
    held = vars(node)
    scalars = {name: value for name, value in held.items() if isinstance(value, KEPT)}
    held.clear()
    held.update(scalars, _parent=None)


def empty_caches(part: object) -> None:
    """Empty every cache of a part."""
    for held in vars(part).values():
        if isinstance(held, LRUCache):
            empty(held)


def empty(cache: LRUCache[Any, Any]) -> None:
    """Empty a cache whose entries hold one another in a ring."""
    for entry in list(cache._cache.values()):
        entry.clear()
    cache.clear()


def _parts(program: ServedProgram) -> Iterator[object]:
    workers = program.workers
    if isinstance(workers, RememberedWorkers):
        yield from workers.ever
    yield workers
    for node in (program, *program.closed.end()):
        yield from node._timers
        yield node
    yield from (program.session.state, program._animator, program.stylesheet)
    if program._driver is not None:
        yield program._driver
