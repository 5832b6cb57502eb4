"""Languages: that of a partnership, and each member's own."""

from alembic import op
from sqlalchemy import Column, String, text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Everybody goes on in English until they say otherwise."""
    op.add_column("partnership", Column("language", String, server_default=text("'en'"), nullable=False))
    op.add_column("member", Column("language", String, nullable=True))
