"""What operators may do is said by a role, one there always is or one of the company's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Give every operator there is the role that holds what all operators could do."""
    op.create_table(
        "staff_role",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("permissions", sa.String(), nullable=False),
    )
    op.add_column("account", sa.Column("staff_role", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE account SET staff_role = 'billing' WHERE role = 'operator'")
