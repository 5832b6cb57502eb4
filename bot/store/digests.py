"""Digests: whose is due, and the releases that they are put together from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlmodel import Session, col, select

from bot.domain import digest, upcoming
from bot.domain.digest import GRACE, WEEK, Coming, Digest, Lens, next_digest
from bot.domain.disclosure.release import Release
from bot.domain.partnership import DigestTime, Member, Role
from bot.domain.schedule import Status
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import addenda, codec, groups, history, partnerships, prompts, schedules, tables
from bot.store.apart import Turn
from bot.store.upsert import keep_first

_AS_FAR_BACK = 20
"""Releases of a schedule that a digest looks at: as many as a chart shows."""


@dataclass(frozen=True, slots=True)
class Due:
    """That one reader's digest for one moment is due."""

    id: str
    partnership: str
    member: str
    until: datetime
    missed: bool


def due(session: Session, now: datetime) -> Sequence[Turn[Due | None]]:
    """The digests whose moment has come, by their reader, each to be taken once ever; too late ones are missed."""
    rows = select(tables.Member).where(col(tables.Member.next_digest_at) <= now).with_for_update()
    return [Turn(row.id, partial(_take, session, row, now)) for row in session.exec(rows).all()]


def _take(session: Session, row: tables.Member, now: datetime) -> Due | None:
    until = row.next_digest_at
    if until is None:
        return None
    row.next_digest_at = next_digest(DigestTime(row.digest_weekday, row.digest_hour, row.digest_zone), now)
    session.add(row)
    missed = now - until > GRACE
    values = {"id": uuid4().hex, "member": row.id, "until": until, "missed": missed}
    if not keep_first(session, tables.Digest, [values], ("member", "until")):
        return None
    return Due(str(values["id"]), row.partnership, row.id, until, missed)


def get(session: Session, id_: str) -> Due:
    """The digest with this id; `NotFound` without."""
    found = session.exec(
        select(tables.Digest, tables.Member.partnership)
        .join(tables.Member, col(tables.Member.id) == tables.Digest.member)
        .where(tables.Digest.id == id_)
    ).first()
    if found is None:
        raise NotFound(_("This digest is no longer here."))
    row, partnership = found
    return Due(row.id, partnership, row.member, row.until, row.missed)


def releases(session: Session, partnership: str, after: datetime, until: datetime) -> Sequence[Release]:
    """Those of a partnership made after the first and up to the second moment, oldest first."""
    rows = select(tables.Release.content).where(
        tables.Release.partnership == partnership,
        col(tables.Release.closed_at) > after,
        col(tables.Release.closed_at) <= until,
    )
    return [codec.load(content, Release) for content in session.exec(rows.order_by(col(tables.Release.closed_at)))]


def compose(session: Session, member: Member, until: datetime) -> Digest:
    """The digest of the week up to a moment, for one reader."""
    week = releases(session, member.partnership, until - WEEK, until)
    coming = (
        Coming(prompts.get(session, asked).title, slot, schedule.rhythm.zone)
        for schedule, _prompt in schedules.running(session, member.partnership)
        if schedule.status is Status.ACTIVE
        for slot in upcoming.between(schedule, until, until + WEEK)
        if (asked := upcoming.as_asked(schedule, slot).prompt)
    )
    return digest.compose(
        partnership=member.partnership,
        name=partnerships.get(session, member.partnership).name,
        until=until,
        zone=member.digest.zone,
        lens=lens(session, member),
        releases=week,
        earlier={
            schedule: history.releases(session, schedule, _AS_FAR_BACK, until)
            for schedule in {release.schedule for release in week}
        },
        coming=tuple(coming),
        late=addenda.late_ones(session, member.partnership, until - WEEK, until),
    )


def lens(session: Session, member: Member) -> Lens:
    """Which groups somebody looks at: those that they stand in or lead, and every one if they are a convener."""
    led = {group.key for group in groups.led_by(session, member.id)}
    return Lens(Role.CONVENER in member.roles, groups.of_member(session, member.id) | led)


def of(session: Session, occurrence: str) -> Release | None:
    """What was released when this occurrence closed."""
    row = session.get(tables.Release, occurrence)
    return None if row is None else codec.load(row.content, Release)
