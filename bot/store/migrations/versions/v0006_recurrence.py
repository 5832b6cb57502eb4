"""Recurrence in full: working days, events that schedules hang on, and each member's own clock."""

from alembic import op
from sqlalchemy import Boolean, Column, ForeignKey, PrimaryKeyConstraint, String, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns. There is no way down: a copy is."""
    op.create_table(
        "event",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_event_partnership"), nullable=False),
        Column("name", String, nullable=False),
        Column("day", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_partnership", "event", ["partnership"])
    op.create_table(
        "clock",
        Column("member", String, ForeignKey("member.id", name="fk_clock_member"), nullable=False),
        Column("zone", String, nullable=False),
        Column("quiet_begins", String, nullable=True),
        Column("quiet_ends", String, nullable=True),
        PrimaryKeyConstraint("member", name="pk_clock"),
    )
    with op.batch_alter_table("schedule") as schedule:
        schedule.add_column(Column("working", String, server_default=text("''"), nullable=False))
        schedule.add_column(Column("event", String, ForeignKey("event.id", name="fk_schedule_event"), nullable=True))
        schedule.add_column(Column("own_clock", Boolean, server_default=text("false"), nullable=False))
        schedule.create_index("ix_schedule_event", ["event"])
