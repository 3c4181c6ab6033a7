"""Every method of every service, found in the registry itself: what is added there cannot be left out here."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import get_type_hints

from introtui.services.registry import Services

WITHOUT_ACTOR = frozenset(
    {
        "authenticator.door",
        "bulk_runner.run_due",
        "bulk_thread.close",
        "bulk_thread.start",
        "bulk_thread.wake",
        "database.close",
        "database.migrating",
        "database.read",
        "database.transact",
        "database.transact_in_turn",
        "delivery.close",
        "delivery.start",
        "delivery.wake",
        "feed.close",
        "feed.poke",
        "feed.subscribe",
        "outbox.deliver_due",
        "vat.history",
        "vat.published",
    }
)
"""What is no use case of anybody: the machinery, what is published to all, and the door before anybody is in."""


def every_method() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each public method as `service.method`, with the names of its parameters."""
    for service, kind in get_type_hints(Services).items():
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            if not name.startswith("_"):
                _self, *parameters = inspect.signature(method).parameters
                yield f"{service}.{name}", tuple(parameters)


def use_cases() -> dict[str, tuple[str, ...]]:
    """Return what somebody does, each with its parameters but the actor."""
    return {name: parameters[1:] for name, parameters in every_method() if parameters[:1] == ("actor",)}
