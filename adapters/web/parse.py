"""Reads what a browser sends: the body of a pressed button or a filled-in form."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from adapters.web.names import address
from bot.chat import limits
from bot.chat.events import Pressed, Submitted
from bot.chat.form import Values
from bot.chat.message import Action
from bot.chat.names import Person, Receipt
from bot.errors import Unbuildable

ONE, MANY = "one:", "many:"
"""How a control's name begins: whether its field takes one value or several."""

MOST_PAIRS = 2 * limits.FIELDS * limits.OPTIONS
"""Names with values in one body, far above what the largest form can send."""

Pairs = tuple[tuple[str, str], ...]


class Malformed(ValueError):
    """The body is not one that a page of ours sends."""


def pairs(body: bytes) -> Pairs:
    """The names and values of an `application/x-www-form-urlencoded` body, in order.

    Browsers send every line end as CR LF; here it is LF again.

    Raises:
        Malformed: not UTF-8, or too many pairs.
    """
    try:
        found = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except ValueError as error:
        raise Malformed from error
    return tuple((name, _line_feeds(value)) for name, value in found)


def meta(sent: Pairs, name: str) -> str:
    """The one value of a hidden control of ours; "" when it is missing.

    Raises:
        Malformed: it came more than once.
    """
    found = [value for key, value in sent if key == name]
    if len(found) > 1:
        raise Malformed
    return found[0] if found else ""


def page(query: Mapping[str, str], most: int) -> int:
    """Which page of letters an address asks for, from 0 to less than `most`; the first, 0, where it names none."""
    text = query.get("page", "")
    # A longer number is none of them, and Python reads no endless one.
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) else 0
    return number if number < most else 0


def pressed(who: Person, sent: Pairs) -> Pressed:
    """A button's body as what the person did.

    Raises:
        Malformed: the action could not have been on a button.
    """
    return Pressed(who, _action(sent), _origin(who, sent))


def submitted(who: Person, sent: Pairs) -> Submitted:
    """A form's body as what the person did.

    Raises:
        Malformed: the action or a field could not have been on a form.
    """
    return Submitted(who, _action(sent), values(sent), _origin(who, sent))


def values(sent: Pairs) -> Values:
    """The filled-in fields; what was left empty is absent.

    Raises:
        Malformed: a field's name is none, or a field for one value came twice.
    """
    filled: dict[str, str | tuple[str, ...]] = {}
    for key, value in sent:
        kind = next((kind for kind in (ONE, MANY) if key.startswith(kind)), None)
        if kind is None or not value:
            continue
        name = key.removeprefix(kind)
        before = filled.get(name, ())
        if isinstance(before, str) or (kind == ONE and before):
            raise Malformed
        filled[name] = value if kind == ONE else (*before, value)
    _check_names(filled)
    return filled


def _check_names(filled: Mapping[str, object]) -> None:
    try:
        for name in filled:
            limits.name(name, limits.FIELD_NAME, "a field name")
    except Unbuildable as error:
        raise Malformed from error


def _action(sent: Pairs) -> Action:
    try:
        return Action(meta(sent, "verb"), meta(sent, "subject"))
    except Unbuildable as error:
        raise Malformed from error


def _origin(who: Person, sent: Pairs) -> Receipt | None:
    letter = meta(sent, "origin")
    if not letter.isprintable():
        # Not every database looks for a zero byte.
        raise Malformed
    return Receipt(address(who.identity.user), letter) if letter else None


def _line_feeds(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n")


def words(sent: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Everything that a person typed or chose, to be handed back when it cannot be kept."""
    return tuple(value for key, value in sent if key.startswith((ONE, MANY)) and value.strip())
