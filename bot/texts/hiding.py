"""What of a question, or of a week, is not shown, and why, in one sentence."""

from collections import Counter
from collections.abc import Sequence

from bot.domain.digest import Lens
from bot.domain.disclosure.figures import Mask, Reason
from bot.domain.disclosure.release import Release, Result
from bot.domain.group import EVERYBODY, Group, Margin
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts.figures import WHY
from bot.texts.moments import enumeration
from bot.texts.room import shorten

_NAMED, _NAME = 3, 60
"""So few groups are named, each in so many characters; more are counted."""
_HIDDEN = noop("Hidden: {groups} ({why}).")
_SOMEWHERE = noop("Hidden in one question or more: {groups} ({why}).")

_Hidden = Sequence[tuple[Group, Reason]]


def left_out(result: Result, lens: Lens) -> str:
    """Which groups are hidden in one question, by why, as a sentence; "" where none is."""
    hidden = [
        (cell.group, cell.figure.reason)
        for cell in result.cells
        if lens.shows(cell.group) and isinstance(cell.figure, Mask)
    ]
    parts = [
        f"{_these([each for each in hidden if each[1] is reason], named=len(hidden) <= _NAMED)} ({_(WHY[reason])})"
        for reason in dict.fromkeys(reason for _group, reason in hidden)
    ]
    return _("Hidden: {groups}.", groups="; ".join(parts)) if parts else ""


def left_out_shortly(releases: Sequence[Release], lens: Lens) -> str:
    """Which groups are hidden in some question of these releases, with the reasons of all of them together."""
    hidden = _anywhere(releases, lens)
    if not hidden:
        return ""
    questions = sum(len(release.results) for release in releases)
    # Too few are too few, whoever the others are.
    reasons = {Reason.FEW if reason is Reason.ALONE else reason for _group, reason in hidden}
    why = [_(WHY[reason]) for reason in Reason if reason in reasons]
    template = _HIDDEN if questions == 1 else _SOMEWHERE
    return _(template, groups=_these(hidden, named=len(hidden) <= _NAMED), why="; ".join(why))


def _anywhere(releases: Sequence[Release], lens: Lens) -> _Hidden:
    """The groups that a reader looks at and that are hidden in some question, the higher margins first."""
    found: dict[tuple[Margin, str], tuple[Group, list[Reason]]] = {}
    for release in releases:
        for result in release.results:
            for cell in result.cells:
                if lens.shows(cell.group) and isinstance(cell.figure, Mask):
                    _group, reasons = found.setdefault((cell.group.margin, cell.group.id), (cell.group, []))
                    reasons.append(cell.figure.reason)
    # The plainest of several reasons.
    hidden = [(group, min(reasons, key=list(Reason).index)) for group, reasons in found.values()]
    return sorted(hidden, key=lambda each: list(Margin).index(each[0].margin))


def _these(hidden: _Hidden, *, named: bool) -> str:
    """The groups by their names, or how many there are of each margin."""
    if named:
        return enumeration([_name(group) for group, _reason in hidden])
    many = Counter(group.margin for group, _reason in hidden)
    return enumeration([_number(margin, count) for margin, count in many.items()])


def _name(group: Group) -> str:
    return _number(group.margin, 1) if group == EVERYBODY else shorten(group.name, _NAME)


def _number(margin: Margin, count: int) -> str:
    match margin:
        case Margin.PARTNERSHIP:
            return _("everybody together")
        case Margin.SECTOR:
            return ngettext("{count} sector", "{count} sectors", count)
        case Margin.COHORT:
            return ngettext("{count} cohort", "{count} cohorts", count)
        case Margin.SITE:
            return ngettext("{count} site", "{count} sites", count)
        case Margin.ORGANISATION:
            return ngettext("{count} organisation", "{count} organisations", count)
