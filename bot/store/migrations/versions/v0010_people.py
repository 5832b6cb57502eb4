"""People: who has left, who was asked to take part, organisations' e-mail domains, and pseudonyms of merged members."""

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns. Nobody is known to have left, and nobody was asked."""
    op.add_column("identity", Column("gone", String, server_default=text("''"), nullable=False))
    op.add_column("identity", Column("gone_at", DateTime(timezone=True), nullable=True))
    op.add_column("organisation", Column("domains", String, server_default=text("''"), nullable=False))
    op.create_table(
        "invitation",
        Column("id", String, nullable=False),
        Column(
            "partnership", String, ForeignKey("partnership.id", name="fk_invitation_partnership"), nullable=False
        ),
        Column("platform", String, nullable=False),
        Column("tenant", String, nullable=False),
        Column("user", String, nullable=False),
        Column("state", String, nullable=False),
        Column("asked_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("id", name="pk_invitation"),
        UniqueConstraint(
            "partnership", "platform", "tenant", "user", name="uq_invitation_partnership_platform_tenant_user"
        ),
    )
    op.create_table(
        "former_pseudonym",
        Column("code", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_former_pseudonym_member"), nullable=False),
        PrimaryKeyConstraint("code", name="pk_former_pseudonym"),
    )
    op.create_index("ix_former_pseudonym_member", "former_pseudonym", ["member"])
