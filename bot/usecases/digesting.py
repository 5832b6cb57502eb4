"""Digests: lining up those that are due, and putting one together for a reader."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Replace, Reply, Whisper
from bot.domain.delivery import Purpose, Recipient
from bot.domain.digest import WEEK
from bot.domain.disclosure.addenda import Addition
from bot.domain.permission import Deed
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import addenda, clocks, deliveries, digests, members, rests
from bot.store.apart import apart
from bot.texts import digests as texts
from bot.texts import results as result_texts


def line_up(session: Session, now: datetime, platforms: Collection[str]) -> int:
    """Line up the digests whose moment has come; how many. Those too late are kept as missed."""
    planned = 0
    for turn in digests.due(session, now):
        with apart(session, "digest.not_planned", member=turn.id):
            if due := turn.take():
                planned += _line_up(session, now, due, platforms)
    return planned


def _line_up(session: Session, now: datetime, due: digests.Due, platforms: Collection[str]) -> int:
    identities = members.reachable(session, [due.member]).get(due.member, [])
    reachable = [each for each in identities if each.platform in platforms]
    if due.missed or not reachable or rests.paused_until(session, due.member, now):
        return 0
    clock = clocks.get(session, due.member)
    moment = clock.from_(now) if clock else now
    if moment - now >= WEEK:
        # Whoever is away as long as that reads the next one.
        return 0
    return deliveries.plan(
        session,
        partnership=due.partnership,
        purpose=Purpose.DIGEST,
        about=due.id,
        recipients=[(Recipient(member=due.member), reachable[0].lane)],
        not_before=moment,
    )


def results(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show what was released of one check-in by group, one question at a time and page by page."""
    del now
    occurrence, *turned = event.action.subject.split(":")
    made = digests.of(session, occurrence)
    if made is None:
        raise NotFound(_("The results of this check-in are not here yet. They come within minutes of its closing."))
    member = members.acting(session, event.who.identity, made.partnership, Deed.READ_RESULTS)
    beside = addenda.of(session, occurrence)
    part = Addition(turned.pop(0)) if turned and turned[0] in beside else None
    number, page, *_rest = (*(int(each) if each.isdecimal() else 0 for each in turned), 0, 0)
    shown = beside[part] if part else made
    view = result_texts.View(
        release=shown,
        lens=digests.lens(session, member),
        zone=member.digest.zone,
        number=min(number, len(shown.results) - 1),
        page=page,
        part=part,
        others=() if part else beside.keys(),
    )
    return Replace(result_texts.message(view)) if turned else Whisper(result_texts.message(view))


def read_now(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show somebody the week up to now: to whoever gets no digest, what they all said."""
    member = members.acting(session, event.who.identity, event.action.subject, Deed.READ_RESULTS)
    return Whisper(texts.message(digests.compose(session, member, now)))
