"""Address pools: what new orders of a product are given, and how much of it is left (spec section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from introtui.domain.access import Actor
from introtui.domain.errors import ActionRefused, InvalidValue
from introtui.domain.permissions import Permission
from introtui.domain.pools import PoolView, pool_addresses
from introtui.domain.topics import Topic
from introtui.services.context import Context
from introtui.services.new_orders import LOCATION
from introtui.services.setup_work import owners_of
from introtui.services.staff import require
from introtui.services.waiting import close_done, deliver_waiting
from introtui.store.tables import PoolAddress, Product, ProductOption

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolAddition:
    """What adding came to: new addresses, those the pool had before, and what became of waiting orders."""

    added: int
    unchanged: int
    delivered: int = 0
    waiting: int = 0


class PoolService:
    """Lists and fills the pools; staff only."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def every(self, actor: Actor) -> tuple[PoolView, ...]:
        """Return every pool, by product, location and version."""
        require(actor, Permission.READ)
        keys = (Product.name, PoolAddress.location, PoolAddress.ip_version)
        # An aggregate skips what is null: the free ones have no order.
        used = func.count(PoolAddress.order_id)
        query = select(*keys, func.count(), used).join(Product, Product.id == PoolAddress.product_id)
        with self._context.database.read() as session:
            return tuple(
                PoolView(product=product, location=where, ip_version=version, addresses=count, free=count - taken)
                for product, where, version, count, taken in session.execute(query.group_by(*keys).order_by(*keys))
            )

    def add(self, actor: Actor, product: str, text: str, location: str = "") -> PoolAddition:
        """Add an address, a range `a-b` or a network to a product's pool; what is there already stays.

        Orders that wait for addresses are delivered in the same transaction, the oldest first. Of an IPv4 network
        the first and last address are left out. Raises `NotFound`, `InvalidValue`, or `ActionRefused` for an
        address that another pool has.
        """
        require(actor, Permission.POOLS)
        addresses = pool_addresses(text)

        def work(session: Session) -> PoolAddition:
            product_id, places = _product(session, product, location)
            chunks = (addresses[start : start + CHUNK] for start in range(0, len(addresses), CHUNK))
            added = sum(self._add(session, product_id, location, chunk) for chunk in chunks)
            detail = f"{added} addresses added to {product}{f' in {location}' if location else ''}: {text}."
            self._context.record(
                session, actor, action="pool.add", topics=(Topic.DESK,), subject=product, detail=detail
            )
            waited = deliver_waiting(self._context, session, actor, product_id)
            # What is for any location is for each.
            close_done(self._context, session, actor, product, waited, [location] if location else ["", *places])
            return PoolAddition(
                added=added,
                unchanged=len(addresses) - added,
                delivered=len(waited.delivered),
                waiting=len(waited.waiting),
            )

        return self._context.database.transact_in_turn(work)

    def retire(self, actor: Actor, text: str) -> int:
        """Take an address, a range `a-b` or a network out of its pool, and return how many there were.

        All of them or none: raises `ActionRefused` where an order has one, and where no pool has any; also
        `InvalidValue`.
        """
        require(actor, Permission.POOLS)
        addresses = pool_addresses(text)

        def work(session: Session) -> int:
            rows = [
                row
                for start in range(0, len(addresses), CHUNK)
                for row in session.scalars(
                    select(PoolAddress).where(PoolAddress.address.in_(addresses[start : start + CHUNK]))
                )
            ]
            used = next((row for row in rows if row.order_id is not None), None)
            if used is not None:
                raise ActionRefused(f"Order {used.order_id} has {used.address}; nothing was retired.")
            if not rows:
                raise ActionRefused("No pool has any of these addresses.")
            for row in rows:
                session.delete(row)
            detail = f"{len(rows)} addresses retired: {text}."
            self._context.record(session, actor, action="pool.retire", topics=(Topic.DESK,), detail=detail)
            return len(rows)

        return self._context.database.transact_in_turn(work)

    @staticmethod
    def _add(session: Session, product_id: int, location: str, addresses: list[str]) -> int:
        rows = session.scalars(select(PoolAddress).where(PoolAddress.address.in_(addresses))).all()
        for row in rows:
            if (row.product_id, row.location) != (product_id, location):
                raise ActionRefused(f"{row.address} is in another pool; nothing was added.")
        known = {row.address for row in rows}
        # What an order has, given by hand or imported, is not free.
        owners = owners_of(session, addresses)
        new = [address for address in addresses if address not in known]
        session.add_all(
            PoolAddress(
                product_id=product_id,
                location=location,
                ip_version=ip_address(address).version,
                address=address,
                order_id=owners.get(address),
            )
            for address in new
        )
        session.flush()
        return len(new)


def _product(session: Session, name: str, location: str) -> tuple[int, Sequence[str]]:
    """Return a product's id and the locations it is offered in; raises `InvalidValue`."""
    product_id = session.scalar(select(Product.id).where(Product.name == name))
    if product_id is None:
        known = ", ".join(session.scalars(select(Product.name).order_by(Product.name)))
        raise InvalidValue(f"There is no product {name!r}; there are {known}.")
    places = session.scalars(
        select(ProductOption.name)
        .where(ProductOption.product_id == product_id, ProductOption.kind == LOCATION)
        .order_by(ProductOption.position)
    ).all()
    if location and location not in places:
        raise InvalidValue(f"{name} is not offered in {location!r}; locations are {', '.join(places) or 'none'}.")
    return product_id, places
