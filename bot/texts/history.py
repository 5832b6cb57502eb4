"""One question over time: a chart, its sentence, and a table that says the same, one question a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Facts, Message, Table, Text
from bot.chat.message import Series as Line
from bot.domain.disclosure.figures import Mask, Rate, ScaleFigure, ScaleRange
from bot.domain.prompt import ScaleQuestion
from bot.domain.trend import Point, Series, compare, thinned
from bot.speech import gettext as _
from bot.speech import ngettext, noop, pgettext
from bot.texts import evaluating, figures, moments, notes
from bot.texts.room import capital, distinct, shorten
from bot.texts.verbs import Verb

LAST = "last"
_NOT = noop("not shown")

_AGREED = noop("{when} {share} % agree and {strongly} % strongly agree (n = {n}).")
_SAID = noop("{when} {share} % say {points} and {strongly} % say {highest} (n = {n}).")
_AGREED_ONCE = noop("{when} {share} % agree and {strongly} % strongly agree; average {average} (n = {n}).")
_SAID_ONCE = noop("{when} {share} % say {points} and {strongly} % say {highest}; average {average} (n = {n}).")


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
    heading = Text(shorten(_("{name}: over time", name=view.name), limits.HEADING), "heading")
    ways = Buttons((*_ways(view), notes.home()))
    if not view.told:
        nothing = _("This pulse asks nothing on a scale.") if view.pulses else _("No pulse has closed yet.")
        shown = _("What is asked on a scale is shown here over time.")
        return Message(_("Over time"), (heading, Text(f"{nothing} {shown}"), ways))
    series = view.told[view.number]
    question = _("question {number} of {count}", number=view.number + 1, count=len(view.told))
    where = f"{series.title} · {question}"
    if len(view.pulses) > 1:
        check_in = _("check-in {number} of {count}", number=view.place + 1, count=len(view.pulses))
        where = f"{where} · {check_in}"
    blocks = [heading, Text(where, "note"), Text(series.question.text), *_told(series, view.zone)]
    summary = _("Over time: {question}", question=series.question.text)
    return Message(shorten(summary, limits.SUMMARY), (*blocks, ways))


def _ways(view: View) -> Iterator[Button]:
    earlier, later = view.number - 1, view.number + 1
    if earlier >= 0:
        yield _way(_("Earlier question"), view, view.place, str(earlier))
    elif view.place:
        yield _way(_("Previous check-in"), view, view.place - 1, LAST)
    if later < len(view.told):
        yield _way(_("Next question"), view, view.place, str(later))
    elif view.place + 1 < len(view.pulses):
        yield _way(_("Next check-in"), view, view.place + 1, "0")


def _way(label: str, view: View, place: int, question: str) -> Button:
    return Button(label, Action(Verb.HISTORY, f"{view.partnership}:{view.pulses[place]}:{question}"))


def _told(series: Series, zone: str) -> list[Block]:
    points = thinned(series.points, limits.POINTS)
    shown = [(point, point.figure) for point in points if isinstance(point.figure, ScaleFigure)]
    blocks: list[Block] = []
    if shown:
        blocks.append(_chart(series.question, shown, zone, _sentence(series, zone)))
        if moved := tuple(_moved(series, zone)):
            blocks += [Text(_("How it moved"), "heading"), Facts(moved)]
    else:
        blocks.append(Text(_("Nothing of it may be shown so far.")))
    blocks += [_table(series, points, zone), Text("\n".join(_notes(series, points, zone)), "note")]
    return blocks


def _chart(question: ScaleQuestion, shown: Sequence[tuple[Point, ScaleFigure]], zone: str, sentence: str) -> Chart:
    agree, strongly = figures.per_cent(question)
    points, _end = figures.towards(question) or ("", "")
    title = _("Per cent who say {points}", points=points) if points else _("Per cent who agree")
    told = [figure for _point, figure in shown]
    above = Line(agree, tuple(float(figure.agree) for figure in told))
    highest = Line(strongly, tuple(float(figure.strongly) for figure in told))
    return Chart(
        title=shorten(title, limits.CHART_TITLE),
        # One moment makes no line.
        kind="line" if len(shown) > 1 else "bar",
        categories=distinct([point.wave or moments.short_day(point.closed_at, zone) for point, _figure in shown]),
        # On a scale of two points they are the same.
        series=(above,) if agree == strongly else (above, highest),
        sentence=sentence,
    )


def _sentence(series: Series, zone: str) -> str:
    """What the figures say."""
    shown = [(point, point.figure) for point in series.points if isinstance(point.figure, ScaleFigure)]
    (first, before), (last, now) = shown[0], shown[-1]
    agreeing = figures.towards(series.question) is None
    template = (_AGREED if agreeing else _SAID) if len(shown) > 1 else (_AGREED_ONCE if agreeing else _SAID_ONCE)
    began = _(
        template,
        when=_at(first, zone),
        share=before.agree,
        strongly=before.strongly,
        points=figures.above(series.question),
        highest=series.question.high,
        average=figures.average(before),
        n=before.n,
    )
    if len(shown) == 1:
        return began
    since = _(
        "{when} it is {share} % and {strongly} % (n = {n}).",
        when=_at(last, zone),
        share=now.agree,
        strongly=now.strongly,
        n=now.n,
    )
    return f"{began} {since}"


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
    columns = [_("When"), capital(agree), capital(strongly), _("Average"), "n", _("Answered")]
    if first is not None and len(points) > 1:
        everybody = _("Points since {since}, all who answered (95 % interval)", since=when(first, zone))
        columns += [everybody, _("Points, the same people")]
    rows = [_row(series, point, first if len(columns) > 6 else None, zone) for point in points]  # noqa: PLR2004  with changes
    return Table(_("In figures"), tuple(columns), tuple(rows))


def _row(series: Series, point: Point, first: Point | None, zone: str) -> tuple[str, ...]:
    row = [when(point, zone), *_cells(point), _rate(point.turnout)]
    if first is None:
        return tuple(row)
    if point is first:
        return (*row, pgettext("of what is compared", "start"), pgettext("of what is compared", "start"))
    people = series.matched(first, point)
    if not isinstance(point.figure, ScaleFigure) or not isinstance(first.figure, ScaleFigure):
        return (*row, _(_NOT), _(_NOT))
    change = compare(first.figure, point.figure).agree
    told = _("{points}, n = {n}", points=evaluating.briefly(people.agree), n=people.n) if people else _("not known")
    return (*row, evaluating.briefly(change), told)


def _cells(point: Point) -> tuple[str, str, str, str]:
    """% agree, % at the highest point, the average and n."""
    match point.figure:
        case ScaleFigure() as figure:
            return f"{figure.agree} %", f"{figure.strongly} %", figures.average(figure), str(figure.n)
        case ScaleRange(bounds=(low, high), n=n):
            return _("{low} to {high} %", low=low, high=high), _(_NOT), _(_NOT), str(n)
        case Mask() as mask:
            return figures.hidden(mask), _(_NOT), _(_NOT), _(_NOT)


def _rate(turnout: Rate | Mask) -> str:
    return _(_NOT) if isinstance(turnout, Mask) else figures.rate(turnout)


def _notes(series: Series, points: Sequence[Point], zone: str) -> Iterator[str]:
    yield figures.scale(series.question)
    if len(points) < len(series.points):
        since = when(series.points[0], zone)
        shown, all_ = len(points), len(series.points)
        yield _("{shown} of {all} times since {since} are shown, evenly spread.", shown=shown, all=all_, since=since)
    if gaps := sum(not isinstance(point.figure, ScaleFigure) for point in points):
        yield ngettext(
            "{count} of them is in the table only, because not everything may be shown.",
            "{count} of them are in the table only, because not everything may be shown.",
            gaps,
        )
    if sum(isinstance(point.figure, ScaleFigure) for point in series.points) > 1:
        yield _(evaluating.ROUNDED)
        yield _(evaluating.METHOD)


def when(point: Point, zone: str) -> str:
    """A point by its wave, or by its day."""
    return point.wave or moments.day(point.closed_at, zone)


def _at(point: Point, zone: str) -> str:
    if point.wave:
        return _("At {wave}", wave=point.wave)
    return _("On {day}", day=moments.day(point.closed_at, zone))
