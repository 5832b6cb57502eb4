"""Renders every message and form that can be built as HTML, block by block and field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal, assert_never

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.web import chart, parse
from bot.chat.form import Day, Field, Form, LongText, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Block, Buttons, Chart, Divider, Facts, Message, Table, Text
from bot.chat.numerals import numeral
from bot.speech import gettext as _
from bot.speech import language, locale, ngettext, pgettext

RADIOS = 10
"""The most options that are shown all at once; more go into a drop-down list."""

Heading = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Carry:
    """What every form of ours takes along: the session's proof and the letter that it came from."""

    proof: str
    origin: str = ""


@cache
def environment() -> Environment:
    """The templates; everything put into them is escaped, and a name they lack is an error."""
    here = Path(__file__).parent / "templates"
    made = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": chart.number, "whole": _whole, "moment": _moment}
    made.globals |= {"_": _, "ngettext": ngettext, "pgettext": pgettext, "language": language}
    return made


def template(name: str, **context: object) -> Markup:
    """One template, filled."""
    return Markup(environment().get_template(name).render(context))  # noqa: S704  the template has escaped it


def message(shown: Message, carry: Carry, level: Heading, part: str) -> Markup:
    """A message under a heading of this level: its own first block if that is one, else its summary, unseen.

    `part` begins every id in it, so that several messages share a page.
    """
    match shown.blocks[0]:
        case Text(style="heading"):
            title, rest, seen = shown.blocks[0].text, shown.blocks[1:], True
        case _:
            title, rest, seen = shown.summary, shown.blocks, False
    ids = (f"{part}-{number}" for number in count(1))
    blocks = [_block(block, carry, level + 1, next(ids), f"{part}-title") for block in rest]
    return template("message.html", title=title, seen=seen, level=level, part=part, blocks=blocks)


def _block(block: Block, carry: Carry, level: int, part: str, title: str) -> Markup:
    match block:
        case Text():
            return template("blocks/text.html", text=block, level=level)
        case Facts():
            return template("blocks/facts.html", facts=block.facts)
        case Table():
            return template("blocks/table.html", table=block, part=part)
        case Chart():
            return template("blocks/chart.html", chart=block, drawing=chart.draw(block), part=part)
        case Divider():
            return template("blocks/divider.html")
        case Buttons():
            return template("blocks/buttons.html", buttons=block.buttons, carry=carry, title=title)
        case _:
            assert_never(block)


def form(shown: Form, carry: Carry, typed: Values | None, errors: Mapping[str, str]) -> Markup:
    """A form, filled with what was typed or else with its initial values, and what is wrong beside each field."""
    names = {field.name for field in shown.fields}
    beside = [(control(field.name), errors[field.name]) for field in shown.fields if field.name in errors]
    apart = [(None, sentence) for name, sentence in errors.items() if name not in names]
    fields = [_field(field, typed, errors.get(field.name, "")) for field in shown.fields]
    return template("form_body.html", form=shown, carry=carry, fields=fields, errors=apart + beside)


def control(name: str) -> str:
    """The id of a field's first control, to which its error links."""
    return f"field-{name}"


def _field(field: Field, typed: Values | None, error: str) -> Markup:
    given = initial(field) if typed is None else typed.get(field.name, "")
    text = given if isinstance(given, str) else ""
    context: dict[str, object] = {"field": field, "id": control(field.name), "error": error, "value": text}
    match field:
        case ShortText():
            name, context["type"] = "short", "text"
        case Day():
            name, context["type"] = "short", _picker("date", text)
        case Time():
            name, context["type"] = "short", _picker("time", text)
        case LongText():
            name = "long"
        case PickOne():
            name = "radios" if len(field.options) <= RADIOS else "select"
        case PickMany():
            name, context["chosen"] = "checks", given if isinstance(given, tuple) else (given,)
        case Scale():
            name = "scale"
        case _:
            assert_never(field)
    return template(f"fields/{name}.html", **context, ONE=parse.ONE, MANY=parse.MANY)


def initial(field: Field) -> str | tuple[str, ...]:
    """What a field holds before anybody types, as a browser would send it."""
    match field:
        case ShortText() | LongText() | PickMany():
            return field.initial
        case PickOne():
            return field.initial or ""
        case Scale():
            return "" if field.initial is None else str(field.initial)
        case Day():
            return "" if field.initial is None else field.initial.isoformat()
        case Time():
            return "" if field.initial is None else f"{field.initial:%H:%M}"
        case _:
            assert_never(field)


def _picker(kind: Literal["date", "time"], text: str) -> str:
    """The control for a date or time; a plain one for words that the browser's own would throw away."""
    try:
        (date if kind == "date" else time).fromisoformat(text)
    except ValueError:
        return kind if not text else "text"
    return kind


def _moment(when: datetime) -> str:
    """An instant for people; in UTC and saying so, because a browser does not tell its zone."""
    day, clock = format_date(when, "long", locale=locale()), format_time(when, "short", locale=locale())
    return _("{date}, {time} UTC", date=day, time=clock)


def _whole(value: int) -> str:
    return numeral(value, ",")
