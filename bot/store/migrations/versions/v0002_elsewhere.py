"""People on several platforms: the notebook of adapters, and codes by which somebody is known elsewhere."""

from alembic import op
from sqlalchemy import Column, DateTime, PrimaryKeyConstraint, String

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables. There is no way down: a copy of the data is."""
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
