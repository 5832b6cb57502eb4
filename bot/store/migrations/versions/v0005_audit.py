"""The audit of who changed what, which the database itself only ever lets grow, and the pseudonyms of members in it."""

import hashlib
import json
from datetime import UTC, datetime

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    column,
    insert,
    table,
    text,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REFUSAL = "the audit only ever grows"
_LAST = "(SELECT {} FROM audit WHERE partnership = NEW.partnership ORDER BY number DESC LIMIT 1)"
_NUMBER, _HASH = _LAST.format("number"), _LAST.format("hash")
_FOLLOWS = f"NEW.number = coalesce({_NUMBER}, 0) + 1 AND NEW.previous = coalesce({_HASH}, '')"
_SQLITE = (
    f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    # Without it `INSERT OR REPLACE` would put another entry in an entry's place: SQLite asks no trigger of deletions.
    f"CREATE TRIGGER audit_insert BEFORE INSERT ON audit WHEN NOT ({_FOLLOWS}) "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF NOT ({_FOLLOWS}) THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_insert BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_follow()",
)


def upgrade() -> None:
    """Make both tables, begin the audit of every partnership that there is, and seal it. There is no way down."""
    op.create_table(
        "audit",
        Column("partnership", String, ForeignKey("partnership.id", name="fk_audit_partnership"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("deed", String, nullable=False),
        Column("by", String, nullable=False),
        Column("changes", String, nullable=False),
        Column("previous", String, nullable=False),
        Column("hash", String, nullable=False),
        PrimaryKeyConstraint("partnership", "number", name="pk_audit"),
    )
    op.create_table(
        "pseudonym",
        Column("member", String, ForeignKey("member.id", name="fk_pseudonym_member"), nullable=False),
        Column("code", String, nullable=False),
        PrimaryKeyConstraint("member", name="pk_pseudonym"),
        UniqueConstraint("code", name="uq_pseudonym_code"),
    )
    _begin()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(text(statement))


def _begin() -> None:
    names = ("partnership", "deed", "by", "changes", "previous", "hash")
    audit = table("audit", column("number", Integer), column("at", DateTime(timezone=True)), *map(column, names))
    now = datetime.now(UTC)
    for partnership in op.get_bind().execute(text("SELECT id FROM partnership")).scalars().all():
        entry = {"number": 1, "at": now, "deed": "audit.begin", "by": "weft", "changes": "[]", "previous": ""}
        # As entries were hashed when this was written.
        whole = ["", partnership, 1, now.isoformat(timespec="microseconds"), "audit.begin", "weft", "[]"]
        sealed = hashlib.sha256(json.dumps(whole, separators=(",", ":")).encode()).hexdigest()
        op.execute(insert(audit).values(partnership=partnership, hash=sealed, **entry))
