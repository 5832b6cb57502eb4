"""Installations that somebody makes by a link: what was granted to each, sealed."""

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, String

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. There is no way down: a copy is."""
    op.create_table(
        "grant_given",
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("sealed", String, nullable=False),
        Column("since", DateTime(timezone=True), nullable=False),
        Column("held_until", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("platform", "tenant", name="pk_grant_given"),
    )
