"""What readers for others never see: what was answered, and the keys that lead from an answer to its author."""

from typing import Any

from sqlalchemy.orm import declared_attr, deferred

WALLED = {"walled": True}
"""The `info` of a table, or of a column, that lies behind the wall; see `bot.store.wall`."""


def _apart(table: Any) -> dict[str, Any]:  # noqa: ANN401  a class that SQLAlchemy is about to map
    return {"properties": {"key": deferred(table.__table__.c.key)}}


KEY_APART = declared_attr.directive(_apart)
"""The `__mapper_args__` of a table whose key is read when it is asked for, and never along with the rest of a row."""
