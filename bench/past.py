"""A database with a past: many partnerships of one shape, each with the same check-in closed week after week."""

import json
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session

from bench.copying import multiply
from bot.chat.events import Submitted
from bot.chat.message import Action
from bot.chat.names import Identity, Person
from bot.domain.group import Margin
from bot.domain.occurrence import Occurrence, State, occur
from bot.domain.partnership import Role, Sector
from bot.domain.prompt import Kind, parse_questions
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import groups, members, occurrences, partnerships, prompts, schedules
from bot.store.engine import engine
from bot.store.migrate import migrate
from bot.texts.verbs import Verb
from bot.usecases import answering, closing

PEOPLE, ORGANISATIONS = 60, 13
_SECTORS = (Sector.NHS, Sector.LOCAL_AUTHORITY, Sector.VOLUNTARY)
_QUESTIONS = """How well do we listen to each other? [1-5]
How far do you trust the other organisations? [1-5]
How clear is what we want together? [1-5]
What gets in the way? (time / money / distance / habits)
What did you notice this week?"""
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
"""The week that is measured: the last check-in before it has closed, this week's is open."""
WEEK = timedelta(days=7)
_OPEN_FOR = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Past:
    """What is measured in a database that was filled."""

    url: str
    partnership: str
    schedule: str
    occurrence: str
    """The one that is open, which nearly everybody has answered."""


def who(number: int) -> Person:
    """Somebody of the partnership that is measured; the first is its convener."""
    return Person(Identity("slack", "T1", f"U{number:03d}"), f"Member {number}", "UTC")


def answer(occurrence: str, number: int, *, better: bool = False) -> Submitted:
    """What somebody sends, in a week that was like most or better."""
    values = {f"q{question}": str(min(5, 1 + (number * question) % 5 + better)) for question in (1, 2, 3)}
    words = f"Member {number} noticed that meetings begin with the people and not with the papers."
    given = {**values, "q4": (str(number % 4),), "q5": words, "share": "unnamed" if number % 3 else "no"}
    return Submitted(who(number), Action(Verb.ANSWER, occurrence), given)


def fill(folder: Path, answers: int, weeks: int) -> Past:
    """Make a database of about so many responses in which every partnership looks back on so many weeks."""
    path = folder / f"{answers}-{weeks}.db"
    url = f"sqlite:///{path}"
    migrate(url)
    made = engine(url)
    with Session(made) as session:
        schedule = _partnership(session, NOW - (weeks - 1) * WEEK)
        closed = [
            _opened(session, schedule, NOW - (back + 1) * WEEK, range(PEOPLE), better=not back) for back in (0, 1)
        ]
        close(session, NOW)
        session.commit()
        open_ = _opened(session, schedule, NOW, range(PEOPLE - 1))
        session.commit()
    made.dispose()
    multiply(path, closed, open_, weeks, max(1, round(answers / PEOPLE / weeks)))
    return Past(url, schedule.partnership, schedule.id, open_.id)


def close(session: Session, now: datetime) -> None:
    """Close what is over, as the bot does at a tick."""
    for occurrence in closing.over(session, now):
        closing.close(session, closing.make(session, occurrence))


def _partnership(session: Session, since: datetime) -> Schedule:
    partnership = partnerships.start(session, "Warm Homes", "UTC").id
    organisations = [
        partnerships.add_organisation(
            session, partnership, f"Organisation {number}", _SECTORS[number % 3], "x@y.example"
        )
        for number in range(ORGANISATIONS)
    ]
    cohorts = [groups.add(session, partnership, Margin.COHORT, f"Cohort {number}").id for number in range(2)]
    people = [
        members.join(
            session,
            who(number).identity,
            partnership=partnership,
            organisation=organisations[number % ORGANISATIONS].id,
            name=who(number).name,
            roles=() if number else (Role.CONVENER,),
            zone="UTC",
            now=NOW,
        ).id
        for number in range(PEOPLE)
    ]
    for number, cohort in enumerate(cohorts):
        groups.set_belonging(session, cohort, people, people[number::2])
    questions = parse_questions(_QUESTIONS, Kind.PULSE)
    prompt = prompts.write(session, partnership, kind=Kind.PULSE, title="Listening", theme="", questions=questions)
    schedule = Schedule(
        id=uuid4().hex,
        partnership=partnership,
        prompt=prompt.id,
        rhythm=Rhythm("FREQ=WEEKLY", since.replace(tzinfo=None), "UTC"),
        audience=Audience(Whom.EVERYBODY),
        open_for=_OPEN_FOR,
        remind_before=None,
        visibility=Visibility.ORGANISATION,
        status=Status.ACTIVE,
    )
    schedules.save(session, schedule, NOW)
    return schedule


def _opened(
    session: Session, schedule: Schedule, at: datetime, answering_now: Iterable[int], *, better: bool = False
) -> Occurrence:
    """The check-in of a week, with the answers of these people."""
    occurrence = occur(schedule, at.replace(tzinfo=None), uuid4().hex, State.OPEN)
    occurrences.open_once(session, occurrence)
    occurrences.ask(session, occurrence.id, [each.id for each in members.present(session, schedule.partnership)])
    for number in answering_now:
        answering.answer(session, at, answer(occurrence.id, number, better=better))
    return occurrence


if __name__ == "__main__":
    folder, answers, weeks = sys.argv[1:]
    print(json.dumps(astuple(fill(Path(folder), int(answers), int(weeks)))))
