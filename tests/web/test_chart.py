"""A chart keeps within its canvas and to its values, with one point or twenty, below nought and at any size."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.chart import CHARACTER, WIDTH, Drawing, draw, number
from adapters.web.render import Carry, message
from bot.chat.message import Chart, ChartKind, Message, Series
from tests.html import read

MINUS = "\N{MINUS SIGN}"
KINDS = st.sampled_from(("line", "bar"))
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def chart(kind: ChartKind, *series: tuple[float, ...], name: str = "Week {}") -> Chart:
    categories = tuple(name.format(place) for place in range(1, len(series[0]) + 1))
    return Chart("Trust", kind, categories, tuple(Series(f"s{n}", v) for n, v in enumerate(series)), "It rose.")


@settings(deadline=None)
@given(KINDS, st.integers(1, 20).flatmap(lambda size: st.lists(st.tuples(*[FINITE] * size), min_size=1, max_size=6)))
def test_everything_lies_on_the_canvas(kind: ChartKind, series: list[tuple[float, ...]]) -> None:
    drawing = draw(chart(kind, *series))
    points = [point for line in drawing.lines for point in line.points]
    points += [point for bar in drawing.bars for point in ((bar.x, bar.y), (bar.x + bar.width, bar.y))]
    points += [point for rule in drawing.rules for point in ((rule.x1, rule.y1), (rule.x2, rule.y2))]
    points += [end for label in drawing.labels for end in _ends(drawing, label.text)]
    for x, y in points:
        assert -0.01 <= x <= WIDTH + 0.01
        assert -0.01 <= y <= drawing.height + 0.01
    assert any(rule.axis for rule in drawing.rules)


def _ends(drawing: Drawing, text: str) -> list[tuple[float, float]]:
    ends = []
    for label in drawing.labels:
        if label.text == text:
            width = CHARACTER * len(text)
            start = label.x - (width if label.anchor == "end" else 0)
            ends += [(start, label.y), (start + width, label.y)]
    return ends


def test_bars_start_at_nought_and_are_as_long_as_their_values() -> None:
    up, down, none = draw(chart("bar", (2.0, -1.0, 0.0))).bars
    assert up.x == pytest.approx(down.x + down.width)
    assert up.width == pytest.approx(2 * down.width)
    assert none.width == 0


def test_bars_of_a_category_lie_together() -> None:
    first, second, third, fourth = (bar.y for bar in draw(chart("bar", (1.0, 2.0), (3.0, 4.0))).bars)
    assert first < second < third < fourth
    assert second - first < third - second


def test_a_line_runs_from_left_to_right_and_up_is_more() -> None:
    [line] = draw(chart("line", (1.0, 3.0, 2.0))).lines
    (x1, y1), (x2, y2), (x3, y3) = line.points
    assert x1 < x2 < x3
    assert y2 < y3 < y1
    assert line.path.count(",") == 3


def test_one_point_stands_in_the_middle() -> None:
    [line] = draw(chart("line", (4.0,))).lines
    assert WIDTH / 3 < line.points[0][0] < WIDTH * 2 / 3


def test_all_noughts_are_drawn_flat() -> None:
    [line] = draw(chart("line", (0.0, 0.0))).lines
    assert line.points[0][1] == line.points[1][1]
    assert [bar.width for bar in draw(chart("bar", (0.0, 5e-324))).bars] == [0, 0]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((4.5,), ["0", "1", "2", "3", "4"]),
        ((0.1, 0.3), ["0", "0.1", "0.2", "0.3"]),
        ((60.0, 44.0, 82.0), ["0", "20", "40", "60", "80"]),
        ((-3.0, -2.0), ["-3", "-2", "-1", "0"]),
        ((-60.0, 130.0), ["-50", "0", "50", "100"]),
        ((9.0, -41.0), ["-40", "-30", "-20", "-10", "0"]),
    ],
)
def test_the_scale_has_few_round_steps_and_nought(values: tuple[float, ...], ticks: list[str]) -> None:
    labels = draw(chart("line", values, name="w{}")).labels
    assert [label.text for label in labels if label.anchor == "end"] == [tick.replace("-", MINUS) for tick in ticks]


@pytest.mark.parametrize(
    ("size", "name"), [(2, "A" * 18 + "{}"), (20, "Week {}"), (20, "{:020}"), (5, "{}"), (1, "x{}")]
)
def test_names_below_a_line_do_not_run_into_each_other(size: int, name: str) -> None:
    drawn = draw(chart("line", (1.0,) * size, name=name))
    below = [label for label in drawn.labels if label.anchor == "start"]
    assert below[0].text == name.format(1)
    for left, right in pairwise(below):
        assert left.x + CHARACTER * len(left.text) < right.x
    if size == 5:
        assert [label.text for label in below] == list("12345")


def test_figures_are_written_as_people_write_them() -> None:
    figures = (0.0, -0.0, 3.0, -0.25, 1 / 3, 1234.0, -1234567.8)
    written = ["0", "0", "3", f"{MINUS}0.25", "0.3333", "1,234", f"{MINUS}1,234,568"]
    assert [number(value) for value in figures] == written
    assert number(1e308) == "1e+308"


@pytest.mark.parametrize("kind", ["line", "bar"])
def test_a_drawing_is_named_described_and_told_in_figures(kind: ChartKind) -> None:
    six = chart(kind, *[(float(place), -1.5) for place in range(6)])
    page = read(message(Message("·", (six,)), Carry("p"), 1, "m"))
    [drawing] = page.every("svg", role="img")
    assert page.one(id=drawing.attributes["aria-labelledby"]).text == "Trust"
    assert page.one(id=drawing.attributes["aria-describedby"]).text == "It rose."
    cells = [cell.text for cell in page.one("tbody").every("td")]
    assert cells == ["0", "1", "2", "3", "4", "5"] + [f"{MINUS}1.5"] * 6
    assert len(list(page.one("ul", class_="key").every("li"))) == 6
    assert not math.isnan(float(drawing.attributes["viewbox"].split()[3]))


def test_a_single_series_needs_no_key() -> None:
    page = read(message(Message("·", (chart("bar", (1.0,)),)), Carry("p"), 1, "m"))
    assert not list(page.every("ul", class_="key"))
