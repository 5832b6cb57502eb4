"""Which partnership the subject of a deed belongs to, whatever sort of thing it is."""

from sqlmodel import Session, select

from bot.store import tables
from bot.store.lookup import one

_OF_PARTNERSHIPS = (
    tables.Schedule,
    tables.Occurrence,
    tables.Organisation,
    tables.ReportingGroup,
    tables.Space,
    tables.Member,
)


def partnership(session: Session, subject: str) -> str | None:
    """Its id; None where the subject tells none, such as of a channel that is not linked yet."""
    about, *_ = subject.split(":")
    # Ids are random, so that no two things share one.
    if one(session, tables.Partnership, id=about):
        return about
    for table in _OF_PARTNERSHIPS:
        if (row := one(session, table, id=about)) is not None:
            return None if row.partnership is None else str(row.partnership)
    owner = select(tables.Member.partnership).join(tables.Draft).where(tables.Draft.id == about)
    return session.exec(owner).first()
