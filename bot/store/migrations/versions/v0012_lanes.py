"""Lanes that wait, and partnerships that take turns on a lane."""

from alembic import op
from sqlalchemy import Column, DateTime, Integer, PrimaryKeyConstraint, String, text

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and the index by which turns are found. There is no way down: a copy is."""
    op.create_table(
        "hold",
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        Column("failures", Integer, nullable=False),
        Column("lost_at", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("platform", "tenant", name="pk_hold"),
    )
    waiting = text("progress IN ('pending', 'sending')")
    op.drop_index("delivery_due", "delivery")
    turn = ["platform", "tenant", "partnership", "not_before", "id"]
    op.create_index("delivery_waiting", "delivery", turn, sqlite_where=waiting, postgresql_where=waiting)
