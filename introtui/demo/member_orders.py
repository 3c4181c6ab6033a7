"""What the demo's named customers hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from introtui.demo.dice import Dice
from introtui.demo.orders import OrderSpec
from introtui.demo.random_orders import random_specs
from introtui.domain.orders import OrderStatus, SuspendedFor

ORDERS_OF_BIGCORP = 100
FIRST_OF_BIGCORP = 20_001
FIRST_UNNAMED = 30_001
"""Where the ids of orders nobody named begin."""

_LONG_COMMENT = (
    "The comment of an order may have several lines.\nThis is the second one, and it is long enough to be cut off "
    "or to wrap in a list of eighty columns."
)


def specs_of(login: str) -> Iterator[OrderSpec]:
    """Yield the orders of a named customer; none for those who have none."""
    if login == "ivanov":
        yield from _IVANOV
        yield from _history_of_ivanov()
    elif login == "bigcorp":
        yield from random_specs(Dice(FIRST_OF_BIGCORP), FIRST_OF_BIGCORP, ORDERS_OF_BIGCORP)
    else:
        yield from _OTHERS.get(login, ())


_IVANOV: tuple[OrderSpec, ...] = (
    OrderSpec(
        order_id=10187,
        plan="Dedicated E3",
        left=2,
        periods=14,
        auto_renew=True,
        addresses=("198.51.100.12", "2001:db8:51::12"),
        hostname="db1.ivanov.example.net",
        comment="Main database; never cancel without asking Anna.",
    ),
    OrderSpec(
        order_id=10090,
        plan="VPS S",
        left=-1,
        periods=22,
        addresses=("203.0.113.44",),
        hostname="mail.ivanov.example.net",
    ),
    OrderSpec(
        order_id=10231,
        plan="VPS M",
        left=28,
        periods=1,
        addresses=("203.0.113.7",),
        hostname="web1.ivanov.example.net",
    ),
    OrderSpec(
        order_id=10232,
        plan="VPS M",
        left=28,
        periods=1,
        ends=True,
        addresses=("203.0.113.8",),
        hostname="web2.ivanov.example.net",
    ),
    OrderSpec(
        order_id=10244,
        plan="VPS L",
        term=3,
        left=61,
        periods=2,
        next_plan="VPS S",
        auto_renew=True,
        addresses=("203.0.113.19", "203.0.113.20", "2001:db8:113::19"),
        hostname="build.ivanov.example.net",
        comment=_LONG_COMMENT,
    ),
    OrderSpec(
        order_id=10259,
        plan="VPS S",
        left=-5,
        periods=6,
        status=OrderStatus.SUSPENDED,
        suspended_for=SuspendedFor.NONPAYMENT,
        addresses=("203.0.113.61",),
        hostname="old-shop.ivanov.example.net",
    ),
    OrderSpec(order_id=10311, plan="VPS L", status=OrderStatus.PROCESSING, hostname="web3.ivanov.example.net"),
    OrderSpec(
        order_id=10312,
        plan="Dedicated EPYC",
        term=12,
        status=OrderStatus.AWAITING_PAYMENT,
        hostname="ci.ivanov.example.net",
    ),
)


def _history_of_ivanov() -> Iterator[OrderSpec]:
    """Yield 23 orders that ended, the oldest first, one about every two months."""
    endings = (OrderStatus.CANCELLED, OrderStatus.TERMINATED, OrderStatus.CANCELLED, OrderStatus.FAILED_SETUP)
    plans = ("VPS S", "VPS M", "VPS S", "VPS L", "Dedicated E3")
    for place in range(23):
        status = endings[place % len(endings)]
        failed = status is OrderStatus.FAILED_SETUP
        yield OrderSpec(
            order_id=10003 + 7 * place,
            plan=plans[place % len(plans)],
            status=status,
            left=place % 9,
            # Every eighth was cancelled before it was paid.
            periods=0 if place % 8 == 0 else 1 + place % 5,
            ended_ago=1400 - 60 * place,
            addresses=() if failed or place % 8 == 0 else (f"203.0.113.{100 + place}",),
            hostname=f"test{place + 1}.ivanov.example.net",
        )


_OTHERS: Mapping[str, tuple[OrderSpec, ...]] = MappingProxyType(
    {
        "newco": (
            OrderSpec(
                order_id=10401,
                plan="VPS M",
                status=OrderStatus.AWAITING_PAYMENT,
                hostname="app.newco.example",
            ),
        ),
        "weber": (
            OrderSpec(
                order_id=10411,
                plan="Dedicated EPYC",
                term=12,
                left=200,
                periods=2,
                auto_renew=True,
                addresses=("198.51.100.81",),
                hostname="kunden1.weber.example",
            ),
            OrderSpec(
                order_id=10412,
                plan="Dedicated E3",
                left=20,
                periods=1,
                addresses=("198.51.100.82",),
                hostname="kunden2.weber.example",
                comment="Erst nach Rücksprache kündigen.",
            ),
        ),
        "novak": (
            OrderSpec(
                order_id=10421,
                left=17,
                periods=3,
                addresses=("203.0.113.71",),
                hostname="splet.novak.example",
            ),
        ),
        "mansouri": (
            OrderSpec(
                order_id=10431,
                left=9,
                periods=2,
                addresses=("203.0.113.72",),
                hostname="web.mansouri.example",
                comment="خادم المتجر",
            ),
        ),
        "tanaka": (
            OrderSpec(
                order_id=10441,
                plan="VPS M",
                term=6,
                left=100,
                addresses=("203.0.113.73",),
                hostname="www.tanaka.example",
                comment="テスト環境",
            ),
            OrderSpec(order_id=10442, left=3, periods=5, addresses=("203.0.113.74",), auto_renew=True),
        ),
        "papadopoulos": (
            OrderSpec(order_id=10451, left=25, addresses=("203.0.113.75",), hostname="eleni.example.net"),
        ),
        "wolfe": (
            OrderSpec(
                order_id=10511,
                plan="Dedicated EPYC",
                term=12,
                left=360,
                addresses=("2001:db8:1234:5678:9abc:def0:1234:5678", "198.51.100.90"),
                hostname="a-host-name-of-many-parts.in-a-long-subdomain.of-a-longer-domain.example.org",
            ),
        ),
        "alsabah": (OrderSpec(order_id=10461, plan="VPS L", left=12, periods=4, addresses=("203.0.113.76",)),),
        "mallory": (
            OrderSpec(
                order_id=10471,
                plan="VPS M",
                left=11,
                periods=2,
                status=OrderStatus.SUSPENDED,
                suspended_for=SuspendedFor.VIOLATION,
                addresses=("203.0.113.77",),
                hostname="mailer.mallory.example",
            ),
        ),
        "drifter": (OrderSpec(order_id=10481, left=6, addresses=("203.0.113.78",)),),
        "lowe": (OrderSpec(order_id=10491, left=1, periods=9, auto_renew=True, addresses=("203.0.113.79",)),),
        "guarded": (OrderSpec(order_id=10501, plan="VPS L", left=22, periods=3, addresses=("203.0.113.80",)),),
    }
)
