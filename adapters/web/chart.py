"""Lays a chart out as shapes on a small canvas, for a template to write down as SVG."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from bot.chat.message import Chart
from bot.chat.numerals import numeral

WIDTH = 340.0
"""Units across; about a phone's width in CSS pixels, so that text keeps its size there."""
INSET, TOP, PLOT, FOOT = 8.0, 14.0, 120.0, 26.0
BAR, BAR_GAP, ROW_HEAD, ROW_GAP = 14.0, 3.0, 20.0, 10.0
LEAST = 1e-300
"""What is nearer to nought than this is drawn as nought: a tenth of it is hardly a number any more."""
THOUSAND, QUADRILLION = 1e3, 1e15
SLACK = 1e-9
"""Three tenths are not quite three times a tenth."""
CHARACTER = 7.2
"""Units that one character of a label takes, rounded up, at the style sheet's 13 units."""


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text; `anchor` is SVG's start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of the series with this index."""

    x: float
    y: float
    width: float
    series: int


@dataclass(frozen=True, slots=True)
class Line:
    """The points of the series with this index, left to right."""

    points: tuple[tuple[float, float], ...]
    series: int

    @property
    def path(self) -> str:
        """The points as SVG's `points` attribute."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of the grid; `axis` where it stands for nought."""

    x1: float
    y1: float
    x2: float
    y2: float
    axis: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to be drawn, from back to front, on a canvas of `WIDTH` by `height`."""

    height: float
    rules: tuple[Rule, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]
    width: float = WIDTH


def draw(chart: Chart) -> Drawing:
    """The drawing of a chart: bars lie, so that their names have room on a phone; lines run left to right."""
    match chart.kind:
        case "bar":
            return _bars(chart)
        case "line":
            return _lines(chart)


def number(value: float) -> str:
    """A figure as people write it: to four digits, thousands set apart, with a true minus sign."""
    # Adding nought makes nought of a nought below it.
    large = THOUSAND <= abs(value) < QUADRILLION
    written = numeral(value, ",.0f") if large else numeral(value + 0.0, ".4g")
    return written.replace("-", "\N{MINUS SIGN}")


class _Span:
    """Places values between the lowest and the highest, nought always included.

    It reckons in parts of the greatest magnitude, because the distance between two finite numbers need not be finite.
    """

    def __init__(self, chart: Chart) -> None:
        every = [value for series in chart.series for value in series.values]
        peak = max(map(abs, every))
        if peak < LEAST:
            self._unit, self.low, self.high = 1.0, 0.0, 0.0
        else:
            self._unit, self.low, self.high = peak, min(0.0, *every) / peak, max(0.0, *every) / peak

    def part(self, value: float) -> float:
        """How far up the span a value lies, from 0 to 1."""
        return (value / self._unit - self.low) / (self.high - self.low or 1.0)

    def ticks(self) -> list[float]:
        """Two to six round values within the span, evenly apart, nought among them."""
        step = self._step()
        first, last = (
            math.ceil(self.low * self._unit / step - SLACK),
            math.floor(self.high * self._unit / step + SLACK),
        )
        return [step * place for place in range(first, last + 1)]

    def _step(self) -> float:
        """The smallest of 1, 2 or 5 times a power of ten of which five make the span."""
        rough = (self.high - self.low or 1.0) / 5 * self._unit
        power = 10.0 ** math.floor(math.log10(rough))
        return next((factor * power for factor in (1, 2, 5) if factor * power >= rough), 10 * power)


def _bars(chart: Chart) -> Drawing:
    span = _Span(chart)
    every = [value for series in chart.series for value in series.values]
    # Room on both sides for the longest figure: a bar below nought has its figure on the left.
    margin = INSET + CHARACTER * max(len(number(value)) for value in every)
    left = margin if min(every) < 0 else INSET
    room = WIDTH - margin - left

    def across(value: float) -> float:
        return left + room * span.part(value)

    nought = across(0.0)
    bars: list[Bar] = []
    labels: list[Label] = []
    y = 0.0
    for place, category in enumerate(chart.categories):
        labels.append(Label(INSET, y + ROW_HEAD - 6, category))
        y += ROW_HEAD
        for index, series in enumerate(chart.series):
            value = series.values[place]
            end = across(value)
            bars.append(Bar(min(nought, end), y, abs(end - nought), index))
            beside, anchor = (end - 5, "end") if value < 0 else (end + 5, "start")
            labels.append(Label(beside, y + BAR - 2.5, number(value), anchor))
            y += BAR + BAR_GAP
        y += ROW_GAP
    axis = Rule(nought, ROW_HEAD - 4, nought, y - ROW_GAP, axis=True)
    return Drawing(y, (axis,), tuple(bars), (), tuple(labels))


def _lines(chart: Chart) -> Drawing:
    span = _Span(chart)
    ticks = span.ticks()
    left = INSET + CHARACTER * max(len(number(tick)) for tick in ticks) + 6
    last = len(chart.categories) - 1

    def across(place: int) -> float:
        # A single category stands in the middle.
        part = place / last if last else 0.5
        return left + 6 + (WIDTH - INSET - left - 12) * part

    def down(value: float) -> float:
        return TOP + PLOT * (1 - span.part(value))

    lines = tuple(
        Line(tuple((across(place), down(value)) for place, value in enumerate(series.values)), index)
        for index, series in enumerate(chart.series)
    )
    rules = tuple(Rule(left, down(tick), WIDTH - INSET, down(tick), axis=tick == 0) for tick in ticks)
    heights = (Label(left - 6, down(tick) + 4, number(tick), "end") for tick in ticks)
    names = _names(chart.categories, [across(place) for place in range(last + 1)])
    return Drawing(TOP + PLOT + FOOT, rules, (), lines, (*heights, *names))


def _names(categories: Sequence[str], at: Sequence[float]) -> Iterator[Label]:
    """The names below a line chart: all, or every second, third… that has room, and the last one if it still has."""
    widths = [CHARACTER * len(category) for category in categories]
    starts = [min(max(x - width / 2, 0.0), WIDTH - width) for x, width in zip(at, widths, strict=True)]

    def apart(places: Sequence[int]) -> bool:
        return all(starts[a] + widths[a] + 2 * CHARACTER < starts[b] for a, b in pairwise(places))

    total = len(categories)
    chosen = next(places for step in count(1) if apart(places := range(0, total, step)))
    shown = {*chosen, total - 1} if apart((chosen[-1], total - 1)) else set(chosen)
    for place in sorted(shown):
        yield Label(starts[place], TOP + PLOT + FOOT - 7, categories[place])
