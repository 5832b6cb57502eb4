"""Keeping check-ins going: the convener's page, and pausing, resuming and stopping."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Replace, Reply, Show, Submitted, Whisper
from bot.domain import upcoming
from bot.domain.audit import RETAINED
from bot.domain.occurrence import Occurrence
from bot.domain.permission import Deed
from bot.domain.prompt import Prompt
from bot.domain.schedule import Schedule, Status
from bot.errors import Closed
from bot.speech import gettext as _
from bot.store import audit, claims, deliveries, holds, members, occurrences, partnerships, prompts, schedules
from bot.texts import moments, notes, once, scheduling
from bot.texts import tending as texts


def show(session: Session, now: datetime, event: Pressed) -> Reply:
    """One page of a partnership's check-ins, and the ways to its people."""
    subject, _colon, page = event.action.subject.partition(":")
    members.acting(session, event.who.identity, subject, Deed.SCHEDULE)
    partnership = partnerships.get(session, subject)
    organisations = partnerships.organisations(session, subject)
    spaces = partnerships.spaces(session, subject)
    names = {str(audience): name for audience, name in scheduling.audiences(organisations, spaces)}
    # Several of one schedule may be open; the first to close is shown, and the next once that is done.
    open_now = {each.schedule: each for each in reversed(occurrences.running(session, subject))}
    running = [_running(session, each, names, open_now, now) for each in schedules.running(session, subject)]
    counts = (
        (_("Organisations"), str(len(organisations))),
        (_("People"), str(len(members.present(session, subject)))),
        (_("Fewest people in a group that is shown"), texts.thresholds(partnership.thresholds)),
        (_("Kept long enough"), texts.retained(audit.latest_of(session, subject, RETAINED), partnership.zone)),
        (
            _("Channels"),
            ", ".join(space.title for space in spaces)[:900] or _("none yet: add the bot to a channel"),
        ),
    )
    doubtful = deliveries.doubtful(session, [each.id for each in open_now.values()])
    running = [replace(each, doubtful=doubtful.get(each.open.id, 0)) if each.open else each for each in running]
    lost = [each for each in holds.lost(session) if claims.waits(session, each.lane, subject)]
    return Replace(texts.message(partnership, counts, running, int(page) if page.isdecimal() else 0, lost))


def pause(session: Session, now: datetime, event: Pressed) -> Reply:
    """Nothing goes out until it is resumed."""
    prompt = _set(session, now, event, Status.PAUSED)
    return Whisper(
        notes.note(_("“{title}” is paused. Nothing goes out until you resume it.", title=prompt.title), notes.home())
    )


def resume(session: Session, now: datetime, event: Pressed) -> Reply:
    """It goes on with the next slot."""
    prompt = _set(session, now, event, Status.ACTIVE)
    slot = upcoming.next_slot(schedules.get(session, event.action.subject), now)
    when = _("It goes out next on {slot}.", slot=moments.slot(slot)) if slot else _("It has come to its end.")
    return Whisper(notes.note(_("“{title}” goes on. {when}", title=prompt.title, when=when), notes.home()))


def confirm_stop(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what stopping means."""
    del now
    schedule, prompt = _tended(session, event)
    return Show(scheduling.stop_form(schedule.id, prompt.title))


def stop(session: Session, now: datetime, event: Submitted) -> Reply:
    """It never goes out again."""
    prompt = _set(session, now, event, Status.STOPPED)
    return Whisper(notes.note(_("“{title}” is stopped.", title=prompt.title), notes.home()))


def confirm_close(session: Session, now: datetime, event: Pressed) -> Reply:
    """Say what closing early means."""
    del now
    occurrence = occurrences.get(session, event.action.subject)
    members.acting(session, event.who.identity, occurrence.partnership, Deed.SCHEDULE)
    return Show(scheduling.close_form(occurrence.id, prompts.get(session, occurrence.prompt).title))


def _set(session: Session, now: datetime, event: Pressed | Submitted, status: Status) -> Prompt:
    schedule, prompt = _tended(session, event)
    if schedule.status is Status.STOPPED:
        raise Closed(_("This check-in is stopped and cannot be started again. Plan a new one."))
    schedules.set_status(session, schedule.id, status, now)
    return prompt


def _tended(session: Session, event: Pressed | Submitted) -> tuple[Schedule, Prompt]:
    schedule = schedules.get(session, event.action.subject)
    members.acting(session, event.who.identity, schedule.partnership, Deed.SCHEDULE)
    return schedule, prompts.get(session, schedule.prompt)


def _comes(session: Session, schedule: Schedule, slot: datetime) -> str:
    change = upcoming.change_of(schedule, slot)
    if change is None or not change.is_other:
        return moments.slot(slot)
    return once.coming(prompts.get(session, upcoming.as_asked(schedule, slot).prompt).title, slot)


def _running(
    session: Session,
    running: tuple[Schedule, Prompt],
    names: dict[str, str],
    open_now: dict[str, Occurrence],
    now: datetime,
) -> texts.Running:
    schedule, prompt = running
    slot = None if schedule.status is Status.STOPPED else upcoming.next_slot(schedule, now)
    return texts.Running(
        schedule=schedule,
        prompt=prompt,
        audience=names.get(str(schedule.audience), _("people who are no longer here")),
        next=_comes(session, schedule, slot) if slot else None,
        open=open_now.get(schedule.id),
        until=schedule.paused_until if schedule.paused_until and schedule.paused_until > now else None,
    )
