"""No charge is given back more than once over: the database itself refuses a credit beyond what was charged."""

from __future__ import annotations

from alembic import op

_TOO_MUCH = """
    (SELECT charge.net_minor FROM order_charge charge WHERE charge.id = NEW.credits_id)
    + (SELECT coalesce(sum(credit.net_minor), 0) FROM order_charge credit WHERE credit.credits_id = NEW.credits_id)
    + NEW.net_minor < 0
"""
_MESSAGE = "more is credited than was charged"

_SQLITE = f"""
CREATE TRIGGER order_charge_credit_cap BEFORE INSERT ON order_charge
WHEN NEW.credits_id IS NOT NULL AND {_TOO_MUCH}
BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END
"""
_FUNCTION = f"""
CREATE FUNCTION refuse_over_crediting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF {_TOO_MUCH} THEN RAISE EXCEPTION '{_MESSAGE}'; END IF; RETURN NEW; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER order_charge_credit_cap BEFORE INSERT ON order_charge
FOR EACH ROW WHEN (NEW.credits_id IS NOT NULL) EXECUTE FUNCTION refuse_over_crediting()
"""


def cap_credits() -> None:
    """Create the trigger."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE)
        return
    op.execute(_FUNCTION)
    op.execute(_POSTGRESQL)
