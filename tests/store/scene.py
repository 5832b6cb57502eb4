"""A small partnership with one check-in, as most tests of the store need it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlmodel import Session

from bot.chat.names import Identity
from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout, Words
from bot.domain.group import EVERYBODY, Group, Margin
from bot.domain.occurrence import Occurrence, State, occur
from bot.domain.partnership import Member, Organisation, Partnership, Role, Sector
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import members, occurrences, partnerships, prompts, schedules
from bot.store.apart import Turn

T = TypeVar("T")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""The first slot; in winter London keeps UTC."""
BEFORE = MONDAY - timedelta(days=1)
LATER = MONDAY + timedelta(days=30)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

QUESTIONS: tuple[Question, ...] = (
    ScaleQuestion("q1", "How well do we listen to each other?", 1, 7, "Not at all", "Wholly"),
    ChoiceQuestion("q2", "What gets in the way?", ("Time", "Trust, or its lack", "“Systems”"), several=True),
    OpenQuestion("q3", "What did you notice? Beth yw'r newydd?"),
)

NHS = Group(Margin.SECTOR, "nhs", "NHS")


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands in the database."""

    partnership: Partnership
    organisation: Organisation
    prompt: Prompt
    schedule: Schedule
    convener: Member
    member: Member


def set_up(session: Session) -> Scene:
    """Start a partnership with a convener, a member and an anonymous weekly pulse."""
    partnership = partnerships.start(session, "Warm Homes", "Europe/London")
    organisation = partnerships.add_organisation(
        session, partnership.id, "City Trust", Sector.NHS, "dpo@trust.example"
    )
    prompt = prompts.write(
        session, partnership.id, kind=Kind.PULSE, title="Listening", theme="listening", questions=QUESTIONS
    )
    schedule = Schedule(
        id=uuid4().hex,
        partnership=partnership.id,
        prompt=prompt.id,
        rhythm=Rhythm("FREQ=WEEKLY;BYDAY=MO", datetime(2026, 11, 2, 9), "Europe/London"),  # noqa: DTZ001  wall clock
        audience=Audience(Whom.EVERYBODY),
        open_for=timedelta(days=2),
        remind_before=timedelta(hours=4),
        visibility=Visibility.ANONYMOUS,
        status=Status.ACTIVE,
    )
    schedules.save(session, schedule, BEFORE)
    return Scene(
        partnership=partnership,
        organisation=organisation,
        prompt=prompt,
        schedule=schedule,
        convener=join(session, partnership, organisation, "Ada", Role.CONVENER),
        member=join(session, partnership, organisation, "Bo"),
    )


def identity(name: str) -> Identity:
    """The identity of whoever has this first name."""
    return Identity("slack", "T1", "U-" + name.partition(" ")[0])


def join(session: Session, partnership: Partnership, organisation: Organisation, name: str, *roles: Role) -> Member:
    """Let somebody of this name join."""
    return members.join(
        session,
        identity(name),
        partnership=partnership.id,
        organisation=organisation.id,
        name=name,
        roles=roles,
        zone="Europe/London",
        now=BEFORE,
    )


def opened(session: Session, scene: Scene, *, weeks: int = 0, schedule: Schedule | None = None) -> Occurrence:
    """Open the occurrence of the first Monday, or of one some weeks later, of the scene's schedule or another."""
    slot = scene.schedule.rhythm.starts + weeks * WEEK
    occurrence = occur(schedule or scene.schedule, slot, uuid4().hex, State.OPEN)
    assert occurrences.open_once(session, occurrence)
    return occurrence


def release_of(occurrence: Occurrence) -> Release:
    """A release with every sort of figure, by groups."""
    told: tuple[tuple[Question, Figure, Figure], ...] = (
        (QUESTIONS[0], ScaleFigure(1, (0, 1, 2, 3, 8, 1, 0)), ScaleRange(9, 7, 9)),
        (QUESTIONS[1], ChoiceFigure((4, 6, 9), 15), Mask(Reason.TELLING)),
        (QUESTIONS[2], OpenFigure(12), Mask(Reason.FEW)),
    )
    return Release(
        occurrence=occurrence.id,
        schedule=occurrence.schedule,
        partnership=occurrence.partnership,
        kind=Kind.PULSE,
        title="Listening",
        closed_at=occurrence.closes_at,
        visibility=occurrence.visibility,
        thresholds=occurrence.thresholds,
        turnouts=(Turnout(EVERYBODY, Rate(18, 15)), Turnout(NHS, Mask(Reason.OTHERS))),
        results=tuple(
            Result(question, (Cell(EVERYBODY, whole), Cell(NHS, sector))) for question, whole, sector in told
        ),
        words=(
            Words(QUESTIONS[2].text, "Less hurry.\nMore tea.", None),
            Words(QUESTIONS[2].text, "Ça va", "Bo", "member"),
        ),
        wave="baseline",
        pairs=(Pairs("q1", "earlier", 12, (6, 9), (1, 4), (-3, 41), (2, 48)),),
    )


def with_visibility(schedule: Schedule, visibility: Visibility) -> Schedule:
    """Another schedule, whose answers can be told apart in this way."""
    return replace(schedule, id=uuid4().hex, visibility=visibility)


def taken(turns: Sequence[Turn[T | None]]) -> list[T]:
    """What of these is there to be taken, all in one transaction."""
    return [each for turn in turns if (each := turn.take()) is not None]
