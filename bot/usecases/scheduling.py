"""Planning a check-in: choose or write its questions, say when and whom, preview, save; and edit it so later."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.chat.form import Form
from bot.chat.numerals import numeral
from bot.domain import draft as drafting
from bot.domain import evaluation as evaluating
from bot.domain import outlook, upcoming
from bot.domain.draft import Draft
from bot.domain.event import MOST, Event
from bot.domain.partnership import Member
from bot.domain.permission import Deed
from bot.domain.prompt import TITLE_LENGTH, Kind, Question, parse_questions, written
from bot.domain.schedule import Audience, Schedule, Status
from bot.domain.typed import Typed
from bot.errors import InvalidInput, NotFound
from bot.speech import gettext as _
from bot.store import drafts, events, members, occurrences, partnerships, programmes, prompts, schedules
from bot.texts import library, moments, notes
from bot.texts import scheduling as texts


def offer(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the library."""
    del now
    member = _convener(session, event, event.action.subject)
    return Show(texts.choose_form(partnerships.get(session, member.partnership)))


def choose(session: Session, now: datetime, event: Submitted) -> Reply:
    """Begin a draft from the library or from nothing."""
    partnership = partnerships.get(session, _convener(session, event, event.action.subject).partnership)
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
        return Show(_plan_form(session, _keep(session, now, event, draft), draft))
    kind = picked.removeprefix(texts.OWN)
    if kind not in set(Kind):
        return Reject(texts.choose_form(partnership), {"prompt": _("Choose a theme, or one of your own to write.")})
    draft = replace(empty, kind=Kind(kind))
    return Show(texts.write_form(_keep(session, now, event, draft), draft))


def _theme(picked: str) -> str | None:
    """The theme that was picked, if it was one."""
    named = {f"{texts.THEME}{number}": theme for number, theme in enumerate(library.themes())}
    return named.get(picked)


