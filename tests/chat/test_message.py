"""What can be said, just inside and just outside of each limit."""

from collections.abc import Callable

import pytest

from bot.chat import limits
from bot.chat.message import Action, Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text
from bot.errors import Unbuildable

ACTION = Action("check_in.answer", "17")


def chart(*, title: str = "Trust", sentence: str = "Trust rose.", points: int = 2, series: int = 1) -> Chart:
    """A chart with so many points and series."""
    lines = tuple(Series(f"s{n}", (1.0,) * points) for n in range(series))
    return Chart(title, "line", tuple(f"c{n}" for n in range(points)), lines, sentence)


def table(*, caption: str = "Who", columns: int = 1, rows: int = 1, cell: str = "x") -> Table:
    """A table of equal cells."""
    return Table(caption, ("h",) * columns, ((cell,) * columns,) * rows)


def buttons(many: int) -> Buttons:
    """A row of so many different buttons."""
    return Buttons(tuple(Button("Go", Action("go", str(n))) for n in range(many)))


LENGTHS: dict[str, tuple[Callable[[str], object], int]] = {
    "verb": (Action, limits.VERB),
    "subject": (lambda text: Action("go", text), limits.SUBJECT),
    "body": (Text, limits.TEXT),
    "note": (lambda text: Text(text, "note"), limits.TEXT),
    "quote": (lambda text: Text(text, "quote"), limits.TEXT),
    "heading": (lambda text: Text(text, "heading"), limits.HEADING),
    "fact name": (lambda text: Facts(((text, "v"),)), limits.FACT_NAME),
    "fact value": (lambda text: Facts((("n", text),)), limits.FACT_VALUE),
    "caption": (lambda text: table(caption=text), limits.HEADING),
    "column": (lambda text: Table("c", (text,), (("x",),)), limits.CELL),
    "cell": (lambda text: table(cell=text), limits.CELL),
    "series name": (lambda text: Series(text, (1.0,)), limits.CHART_LABEL),
    "chart title": (lambda text: chart(title=text), limits.CHART_TITLE),
    "chart sentence": (lambda text: chart(sentence=text), limits.TEXT),
    "category": (lambda text: Chart("t", "bar", (text,), (Series("s", (1.0,)),), "s"), limits.CHART_LABEL),
    "button label": (lambda text: Button(text, ACTION), limits.LABEL),
    "summary": (lambda text: Message(text, (Divider(),)), limits.SUMMARY),
    "mark": (lambda text: Message("s", (Divider(),), text), limits.SUBJECT),
}
COUNTS: dict[str, tuple[Callable[[int], object], int]] = {
    "facts": (lambda many: Facts((("n", "v"),) * many), limits.FACTS),
    "columns": (lambda many: table(columns=many), limits.COLUMNS),
    "rows": (lambda many: table(rows=many), limits.ROWS - 1),
    "points": (lambda many: chart(points=many), limits.POINTS),
    "series": (lambda many: chart(series=many), limits.SERIES),
    "buttons": (buttons, limits.BUTTONS),
    "blocks": (lambda many: Message("s", (Divider(),) * many), limits.BLOCKS),
}


@pytest.mark.parametrize(("build", "most"), LENGTHS.values(), ids=LENGTHS)
def test_each_text_has_a_most_and_the_next_character_is_too_many(build: Callable[[str], object], most: int) -> None:
    build("a")
    build("a" * most)
    with pytest.raises(Unbuildable):
        build("a" * (most + 1))


@pytest.mark.parametrize("build", [build for what, (build, _) in LENGTHS.items() if what != "subject"])
def test_no_text_but_a_subject_may_be_missing(build: Callable[[str], object]) -> None:
    with pytest.raises(Unbuildable):
        build("")


@pytest.mark.parametrize(("build", "most"), COUNTS.values(), ids=COUNTS)
def test_each_list_holds_one_to_its_most(build: Callable[[int], object], most: int) -> None:
    build(1)
    build(most)
    for many in (0, most + 1):
        with pytest.raises(Unbuildable):
            build(many)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Text("two\nlines", "heading"),
        lambda: Table("c", ("a", "b"), (("x",),)),
        lambda: Table("c", ("a",), (("x", "y"),)),
        lambda: Series("s", (float("nan"),)),
        lambda: Series("s", (1.0, float("-inf"))),
        lambda: Chart("t", "line", ("c", "c"), (Series("s", (1.0, 2.0)),), "s"),
        lambda: Chart("t", "line", ("c",), (Series("s", (1.0,)), Series("s", (2.0,))), "s"),
        lambda: Chart("t", "line", ("c", "d"), (Series("s", (1.0,)),), "s"),
        lambda: Buttons((Button("Yes", ACTION), Button("No", ACTION))),
        lambda: Message("s", (table(), table())),
        lambda: Message("s", (chart(), chart(), chart())),
    ],
    ids=[
        "heading",
        "narrow",
        "wide",
        "nan",
        "infinite",
        "category",
        "series",
        "uneven",
        "same_action",
        "tables",
        "charts",
    ],
)
def test_what_no_platform_could_show_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(Unbuildable):
        build()


def test_as_many_tables_and_charts_as_allowed_go_together() -> None:
    Message("s", (table(), *(chart(),) * limits.CHARTS))


def test_the_texts_of_a_message_share_one_allowance() -> None:
    full = [Text("a" * limits.TEXT)] * (limits.MESSAGE_TEXT // limits.TEXT)
    rest = limits.MESSAGE_TEXT % limits.TEXT
    Message("s", (*full, Text("a" * rest)))
    with pytest.raises(Unbuildable, match=str(limits.MESSAGE_TEXT + 1)):
        Message("s", (*full, Text("a" * (rest + 1))))


def test_texts_come_in_reading_order() -> None:
    blocks = (
        Text("one"),
        Divider(),
        Facts((("two", "three"), ("four", "five"))),
        Table("six", ("seven",), (("eight",), ("nine",))),
        Chart("ten", "bar", ("twelve",), (Series("thirteen", (1.0,)),), "eleven"),
        Buttons((Button("fourteen", ACTION),)),
    )
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    assert " ".join(Message("not among them", blocks, "nor this").texts()) == words
