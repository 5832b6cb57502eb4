"""Fewer reasons why a figure is not shown: one that says how people answered is none."""

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_GONE = ("alike", "refused")


def upgrade() -> None:
    """Give every release that is kept the reasons that are left. There is no way down: a copy is."""
    for column in ("content", "whole"):
        for reason in _GONE:
            op.execute(
                text(f"UPDATE release SET {column} = replace({column}, :old, :new)").bindparams(  # noqa: S608  our own
                    old=f'"reason":"{reason}"', new='"reason":"telling"'
                )
            )
