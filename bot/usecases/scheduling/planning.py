"""Planning a check-in: choose or write its questions, say when and whom, preview, save."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain import draft as drafting
from bot.domain import outlook, upcoming
from bot.domain.draft import Draft
from bot.domain.prompt import TITLE_LENGTH, Kind, authored, written
from bot.domain.schedule import Schedule, Status
from bot.domain.typed import Typed
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.store import drafts, events, members, occurrences, partnerships, schedules
from bot.texts import library, moments, notes, replanning
from bot.texts import scheduling as texts
from bot.usecases.scheduling import reading


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the library."""
    del now
    member = reading.convener(session, event, event.action.subject)
    return Show(texts.choose_form(partnerships.get(session, member.partnership)))


def choose(session: Session, now: datetime, event: Submitted) -> Reply:
    """Begin a draft from the library or from nothing."""
    partnership = partnerships.get(session, reading.convener(session, event, event.action.subject).partnership)
    picked = str(event.values.get("prompt", ""))
    if picked == texts.BACK:
        return Show(texts.choose_form(partnership))
    if (theme := _theme(picked)) is not None:
        return Show(texts.prompts_form(partnership, theme))
    shipped = library.find(picked)
    empty = Draft(partnership.id, values=drafting.usual(partnership.zone, now))
    if shipped is not None:
        draft = replace(
            empty,
            library=shipped.key,
            kind=shipped.kind,
            title=shipped.title,
            questions=written(shipped.questions),
        )
        return Show(reading.plan_form(session, reading.keep(session, now, event, draft), draft))
    kind = picked.removeprefix(texts.OWN)
    if kind not in set(Kind):
        return Reject(texts.choose_form(partnership), {"prompt": _("Choose a theme, or one of your own to write.")})
    draft = replace(empty, kind=Kind(kind))
    return Show(texts.write_form(reading.keep(session, now, event, draft), draft))


def _theme(picked: str) -> str | None:
    """The theme that was picked, if it was one."""
    named = {f"{texts.THEME}{number}": theme for number, theme in enumerate(library.themes())}
    return named.get(picked)


def write(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take the questions in, then ask when and whom."""
    draft = reading.drafted(session, event)
    typed = Typed(event.values)
    draft = replace(draft, title=typed.line("title", TITLE_LENGTH), questions=typed.text("questions"), library=None)
    try:
        authored(draft.title, draft.questions, draft.kind)
    except InvalidInput as error:
        typed.errors.update(error.errors)
    reading.keep(session, now, event, draft, event.action.subject)
    if typed.errors:
        return Reject(texts.write_form(event.action.subject, draft), typed.errors)
    return Show(reading.plan_form(session, event.action.subject, draft))


def plan(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take in when and whom, then show everything in words."""
    draft = reading.drafted(session, event).planned(event.values)
    reading.keep(session, now, event, draft, event.action.subject)
    schedule, evaluation, errors = reading.read(session, now, draft)
    if schedule is None:
        return Reject(reading.plan_form(session, event.action.subject, draft), errors)
    begun = reading.begun(session, draft)
    form = texts.preview_form(
        event.action.subject,
        draft.title,
        authored(draft.title, draft.questions, draft.kind),
        schedule=schedule,
        whom=reading.audiences(session, draft.partnership)[str(schedule.audience)],
        now=now,
        waves=evaluation.waves[begun.asked if begun else 0 :] if evaluation else (),
        ends_at=evaluation.ends_at if evaluation else None,
        crowds=outlook.crowding(
            schedules.running(session, draft.partnership),
            schedule,
            members.present(session, draft.partnership),
            partnerships.get(session, draft.partnership).zone,
            now,
        ),
        event=events.get(session, schedule.event) if schedule.event else None,
        also=_also(session, draft, schedule),
    )
    return Show(form)


def _also(session: Session, draft: Draft, schedule: Schedule) -> Sequence[str]:
    """What else is to be known before a check-in that there is already is changed."""
    if draft.schedule is None:
        return ()
    running = (each for each in occurrences.running(session, draft.partnership) if each.schedule == draft.schedule)
    return list(replanning.notes(schedules.get(session, draft.schedule), schedule, next(running, None)))


def save(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep the schedule; from now on it goes out by itself."""
    draft = reading.drafted(session, event)
    schedule, evaluation, errors = reading.read(session, now, draft)
    if schedule is None or event.values.get("next") == texts.BACK:
        form = reading.plan_form(session, event.action.subject, draft)
        return Reject(form, errors) if errors else Show(form)
    questions = authored(draft.title, draft.questions, draft.kind)
    kept = replace(
        schedule,
        id=draft.schedule or uuid4().hex,
        prompt=reading.prompt_of(session, draft, questions),
        programme=reading.programme_of(session, draft, evaluation),
    )
    schedules.save(session, kept, now)
    drafts.drop(session, event.action.subject)
    first = upcoming.next_slot(kept, now)
    when = (
        _("It goes out first on {slot}.", slot=moments.slot(first))
        if first
        else _("There is no day left on which it goes out.")
    )
    if kept.status is Status.PAUSED:
        when = _("It is still paused: nothing goes out until you resume it.")
    return Whisper(notes.note(_("“{title}” is saved. {when}", title=draft.title, when=when), notes.home()))
