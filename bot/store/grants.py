"""What vendors granted to installations, sealed in the database. Satisfies `bot.chat.grants.Grants`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, inspect, or_
from sqlmodel import Session, col, delete, select, update

from bot.chat.grants import Grant
from bot.store import holds, tables
from bot.store.database import Database
from bot.store.lookup import core
from bot.store.sealing import Keys
from bot.store.upsert import keep_last

_log = structlog.get_logger()


def _now() -> datetime:
    return datetime.now(UTC)


class SealedGrants:
    """The installations of one platform over a database."""

    def __init__(self, database: Database, platform: str, keys: Keys, clock: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._platform = platform
        self._keys = keys
        self._clock = clock

    async def all(self) -> Sequence[Grant]:
        """See `Grants.all`. What no key opens is left out, and how many those are is logged."""
        rows = await self._database.read(self._rows)
        found = [(each, self._keys.open(_about(each), each.sealed)) for each in rows]
        if closed := sum(text is None for _, text in found):
            _log.error("grants.not_readable", platform=self._platform, count=closed, setting="WEFT_TOKEN_KEYS")
        return [Grant(each.tenant, text, each.since) for each, text in found if text is not None]

    async def of(self, tenant: str) -> Grant | None:
        """See `Grants.of`."""
        row = await self._database.read(lambda session: session.get(tables.Grant, (self._platform, tenant)))
        text = None if row is None else self._keys.open(_about(row), row.sealed)
        return None if row is None or text is None else Grant(tenant, text, row.since)

    async def keep(self, tenant: str, text: str) -> None:
        """See `Grants.keep`."""
        row = {
            "platform": self._platform,
            "tenant": tenant,
            "sealed": self._sealed(tenant, text),
            "since": self._clock(),
            "held_until": None,
        }

        def work(session: Session) -> None:
            keep_last(session, tables.Grant, row, ("platform", "tenant"))
            # An organisation's installation lets us into its workspaces, which only the adapter knows.
            holds.try_again(session, self._platform, self._clock())

        await self._database.write(work)

    async def renew(self, tenant: str, text: str) -> None:
        """See `Grants.renew`."""
        changed = update(tables.Grant).where(*self._of(tenant))
        values = {"sealed": self._sealed(tenant, text), "held_until": None}
        await self._database.write(lambda session: session.exec(changed.values(values)))

    async def hold(self, tenant: str, span: timedelta) -> bool:
        """See `Grants.hold`."""
        now = self._clock()
        until = col(tables.Grant.held_until)
        free = update(tables.Grant).where(*self._of(tenant), or_(until.is_(None), until <= now))

        def work(session: Session) -> bool:
            return session.exec(free.values(held_until=now + span)).rowcount == 1

        return await self._database.write(work)

    async def end(self, tenant: str, at: datetime) -> bool:
        """See `Grants.end`."""

        def work(session: Session) -> bool:
            session.exec(delete(tables.Grant).where(*self._of(tenant), col(tables.Grant.since) <= at))
            return session.exec(select(tables.Grant.tenant).where(*self._of(tenant))).first() is None

        return await self._database.write(work)

    def _rows(self, session: Session) -> Sequence[tables.Grant]:
        mine = select(tables.Grant).where(col(tables.Grant.platform) == self._platform)
        return session.exec(mine.order_by(col(tables.Grant.since), col(tables.Grant.tenant))).all()

    def _of(self, tenant: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        return col(tables.Grant.platform) == self._platform, col(tables.Grant.tenant) == tenant

    def _sealed(self, tenant: str, text: str) -> str:
        return self._keys.seal(f"{self._platform}:{tenant}", text)


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many installations are sealed with what."""

    newest: int = 0
    older: int = 0
    """With a key that is there, and is not the newest."""
    unreadable: int = 0
    """With a key that is not there."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.newest + self.older + self.unreadable


def look(session: Session, keys: Keys) -> Sealed:
    """Count what is sealed with what; nothing where an older Weft knows of no such thing."""
    if not inspect(session.connection()).has_table(core(tables.Grant).name):
        return Sealed()
    rows = session.exec(select(tables.Grant)).all()
    readable = [each for each in rows if keys.open(_about(each), each.sealed) is not None]
    newest = sum(keys.is_newest(each.sealed) for each in readable)
    return Sealed(newest, len(readable) - newest, len(rows) - len(readable))


def rotate(session: Session, keys: Keys) -> Sealed:
    """Seal with the newest key whatever another one sealed; how it stood before."""
    before = look(session, keys)
    # For whoever renews one of them meanwhile: nobody's newer words may be overwritten.
    for each in session.exec(select(tables.Grant).with_for_update()).all():
        text = keys.open(_about(each), each.sealed)
        if text is not None and not keys.is_newest(each.sealed):
            each.sealed = keys.seal(_about(each), text)
            session.add(each)
    return before


def _about(row: tables.Grant) -> str:
    return f"{row.platform}:{row.tenant}"
