"""`introtui pools`: the addresses new orders are given."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from introtui.words.acting import acting, answer

if TYPE_CHECKING:
    from introtui.services.pools import PoolAddition


def list_pools(options: argparse.Namespace) -> int:
    """Print the pools."""
    with acting(options) as by:
        pools = by.services.pools.every(by.actor)
    return answer(
        options,
        [asdict(pool) for pool in pools],
        lambda: (
            f"{pool.product:<20} {pool.location or 'any location':<16} IPv{pool.ip_version}  "
            f"{pool.free} of {pool.addresses} free"
            for pool in pools
        ),
    )


def add_addresses(options: argparse.Namespace) -> int:
    """Add addresses to a pool."""
    with acting(options) as by:
        done = by.services.pools.add(by.actor, options.product, options.addresses, options.location)
    return answer(options, asdict(done), lambda: _told(done))


def retire_addresses(options: argparse.Namespace) -> int:
    """Take free addresses out of their pool."""
    with acting(options) as by:
        retired = by.services.pools.retire(by.actor, options.addresses)
    return answer(options, {"retired": retired}, lambda: [f"{retired} retired."])


def _told(done: PoolAddition) -> Iterator[str]:
    yield f"{done.added} added, {done.unchanged} were there already."
    if done.delivered or done.waiting:
        orders = "1 order" if done.delivered == 1 else f"{done.delivered} orders"
        yield f"{orders} delivered, {done.waiting or 'none'} still {'waits' if done.waiting == 1 else 'wait'}."
