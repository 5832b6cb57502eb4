"""The foundation: partnerships, what they are asked, what they answer, what is posted, and the web inbox."""

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = text("state = 'open'")
UNSETTLED = text("settled = false")
DUE = text("progress IN ('pending', 'sending')")


def upgrade() -> None:
    """Make every table, those first that others refer to. There is no way down: a copy of the data is."""
    op.create_table(
        "partnership",
        Column("id", String, nullable=False),
        Column("name", String, nullable=False),
        Column("zone", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_partnership"),
    )

    op.create_table(
        "organisation",
        Column("id", String, nullable=False),
        Column(
            "partnership", String, ForeignKey("partnership.id", name="fk_organisation_partnership"), nullable=False
        ),
        Column("name", String, nullable=False),
        Column("sector", String, nullable=False),
        Column("contact", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_organisation"),
        UniqueConstraint("partnership", "name", name="uq_organisation_partnership_name"),
    )

    op.create_table(
        "member",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_member_partnership"), nullable=False),
        Column("organisation", String, ForeignKey("organisation.id", name="fk_member_organisation"), nullable=False),
        Column("name", String, nullable=False),
        Column("digest_weekday", Integer, nullable=False),
        Column("digest_hour", Integer, nullable=False),
        Column("digest_zone", String, nullable=False),
        Column("next_digest_at", DateTime(timezone=True), nullable=True),
        Column("left_at", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("id", name="pk_member"),
    )
    op.create_index("ix_member_next_digest_at", "member", ["next_digest_at"])
    op.create_index("ix_member_organisation", "member", ["organisation"])
    op.create_index("ix_member_partnership", "member", ["partnership"])

    op.create_table(
        "rolegiven",
        Column("member", String, ForeignKey("member.id", name="fk_rolegiven_member"), nullable=False),
        Column("role", String, nullable=False),
        PrimaryKeyConstraint("member", "role", name="pk_rolegiven"),
    )

    op.create_table(
        "identity",
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("user", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_identity_partnership"), nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_identity_member"), nullable=False),
        PrimaryKeyConstraint("platform", "tenant", "user", "partnership", name="pk_identity"),
    )
    op.create_index("ix_identity_member", "identity", ["member"])

    op.create_table(
        "space",
        Column("id", String, nullable=False),
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("place", String, nullable=False),
        Column("title", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_space_partnership"), nullable=True),
        Column("left_at", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("id", name="pk_space"),
        UniqueConstraint("platform", "tenant", "place", name="uq_space_platform_tenant_place"),
    )
    op.create_index("ix_space_partnership", "space", ["partnership"])

    op.create_table(
        "prompt",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_prompt_partnership"), nullable=False),
        Column("kind", String, nullable=False),
        Column("title", String, nullable=False),
        Column("theme", String, nullable=False),
        Column("questions", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_prompt"),
    )
    op.create_index("ix_prompt_partnership", "prompt", ["partnership"])

    op.create_table(
        "schedule",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_schedule_partnership"), nullable=False),
        Column("prompt", String, ForeignKey("prompt.id", name="fk_schedule_prompt"), nullable=False),
        Column("rule", String, nullable=False),
        Column("starts", String, nullable=False),
        Column("zone", String, nullable=False),
        Column("audience", String, nullable=False),
        Column("open_minutes", Integer, nullable=False),
        Column("remind_minutes", Integer, nullable=True),
        Column("visibility", String, nullable=False),
        Column("status", String, nullable=False),
        Column("next_slot", String, nullable=True),
        Column("next_due_at", DateTime(timezone=True), nullable=True),
        PrimaryKeyConstraint("id", name="pk_schedule"),
    )
    op.create_index("ix_schedule_next_due_at", "schedule", ["next_due_at"])
    op.create_index("ix_schedule_partnership", "schedule", ["partnership"])

    op.create_table(
        "occurrence",
        Column("id", String, nullable=False),
        Column("schedule", String, ForeignKey("schedule.id", name="fk_occurrence_schedule"), nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_occurrence_partnership"), nullable=False),
        Column("prompt", String, ForeignKey("prompt.id", name="fk_occurrence_prompt"), nullable=False),
        Column("audience", String, nullable=False),
        Column("slot", String, nullable=False),
        Column("zone", String, nullable=False),
        Column("due_at", DateTime(timezone=True), nullable=False),
        Column("closes_at", DateTime(timezone=True), nullable=False),
        Column("remind_at", DateTime(timezone=True), nullable=True),
        Column("reminded", Boolean, nullable=False),
        Column("visibility", String, nullable=False),
        Column("threshold", Integer, nullable=False),
        Column("state", String, nullable=False),
        Column("settled", Boolean, nullable=False),
        Column("key", String, nullable=True),
        PrimaryKeyConstraint("id", name="pk_occurrence"),
        UniqueConstraint("schedule", "slot", name="uq_occurrence_schedule_slot"),
    )
    op.create_index("occurrence_open", "occurrence", ["closes_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(
        "occurrence_unsettled", "occurrence", ["partnership"], sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
    )

    op.create_table(
        "participation",
        Column("occurrence", String, ForeignKey("occurrence.id", name="fk_participation_occurrence"), nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_participation_member"), nullable=False),
        Column("part", String, nullable=False),
        PrimaryKeyConstraint("occurrence", "member", name="pk_participation"),
    )
    op.create_index("ix_participation_member", "participation", ["member"])

    op.create_table(
        "response",
        Column("occurrence", String, ForeignKey("occurrence.id", name="fk_response_occurrence"), nullable=False),
        Column("token", String, nullable=False),
        Column("answers", String, nullable=False),
        Column("sharing", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_response_member"), nullable=True),
        Column("organisation", String, ForeignKey("organisation.id", name="fk_response_organisation"), nullable=True),
        PrimaryKeyConstraint("occurrence", "token", name="pk_response"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_member", "response", ["member"])

    op.create_table(
        "release",
        Column("occurrence", String, ForeignKey("occurrence.id", name="fk_release_occurrence"), nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_release_partnership"), nullable=False),
        Column("schedule", String, ForeignKey("schedule.id", name="fk_release_schedule"), nullable=False),
        Column("closed_at", DateTime(timezone=True), nullable=False),
        Column("content", String, nullable=False),
        PrimaryKeyConstraint("occurrence", name="pk_release"),
    )
    op.create_index("release_of_partnership", "release", ["partnership", "closed_at"])
    op.create_index("release_of_schedule", "release", ["schedule", "closed_at"])

    op.create_table(
        "digest",
        Column("id", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_digest_member"), nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        Column("missed", Boolean, nullable=False),
        PrimaryKeyConstraint("id", name="pk_digest"),
        UniqueConstraint("member", "until", name="uq_digest_member_until"),
    )

    op.create_table(
        "delivery",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_delivery_partnership"), nullable=False),
        Column("purpose", String, nullable=False),
        Column("about", String, nullable=False),
        Column("recipient", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_delivery_member"), nullable=True),
        Column("space", String, ForeignKey("space.id", name="fk_delivery_space"), nullable=True),
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("progress", String, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("not_before", DateTime(timezone=True), nullable=False),
        Column("claim", String, nullable=True),
        Column("lease_until", DateTime(timezone=True), nullable=True),
        Column("posted_platform", String, nullable=True),
        Column("posted_tenant", String, nullable=True),
        Column("posted_place", String, nullable=True),
        Column("post", String, nullable=True),
        Column("face", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_delivery"),
        UniqueConstraint("purpose", "about", "recipient", name="uq_delivery_purpose_about_recipient"),
    )
    op.create_index(
        "delivery_due", "delivery", ["platform", "tenant", "not_before"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index("ix_delivery_about", "delivery", ["about"])
    op.create_index("ix_delivery_partnership", "delivery", ["partnership"])

    op.create_table(
        "draft",
        Column("id", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_draft_member"), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("content", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_draft"),
    )
    op.create_index("ix_draft_member", "draft", ["member"])

    op.create_table(
        "seen",
        Column("key", String, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("key", name="pk_seen"),
    )
    op.create_index("ix_seen_at", "seen", ["at"])

    op.create_table(
        "correspondent",
        Column("user", String, nullable=False),
        Column("name", String, nullable=False),
        Column("generation", Integer, nullable=False),
        PrimaryKeyConstraint("user", name="pk_correspondent"),
    )

    op.create_table(
        "letter",
        Column("id", String, nullable=False),
        Column("user", String, ForeignKey("correspondent.user", name="fk_letter_user"), nullable=False),
        Column("mark", String, nullable=True),
        Column("posted_at", DateTime(timezone=True), nullable=False),
        Column("message", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_letter"),
        UniqueConstraint("user", "mark", name="uq_letter_user_mark"),
    )
    op.create_index("letter_of_user", "letter", ["user", "posted_at"])
