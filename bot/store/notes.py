"""The notebook of adapters, in the database. Satisfies `bot.chat.notebook.Notebook`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, delete

from bot.store import tables
from bot.store.database import Database
from bot.store.lookup import one
from bot.store.upsert import keep_last


def _now() -> datetime:
    return datetime.now(UTC)


class Notes:
    """Pages over a database; those that have faded leave with the next one that will."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._clock = clock

    async def read(self, page: str) -> str | None:
        """See `Notebook.read`."""
        now = self._clock()

        def work(session: Session) -> str | None:
            row = one(session, tables.Note, page=page)
            return None if row is None or (row.fades_at is not None and row.fades_at <= now) else str(row.text)

        return await self._database.read(work)

    async def write(self, page: str, text: str, *, keep: timedelta | None = None) -> None:
        """See `Notebook.write`."""
        now = self._clock()
        row = {"page": page, "text": text, "fades_at": None if keep is None else now + keep}

        def work(session: Session) -> None:
            if keep is not None:
                session.exec(delete(tables.Note).where(col(tables.Note.fades_at) <= now))
            keep_last(session, tables.Note, row, ("page",))

        await self._database.write(work)

    async def tear_out(self, page: str) -> None:
        """See `Notebook.tear_out`."""
        await self._database.write(
            lambda session: session.exec(delete(tables.Note).where(col(tables.Note.page) == page))
        )
