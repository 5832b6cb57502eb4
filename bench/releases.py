"""Releases: a large partnership with many questions and margins, in how many seconds, and what is shown of it."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.disclosure.figures import Mask, Reason
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import Group, Groups, Margin
from bot.domain.occurrence import Occurrence, State
from bot.domain.partnership import USUAL
from bot.domain.prompt import Kind, Prompt, ScaleQuestion
from bot.domain.response import Response, Sharing
from bot.domain.schedule import Audience, Visibility, Whom

at = datetime.fromisoformat
PEOPLE, ORGANISATIONS, SECTORS, COHORTS, SITES, QUESTIONS = 2_000, 200, 6, 4, 20, 20
ANSWERED, LEFT_OUT = 0.7, 0.05
STRAYS = (0.0, 0.02, 0.05)
"""Shares of people whose site or cohort is another than that of most in their organisation."""
SECONDS = 10
"""What a release may take."""


@dataclass(frozen=True, slots=True)
class _Partnership:
    groups: tuple[Group, ...]
    people: tuple[Groups, ...]


def measure() -> None:
    """Print the seconds and the cells of each release, with organisations and without."""
    for strays in STRAYS:
        for visibility in (Visibility.ANONYMOUS, Visibility.ORGANISATION):
            made, seconds, answered = _released(strays, visibility)
            print(
                f"releases, {visibility}, {strays:.0%} strays: {seconds:.1f} s (at most {SECONDS}) for {QUESTIONS} "
                f"questions to {ORGANISATIONS} organisations, {answered} answered; cells {_told(made)}",
                flush=True,
            )


def _released(strays: float, visibility: Visibility) -> tuple[Release, float, int]:
    chance = random.Random(1)
    partnership = _partnership(strays, chance)
    questions = tuple(ScaleQuestion(f"q{n}", f"Question {n}?") for n in range(QUESTIONS))
    responses = list(_responses(partnership, questions, chance))
    began = time.perf_counter()
    made = release(
        prompt=Prompt("prompt", Kind.PULSE, "Working together", "working", questions),
        occurrence=_occurrence(visibility),
        groups=partnership.groups,
        asked=partnership.people,
        responses=responses,
        names={},
        closed_at=at("2026-06-03 08:00Z"),
    )
    return made, time.perf_counter() - began, len(responses)


def _told(made: Release) -> str:
    cells = Counter(
        cell.figure.reason if isinstance(cell.figure, Mask) else None for each in made.results for cell in each.cells
    )
    hidden = ", ".join(f"{cells[reason]} {reason}" for reason in Reason if cells[reason])
    return f"shown {cells[None]}, hidden {hidden}"


def _partnership(strays: float, chance: random.Random) -> _Partnership:
    sectors = [chance.randrange(SECTORS) for _ in range(ORGANISATIONS)]
    sites = [chance.randrange(SITES) for _ in range(ORGANISATIONS)]
    sizes = [chance.lognormvariate(0, 0.8) for _ in range(ORGANISATIONS)]
    people = []
    for organisation in chance.choices(range(ORGANISATIONS), sizes, k=PEOPLE):
        site = chance.randrange(SITES) if chance.random() < strays else sites[organisation]
        cohort = chance.randrange(COHORTS) if chance.random() < strays else site % COHORTS
        standing = (f"sector:{sectors[organisation]}", f"site:{site}", f"cohort:{cohort}")
        people.append(frozenset((f"organisation:{organisation}", *standing)))
    counts = {
        Margin.SECTOR: SECTORS,
        Margin.COHORT: COHORTS,
        Margin.SITE: SITES,
        Margin.ORGANISATION: ORGANISATIONS,
    }
    groups = (Group(margin, str(n), str(n)) for margin, count in counts.items() for n in range(count))
    return _Partnership(tuple(groups), tuple(people))


def _responses(
    partnership: _Partnership, questions: tuple[ScaleQuestion, ...], chance: random.Random
) -> Iterator[Response]:
    for n, groups in enumerate(partnership.people):
        if chance.random() < ANSWERED:
            answers = {each.key: chance.randint(1, 5) for each in questions if chance.random() >= LEFT_OUT}
            yield Response("occurrence", f"t{n}", answers, Sharing.NO, None, groups)


def _occurrence(visibility: Visibility) -> Occurrence:
    return Occurrence(
        id="occurrence",
        schedule="schedule",
        partnership="partnership",
        prompt="prompt",
        audience=Audience(Whom.EVERYBODY),
        slot=at("2026-06-01 09:00"),
        zone="Europe/London",
        due_at=at("2026-06-01 08:00Z"),
        closes_at=at("2026-06-03 08:00Z"),
        remind_at=None,
        visibility=visibility,
        thresholds=USUAL,
        state=State.OPEN,
    )
