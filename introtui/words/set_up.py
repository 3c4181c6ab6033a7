"""`introtui orders deliver` and `orders fail`: what staff do with orders that are paid and wait."""

from __future__ import annotations

import argparse

from introtui.words.acting import acting
from introtui.words.order_answers import answer_order


def deliver_order(options: argparse.Namespace) -> int:
    """Set an order up."""
    with acting(options) as by:
        return answer_order(options, by.services.setup_work.deliver(by.actor, options.order, options.addresses))


def fail_order(options: argparse.Namespace) -> int:
    """Give an order up and refund it."""
    with acting(options) as by:
        return answer_order(options, by.services.setup_work.fail(by.actor, options.order, options.why))
