"""The attack by differencing: two waves of the same people, or two releases, that differ by too few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.domain.disclosure.figures import ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Release
from bot.domain.response import Response
from tests.attack.bounds import bound
from tests.attack.partnerships import Case
from tests.attack.seen import Seen, Success, questions, turnout
from tests.attack.subtraction import subtract, uncovered
from tests.attack.unanimity import unanimous

if TYPE_CHECKING:
    from bot.domain.group import Groups


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of an evaluation: its truth, its release and the scale question that is compared."""

    case: Case
    made: Release
    question: str

    def given(self) -> Sequence[Response]:
        """The responses that answer the question."""
        return [each for each in self.case.responses if self.question in each.answers]

    def seen(self) -> Seen | None:
        """What is seen of the question; None when nobody answered it."""
        return next((each for each in questions(self.case, self.made) if each.question == self.question), None)


def difference(wave: Wave, matched: Mapping[str, frozenset[str]]) -> list[Success]:
    """Take those who answered two waves for a cell of this one, for it is told how many of them agreed in it.

    Args:
        wave: the one whose people are singled out.
        matched: for each other wave with which it is told how the same people answered, their tokens.
    """
    seen = wave.seen()
    if seen is None or not matched:
        return []
    tokens = [response.token for response in wave.given()]
    people: tuple[Groups, ...] = tuple(
        groups | {f"paired:{other}" for other, both in matched.items() if token in both}
        for groups, token in zip(seen.people, tokens, strict=True)
    )
    upper = np.arange(seen.answers.shape[1]) >= (seen.answers.shape[1] + 1) // 2
    above, highest = seen.answers @ upper, seen.answers[:, -1]
    cells = (*seen.cells, *(f"paired:{other}" for other in matched))
    agreed = ScaleFigure(0, (0, 0))
    whole = replace(
        seen,
        people=people,
        answers=np.column_stack((1 - above, above)),
        cells=cells,
        figures=(*seen.figures, *(agreed for _ in matched)),
    )
    strongly = replace(
        whole,
        answers=highest[:, None],
        exclusive=False,
        scale=False,
        figures=tuple(seen.figures[0] if isinstance(each, ScaleRange) else each for each in whole.figures),
    )
    found = [*subtract(whole, wave.case.occurrence.visibility), *unanimous(whole)]
    if not any(isinstance(figure, ScaleRange) for figure in seen.figures):
        found += unanimous(strongly)
    return [replace(each, attack=f"waves, by {each.attack}") for each in found]


def again(first: Release, second: Release, k: int) -> list[Success]:
    """Two releases of one occurrence, as if late answers had been let in: cells that differ by fewer than enough."""
    found = []
    for one, other in zip(first.results, second.results, strict=True):
        figures = {cell.group: cell.figure for cell in other.cells}
        for cell in one.cells:
            before, after = getattr(cell.figure, "n", None), getattr(figures.get(cell.group), "n", None)
            if before is not None and after is not None and 0 < abs(before - after) < k:
                evidence = f"{cell.group.key} was shown with {before} people and then with {after}"
                found.append(Success("releases", one.question.key, evidence))
    return found


def collude(case: Case, first: Release, second: Release) -> list[Success]:
    """Two readers put together what each is shown, and what one of them knows of their own organisation."""
    pooled = replace(
        first,
        turnouts=tuple(
            one if hasattr(one.seen, "answered") else other
            for one, other in zip(first.turnouts, second.turnouts, strict=True)
        ),
        results=tuple(
            replace(
                one,
                cells=tuple(
                    mine if hasattr(mine.figure, "n") else yours
                    for mine, yours in zip(one.cells, other.cells, strict=True)
                ),
            )
            for one, other in zip(first.results, second.results, strict=True)
        ),
    )
    return [replace(each, attack=f"collusion, by {each.attack}") for each in everything(case, pooled)]


def everything(case: Case, made: Release) -> list[Success]:
    """Every attack upon the figures of one release, by an outsider and by an insider of each organisation."""
    visibility = case.occurrence.visibility
    found = uncovered(case, made) + [
        success
        for seen in questions(case, made)
        for success in (*subtract(seen, visibility), *unanimous(seen), *bound(seen))
    ]
    answered = turnout(case, made)
    return found + (subtract(answered, visibility) if answered else [])
