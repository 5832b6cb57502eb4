"""What the bot says: a message of blocks that every platform can show."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.chat import limits
from bot.chat.limits import require

TextStyle = Literal["body", "heading", "note", "quote"]
ButtonStyle = Literal["plain", "primary", "danger"]
ChartKind = Literal["line", "bar"]


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or form means: a verb of Weft's and the id of what it is about ("" for none)."""

    verb: str
    subject: str = ""

    def __post_init__(self) -> None:
        limits.name(self.verb, limits.VERB, "a verb")
        limits.text(self.subject, limits.SUBJECT, "a subject", least=0)


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text; no mark-up is read in it on any platform. Line feeds are kept."""

    text: str
    style: TextStyle = "body"

    def __post_init__(self) -> None:
        limits.text(self.text, limits.HEADING if self.style == "heading" else limits.TEXT, "a text")
        require(self.style != "heading" or "\n" not in self.text, "a heading is one line")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, in order."""

    facts: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        limits.count(self.facts, 1, limits.FACTS, "facts")
        for name, value in self.facts:
            limits.text(name, limits.FACT_NAME, "a fact's name")
            limits.text(value, limits.FACT_VALUE, "a fact's value")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; every row has one cell a column."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        limits.text(self.caption, limits.HEADING, "a caption")
        limits.count(self.columns, 1, limits.COLUMNS, "columns")
        # The header is a row to Slack.
        limits.count(self.rows, 1, limits.ROWS - 1, "rows")
        for row in (self.columns, *self.rows):
            require(len(row) == len(self.columns), "a row and the columns differ in length")
            for cell in row:
                limits.text(cell, limits.CELL, "a cell")


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: a finite value for every category of its chart."""

    name: str
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        limits.text(self.name, limits.CHART_LABEL, "a series name")
        require(all(math.isfinite(value) for value in self.values), "a chart value is not finite")


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart; `sentence` says the same in words and is always shown with it."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    sentence: str

    def __post_init__(self) -> None:
        limits.text(self.title, limits.CHART_TITLE, "a chart title")
        limits.text(self.sentence, limits.TEXT, "a chart's sentence")
        limits.count(self.categories, 1, limits.POINTS, "categories")
        for category in self.categories:
            limits.text(category, limits.CHART_LABEL, "a category")
        require(len(set(self.categories)) == len(self.categories), "categories repeat")
        limits.count(self.series, 1, limits.SERIES, "series")
        require(len({series.name for series in self.series}) == len(self.series), "series names repeat")
        for series in self.series:
            require(len(series.values) == len(self.categories), "a series and the categories differ in length")


@dataclass(frozen=True, slots=True)
class Divider:
    """A rule between parts."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `opens_form` is fixed when it is posted: Teams must know before it is pressed."""

    label: str
    action: Action
    style: ButtonStyle = "plain"
    opens_form: bool = False

    def __post_init__(self) -> None:
        limits.text(self.label, limits.LABEL, "a button label")


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons with different actions."""

    buttons: tuple[Button, ...]

    def __post_init__(self) -> None:
        limits.count(self.buttons, 1, limits.BUTTONS, "buttons")
        require(len({button.action for button in self.buttons}) == len(self.buttons), "two buttons do the same")


Block = Text | Facts | Table | Chart | Divider | Buttons


@dataclass(frozen=True, slots=True)
class Message:
    """A post, a card, a home page or a digest.

    `summary` is what a notification or a screen reader says. `mark` lets the same post be found again
    after a crash; it is not shown.
    """

    summary: str
    blocks: tuple[Block, ...]
    mark: str | None = None

    def __post_init__(self) -> None:
        limits.text(self.summary, limits.SUMMARY, "a summary")
        limits.count(self.blocks, 1, limits.BLOCKS, "blocks")
        for kind, most in ((Table, limits.TABLES), (Chart, limits.CHARTS)):
            few = sum(isinstance(block, kind) for block in self.blocks) <= most
            require(few, f"more than {most} of {kind.__name__}")
        length = sum(map(len, self.texts()))
        require(length <= limits.MESSAGE_TEXT, f"a message of {length} characters is too long")
        if self.mark is not None:
            limits.text(self.mark, limits.SUBJECT, "a mark")

    def texts(self) -> Iterator[str]:
        """Every text that a reader sees, in reading order."""
        return texts(self.blocks)


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Every text of these blocks that a reader sees, in reading order."""
    for block in blocks:
        match block:
            case Text():
                yield block.text
            case Facts():
                for fact in block.facts:
                    yield from fact
            case Table():
                yield block.caption
                for row in (block.columns, *block.rows):
                    yield from row
            case Chart():
                yield from (block.title, block.sentence, *block.categories)
                yield from (series.name for series in block.series)
            case Buttons():
                yield from (button.label for button in block.buttons)
            case Divider():
                pass
