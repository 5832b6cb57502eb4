"""What of a release is not shown, and why, in one sentence."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.digest import Lens
from bot.domain.disclosure.figures import Mask, Reason
from bot.domain.disclosure.release import Release
from bot.domain.group import Margin
from bot.texts.figures import WHY
from bot.texts.moments import enumeration

_HIDDEN = "Hidden, wholly or in part"
_MANY = {
    Margin.PARTNERSHIP: ("the whole partnership", "the whole partnership"),
    Margin.SECTOR: ("sector", "sectors"),
    Margin.COHORT: ("cohort", "cohorts"),
    Margin.SITE: ("site", "sites"),
    Margin.ORGANISATION: ("organisation", "organisations"),
}


def left_out(releases: Sequence[Release], lens: Lens) -> str:
    """How many groups are hidden in some question or in all, by why, as a sentence; "" where none is."""
    parts = [f"{_number(margin, count)} ({WHY[reason]})" for (margin, reason), count in _counted(releases, lens)]
    return f"{_HIDDEN}: {'; '.join(parts)}." if parts else ""


def left_out_shortly(releases: Sequence[Release], lens: Lens) -> str:
    """The same with the reasons of all of them together."""
    counted = _counted(releases, lens)
    many: Counter[Margin] = Counter()
    for (margin, _), count in counted:
        many[margin] += count
    groups = [_number(margin, count) for margin, count in many.items()]
    # Too few are too few, whoever the others are.
    reasons = {Reason.FEW if reason is Reason.ALONE else reason for (_, reason), _ in counted}
    why = [WHY[reason] for reason in Reason if reason in reasons]
    return f"{_HIDDEN}: {enumeration(groups)} ({'; '.join(why)})." if groups else ""


def _counted(releases: Sequence[Release], lens: Lens) -> list[tuple[tuple[Margin, Reason], int]]:
    """How many of the groups that a reader looks at are hidden, the higher margins first."""
    hidden: dict[tuple[Margin, str], list[Reason]] = {}
    for release in releases:
        for place, turnout in enumerate(release.turnouts):
            figures = [result.cells[place].figure for result in release.results]
            if lens.shows(turnout.group):
                why = hidden.setdefault((turnout.group.margin, turnout.group.id), [])
                why += [figure.reason for figure in figures if isinstance(figure, Mask)]
    counted = Counter((margin, _first(reasons)) for (margin, _), reasons in hidden.items() if reasons)
    return sorted(counted.items(), key=lambda each: list(Margin).index(each[0][0]))


def _first(reasons: list[Reason]) -> Reason:
    """The plainest of several reasons."""
    return min(reasons, key=list(Reason).index)


def _number(margin: Margin, count: int) -> str:
    one, several = _MANY[margin]
    return one if margin is Margin.PARTNERSHIP else f"{count} {one if count == 1 else several}"
