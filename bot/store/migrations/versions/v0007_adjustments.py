"""Single slots of a schedule are skipped or moved, and it is paused until a day."""

from alembic import op
from sqlalchemy import Column, DateTime, String, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns. There is no way down: a copy is."""
    op.add_column("schedule", Column("paused_until", DateTime(timezone=True), nullable=True))
    op.add_column("schedule", Column("adjustments", String, nullable=False, server_default=text("'[]'")))
