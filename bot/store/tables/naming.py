"""How constraints are named, and the conditions of partial indexes."""

from sqlalchemy import text
from sqlmodel import SQLModel

# Later migrations reach a constraint by its name, which SQLite gives none by itself.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

# SQLite takes a partial index only for a query that says its condition in the same words.
OPEN = text("state = 'open'")
IGNORING = text("ignored = 3")
LATE = text("state = 'late'")
UNSETTLED = text("settled = false")
GOING_ON = text("key IS NOT NULL")
WAITING = text("progress IN ('pending', 'sending')")
