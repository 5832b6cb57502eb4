"""Everything that the language can build, for hypothesis: messages, forms and forms filled in."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import time
from functools import cache
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from bot.chat import limits
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import (
    Action,
    Block,
    Button,
    Buttons,
    ButtonStyle,
    Chart,
    ChartKind,
    Divider,
    Facts,
    Message,
    Series,
    Table,
    Text,
    TextStyle,
)
from bot.errors import Unbuildable
from tests.words import names, texts

ACTIONS = st.builds(Action, names(limits.VERB), texts(limits.SUBJECT, least=0))

_HEADINGS = st.builds(Text, texts(limits.HEADING, lines=False), st.just("heading"))
_TEXTS = st.builds(
    Text, texts(limits.TEXT), st.sampled_from([style for style in get_args(TextStyle) if style != "heading"])
)
_FACTS = st.builds(
    Facts, st.lists(st.tuples(texts(limits.FACT_NAME), texts(limits.FACT_VALUE)), min_size=1, max_size=4).map(tuple)
)
_BUTTON = st.builds(Button, texts(limits.LABEL), ACTIONS, st.sampled_from(get_args(ButtonStyle)), st.booleans())
_BUTTONS = st.builds(
    Buttons,
    st.lists(_BUTTON, min_size=1, max_size=limits.BUTTONS, unique_by=lambda each: each.action).map(tuple),
)
_WIDTH = 4
_ROW = st.lists(texts(limits.CELL), min_size=_WIDTH, max_size=_WIDTH).map(tuple)
_ROWS = st.tuples(st.integers(1, _WIDTH), st.lists(_ROW, min_size=2, max_size=4))
_NUMBER = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-10, 10).map(float)
_NUMBERS = st.lists(_NUMBER, min_size=_WIDTH, max_size=_WIDTH).map(tuple)
_LABELS = st.lists(texts(limits.CHART_LABEL), min_size=1, max_size=_WIDTH, unique=True).map(tuple)


@composite
def _tables(draw: DrawFn) -> Table:
    width, rows = draw(_ROWS)
    columns, *rest = (row[:width] for row in rows)
    return Table(draw(texts(limits.HEADING)), columns, tuple(rest))


@composite
def _charts(draw: DrawFn) -> Chart:
    categories = draw(_LABELS)
    series = tuple(Series(name, draw(_NUMBERS)[: len(categories)]) for name in draw(_LABELS))
    kind = draw(st.sampled_from(get_args(ChartKind)))
    return Chart(draw(texts(limits.CHART_TITLE)), kind, categories, series, draw(texts(limits.TEXT)))


_BLOCKS = st.lists(
    st.one_of(_HEADINGS, _TEXTS, _FACTS, _tables(), _charts(), _BUTTONS, st.just(Divider())), min_size=1, max_size=6
)


def _fitting(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Those blocks that one message holds together."""
    kept: tuple[Block, ...] = ()
    for block in blocks:
        with suppress(Unbuildable):
            kept = Message("·", (*kept, block)).blocks
    return kept


MESSAGES = st.builds(Message, texts(limits.SUMMARY), _BLOCKS.map(_fitting), st.none() | texts(limits.SUBJECT))
"""Any message: every kind of block, with and without a mark."""

_OPTION = st.builds(Option, texts(limits.VALUE).map(lambda text: text.replace(",", ";")), texts(limits.OPTION))
_OPTIONS = st.lists(_OPTION, min_size=1, max_size=5, unique_by=lambda each: each.value).map(tuple)
_CHOSEN = st.sets(st.integers(0, 4))
_MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_SAID = {
    "name": names(limits.FIELD_NAME),
    "label": texts(limits.FIELD_LABEL),
    "hint": texts(limits.HINT, least=0),
    "required": st.booleans(),
}


def _at(options: Sequence[Option], chosen: set[int]) -> tuple[str, ...]:
    """The chosen values, in the order of their options."""
    return tuple(option.value for index, option in enumerate(options) if index in chosen)


@cache
def _short(most: int) -> SearchStrategy[Field]:
    return st.builds(ShortText, **_SAID, most=st.just(most), initial=texts(most, least=0, lines=False))


@cache
def _long(most: int) -> SearchStrategy[Field]:
    return st.builds(LongText, **_SAID, most=st.just(most), initial=texts(most, least=0))


@cache
def _scale(low: int, high: int) -> SearchStrategy[Field]:
    meaning, initial = texts(limits.OPTION - 10), st.none() | st.integers(low, high)
    ends = {"low": st.just(low), "high": st.just(high)}
    decline = st.just("") | texts(limits.OPTION)
    return st.builds(Scale, **_SAID, **ends, low_label=meaning, high_label=meaning, initial=initial, decline=decline)


def _one_chosen(field: PickOne, chosen: set[int]) -> PickOne:
    return replace(field, initial=next(iter(_at(field.options, chosen)), None))


def _many_chosen(field: PickMany, chosen: set[int]) -> PickMany:
    return replace(field, initial=_at(field.options, chosen))


_FIELDS = st.one_of(
    st.sampled_from((1, 40, limits.SHORT)).flatmap(_short),
    st.sampled_from((1, 400, limits.LONG)).flatmap(_long),
    st.builds(_one_chosen, st.builds(PickOne, **_SAID, options=_OPTIONS), _CHOSEN),
    st.builds(_many_chosen, st.builds(PickMany, **_SAID, options=_OPTIONS), _CHOSEN),
    st.sampled_from(((1, 5), (0, 10), (-1, 1))).flatmap(lambda ends: _scale(*ends)),
    st.builds(Day, **_SAID, initial=st.none() | st.dates()),
    st.builds(Time, **_SAID, initial=st.none() | _MINUTES),
)


@composite
def _forms(draw: DrawFn, least: int) -> Form:
    fields = draw(st.lists(_FIELDS, min_size=least, max_size=5, unique_by=lambda each: each.name).map(tuple))
    intro = draw(texts(limits.FORM_INTRO, least=0 if fields else 1))
    return Form(draw(texts(limits.FORM_TITLE)), draw(ACTIONS), fields, intro, draw(texts(limits.SUBMIT)))


@composite
def _filled(draw: DrawFn) -> tuple[Form, Values]:
    form = draw(_forms(1))
    answers = {field.name: draw(_answers(field)) for field in form.fields if field.required or draw(st.booleans())}
    return form, answers


FORMS = _forms(0)
"""Any form, with and without fields."""

FILLED = _filled()
"""Any form that has fields, and what a person could have filled in: the required ones and some of the others."""


def _answers(field: Field) -> SearchStrategy[str | tuple[str, ...]]:
    answer: SearchStrategy[str | tuple[str, ...]]
    match field:
        case ShortText():
            answer = texts(field.most, lines=False)
        case LongText():
            answer = texts(field.most)
        case PickOne():
            answer = st.sampled_from([option.value for option in field.options])
        case PickMany():
            options = field.options
            answer = _CHOSEN.map(lambda chosen: _at(options, chosen) or (options[0].value,))
        case Scale():
            answer = st.sampled_from([option.value for option in field.options()])
        case Day():
            answer = st.dates().map(str)
        case Time():
            answer = _MINUTES.map(lambda minute: f"{minute:%H:%M}")
    return answer
