"""What staff can say about the catalogue."""

from __future__ import annotations

from introtui.words.parsing import Words, day

MODULE = "plans"


def describe_plans(plans: Words) -> None:
    """Declare the words about products, plans, prices and options."""
    plans.acting("list", MODULE, "list_plans", "every plan, its prices, and how many orders it has")
    plans.acting("options", MODULE, "list_options", "operating systems and locations, by product")
    show = plans.acting("show", MODULE, "show_plan", "every price a plan had, has and is to have")
    price = plans.acting("price", MODULE, "set_price", "a price from a day on; orders keep theirs (admins)")
    back = plans.acting("take-back", MODULE, "take_price_back", "take back a price that is to come (admins)")
    withdraw = plans.acting("withdraw", MODULE, "withdraw_plan", "sell a plan no more; its orders go on (admins)")
    again = plans.acting("put-back", MODULE, "put_plan_back", "sell a plan again (admins)")
    specs = plans.acting("specs", MODULE, "set_specs", "say anew what a plan consists of (admins)")
    add = plans.acting("add", MODULE, "add_plan", "add a plan; it is sold once it has a price (admins)")
    for word in (show, price, back, withdraw, again, specs, add):
        word.add_argument("product", metavar="PRODUCT", help="by its name")
        word.add_argument("plan", metavar="PLAN", help="by its name")
    price.add_argument("monthly", metavar="AMOUNT", help="net, a month")
    for word in (price, back):
        word.add_argument("currency", metavar="CURRENCY", help="such as EUR")
        word.add_argument(
            "--from", dest="valid_from", type=day, required=True, metavar="YYYY-MM-DD", help="its first day"
        )
    price.add_argument("--setup-fee", metavar="AMOUNT", help="once (default: as it is now, else none)")
    price.add_argument(
        "--refund", metavar="TERMS", help="prorated, none, or full_within:14 (default: as it is now)"
    )
    specs.add_argument("specs", metavar="SPECS", help="in a line")
    add.add_argument("--specs", default="", metavar="SPECS", help="in a line")
    _describe_more(plans)


def _describe_more(plans: Words) -> None:
    product = plans.acting("add-product", MODULE, "add_product", "add a product (admins)")
    option = plans.acting("add-option", MODULE, "add_option", "offer something with a product (admins)")
    for word in (product, option):
        word.add_argument("product", metavar="PRODUCT", help="its name")
    option.add_argument("kind", choices=["operating_system", "location"], help="what it is")
    option.add_argument("name", metavar="NAME", help="what it is called")
