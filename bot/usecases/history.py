"""Looking back: how a partnership's scale questions were answered over time, the same for everybody in it."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Replace, Reply, Whisper
from bot.domain import trend
from bot.domain.permission import Deed
from bot.store import history, members, partnerships
from bot.texts import history as texts


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """One question over time: the first of the latest pulse, or the one whose page is asked for."""
    del now
    partnership, _, page = event.action.subject.partition(":")
    member = members.acting(session, event.who.identity, partnership, Deed.READ_RESULTS)
    asked, _, question = page.partition(":")
    pulses = history.pulses(session, partnership)
    place = pulses.index(asked) if asked in pulses else 0
    told = trend.series(history.releases(session, pulses[place])) if pulses else ()
    name = partnerships.get(session, partnership).name
    view = texts.View(partnership, name, member.digest.zone, pulses, place, told, texts.number(question, len(told)))
    message = texts.message(view)
    return Replace(message) if page else Whisper(message)