def write(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take the questions in, then ask when and whom."""
    draft = _drafted(session, event)
    typed = Typed(event.values)
    draft = replace(draft, title=typed.line("title", TITLE_LENGTH), questions=typed.text("questions"), library=None)
    try:
        _questions(draft)
    except InvalidInput as error:
        typed.errors.update(error.errors)
    _keep(session, now, event, draft, event.action.subject)
    if typed.errors:
        return Reject(texts.write_form(event.action.subject, draft), typed.errors)
    return Show(_plan_form(session, event.action.subject, draft))


def plan(session: Session, now: datetime, event: Submitted) -> Reply:
    """Take in when and whom, then show everything in words."""
    draft = _drafted(session, event).planned(event.values)
    _keep(session, now, event, draft, event.action.subject)
    schedule, evaluation, errors = _read(session, now, draft)
    if schedule is None:
        return Reject(_plan_form(session, event.action.subject, draft), errors)
    begun = _begun(session, draft)
    form = texts.preview_form(
        event.action.subject,
        draft.title,
        _questions(draft),
        schedule=schedule,
        whom=_audiences(session, draft.partnership)[str(schedule.audience)],
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
    )
    return Show(form)


def save(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep the schedule; from now on it goes out by itself."""
    draft = _drafted(session, event)
    schedule, evaluation, errors = _read(session, now, draft)
    if schedule is None or event.values.get("next") == texts.BACK:
        form = _plan_form(session, event.action.subject, draft)
        return Reject(form, errors) if errors else Show(form)
    questions = _questions(draft)
    kept = replace(
        schedule,
        id=draft.schedule or uuid4().hex,
        prompt=_prompt(session, draft, questions),
        programme=_programme(session, draft, evaluation),
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


def edit(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show when and whom of a schedule, to be changed."""
    draft = _draft_of(session, event)
    return Show(_plan_form(session, _keep(session, now, event, draft), draft))


def rewrite(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the questions of a schedule, to be written anew; what was asked before stays as it was asked."""
    draft = _draft_of(session, event)
    return Show(texts.write_form(_keep(session, now, event, draft), draft))


def duplicate(session: Session, now: datetime, event: Pressed) -> Reply:
    """Plan a new check-in like one that there is; its evaluation, if it is one, stays with the old."""
    draft = _draft_of(session, event)
    values = {**draft.values, "waves": (), "ends": (), "starts": (now.date().isoformat(),)}
    copy = replace(draft, schedule=None, title=texts.copy_of(draft.title), values=values)
    return Show(texts.write_form(_keep(session, now, event, copy), copy))


def _draft_of(session: Session, event: Pressed) -> Draft:
    schedule: Schedule = schedules.get(session, event.action.subject)
    _convener(session, event, schedule.partnership)
    prompt = prompts.get(session, schedule.prompt)
    evaluation = None
    if schedule.programme:
        programme = programmes.get(session, schedule.programme)
        evaluation = programme.waves, evaluating.last_day(programme.ends_at, schedule.rhythm.zone)
    return drafting.of_schedule(schedule, prompt.title, prompt.kind, written(prompt.questions), evaluation)


def _read(
    session: Session, now: datetime, draft: Draft
) -> tuple[Schedule | None, evaluating.Plan | None, Mapping[str, str]]:
    """The schedule of a draft and the evaluation that it asks in waves, or everything that is wrong."""
    schedule, errors = drafting.read(
        draft, _audiences(session, draft.partnership), now, _events(session, draft.partnership)
    )
    if schedule and draft.schedule:
        schedule = _going_on(session, schedule, schedules.get(session, draft.schedule), now)
    evaluation, more = evaluating.read(draft, schedule, now, _begun(session, draft))
    return (None, None, {**errors, **more}) if errors or more else (schedule, evaluation, {})


def _going_on(session: Session, schedule: Schedule, earlier: Schedule, now: datetime) -> Schedule:
    """As it is planned now, but paused if it was, and without those days from its event that have gone out."""
    rhythm = schedule.rhythm
    if schedule.event is not None and schedule.event == earlier.event:
        rhythm = rhythm.having_sent(earlier.rhythm.sent(occurrences.opened(session, earlier.id, now)))
    adjustments = earlier.adjustments if earlier.rhythm == rhythm else ()
    return replace(
        schedule,
        status=earlier.status,
        rhythm=rhythm,
        paused_until=earlier.paused_until,
        adjustments=adjustments,
    )


def _begun(session: Session, draft: Draft) -> evaluating.Begun | None:
    """The evaluation whose waves have been asked already, where such a one is edited."""
    schedule = schedules.get(session, draft.schedule) if draft.schedule else None
    if schedule is None or schedule.programme is None:
        return None
    asked = len(occurrences.of_programme(session, schedule.programme))
    programme = programmes.get(session, schedule.programme)
    return evaluating.Begun(programme, asked, schedule.visibility, schedule.rhythm.zone) if asked else None


def _programme(session: Session, draft: Draft, evaluation: evaluating.Plan | None) -> str | None:
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


def _questions(draft: Draft) -> tuple[Question, ...]:
    """The draft's questions, which also fit the form when they are written anew.

    Raises:
        InvalidInput: they, or the title, are not fit to be asked.
    """
    untitled = (
        {} if draft.title else {"title": _("Write a title, with at most {most} characters.", most=TITLE_LENGTH)}
    )
    try:
        questions = parse_questions(draft.questions, draft.kind)
    except InvalidInput as error:
        raise InvalidInput({**untitled, **error.errors}) from None
    if untitled:
        raise InvalidInput(untitled)
    if (length := max(len(draft.questions), len(written(questions)))) > texts.QUESTIONS_LENGTH:
        most = f"{texts.QUESTIONS_LENGTH:,}"
        raise InvalidInput(
            {
                "questions": _(
                    "At most {most} characters in all; these would be {count}. Ask less.",
                    most=most,
                    count=numeral(length, ","),
                )
            }
        )
    return questions


def _prompt(session: Session, draft: Draft, questions: tuple[Question, ...]) -> str:
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


def _audiences(session: Session, partnership: str) -> dict[str, str]:
    found = texts.audiences(
        partnerships.organisations(session, partnership), partnerships.spaces(session, partnership)
    )
    return {str(audience): name for audience, name in found}


def _plan_form(session: Session, draft_id: str, draft: Draft) -> Form:
    choices = _audiences(session, draft.partnership)
    audiences = [(Audience.parse(each), name) for each, name in choices.items()]
    return texts.plan_form(draft_id, draft, audiences, _events(session, draft.partnership))


def _events(session: Session, partnership: str) -> Sequence[Event]:
    return events.of(session, partnership)[:MOST]


def _drafted(session: Session, event: Submitted) -> Draft:
    """The draft that this form belongs to, of the very person who began it."""
    owner, draft = drafts.get(session, event.action.subject)
    if _convener(session, event, draft.partnership).id != owner:
        raise NotFound(_("This draft is somebody else's."))
    return draft


def _convener(session: Session, event: Pressed | Submitted, partnership: str) -> Member:
    return members.acting(session, event.who.identity, partnership, Deed.SCHEDULE)


def _keep(
    session: Session, now: datetime, event: Pressed | Submitted, draft: Draft, draft_id: str | None = None
) -> str:
    return drafts.keep(session, _convener(session, event, draft.partnership).id, draft, now, draft_id)
