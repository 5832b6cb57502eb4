"""The results of one check-in by group: one question at a time in a table, with what is hidden and why."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Table, Text
from bot.domain.digest import Lens
from bot.domain.disclosure.addenda import Addition
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Rate, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Release
from bot.domain.group import EVERYBODY
from bot.domain.prompt import ChoiceQuestion, Question, ScaleQuestion
from bot.speech import gettext as _
from bot.speech import noop, pgettext
from bot.texts import figures, moments, notes, quoting
from bot.texts.asking import KINDS
from bot.texts.called import called
from bot.texts.hiding import left_out
from bot.texts.room import capital, shorten
from bot.texts.verbs import Verb

_ROWS, _QUOTES = 8, 5
"""Groups and quotes on a page: a phone scrolls little, and the longest of them fit a message together."""
_NAME = 120


@dataclass(frozen=True, slots=True)
class View:
    """Which question of a release is looked at, on which page of it, and by whom."""

    release: Release
    lens: Lens
    zone: str
    number: int
    page: int = 0
    """Of the question; a page that is not there is the last one."""
    part: Addition | None = None
    """Which addendum the release is; None for the release itself."""
    others: Collection[Addition] = ()
    """What was released beside it."""

    def subject(self, *turned: int) -> str:
        """What a button carries that turns to a question and a page."""
        return ":".join((self.release.occurrence, *([self.part] if self.part else ()), *map(str, turned)))


_PARTS = {Addition.LATE: noop("late answers"), Addition.SKIPPED: noop("why people skipped")}


def message(view: View) -> Message:
    """The page."""
    release, question = view.release, _question(view)
    rows, said = list(_rows(view)), quoting.by_question(release).get(view.number, ())
    last = max(_pages(rows, _ROWS), _pages(said, _QUOTES), 1) - 1
    page = min(view.page, last)
    blocks: list[Block] = [
        Text(shorten(_(release.title) if _ours(view) else release.title, limits.HEADING), "heading"),
        Text(" · ".join(_where(view, page, last)), "note"),
        Text(question.text),
        *_groups(view, rows, page),
        *(quoting.quote(words, release.kind) for words in said[page * _QUOTES :][:_QUOTES]),
    ]
    if turning := tuple(_turning(view, page, last)):
        blocks.append(Buttons(turning))
    if why := left_out(release.results[view.number], view.lens):
        blocks.append(Text(why, "note"))
    ways = (*_ways(view), notes.home())
    blocks += [Buttons(ways[first : first + limits.BUTTONS]) for first in range(0, len(ways), limits.BUTTONS)]
    return Message(shorten(_("Results: {title}", title=release.title), limits.SUMMARY), tuple(blocks))


def _ours(view: View) -> bool:
    """Whether what is asked there is worded by Weft, and not by people."""
    return view.part is Addition.SKIPPED


def _question(view: View) -> Question:
    """The question that is looked at, in the reader's language where it is one of Weft's own."""
    question = view.release.results[view.number].question
    if _ours(view) and isinstance(question, ChoiceQuestion):
        return replace(question, text=_(question.text), options=tuple(_(option) for option in question.options))
    return question


def _where(view: View, page: int, last: int) -> Iterator[str]:
    release = view.release
    kinds = [_(KINDS[release.kind]), *([release.wave] if release.wave else [])]
    yield ", ".join([*kinds, *([_(_PARTS[view.part])] if view.part else [])])
    yield _("closed {day}", day=moments.day(release.closed_at, view.zone))
    yield _("question {number} of {count}", number=view.number + 1, count=len(release.results))
    if last:
        yield _("page {page} of {pages}", page=page + 1, pages=last + 1)


def _pages(items: Sequence[object], most: int) -> int:
    return -(-len(items) // most)


def _turning(view: View, page: int, last: int) -> Iterator[Button]:
    for label, number in ((_("Previous page"), page - 1), (_("Next page"), page + 1)):
        if 0 <= number <= last:
            yield Button(label, Action(Verb.RESULTS, view.subject(view.number, number)))


def _ways(view: View) -> Iterator[Button]:
    for label, number in ((_("Earlier question"), view.number - 1), (_("Next question"), view.number + 1)):
        if 0 <= number < len(view.release.results):
            yield Button(label, Action(Verb.RESULTS, view.subject(number)))
    for each in sorted(view.others):
        yield Button(capital(_(_PARTS[each])), Action(Verb.RESULTS, f"{view.release.occurrence}:{each}:0"))
    if view.part:
        yield Button(_("All results"), Action(Verb.RESULTS, f"{view.release.occurrence}:0"))
    yield Button(_("History"), Action(Verb.HISTORY, view.release.partnership))


def _groups(view: View, rows: Sequence[tuple[str, ...]], page: int) -> Iterator[Block]:
    """The page's part of the table, with its scale."""
    question = _question(view)
    if not rows:
        yield Text(_("No answer to this can be shown."))
        if isinstance(view.release.turnout, Rate):
            yield Text(_("Answered this check-in: {rate}.", rate=figures.rate(view.release.turnout)))
    if here := tuple(rows[page * _ROWS :][:_ROWS]):
        first = page * _ROWS
        caption = (
            _("By group")
            if len(here) == len(rows)
            else _("Groups {first} to {last} of {count}", first=first + 1, last=first + len(here), count=len(rows))
        )
        yield Table(caption, _columns(question), here)
        if isinstance(question, ScaleQuestion):
            yield Text(figures.scale(question), "note")


