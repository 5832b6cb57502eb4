"""One question over time: a chart, its sentence, and a table that says the same, one question a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Facts, Message, Table, Text
from bot.chat.message import Series as Line
from bot.domain.disclosure.figures import Mask, Rate, ScaleFigure, ScaleRange
from bot.domain.prompt import ScaleQuestion
from bot.domain.trend import Point, Series, compare, thinned
from bot.texts import evaluating, figures, moments, notes
from bot.texts.room import capital, distinct, shorten
from bot.texts.verbs import Verb

LAST = "last"
_NOT = "not shown"


@dataclass(frozen=True, slots=True)
class View:
    """Which page of a partnership's history is looked at."""

    partnership: str
    name: str
    """Of the partnership."""
    zone: str
    """The reader's own."""
    pulses: Sequence[str]
    """The schedules that have a history."""
    place: int
    """Which of them is looked at."""
    told: Sequence[Series]
    """Its questions over time."""
    number: int
    """Which of these is looked at."""


def number(text: str, count: int) -> int:
    """Which of so many questions a page's subject names; the first where it names none."""
    if text == LAST:
        return max(count - 1, 0)
    return min(int(text), max(count - 1, 0)) if text.isdecimal() else 0


def message(view: View) -> Message:
    """The page."""
    heading = Text(shorten(f"{view.name}: over time", limits.HEADING), "heading")
    ways = Buttons((*_ways(view), notes.home()))
    if not view.told:
        nothing = "This pulse asks nothing on a scale." if view.pulses else "No pulse has closed yet."
        return Message(
            "Over time", (heading, Text(f"{nothing} What is asked on a scale is shown here over time."), ways)
        )
    series = view.told[view.number]
    where = f"{series.title} · question {view.number + 1} of {len(view.told)}"
    if len(view.pulses) > 1:
        where += f" · check-in {view.place + 1} of {len(view.pulses)}"
    blocks = [heading, Text(where, "note"), Text(series.question.text), *_told(series, view.zone)]
    return Message(shorten(f"Over time: {series.question.text}", limits.SUMMARY), (*blocks, ways))


def _ways(view: View) -> Iterator[Button]:
    earlier, later = view.number - 1, view.number + 1
    if earlier >= 0:
        yield _way("Earlier question", view, view.place, str(earlier))
    elif view.place:
        yield _way("Previous check-in", view, view.place - 1, LAST)
    if later < len(view.told):
        yield _way("Next question", view, view.place, str(later))
    elif view.place + 1 < len(view.pulses):
        yield _way("Next check-in", view, view.place + 1, "0")


def _way(label: str, view: View, place: int, question: str) -> Button:
    return Button(label, Action(Verb.HISTORY, f"{view.partnership}:{view.pulses[place]}:{question}"))


def _told(series: Series, zone: str) -> list[Block]:
    points = thinned(series.points, limits.POINTS)
    shown = [(point, point.figure) for point in points if isinstance(point.figure, ScaleFigure)]
    blocks: list[Block] = []
    if shown:
        blocks.append(_chart(series.question, shown, zone, _sentence(series, zone)))
        if moved := tuple(_moved(series, zone)):
            blocks += [Text("How it moved", "heading"), Facts(moved)]
    else:
        blocks.append(Text("Nothing of it may be shown so far."))
    blocks += [_table(series, points, zone), Text("\n".join(_notes(series, points, zone)), "note")]
    return blocks


def _chart(question: ScaleQuestion, shown: Sequence[tuple[Point, ScaleFigure]], zone: str, sentence: str) -> Chart:
    agree, strongly = figures.names(question)
    told = [figure for _, figure in shown]
    above = Line(f"% {agree}", tuple(float(figure.agree) for figure in told))
    highest = Line(f"% {strongly}", tuple(float(figure.strongly) for figure in told))
    return Chart(
        title=f"Per cent who {agree}",
        # One moment makes no line.
        kind="line" if len(shown) > 1 else "bar",
        categories=distinct([point.wave or moments.short_day(point.closed_at, zone) for point, _ in shown]),
        # On a scale of two points they are the same.
        series=(above,) if agree == strongly else (above, highest),
        sentence=sentence,
    )


