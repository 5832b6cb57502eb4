"""Comforts of answering: late answers, reasons for skipping, what somebody is not asked, and quiet hours."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    text,
)

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns. What was planned or opened before takes no late answers, as people were told."""
    op.add_column("schedule", Column("late_minutes", Integer, server_default=text("0"), nullable=False))
    op.add_column("occurrence", Column("late_until", DateTime(timezone=True), nullable=True))
    late = text("state = 'late'")
    op.create_index("occurrence_late", "occurrence", ["late_until"], sqlite_where=late, postgresql_where=late)
    op.add_column("response", Column("late", String, server_default=text("''"), nullable=False))
    op.add_column("partnership", Column("quiet_from", Integer, server_default=text("18"), nullable=False))
    op.add_column("partnership", Column("quiet_until", Integer, server_default=text("8"), nullable=False))
    op.add_column("partnership", Column("quiet_weekends", Boolean, server_default=text("true"), nullable=False))
    op.add_column("member", Column("paused_until", DateTime(timezone=True), nullable=True))
    op.add_column("member", Column("ignored", Integer, server_default=text("0"), nullable=False))
    op.add_column("member", Column("reminds", Boolean, server_default=text("true"), nullable=False))
    ignoring = text("ignored = 3")
    op.create_index("member_ignoring", "member", ["ignored"], sqlite_where=ignoring, postgresql_where=ignoring)
    op.create_table(
        "reason",
        Column("occurrence", String, ForeignKey("occurrence.id", name="fk_reason_occurrence"), nullable=False),
        Column("token", String, nullable=False),
        Column("reason", String, nullable=False),
        Column("groups", String, nullable=False),
        PrimaryKeyConstraint("occurrence", "token", name="pk_reason"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "addendum",
        Column("occurrence", String, ForeignKey("occurrence.id", name="fk_addendum_occurrence"), nullable=False),
        Column("kind", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_addendum_partnership"), nullable=False),
        Column("closed_at", DateTime(timezone=True), nullable=False),
        Column("content", String, nullable=False),
        PrimaryKeyConstraint("occurrence", "kind", name="pk_addendum"),
    )
    op.create_index("addendum_of_partnership", "addendum", ["partnership", "closed_at"])
    op.create_table(
        "declined",
        Column("schedule", String, ForeignKey("schedule.id", name="fk_declined_schedule"), nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_declined_member"), nullable=False),
        PrimaryKeyConstraint("schedule", "member", name="pk_declined"),
    )
    op.create_index("ix_declined_member", "declined", ["member"])
    op.create_table(
        "answering_hour",
        Column("member", String, ForeignKey("member.id", name="fk_answering_hour_member"), nullable=False),
        Column("hour", Integer, nullable=False),
        PrimaryKeyConstraint("member", "hour", name="pk_answering_hour"),
    )
