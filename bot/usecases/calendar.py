"""The calendar of a partnership: what goes out in the weeks to come, on a page and as a feed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Replace, Reply, Show, Submitted, Whisper
from bot.domain import outlook
from bot.domain.host import Host
from bot.domain.partnership import Member
from bot.domain.permission import Deed, may
from bot.errors import NotFound
from bot.store import members, partnerships, prompts, schedules
from bot.texts import feed as feeds
from bot.texts import outlook as texts
from bot.texts import scheduling

FEED_WEEKS = 26
"""Weeks ahead that the feed holds."""


def show(session: Session, now: datetime, event: Pressed, host: Host) -> Reply:
    """A page of what goes out, to whom, and in which weeks it is too much."""
    subject, _, page = event.action.subject.partition(":")
    convener = members.acting(session, event.who.identity, subject, Deed.SCHEDULE)
    partnership = partnerships.get(session, subject)
    plan = _plan(session, subject, now, outlook.WEEKS)
    crowds = list(outlook.crowded(plan, members.present(session, subject), partnership.zone))
    link = _link(session, convener, host)
    names = _audiences(session, subject)
    return Replace(texts.message(partnership, plan, crowds, names, link, int(page) if page.isdecimal() else 0))


def confirm_renewing(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what a new address means."""
    del now
    convener = members.acting(session, event.who.identity, event.action.subject, Deed.SCHEDULE)
    return Show(texts.renewing_form(partnerships.get(session, convener.partnership)))


def renew(session: Session, now: datetime, event: Submitted, host: Host) -> Reply:
    """Make another address; the one that there was leads nowhere from now on."""
    del now
    convener = members.acting(session, event.who.identity, event.action.subject, Deed.SCHEDULE)
    if host.calendar_link is None:
        raise NotFound(texts.not_served())
    members.renew_feed(session, convener.id)
    return Whisper(texts.renewed(_link(session, convener, host) or "", convener.partnership))


def feed(session: Session, now: datetime, member: str, generation: int) -> bytes | None:
    """The calendar of a convener's partnership as iCalendar; None for whoever may not see it (any more)."""
    try:
        convener = members.get(session, member)
    except NotFound:
        return None
    if not may(convener, Deed.SCHEDULE) or members.feed(session, member) != generation:
        return None
    partnership = partnerships.get(session, convener.partnership)
    plan = _plan(session, convener.partnership, now, FEED_WEEKS)
    return feeds.calendar(partnership, plan, _audiences(session, convener.partnership), now)


def _link(session: Session, convener: Member, host: Host) -> str | None:
    return host.calendar_link(convener.id, members.feed(session, convener.id)) if host.calendar_link else None


def _plan(session: Session, partnership: str, now: datetime, weeks: int) -> Sequence[outlook.Planned]:
    running = schedules.running(session, partnership)
    others = prompts.asked_once(session, (schedule for schedule, _ in running))
    return outlook.planned(running, now, weeks, others)


def _audiences(session: Session, partnership: str) -> dict[str, str]:
    organisations = partnerships.organisations(session, partnership)
    found = scheduling.audiences(organisations, partnerships.spaces(session, partnership))
    return {str(audience): name for audience, name in found}
