"""What the server logs: one line an event, with what strangers sent written so that it can do no harm."""

from __future__ import annotations

import json
import logging

log = logging.getLogger("introtui.ssh")
log.setLevel(logging.INFO)


def tell(event: str, **facts: object) -> None:
    """Log an event with its facts, as JSON: ASCII on one line, whatever they hold."""
    log.info("%s", json.dumps({"event": event, **{name: str(value) for name, value in facts.items()}}))