def _sentence(series: Series, zone: str) -> str:
    """What the figures say."""
    shown = [(point, point.figure) for point in series.points if isinstance(point.figure, ScaleFigure)]
    agree, strongly = figures.names(series.question)
    (first, before), (last, now) = shown[0], shown[-1]
    if len(shown) == 1:
        return (
            f"{_at(first, zone)} {now.agree} % {agree} and {now.strongly} % {strongly}; "
            f"average {now.mean:.1f} (n = {now.n})."
        )
    return (
        f"{_at(first, zone)} {before.agree} % {agree} and {before.strongly} % {strongly} (n = {before.n}). "
        f"{_at(last, zone)} it is {now.agree} % and {now.strongly} % (n = {now.n})."
    )


def _moved(series: Series, zone: str) -> Iterator[tuple[str, str]]:
    """How the last figure differs from the first one, and from the one before it: the same people first."""
    shown = [(point, point.figure) for point in series.points if isinstance(point.figure, ScaleFigure)]
    *earlier, (last, now) = shown
    named = figures.names(series.question)
    for point, figure in dict.fromkeys((*earlier[:1], *earlier[-1:])):
        since = when(point, zone)
        if people := series.matched(point, last):
            yield evaluating.same(people, since, *named)
        yield evaluating.different(compare(figure, now), since, *named)


def _table(series: Series, points: Sequence[Point], zone: str) -> Table:
    agree, strongly = figures.names(series.question)
    first = next((point for point in series.points if isinstance(point.figure, ScaleFigure)), None)
    columns = ["When", capital(agree), capital(strongly), "Average", "n", "Answered"]
    if first is not None and len(points) > 1:
        columns += [f"Points since {when(first, zone)}, all who answered (95 % interval)", "Points, the same people"]
    rows = [_row(series, point, first if len(columns) > 6 else None, zone) for point in points]  # noqa: PLR2004  with changes
    return Table("In figures", tuple(columns), tuple(rows))


def _row(series: Series, point: Point, first: Point | None, zone: str) -> tuple[str, ...]:
    row = [when(point, zone), *_cells(point), _rate(point.turnout)]
    if first is None:
        return tuple(row)
    if point is first:
        return (*row, "start", "start")
    people = series.matched(first, point)
    if not isinstance(point.figure, ScaleFigure) or not isinstance(first.figure, ScaleFigure):
        return (*row, _NOT, _NOT)
    change = compare(first.figure, point.figure).agree
    told = f"{evaluating.briefly(people.agree)}, n = {people.n}" if people else "not known"
    return (*row, evaluating.briefly(change), told)


def _cells(point: Point) -> tuple[str, str, str, str]:
    """% agree, % at the highest point, the average and n."""
    match point.figure:
        case ScaleFigure() as figure:
            return f"{figure.agree} %", f"{figure.strongly} %", f"{figure.mean:.1f}", str(figure.n)
        case ScaleRange(bounds=(low, high), n=n):
            return f"{low} to {high} %", _NOT, _NOT, str(n)
        case Mask() as mask:
            return figures.hidden(mask), _NOT, _NOT, _NOT


def _rate(turnout: Rate | Mask) -> str:
    return _NOT if isinstance(turnout, Mask) else f"{turnout.answered} of {turnout.asked} ({turnout.share} %)"


def _notes(series: Series, points: Sequence[Point], zone: str) -> Iterator[str]:
    yield figures.scale(series.question)
    if len(points) < len(series.points):
        since = when(series.points[0], zone)
        yield f"{len(points)} of {len(series.points)} times since {since} are shown, evenly spread."
    if gaps := sum(not isinstance(point.figure, ScaleFigure) for point in points):
        yield f"{gaps} of them {'is' if gaps == 1 else 'are'} in the table only, because not everything may be shown."
    if sum(isinstance(point.figure, ScaleFigure) for point in series.points) > 1:
        yield evaluating.ROUNDED
        yield evaluating.METHOD


def when(point: Point, zone: str) -> str:
    """A point by its wave, or by its day."""
    return point.wave or moments.day(point.closed_at, zone)


def _at(point: Point, zone: str) -> str:
    return f"At {point.wave}" if point.wave else f"On {moments.day(point.closed_at, zone)}"
