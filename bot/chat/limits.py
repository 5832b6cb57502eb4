"""The narrowest platform's limits, held by every constructor so that renderers are total.

Sources: Slack's Block Kit reference (header, section, actions, modal view, input elements, table and
data_visualization blocks) and the Adaptive Cards 1.5 schema; the smaller of the two stands here. Slack counts
characters, so do we.
"""

import re
from collections.abc import Mapping, Sized

from bot.errors import Unbuildable

SUMMARY = 300
BLOCKS = 40
HEADING = 150
TEXT = 2_900
MESSAGE_TEXT = 11_000
"""Characters in all texts of one message: Teams takes 28 KB in a card before it must be split."""
FACTS, FACT_NAME, FACT_VALUE = 20, 300, 1_000
TABLES, ROWS, COLUMNS, CELL = 1, 100, 12, 300
CHARTS, SERIES, POINTS, CHART_TITLE, CHART_LABEL = 2, 6, 20, 50, 20
BUTTONS, LABEL = 5, 40
VERB, SUBJECT = 60, 180
FORM_TITLE, FORM_INTRO, SUBMIT = 24, 2_900, 24
FORM_TEXT, OPTION_COST = 40_000, 13
"""Characters that one form shows or may come to hold, and how many an option takes besides its own.

Slack takes a view of 250 KB (`view_too_large` in https://docs.slack.dev/reference/methods/views.open), JSON spends up
to six bytes on a character, and the JSON around an option is 75 bytes.
"""
FIELDS, FIELD_NAME, FIELD_LABEL, HINT = 30, 60, 300, 150
OPTIONS, OPTION, VALUE = 100, 75, 75
SHORT, LONG = 150, 3_000
SCALE_POINTS, SCALE_END = 11, 999

_NAME = re.compile(r"[a-z][a-z0-9_.]*")
# Control characters that JSON, XML or a terminal could trip over; tab and line feed are text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

_UNKEPT = re.compile(r"[\x00\ud800-\udfff]")


def require(condition: bool, complaint: str) -> None:  # noqa: FBT001  the condition is the sentence's subject
    """Raise `Unbuildable` with this complaint unless the condition holds."""
    if not condition:
        raise Unbuildable(complaint)


def text(value: str, most: int, what: str, *, least: int = 1) -> None:
    """Require `least` to `most` printable characters, not only white space when any are needed."""
    # A complaint is put into words only where there is one: this is asked a dozen times at every press.
    if not least <= len(value) <= most:
        raise Unbuildable(f"{what} has {len(value)} characters; {least} to {most} are possible")
    if least and not value.strip():
        raise Unbuildable(f"{what} is only white space")
    if _CONTROL.search(value):
        raise Unbuildable(f"{what} holds a control character")


def name(value: str, most: int, what: str) -> None:
    """Require a lower-case machine name such as `check_in.answer`."""
    if len(value) > most or not _NAME.fullmatch(value):
        raise Unbuildable(f"{what} {value!r} is not a name")


def count(items: Sized, least: int, most: int, what: str) -> None:
    """Require `least` to `most` items."""
    require(least <= len(items) <= most, f"{len(items)} {what}; {least} to {most} are possible")


def printable(value: str) -> str:
    """What a person typed, with control characters as spaces, so that it can be shown to others."""
    return _CONTROL.sub(" ", value)


def keepable(value: object) -> bool:
    """Whether a database takes every text in what JSON can hold: none has a zero byte or half a character in it."""
    match value:
        case str():
            return not _UNKEPT.search(value)
        case Mapping():
            return all(keepable(key) and keepable(inner) for key, inner in value.items())
        case list():
            return all(map(keepable, value))
        case _:
            return True
