"""Reading a draft: the schedule that it describes, its evaluation and its prompt, and the form that it fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Submitted
from bot.chat.form import Form
from bot.domain import draft as drafting
from bot.domain import evaluation as evaluating
from bot.domain import upcoming
from bot.domain.draft import Draft
from bot.domain.event import MOST, Event
from bot.domain.partnership import Member
from bot.domain.permission import Deed
from bot.domain.prompt import Question
from bot.domain.schedule import Audience, Schedule
from bot.errors import NotFound
from bot.speech import gettext as _
from bot.store import drafts, events, members, occurrences, partnerships, programmes, prompts, schedules
from bot.texts import library
from bot.texts import scheduling as texts


def read(
    session: Session, now: datetime, draft: Draft
) -> tuple[Schedule | None, evaluating.Plan | None, Mapping[str, str]]:
    """The schedule of a draft and the evaluation that it asks in waves, or everything that is wrong."""
    schedule, errors = drafting.read(
        draft, audiences(session, draft.partnership), now, _events(session, draft.partnership)
    )
    if schedule and draft.schedule:
        schedule = _going_on(session, schedule, schedules.get(session, draft.schedule), now)
    evaluation, more = evaluating.read(draft, schedule, now, begun(session, draft))
    return (None, None, {**errors, **more}) if errors or more else (schedule, evaluation, {})


def _going_on(session: Session, schedule: Schedule, earlier: Schedule, now: datetime) -> Schedule:
    """As it is planned now, but paused if it was, and without those days from its event that have gone out."""
    rhythm = schedule.rhythm
    if schedule.event is not None and schedule.event == earlier.event:
        opened = upcoming.as_planned(earlier, occurrences.opened(session, earlier.id, now))
        rhythm = rhythm.having_sent(earlier.rhythm.sent(opened))
    adjustments = earlier.adjustments if earlier.rhythm == rhythm else ()
    return replace(
        schedule,
        status=earlier.status,
        rhythm=rhythm,
        paused_until=earlier.paused_until,
        adjustments=adjustments,
    )


def begun(session: Session, draft: Draft) -> evaluating.Begun | None:
    """The evaluation whose waves have been asked already, where such a one is edited."""
    schedule = schedules.get(session, draft.schedule) if draft.schedule else None
    if schedule is None or schedule.programme is None:
        return None
    asked = len(occurrences.of_programme(session, schedule.programme))
    programme = programmes.get(session, schedule.programme)
    return evaluating.Begun(programme, asked, schedule.visibility, schedule.rhythm.zone) if asked else None


def programme_of(session: Session, draft: Draft, evaluation: evaluating.Plan | None) -> str | None:
    """The programme of an evaluation: the one it had, with its waves as they are planned now."""
    earlier = schedules.get(session, draft.schedule).programme if draft.schedule else None
    if evaluation is None:
        if earlier is not None:
            programmes.end(session, earlier)
        return None
    if earlier is None:
        return programmes.make(session, draft.partnership, evaluation.waves, evaluation.ends_at).id
    programmes.change(session, earlier, evaluation.waves, evaluation.ends_at)
    return earlier


def prompt_of(session: Session, draft: Draft, questions: tuple[Question, ...]) -> str:
    """The prompt that the draft asks: the one it had, when nothing about it was changed."""
    if draft.prompt is not None:
        prompt = prompts.get(session, draft.prompt)
        if (prompt.title, prompt.questions) == (draft.title, questions):
            return prompt.id
    shipped = library.find(draft.library or "")
    return prompts.write(
        session,
        draft.partnership,
        kind=draft.kind,
        title=draft.title,
        theme=shipped.theme if shipped else "",
        questions=questions,
    ).id


def audiences(session: Session, partnership: str) -> dict[str, str]:
    """Whom a partnership can address, as `str(Audience)`, with their names."""
    found = texts.audiences(
        partnerships.organisations(session, partnership), partnerships.spaces(session, partnership)
    )
    return {str(audience): name for audience, name in found}


def plan_form(session: Session, draft_id: str, draft: Draft) -> Form:
    """The form of when and whom, filled in as the draft has it."""
    choices = audiences(session, draft.partnership)
    whom = [(Audience.parse(each), name) for each, name in choices.items()]
    return texts.plan_form(draft_id, draft, whom, _events(session, draft.partnership))


def _events(session: Session, partnership: str) -> Sequence[Event]:
    return events.of(session, partnership)[:MOST]


def drafted(session: Session, event: Submitted) -> Draft:
    """The draft that this form belongs to, of the very person who began it."""
    owner, draft = drafts.get(session, event.action.subject)
    if convener(session, event, draft.partnership).id != owner:
        raise NotFound(_("This draft is somebody else's."))
    return draft


def convener(session: Session, event: Pressed | Submitted, partnership: str) -> Member:
    """Who asks for this, who must be allowed to plan."""
    return members.acting(session, event.who.identity, partnership, Deed.SCHEDULE)


def keep(
    session: Session, now: datetime, event: Pressed | Submitted, draft: Draft, draft_id: str | None = None
) -> str:
    """Keep the draft of whoever asks for this; its id."""
    return drafts.keep(session, convener(session, event, draft.partnership).id, draft, now, draft_id)
