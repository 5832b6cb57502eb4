"""Why people skipped: kept as answers are, under a token, and gone when the occurrence closes."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from bot.domain.disclosure.addenda import Reason
from bot.domain.group import Groups
from bot.store import tables
from bot.store.upsert import keep_last


def put(session: Session, occurrence: str, token: str, reason: int, groups: Groups) -> None:
    """Keep which of the options of `WHY` somebody chose, in place of what they chose before."""
    row = {"occurrence": occurrence, "token": token, "reason": str(reason), "groups": " ".join(sorted(groups))}
    keep_last(session, tables.Reason, row, ("occurrence", "token"))


def to(session: Session, occurrence: str) -> Sequence[Reason]:
    """Every reason; those of people who answered after all among them."""
    rows = select(tables.Reason).where(tables.Reason.occurrence == occurrence)
    return [
        Reason(row.token, int(row.reason), frozenset(row.groups.split()))
        for row in session.exec(rows.order_by(tables.Reason.token))
    ]


def withdraw(session: Session, occurrence: str, token: str) -> None:
    """Delete the reason under this token, if there is one."""
    session.exec(
        delete(tables.Reason).where(col(tables.Reason.occurrence) == occurrence, col(tables.Reason.token) == token)
    )


def drop(session: Session, occurrence: str) -> None:
    """Delete every reason."""
    session.exec(delete(tables.Reason).where(col(tables.Reason.occurrence) == occurrence))
