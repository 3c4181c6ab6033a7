"""`introtui replies`: answers to tickets that are given often; f5 puts one into the reply."""

from __future__ import annotations

import argparse
import sys

from introtui.words.acting import acting, answer


def list_replies(options: argparse.Namespace) -> int:
    """Print every answer under its name."""
    with acting(options) as by:
        found = by.services.replies.every(by.actor)
    return answer(options, found, lambda: (f"{name}\n{body}\n" for name, body in found.items()))


def save_reply(options: argparse.Namespace) -> int:
    """Keep what standard input says."""
    body = sys.stdin.read()
    with acting(options) as by:
        by.services.replies.save(by.actor, options.name, body)
    return answer(options, {"name": options.name}, lambda: [f"Kept as {options.name}."])


def remove_reply(options: argparse.Namespace) -> int:
    """Forget an answer."""
    with acting(options) as by:
        by.services.replies.remove(by.actor, options.name)
    return answer(options, {"name": options.name}, lambda: [f"{options.name} is gone."])
