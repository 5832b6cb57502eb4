"""Days off and leave of whoever says them, and calendar links that can be made anew."""

from alembic import op
from sqlalchemy import Column, Integer, String, text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Nobody has said days off before; every calendar link that was handed out leads on."""
    op.add_column("clock", Column("days_off", String, server_default=text("''"), nullable=False))
    op.add_column("clock", Column("leave_begins", String, nullable=True))
    op.add_column("clock", Column("leave_ends", String, nullable=True))
    op.add_column("member", Column("feed", Integer, server_default=text("1"), nullable=False))
