"""Charts as Teams draws them, and as a table or lines where it does not."""

from collections.abc import Mapping
from typing import Any

from adapters.teams.words import Element, bold, rich, run, table
from bot.chat.message import Chart, ChartKind, Series
from bot.chat.numerals import numeral

_KINDS: Mapping[ChartKind, str] = {"line": "Chart.Line", "bar": "Chart.VerticalBar.Grouped"}
"""A grouped bar chart takes several series where the plain one takes one; with one it looks the same."""


def drawn(chart: Chart) -> list[Element]:
    """The title, which not every client draws with it, the chart, and its sentence.

    A client that knows no charts shows the figures instead.
    """
    data = [{"legend": series.name, "values": _values(chart, series)} for series in chart.series]
    shown: dict[str, Any] = {"type": _KINDS[chart.kind], "colorSet": "categorical", "data": data}
    return [rich(bold(chart.title)), {**shown, "fallback": _figures(chart)}, rich(run(chart.sentence))]


def in_words(chart: Chart) -> list[Element]:
    """Title, sentence, categories, and each series in a line."""
    return [rich(bold(chart.title)), rich(run(chart.sentence)), *_lines(chart)]


def _lines(chart: Chart) -> list[Element]:
    categories = [part for label in chart.categories for part in (run(" · "), bold(label))]
    figures = (" · ".join(map(numeral, series.values)) for series in chart.series)
    lines = (
        rich(bold(f"{series.name}: "), run(values, fontType="Monospace"))
        for series, values in zip(chart.series, figures, strict=True)
    )
    return [rich(*categories[1:]), *lines]


def _values(chart: Chart, series: Series) -> list[Element]:
    return [{"x": x, "y": y} for x, y in zip(chart.categories, series.values, strict=True)]


def _figures(chart: Chart) -> Element:
    """A table with a row a category, or lines where there are too many series for one."""
    head = ["", *(series.name for series in chart.series)]
    values = zip(*(series.values for series in chart.series), strict=True)
    body = ([label, *map(numeral, row)] for label, row in zip(chart.categories, values, strict=True))
    grid = table([head, *body])
    return {"type": "Container", "items": [grid] if grid else _lines(chart)}
