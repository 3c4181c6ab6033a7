"""`introtui find`: anything of the company by whatever is known of it, for staff."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from introtui.words.acting import acting, answer

if TYPE_CHECKING:
    from introtui.domain.finding import FindResults, Found


def find(options: argparse.Namespace) -> int:
    """Print what is like a text; the exit code is 0 also where nothing is."""
    with acting(options) as by:
        results = by.services.finding.find(by.actor, " ".join(options.text), options.most)
    return answer(options, _record(results), lambda: _lines(results))


def _lines(results: FindResults) -> Iterator[str]:
    if not results.hits:
        yield "Nothing is like that."
    for group in results.groups:
        yield f"{group.group} (there are others)" if group.more else group.group.value
        yield from (f"  {hit.label:<20} {hit.who}  ({hit.why})" for hit in group.hits)


def _record(results: FindResults) -> dict[str, object]:
    return {
        "text": results.text,
        "groups": [
            {"group": group.group.lower(), "more": group.more, "hits": [_hit(hit) for hit in group.hits]}
            for group in results.groups
        ],
    }


def _hit(hit: Found) -> dict[str, object]:
    return {
        "label": hit.label,
        "number": hit.number,
        "account_id": hit.account_id,
        "login": hit.login,
        "who": hit.who,
        "found_by": hit.by,
        "value": hit.value,
        "nearness": hit.nearness.name.lower(),
    }
