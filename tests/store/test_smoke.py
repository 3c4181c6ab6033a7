from introtui.store.engine import Database
from tests.building import add_account, add_order, services


def test_it(installed: Database) -> None:
    a = add_account(installed)
    o = add_order(installed, a)
    s = services(installed)
    print(s.orders.load(a, o))
    s.close()
