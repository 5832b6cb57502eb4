"""People on several platforms: the notebook of adapters, codes by which somebody is known elsewhere, and where first."""

from alembic import op
from sqlalchemy import Column, DateTime, Integer, PrimaryKeyConstraint, String, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables and the column. There is no way down: a copy of the data is."""
    op.create_table(
        "note",
        Column("page", String, nullable=False),
        Column("text", String, nullable=False),
        Column("fades_at", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("page", name="pk_note"),
    )
    op.create_index("ix_note_fades_at", "note", ["fades_at"])

    op.create_table(
        "pairing",
        Column("code", String, nullable=False),
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("user", String, nullable=False),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("code", name="pk_pairing"),
    )
    op.create_index("ix_pairing_expires_at", "pairing", ["expires_at"])

    # Whoever has several identities already keeps the order in which they were tried: by platform.
    op.add_column("identity", Column("rank", Integer, server_default=text("0"), nullable=False))
