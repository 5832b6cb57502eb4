"""Fitting words into the room that the narrowest platform has."""

from collections.abc import Iterator, Sequence

from bot.chat import limits
from bot.chat.form import Option, PickOne
from bot.chat.limits import printable

MOST_CHOICES = 250
"""Most options of one choice, over all its lists: more would not fit a form beside its other fields."""


def shorten(text: str, most: int) -> str:
    """The text, with an ellipsis where it was too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


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
    options = [Option(value, shorten(text, limits.OPTION)) for value, text in choices[:MOST_CHOICES]]
    stretches = [options[start : start + limits.OPTIONS] for start in range(0, len(options), limits.OPTIONS)]
    return tuple(
        PickOne(
            name=name if number == 1 else f"{name}{number}",
            label=label if len(stretches) == 1 else f"{label}: {stretch[0].label} to {stretch[-1].label}",
            options=tuple(stretch),
            hint="" if len(stretches) == 1 else "Choose in one of the lists",
            required=len(stretches) == 1,
            initial=initial if initial in {option.value for option in stretch} else None,
        )
        for number, stretch in enumerate(stretches, 1)
    )
