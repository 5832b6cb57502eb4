"""The results of one check-in by group: one question a page, in a table, with what is hidden and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Table, Text, texts
from bot.domain.digest import Lens
from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Release
from bot.domain.prompt import Question, ScaleQuestion
from bot.texts import figures, moments, notes
from bot.texts.asking import KINDS
from bot.texts.hiding import left_out
from bot.texts.quoting import quotes
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_MOST_QUOTES = 12
_ROWS, _WAYS = limits.MESSAGE_TEXT - 2_500, 200
"""Characters for the rows of the table, and for the buttons."""


@dataclass(frozen=True, slots=True)
class View:
    """Which question of a release is looked at, and by whom."""

    release: Release
    lens: Lens
    zone: str
    number: int


def message(view: View) -> Message:
    """The page."""
    release, result = view.release, view.release.results[view.number]
    where = f"{KINDS[release.kind]} · closed {moments.day(release.closed_at, view.zone)}"
    blocks: list[Block] = [
        Text(shorten(release.title, limits.HEADING), "heading"),
        Text(f"{where} · question {view.number + 1} of {len(release.results)}", "note"),
        Text(result.question.text),
    ]
    rows = list(_rows(view))
    if fitting := _fitting(rows):
        blocks.append(Table("By group", _columns(result.question), fitting))
    else:
        blocks.append(Text(f"All of it is {figures.said(result.question, result.whole)}."))
    if len(fitting) < len(rows):
        blocks.append(Text(f"There is no room here for {len(rows) - len(fitting)} more.", "note"))
    if why := left_out([release], view.lens):
        blocks.append(Text(why, "note"))
    room = limits.MESSAGE_TEXT - _WAYS - sum(map(len, texts(blocks)))
    said = (quotes(release, many) for many in range(_MOST_QUOTES, -1, -1))
    blocks += next(each for each in said if sum(map(len, texts(each))) <= room)
    blocks.append(Buttons((*_ways(view), notes.HOME)))
    return Message(shorten(f"Results: {release.title}", limits.SUMMARY), tuple(blocks))


def _ways(view: View) -> Iterator[Button]:
    for label, number in (("Earlier question", view.number - 1), ("Next question", view.number + 1)):
        if 0 <= number < len(view.release.results):
            yield Button(label, Action(Verb.RESULTS, f"{view.release.occurrence}:{number}"))
    yield Button("History", Action(Verb.HISTORY, view.release.partnership))


def _columns(question: Question) -> tuple[str, ...]:
    """What is looked for first stands first: a phone shows but the first two or three."""
    if isinstance(question, ScaleQuestion):
        return ("Group", figures.agree(question).capitalize(), "n", "Average", "Answered", "At each point")
    return ("Group", "What they said", "n", "Answered")


def _rows(view: View) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """A row for each group that is shown, and for the reader's own ones in any case."""
    result = view.release.results[view.number]
    for cell, turnout in zip(result.cells, view.release.turnouts, strict=True):
        own = view.lens.is_own(cell.group)
        if own or (view.lens.shows(cell.group) and not isinstance(cell.figure, Mask)):
            name = f"{cell.group.name} (yours)" if own else cell.group.name
            answered = figures.rate(turnout.seen)
            yield own, (shorten(name, limits.CELL), *_cells(result.question, cell.figure, answered))


def _fitting(rows: Sequence[tuple[bool, tuple[str, ...]]]) -> tuple[tuple[str, ...], ...]:
    """As many rows as there is room for, in their order; the reader's own stay rather than others."""
    kept: list[int] = []
    room = _ROWS
    for place in sorted(range(len(rows)), key=lambda each: not rows[each][0]):
        room -= sum(map(len, rows[place][1]))
        if room < 0 or len(kept) == limits.ROWS - 1:
            break
        kept.append(place)
    return tuple(rows[place][1] for place in sorted(kept))


def _cells(question: Question, figure: Figure, answered: str) -> tuple[str, ...]:
    scale = isinstance(question, ScaleQuestion)
    match figure:
        case Mask() as mask:
            return (figures.hidden(mask), "-", "-", answered, "-") if scale else (figures.hidden(mask), "-", answered)
        case ScaleFigure(counts=counts, n=n):
            spread = " · ".join(str(count) for count in counts)
            return f"{figure.agree} %", str(n), f"{figure.mean:.1f}", answered, spread
        case ScaleRange(bounds=(low, high), n=n):
            return f"{low} to {high} %", str(n), "-", answered, "-"
        case ChoiceFigure(n=n) | OpenFigure(n=n):
            return shorten(figures.said(question, figure), limits.CELL), str(n), answered