def _columns(question: Question) -> tuple[str, ...]:
    """What is looked for first stands first."""
    if isinstance(question, ScaleQuestion):
        agree, _strongly = figures.names(question)
        points = _("At each point, from {low} to {high}", low=question.low, high=question.high)
        return (_("Group"), capital(agree), pgettext("how many", "n"), _("Average"), _("Answered"), points)
    return (_("Group"), _("What they said"), pgettext("how many", "n"), _("Answered"))


def _rows(view: View) -> Iterator[tuple[str, ...]]:
    """A row for each group that is shown, after everybody the reader's own ones, which stand there in any case.

    None where nothing is shown: rows without a figure say less than the sentence below them.
    """
    result = view.release.results[view.number]
    if all(isinstance(cell.figure, Mask) or not view.lens.shows(cell.group) for cell in result.cells):
        return
    told = zip(result.cells, view.release.turnouts, strict=True)
    for cell, turnout in sorted(
        told, key=lambda each: each[0].group != EVERYBODY and not view.lens.is_own(each[0].group)
    ):
        own = view.lens.is_own(cell.group)
        always = own or cell.group == EVERYBODY
        if always or (view.lens.shows(cell.group) and not isinstance(cell.figure, Mask)):
            name = shorten(called(cell.group), _NAME)
            # What hides the figure as well is said once.
            answered = "-" if turnout.seen == cell.figure else figures.rate(turnout.seen)
            yield _("{group} (yours)", group=name) if own else name, *_cells(_question(view), cell.figure, answered)


def _cells(question: Question, figure: Figure, answered: str) -> tuple[str, ...]:
    scale = isinstance(question, ScaleQuestion)
    match figure:
        case Mask() as mask:
            return (figures.hidden(mask), "-", "-", answered, "-") if scale else (figures.hidden(mask), "-", answered)
        case ScaleFigure(counts=counts, n=n):
            spread = ", ".join(str(count) for count in counts)
            return _("{share} %", share=figure.agree), str(n), f"{figure.mean:.1f}", answered, spread
        case ScaleRange(bounds=(low, high), n=n):
            return _("{low} to {high} %", low=low, high=high), str(n), "-", answered, "-"
        case ChoiceFigure(n=n) | OpenFigure(n=n):
            return shorten(figures.said(question, figure), limits.CELL), str(n), answered
