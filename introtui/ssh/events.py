"""What the server logs: one line an event, with what strangers sent written so that it can do no harm."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

log = logging.getLogger("introtui.ssh")
log.setLevel(logging.INFO)

_OF_PROCESS: dict[str, object] = {}


def name_worker(number: int) -> None:
    """Have every event of this process say which worker it is."""
    _OF_PROCESS["worker"] = number


def tell(event: str, **facts: object) -> None:
    """Log an event with its facts, as JSON: ASCII on one line, whatever they hold."""
    log.info("%s", json.dumps({"event": event, **_texts(_OF_PROCESS), **_texts(facts)}))


def _texts(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items()}
