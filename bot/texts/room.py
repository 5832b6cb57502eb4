"""Fitting words into the room that the narrowest platform has."""

from collections.abc import Collection, Iterator, Sequence

from bot.chat import limits
from bot.chat.form import Option, PickMany, PickOne
from bot.chat.limits import printable
from bot.speech import gettext as _

MOST_CHOICES = 250
"""Most options of one choice, over all its lists: more would not fit a form beside its other fields."""


def shorten(text: str, most: int) -> str:
    """The text, with an ellipsis where it was too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def after_a_word(text: str, most: int) -> str:
    """The text, with an ellipsis after its last whole word where it was too long; a word too long is cut."""
    if len(text) <= most:
        return text
    words, _space, _rest = text[:most].rpartition(" ")
    return f"{words or text[: most - 1]}…"


def capital(text: str) -> str:
    """The text as a sentence or a column begins; the names in it stay as they are written."""
    return f"{text[:1].upper()}{text[1:]}"


def distinct(names: Sequence[str], most: int = limits.CHART_LABEL) -> tuple[str, ...]:
    """Names below a chart or on buttons, short and each another one."""
    taken: list[str] = []
    for full in names:
        name = shorten(full, most)
        again, unique = 1, name
        while unique in taken:
            again += 1
            unique = f"{name[: most - 5]} ({again})"
        taken.append(unique)
    return tuple(taken)


def one_line(text: str, most: int) -> str:
    """What somebody typed, or a platform told, as the initial value of a line."""
    return " ".join(printable(text).split())[:most]


def chunks(text: str) -> Iterator[str]:
    """A long text in pieces that one block holds each."""
    for start in range(0, len(text), limits.TEXT):
        if (piece := text[start : start + limits.TEXT]).strip():
            yield piece


def pick(
    name: str, label: str, choices: Sequence[tuple[str, str]], initial: str | None = None
) -> tuple[PickOne, ...]:
    """One choice of one value. A list holds a hundred, so a longer one comes as several, each a stretch of it.

    Args:
        name: of the field; further stretches are `name2` and `name3`, as `Typed.one_of` reads them.
        label: of the field.
        choices: values with their labels, in the order in which people look for them.
        initial: the value that is chosen; ignored when it is not there.
    """
    stretches = _stretches(choices)
    return tuple(
        PickOne(
            name=_stretch_name(name, number),
            label=_stretch_label(label, stretch, stretches),
            options=stretch,
            hint="" if len(stretches) == 1 else _("Choose in one of the lists"),
            required=len(stretches) == 1,
            initial=initial if initial in {option.value for option in stretch} else None,
        )
        for number, stretch in enumerate(stretches, 1)
    )


def pick_many(
    name: str, label: str, choices: Sequence[tuple[str, str]], initial: Collection[str] = ()
) -> tuple[PickMany, ...]:
    """Any number of values; as several lists where one does not hold them all, as `Typed.some_of` reads them."""
    stretches = _stretches(choices)
    return tuple(
        PickMany(
            name=_stretch_name(name, number),
            label=_stretch_label(label, stretch, stretches),
            options=stretch,
            required=False,
            initial=tuple(option.value for option in stretch if option.value in initial),
        )
        for number, stretch in enumerate(stretches, 1)
    )


def _stretches(choices: Sequence[tuple[str, str]]) -> list[tuple[Option, ...]]:
    options = [Option(value, shorten(text, limits.OPTION)) for value, text in choices[:MOST_CHOICES]]
    return [tuple(options[start : start + limits.OPTIONS]) for start in range(0, len(options), limits.OPTIONS)]


def _stretch_name(name: str, number: int) -> str:
    return name if number == 1 else f"{name}{number}"


def _stretch_label(label: str, stretch: Sequence[Option], stretches: Sequence[Sequence[Option]]) -> str:
    if len(stretches) == 1:
        return label
    return _("{label}: {first} to {last}", label=label, first=stretch[0].label, last=stretch[-1].label)
