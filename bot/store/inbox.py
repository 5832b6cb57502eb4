"""The web inbox's memory: its people, the generation of their links, and their letters.

Satisfies `bot.chat.mailbox.Mailbox`. Also keeps which vendor events are done.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import bindparam, func, update
from sqlmodel import Session, col, delete, select

from bot.chat.mailbox import Holder, Letter
from bot.chat.message import Message
from bot.chat.seen import Standing
from bot.store import codec, tables
from bot.store.database import Database
from bot.store.lookup import core, one
from bot.store.upsert import keep_first, keep_last

_REMEMBERED = timedelta(hours=24)
"""Slack retries an event for about an hour; a day leaves room for clocks and replays."""
_BEGUN = timedelta(seconds=45)
"""Longer than an event takes, rosters and all; Slack sends it again at once, after a minute and after five."""

_LETTER = core(tables.Letter).c
_REPLACE = (
    update(core(tables.Letter))
    .where(_LETTER.id == bindparam("letter"), _LETTER.user == bindparam("of"))
    .values(message=bindparam("shown"), mark=func.coalesce(bindparam("marked"), _LETTER.mark))
)


def _now() -> datetime:
    return datetime.now(UTC)


def enrol(session: Session, name: str, user: str | None = None) -> tuple[str, int]:
    """Make somebody known to the web inbox, under this user id or a new one; the id and their generation."""
    user = user or uuid4().hex
    keep_first(session, tables.Correspondent, [{"user": user, "name": name, "generation": 1}], ("user",))
    return user, session.get_one(tables.Correspondent, user).generation


def renew(session: Session, user: str) -> tuple[str, int]:
    """End every link and session of somebody; their name and the generation that counts from now on."""
    row = session.get_one(tables.Correspondent, user)
    row.generation += 1
    session.add(row)
    return row.name, row.generation


class Inbox:
    """Letters and their readers, over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def holder(self, user: str) -> Holder | None:
        """See `Mailbox.holder`."""

        def work(session: Session) -> Holder | None:
            row = one(session, tables.Correspondent, user=user)
            return None if row is None else Holder(row.name, row.generation)

        return await self._database.read(work)

    async def revoke(self, user: str) -> None:
        """See `Mailbox.revoke`."""

        def work(session: Session) -> None:
            session.exec(
                update(tables.Correspondent)
                .where(col(tables.Correspondent.user) == user)
                .values(generation=tables.Correspondent.generation + 1)
            )

        await self._database.write(work)

    async def put(self, letter: Letter) -> bool:
        """See `Mailbox.put`."""
        row = {
            "id": letter.id,
            "user": letter.user,
            "mark": letter.message.mark,
            "posted_at": letter.posted_at,
            "message": codec.dump(letter.message, Message),
        }

        def work(session: Session) -> bool:
            if one(session, tables.Correspondent, user=letter.user) is None:
                return False
            keep_first(session, tables.Letter, [row], ("id",))
            return True

        return await self._database.write(work)

    async def replace(self, user: str, letter_id: str, message: Message) -> bool:
        """See `Mailbox.replace`."""
        values = {"letter": letter_id, "of": user, "shown": codec.dump(message, Message), "marked": message.mark}
        replaced = await self._database.write(lambda session: session.connection().execute(_REPLACE, values).rowcount)
        return replaced == 1

    async def letter(self, user: str, letter_id: str) -> Letter | None:
        """See `Mailbox.letter`."""

        def work(session: Session) -> Letter | None:
            row = session.get(tables.Letter, letter_id)
            return None if row is None or row.user != user else _letter(row)

        return await self._database.read(work)

    async def letters(self, user: str, limit: int, skip: int = 0) -> Sequence[Letter]:
        """See `Mailbox.letters`."""
        rows = (
            select(tables.Letter)
            .where(tables.Letter.user == user)
            .order_by(col(tables.Letter.posted_at).desc(), tables.Letter.id)
            .limit(limit)
            .offset(skip)
        )
        return await self._database.read(lambda session: [_letter(row) for row in session.exec(rows)])

    async def find(self, user: str, mark: str) -> str | None:
        """See `Mailbox.find`."""
        row = select(tables.Letter.id).where(tables.Letter.user == user, tables.Letter.mark == mark)
        return await self._database.read(lambda session: session.exec(row).first())


class Events:
    """Which vendor events are done, over a database. Satisfies `bot.chat.seen.Seen`.

    An event that is only begun is kept as if that had been nearly a day ago, so that it is forgotten within a minute,
    like all that is old: whoever began it may have been killed.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, key: str) -> Standing:
        """See `Seen.begin`."""
        now = self._clock()
        begun = {"key": key, "at": now - _REMEMBERED + _BEGUN}

        def work(session: Session) -> Standing:
            session.exec(delete(tables.Seen).where(col(tables.Seen.at) < now - _REMEMBERED))
            if keep_first(session, tables.Seen, [begun], ("key",)) == 1:
                return Standing.NEW
            known = one(session, tables.Seen, key=key)
            return Standing.UNDER_WAY if known is None or known.at < _old(now) else Standing.DONE

        return await self._database.write(work)

    async def done(self, key: str) -> None:
        """See `Seen.done`."""
        row = {"key": key, "at": self._clock()}
        await self._database.write(lambda session: keep_last(session, tables.Seen, row, ("key",)))

    async def forget(self, key: str) -> None:
        """See `Seen.forget`."""
        begun = delete(tables.Seen).where(col(tables.Seen.key) == key, col(tables.Seen.at) < _old(self._clock()))
        await self._database.write(lambda session: session.exec(begun))


def _old(now: datetime) -> datetime:
    """What is older was only begun, or done so long ago that nobody sends it again; clocks may differ by hours."""
    return now - _REMEMBERED / 2


def _letter(row: tables.Letter) -> Letter:
    return Letter(row.id, row.user, codec.load(row.message, Message), row.posted_at)
