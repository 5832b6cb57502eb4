"""How the example's people answer: who does at all and how soon, how views drift, and whose words are shared."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from bot.chat.form import Values
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, ScaleQuestion
from bot.domain.response import SHARE, Sharing
from bot.domain.schedule import Visibility
from jobs.example import cast

Spread = tuple[float, ...]
"""Which share of people stands at each point of a scale, from low to high."""

_DRIFT: Mapping[tuple[str, str], tuple[Spread, Spread]] = {
    # After the published evaluation of such a programme: a strong network went from 44 to 82 % agreement; at the end
    # 80 % strongly agreed that they see the system, and nobody disagreed that they can influence it.
    ("system.seeing", "q1"): ((0.10, 0.28, 0.32, 0.23, 0.07), (0.00, 0.02, 0.07, 0.11, 0.80)),
    ("system.seeing", "q2"): ((0.12, 0.24, 0.30, 0.26, 0.08), (0.00, 0.00, 0.16, 0.50, 0.34)),
    ("system.seeing", "q3"): ((0.09, 0.21, 0.26, 0.31, 0.13), (0.00, 0.05, 0.13, 0.44, 0.38)),
    ("system.seeing", "q4"): ((0.06, 0.17, 0.30, 0.33, 0.14), (0.00, 0.03, 0.14, 0.45, 0.38)),
}
_USUAL: tuple[Spread, Spread] = ((0.10, 0.26, 0.36, 0.22, 0.06), (0.01, 0.06, 0.22, 0.47, 0.24))
_SILENT = 0.05
"""Share of people who never answer anything."""
_SKIPS = 0.06
_EAGERNESS = {Kind.PULSE: 1.0, Kind.REFLECTION: 0.82, Kind.LEARNING_SHARE: 0.72}
_DRAWS: Mapping[str, str] = {"system.seeing": ", 801"}
_ORDER = 58
"""Of many draws of who answers and orders in which people stand, those that come closest to the published figures."""
_WAVER = 0.07
"""How far somebody strays from their own place among others from one time to the next."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody tends to answer; each a share between 0 and 1."""

    reliable: float
    hasty: float
    """Above this they answer within the hour, below they take a day or wait for the reminder."""
    open: float
    """How readily they let their words be shared."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody does about one check-in, and when: at once, the same day, the next day or once reminded."""

    wave: int
    skips: bool


@cache
def habit(name: str) -> Habit:
    """Of this person, always the same."""
    chance = Random(f"habit of {name}")  # noqa: S311  an example must be the same every time
    reliable = 0.0 if chance.random() < _SILENT else chance.triangular(0.45, 1.0, 0.95)
    return Habit(reliable, chance.random(), chance.random())


def turn(name: str, prompt: Prompt, occasion: str) -> Turn | None:
    """What this person does this time; None for nothing."""
    own = habit(name)
    draw = _DRAWS.get(occasion.rpartition(" ")[0], "")
    chance = Random(f"{name} on {occasion}{draw}")  # noqa: S311  as above
    if chance.random() > own.reliable * _EAGERNESS[prompt.kind]:
        return None
    haste = own.hasty + chance.uniform(-0.3, 0.3)
    wave = 0 if haste > 0.85 else 1 if haste > 0.55 else 2 if haste > 0.25 else 3  # noqa: PLR2004  quarters, roughly
    return Turn(wave, chance.random() < _SKIPS)


def values(
    name: str, prompt: Prompt, key: str, *, occasion: str, gone: float, words: Sequence[str], sharing: Sharing
) -> Values:
    """The form as this person fills it in.

    Args:
        name: who.
        prompt: what is asked.
        key: of that prompt in the library.
        occasion: the prompt's key in the library, and a number that is another one each time.
        gone: the share of the programme that is over, from 0 to 1.
        words: their answers to the open questions, in order; the last ones may be left out.
        sharing: whether these words may be shown.
    """
    given: dict[str, str | tuple[str, ...]] = {SHARE: sharing.value} if prompt.has_words else {}
    said = iter(words)
    chance = Random(f"{name} answers {occasion}")  # noqa: S311  as above
    for question in prompt.questions:
        match question:
            case ScaleQuestion():
                place = min(max(_places(question.text)[name] + chance.gauss(0, _WAVER), 0.0), 1.0)
                given[question.key] = str(point(question, key, place, gone))
            case ChoiceQuestion():
                given[question.key] = (str(chance.randrange(len(question.options))),)
            case OpenQuestion():
                if text := next(said, None):
                    given[question.key] = text
    return given


def point(question: ScaleQuestion, key: str, place: float, gone: float) -> int:
    """The point where somebody stands who has this place among all, from 0 (lowest) to 1."""
    first, last = _DRIFT.get((key, question.key), _USUAL)
    shares = [begin + (end - begin) * gone for begin, end in zip(first, last, strict=True)]
    steps = sum(share <= place for share in accumulate(shares[:-1]))
    return min(question.low + steps, question.high)


@cache
def _places(question: str) -> Mapping[str, float]:
    """Everybody's own place among all when it comes to a question, evenly spread from 0 to 1."""
    names = [name for party in cast.read().parties for name in party.people]
    Random(f"{question} {_ORDER}").shuffle(names)  # noqa: S311  as above
    return {name: (place + 0.5) / len(names) for place, name in enumerate(names)}


def sharing(name: str, visibility: Visibility) -> Sharing:
    """Whether this person would let words stand in the digest."""
    readiness = habit(name).open
    if readiness < 0.35:  # noqa: PLR2004  about a third keep theirs to themselves
        return Sharing.NO
    named = visibility is Visibility.ATTRIBUTED and readiness > 0.6  # noqa: PLR2004  as many give their name
    return Sharing.NAMED if named else Sharing.UNNAMED


@cache
def said() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By library key, everything that is said in words in the example, in the order of the months."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for name in ("reflections.toml", "learning.toml"):
        read = tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
        found |= {key: tuple(map(tuple, voices)) for key, voices in read.items()}
    return found
