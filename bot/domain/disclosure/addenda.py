"""What is released of an occurrence beside its release: of people who are in no figure of that one, as one group.

Whatever can be put together from a release and such an addendum falls into a part of either, since nobody is in both:
if neither tells too much, both together do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.disclosure.figures import Mask
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import Groups
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, Kind, Prompt
from bot.domain.response import Response, Sharing
from bot.speech import noop


class Addition(StrEnum):
    """The sorts of addenda: late answers, and why people skipped."""

    LATE = "late"
    SKIPPED = "skipped"


WHY = ChoiceQuestion(
    "why",
    noop("Why did you skip it?"),
    (
        noop("I had no time"),
        noop("It is not about my work"),
        noop("I was asked too often"),
        noop("It is too personal"),
        noop("Another reason"),
    ),
)
"""What somebody who skips may say of it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one person skipped."""

    token: str
    """What an answer of theirs would be kept under."""
    chosen: int
    """Which of the options of `WHY`."""
    groups: Groups
    """Those in which they stood."""


_SKIPPED = Prompt("", Kind.PULSE, noop("Why people skipped"), "", (WHY,))


def late(
    prompt: Prompt, occurrence: Occurrence, responses: Sequence[Response], names: Mapping[str, str], at: datetime
) -> Release | None:
    """What late answers say, if as many came as must stand behind any figure, and the rules let some of it be shown.

    Args:
        prompt: what was asked.
        occurrence: what was released already, without these.
        responses: the late ones, all of them.
        names: member id to name, for those who let their name stand with their words.
        at: the moment from which on no more come.
    """
    if len(responses) < occurrence.thresholds.scores:
        return None
    return _telling(
        release(
            prompt=prompt,
            occurrence=occurrence,
            groups=(),
            asked=[response.groups for response in responses],
            responses=responses,
            names=names,
            closed_at=at,
        )
    )


def skipped(occurrence: Occurrence, reasons: Sequence[Reason], at: datetime) -> Release | None:
    """Why people skipped, under the same rules as what others answered."""
    given = [
        Response(occurrence.id, each.token, {WHY.key: (each.chosen,)}, Sharing.NO, None, each.groups)
        for each in reasons
    ]
    made = release(
        prompt=_SKIPPED,
        occurrence=occurrence,
        groups=(),
        asked=[reason.groups for reason in reasons],
        responses=given,
        names={},
        closed_at=at,
    )
    return _telling(replace(made, wave=None))


def _telling(made: Release) -> Release | None:
    """The release, if anything is shown in it."""
    shown = made.words or any(not isinstance(result.whole, Mask) for result in made.results)
    return made if shown else None
