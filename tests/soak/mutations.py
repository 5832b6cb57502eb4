"""Makes things other than they should be: words, values, JSON, texts and bytes, by dice that can be thrown again."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from bot.chat.form import Day, Field, LongText, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.texts.verbs import Verb

CANARY = "zq7x"
"""Stands in whatever is typed here, so that it is known again wherever it must not be."""
STRANGE = (
    "",
    " ",
    "\0",
    "\x1b[31m",
    "\u202e",
    "\ud800",
    "a\ud83d",
    "\ufeff",
    "e\u0301" * 40,
    "👩‍👩‍👧‍👦" * 20,
    "ß",
    "٤",
    "²",
    "-1",
    "0",
    "4",
    "1e400",
    "9" * 40,
    "9" * 5_000,
    "x" * 200,
    "x" * 3_001,
    "x" * 20_000,
    "a,b,,c",
    "\n" * 50,
    "a\r\nb: c",
    "%00%ff%",
    "<!channel>",
    "<script>alert(1)</script>",
    "{{7*7}}${7}%s%n",
    "'; DROP TABLE member; --",
    "../../nowhere",
    "=1+1",
    "null",
    "true",
    "[]",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "2026-05-19",
    "25:61",
    "09:30",
    "every Tuesday at 9:30",
    "FREQ=SECONDLY;COUNT=999999999",
    "FREQ=WEEKLY;BYDAY=TU;UNTIL=99991231T235959Z",
    "Europe/London",
    "../UTC",
    "slack:T0HOME:U0000001",
    "web:web:operator",
    "back",
    "save",
    "help",
    "code",
    "Cymraeg",
    "who holds what about me?",
    "How well? [1-5]\nWhy?",
    "How? [5-1]\n[a/b",
    "ABCD-EFGH-JK",
)
NUMBERS = (0, 1, -1, 2**31, 2**63, 2**70, -(2**70), 0.5, 1e308, -1e-308, True, False)
SECONDS = ("0", "-1", "1", "9" * 20, "9" * 5_000, "nan", "inf", "1772442003", "٤", "")
DEEDS = tuple(str(each) for each in Verb)
"""All that there are: they take turns."""
_DEEP = 2_000


class Mutations:
    """Over the ids that there are. What it makes depends on the dice, and for deeds on whose turn it is."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        self._turn = 0
        self.asked: set[str] = set()
        """The deeds that were asked for."""

    def begin(self) -> None:
        """Begin with the first deed again."""
        self._turn = 0

    def word(self, dice: Random) -> str:
        """What somebody types, or nobody would."""
        kind = dice.random()
        if kind < 0.4:
            return dice.choice(STRANGE)
        if kind < 0.6:
            return f"{CANARY} {dice.choice(('wrote this', 'x' * dice.randint(0, 400), dice.choice(STRANGE)))}"
        if kind < 0.8:
            return dice.choice(self._ids)
        return "".join(map(chr, (dice.choice(_RANGES)(dice) for _ in range(dice.randint(0, 30)))))

    def whole(self, dice: Random) -> str:
        """The same without half a character, which no body in UTF-8 can hold."""
        return self.word(dice).encode("utf-8", "replace").decode()

    def odd(self, dice: Random) -> Any:  # noqa: ANN401  any JSON
        """Any value."""
        kind = dice.random()
        if kind < 0.55:
            return self.word(dice)
        if kind < 0.7:
            return dice.choice(NUMBERS)
        if kind < 0.95:
            return json.loads(
                dice.choice(("null", "[]", "{}", "[[]]", "[null]", '{"a": 1}', '[1, "a"]', '{"id": {}}'))
            )
        return _nested(dice.randint(2, 60))

    def subject(self, dice: Random) -> str:
        """What a button or form may be about."""
        kind = dice.random()
        if kind < 0.5:
            return dice.choice(self._ids)
        if kind < 0.8:
            more = str(dice.randint(-1, 9)), "on", "words", "json:0", self.word(dice)
            return f"{dice.choice(self._ids)}:{dice.choice(more)}"
        return self.word(dice)

    def verb(self, dice: Random) -> str:
        """What a button or form may ask for; now and then nothing that there is."""
        if dice.random() < 0.05:
            return self.word(dice)
        self._turn += 1
        deed = DEEDS[self._turn % len(DEEDS)]
        self.asked.add(deed)
        return deed

    def filled(self, dice: Random, fields: Sequence[Field]) -> dict[str, str | tuple[str, ...]]:
        """A form with something in most of its fields, and now and then in fields that it has not."""
        values: dict[str, str | tuple[str, ...]] = {}
        for field in fields:
            if dice.random() < 0.9:
                values[field.name] = self._typed(dice, field) if dice.random() < 0.8 else self._anything(dice)
        if dice.random() < 0.1:
            values[dice.choice(("q1", "share", "next", "", "f.", "x" * 300))] = self._anything(dice)
        return values

    def _anything(self, dice: Random) -> str | tuple[str, ...]:
        if dice.random() < 0.7:
            return self.word(dice)
        return tuple(self.word(dice) for _ in range(dice.randint(0, 3)))

    def _typed(self, dice: Random, field: Field) -> str | tuple[str, ...]:
        match field:
            case ShortText() | LongText():
                return field.initial if field.initial and dice.random() < 0.4 else self.word(dice)
            case PickOne():
                return dice.choice(field.options).value
            case PickMany():
                return tuple(dice.choice(field.options).value for _ in range(dice.randint(0, 3)))
            case Scale():
                return dice.choice(field.options()).value
            case Day():
                return f"{dice.choice((2026, 2027, 1, 9999))}-{dice.randint(1, 12):02}-{dice.randint(1, 31):02}"
            case Time():
                return f"{dice.randint(0, 24):02}:{dice.randint(0, 60):02}"

    def json(self, dice: Random, payload: Any, most: int = 3) -> Any:  # noqa: ANN401  any JSON
        """The same with up to so many places changed; what was handed in stays as it is."""
        made = _copied(payload)
        for _ in range(dice.randint(0, most)):
            places = list(_places(made))
            if places:
                self._change(dice, *dice.choice(places), places)
        return made

    def _change(self, dice: Random, holder: Any, key: Any, places: Sequence[tuple[Any, Any]]) -> None:  # noqa: ANN401
        match dice.randint(0, 6), holder:
            case 0, _:
                del holder[key]
            case 1, list():
                holder.append(_copied(holder[key]))
            case 1, _:
                holder[f"{key}2"] = holder.pop(key)
            case 2, _:
                other, at = dice.choice(places)
                # The other may have gone with something that held it.
                holder[key] = _copied(other[at])
            case 3, _ if isinstance(holder[key], str):
                holder[key] = self.text(dice, holder[key])
            case _:
                holder[key] = self.odd(dice)

    def text(self, dice: Random, text: str) -> str:
        """A text with something else in a place of it."""
        start = dice.randint(0, len(text))
        end = start + dice.choice((0, 1, 5, 30, len(text)))
        match dice.randint(0, 4):
            case 0:
                return text[:start]
            case 1:
                return text[:start] + text[end:]
            case 2:
                return text[:end] + text[start:]
            case _:
                return text[:start] + self.word(dice) + text[end:]

    def raw(self, dice: Random, body: bytes) -> bytes:
        """Bytes that are cut, flipped, doubled, encoded in another way, or others altogether."""
        start = dice.randint(0, len(body))
        match dice.randint(0, 7):
            case 0:
                return body[:start]
            case 1:
                return body[:start] + dice.randbytes(dice.randint(1, 8)) + body[start + dice.randint(0, 8) :]
            case 2:
                return body + body
            case 3:
                return body.decode("utf-8", "replace").encode(dice.choice(("utf-16", "utf-7", "utf-8-sig", "utf-32")))
            case 4:
                return dice.randbytes(dice.randint(0, 300))
            case 5:
                return dice.choice((b"[" * _DEEP, b'{"a":' * _DEEP, b"9" * _DEEP * 3, b"&" * _DEEP, b"=" * 9, b"NaN"))
            case 6 if dice.random() < 0.1:
                return body + b" " * (1 << 20)
            case _:
                return (
                    body[:start]
                    + bytes(each ^ 1 << dice.randint(0, 7) for each in body[start : start + 2])
                    + body[start + 2 :]
                )


def pairs(values: Values) -> Iterator[tuple[str, str]]:
    """Each value with the name of its field."""
    for name, value in values.items():
        for each in (value,) if isinstance(value, str) else value:
            yield name, each


def _copied(value: Any) -> Any:  # noqa: ANN401  any JSON
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401  any JSON
    inside = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else ()
    )
    for key, inner in inside:
        yield value, key
        yield from _places(inner)


def _nested(depth: int) -> Any:  # noqa: ANN401  any JSON
    value: Any = []
    for _ in range(depth):
        value = [value] if depth % 2 else {"a": value}
    return value


_RANGES: Sequence[Callable[[Random], int]] = (
    lambda dice: dice.randint(0, 0x1F),
    lambda dice: dice.randint(0x20, 0x7E),
    lambda dice: dice.randint(0x80, 0x2FF),
    lambda dice: dice.randint(0x2000, 0x206F),
    lambda dice: dice.randint(0xD800, 0xDFFF) if dice.random() < 0.1 else 0x61,
    lambda dice: dice.randint(0x1F300, 0x1F9FF),
)
