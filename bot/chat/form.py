"""What the bot asks: a form of fields that every platform can show and hand back filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.chat import limits
from bot.chat.limits import require
from bot.chat.message import Action
from bot.speech import gettext as _

Values = Mapping[str, str | tuple[str, ...]]
"""A filled-in form by field name: a text, or the chosen values of a `PickMany`. What was left empty is absent.

A `Scale` comes as its number or as `DECLINED`, a `Day` as `2026-05-12`, a `Time` as `09:30`.
"""


DECLINED = "declined"
"""What a `Scale` comes as where somebody chose not to say."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. Its value holds no comma: Teams joins several on it."""

    value: str
    label: str

    def __post_init__(self) -> None:
        limits.text(self.value, limits.VALUE, "an option's value")
        require("," not in self.value, "an option's value holds a comma")
        limits.text(self.label, limits.OPTION, "an option's label")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText:
    """One line of text."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    initial: str = ""
    most: int = limits.SHORT

    def __post_init__(self) -> None:
        _check(self)
        require(1 <= self.most <= limits.SHORT, "a short text's length is out of range")
        limits.text(self.initial, self.most, "an initial text", least=0)
        require("\n" not in self.initial, "a short text is one line")


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText:
    """Several lines of text."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    initial: str = ""
    most: int = limits.LONG

    def __post_init__(self) -> None:
        _check(self)
        require(1 <= self.most <= limits.LONG, "a long text's length is out of range")
        limits.text(self.initial, self.most, "an initial text", least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PickOne:
    """One of several options."""

    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    required: bool = True
    initial: str | None = None

    def __post_init__(self) -> None:
        _check(self)
        _check_options(self.options, () if self.initial is None else (self.initial,))


@dataclass(frozen=True, slots=True, kw_only=True)
class PickMany:
    """Any number of several options; at least one when required."""

    name: str
    label: str
    options: tuple[Option, ...]
    hint: str = ""
    required: bool = True
    initial: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self)
        _check_options(self.options, self.initial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A whole number from `low` to `high`, both of which say what they mean; or, where `decline` says so, none."""

    name: str
    label: str
    low: int
    high: int
    low_label: str
    high_label: str
    hint: str = ""
    required: bool = True
    initial: int | None = None
    decline: str = ""
    """The label of the choice not to say; "" for no such choice."""

    def __post_init__(self) -> None:
        _check(self)
        limits.text(self.decline, limits.OPTION, "a label of the choice not to say", least=int(bool(self.decline)))
        require(1 <= self.high - self.low < limits.SCALE_POINTS, "a scale's points are out of range")
        require(max(abs(self.low), abs(self.high)) <= limits.SCALE_END, "a scale's ends are out of range")
        limits.text(self.low_label, limits.OPTION - 10, "a scale's low label")
        limits.text(self.high_label, limits.OPTION - 10, "a scale's high label")
        require(
            self.initial is None or self.low <= self.initial <= self.high,
            "the initial point is off the scale",
        )

    def options(self) -> tuple[Option, ...]:
        """The points as options, the ends with their meaning, and last the choice not to say."""
        ends = {self.low: f" · {self.low_label}", self.high: f" · {self.high_label}"}
        points = range(self.low, self.high + 1)
        shown = tuple(Option(str(point), f"{point}{ends.get(point, '')}") for point in points)
        return (*shown, Option(DECLINED, self.decline)) if self.decline else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A calendar date."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    initial: date | None = None

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time of day to the minute, without a zone."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    initial: time | None = None

    def __post_init__(self) -> None:
        _check(self)
        plain = self.initial is None or self.initial == time(self.initial.hour, self.initial.minute)
        require(plain, "an initial time is not a plain hour and minute")


Field = ShortText | LongText | PickOne | PickMany | Scale | Day | Time


@dataclass(frozen=True, slots=True)
class Form:
    """A form; submitting it comes back as `Submitted` with this action."""

    title: str
    action: Action
    fields: tuple[Field, ...]
    intro: str = ""
    submit: str = field(default_factory=lambda: _("Save"))

    def __post_init__(self) -> None:
        limits.text(self.title, limits.FORM_TITLE, "a form's title")
        limits.text(self.intro, limits.FORM_INTRO, "a form's intro", least=0)
        limits.text(self.submit, limits.SUBMIT, "a submit label")
        limits.count(self.fields, 0, limits.FIELDS, "fields")
        require(bool(self.fields) or bool(self.intro.strip()), "a form without fields needs an intro")
        require(len({field.name for field in self.fields}) == len(self.fields), "field names repeat")
        length = len(self.intro) + sum(map(_length, self.fields))
        require(length <= limits.FORM_TEXT, f"a form with room for {length} characters is too long")


def _check(field: Field) -> None:
    limits.name(field.name, limits.FIELD_NAME, "a field name")
    limits.text(field.label, limits.FIELD_LABEL, "a field label")
    limits.text(field.hint, limits.HINT, "a hint", least=0)


def _length(field: Field) -> int:
    said = len(field.label) + len(field.hint)
    match field:
        case ShortText() | LongText():
            return said + field.most
        case PickOne() | PickMany():
            return said + _options_length(field.options)
        case Scale():
            return said + _options_length(field.options())
        case Day() | Time():
            return said


def _options_length(options: tuple[Option, ...]) -> int:
    return sum(limits.OPTION_COST + len(option.value) + len(option.label) for option in options)


def _check_options(options: tuple[Option, ...], initial: tuple[str, ...]) -> None:
    limits.count(options, 1, limits.OPTIONS, "options")
    values = [option.value for option in options]
    require(len(set(values)) == len(values), "option values repeat")
    require(set(initial) <= set(values), "an initial choice is not among the options")
    require(len(set(initial)) == len(initial), "an initial choice repeats")
