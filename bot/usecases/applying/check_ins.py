"""The check-ins of a file: planned, or changed from the next one on; what was asked stays as it was asked."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session

from bot.domain.partnership import Partnership
from bot.domain.prompt import Prompt, written
from bot.domain.schedule import Audience, Schedule, Status, Whom
from bot.domain.wanted import WantedCheckIn
from bot.store import partnerships, prompts, schedules
from bot.usecases.applying.outcome import Applying, turned


def apply(here: Applying) -> None:
    """Make every check-in of the file what it says. One that was stopped is begun anew."""
    session, partnership, outcome = here.session, here.partnership, here.outcome
    running = [each for each in schedules.running(session, partnership.id) if each[0].status is not Status.STOPPED]
    for each in here.wanted.check_ins:
        known = [(schedule, prompt) for schedule, prompt in running if prompt.title == each.title]
        audience = _audience(session, partnership, each)
        if audience is None:
            outcome.complain(each.line, f"there is no {each.whom} {each.of!r} in this partnership")
        elif len(known) > 1:
            outcome.complain(
                each.line, f"several check-ins are called {each.title!r}: stop or rename one of them first"
            )
        elif known and known[0][0].programme is not None:
            outcome.complain(each.line, "this is an evaluation: it is changed in Weft itself, with its waves")
        elif known:
            _changed(here, each, audience, *known[0])
        else:
            _planned(here, each, audience)


def _audience(session: Session, partnership: Partnership, wanted: WantedCheckIn) -> Audience | None:
    match wanted.whom:
        case Whom.EVERYBODY | Whom.ROLE:
            return Audience(wanted.whom, wanted.of)
        case Whom.ORGANISATION:
            organisations = partnerships.organisations(session, partnership.id)
            found = [each.id for each in organisations if each.name == wanted.of]
            return Audience(wanted.whom, found[0]) if found else None
        case Whom.SPACE:
            found = [each.id for each in partnerships.spaces(session, partnership.id) if each.title == wanted.of]
            return Audience(wanted.whom, found[0]) if len(found) == 1 else None


def _planned(here: Applying, each: WantedCheckIn, audience: Audience) -> None:
    schedule = Schedule(
        id=uuid4().hex,
        partnership=here.partnership.id,
        prompt=_written(here.session, here.partnership.id, each).id,
        rhythm=each.rhythm,
        audience=audience,
        open_for=each.open_for,
        remind_before=each.remind_before,
        visibility=each.visibility,
        status=each.status,
    )
    schedules.save(here.session, schedule, here.now)
    questions = f"{len(each.questions)} question{'s' * (len(each.questions) > 1)}"
    told = [each.kind, questions, each.rhythm.rule, f"from {each.rhythm.starts:%Y-%m-%d %H:%M} {each.rhythm.zone}"]
    told += [_whom(each), f"open for {_hours(each.open_for)}", each.visibility]
    here.outcome.add("check-in", each.title, *told, *([] if each.status is Status.ACTIVE else [each.status]))


def _changed(here: Applying, each: WantedCheckIn, audience: Audience, schedule: Schedule, prompt: Prompt) -> None:
    same = (prompt.kind, prompt.questions) == (each.kind, each.questions)
    told = [] if same else _rewritten(prompt, each)
    told += turned("rule", schedule.rhythm.rule, each.rhythm.rule)
    told += turned("starts", f"{schedule.rhythm.starts:%Y-%m-%d %H:%M}", f"{each.rhythm.starts:%Y-%m-%d %H:%M}")
    told += turned("zone", schedule.rhythm.zone, each.rhythm.zone)
    told += [] if schedule.audience == audience else [f"audience: → {_whom(each)}"]
    told += turned("open_hours", _hours(schedule.open_for), _hours(each.open_for))
    told += turned("remind_hours", _hours(schedule.remind_before), _hours(each.remind_before))
    told += turned("visibility", schedule.visibility, each.visibility)
    told += turned("status", schedule.status, each.status)
    here.outcome.change("check-in", each.title, *told)
    if not told:
        return
    wanted = replace(
        schedule,
        prompt=prompt.id if same else _written(here.session, schedule.partnership, each).id,
        rhythm=each.rhythm,
        # What was changed about single slots means nothing among others.
        adjustments=schedule.adjustments if schedule.rhythm == each.rhythm else (),
        audience=audience,
        open_for=each.open_for,
        remind_before=each.remind_before,
        visibility=each.visibility,
        status=each.status,
    )
    schedules.save(here.session, wanted, here.now)


def _rewritten(prompt: Prompt, each: WantedCheckIn) -> list[str]:
    before, after = written(prompt.questions).split("\n"), written(each.questions).split("\n")
    gone = [f"question: - {line}" for line in before if line not in after]
    new = [f"question: + {line}" for line in after if line not in before]
    return turned("kind", prompt.kind, each.kind) + (gone + new or ["questions: in another order"])


def _written(session: Session, partnership: str, each: WantedCheckIn) -> Prompt:
    return prompts.write(
        session, partnership, kind=each.kind, title=each.title, theme=each.theme, questions=each.questions
    )


def _whom(each: WantedCheckIn) -> str:
    return f"{each.whom} {each.of}".strip()


def _hours(span: timedelta | None) -> str:
    return "none" if span is None else f"{span / timedelta(hours=1):g} h"
