"""Changing a check-in from now on: its days and audience, or its questions; and planning another one like it."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reply, Show
from bot.domain import draft as drafting
from bot.domain import evaluation as evaluating
from bot.domain.draft import Draft
from bot.domain.prompt import written
from bot.store import programmes, prompts, schedules
from bot.texts import scheduling as texts
from bot.usecases.scheduling import reading


def edit(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show when and whom of a schedule, to be changed."""
    draft = _draft_of(session, event)
    return Show(reading.plan_form(session, reading.keep(session, now, event, draft), draft))


def rewrite(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the questions of a schedule, to be written anew; what was asked before stays as it was asked."""
    draft = _draft_of(session, event)
    return Show(texts.write_form(reading.keep(session, now, event, draft), draft))


def duplicate(session: Session, now: datetime, event: Pressed) -> Reply:
    """Plan a new check-in like one that there is; its evaluation, if it is one, stays with the old."""
    draft = _draft_of(session, event)
    values = {**draft.values, "waves": (), "ends": (), "starts": (now.date().isoformat(),)}
    copy = replace(draft, schedule=None, title=texts.copy_of(draft.title), values=values)
    return Show(texts.write_form(reading.keep(session, now, event, copy), copy))


def _draft_of(session: Session, event: Pressed) -> Draft:
    schedule = schedules.get(session, event.action.subject)
    reading.convener(session, event, schedule.partnership)
    prompt = prompts.get(session, schedule.prompt)
    evaluation = None
    if schedule.programme:
        programme = programmes.get(session, schedule.programme)
        evaluation = programme.waves, evaluating.last_day(programme.ends_at, schedule.rhythm.zone)
    return drafting.of_schedule(schedule, prompt.title, prompt.kind, written(prompt.questions), evaluation)
