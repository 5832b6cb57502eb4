"""The example's people before a check-in: who does what about it, and when."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from bot.chat.events import Inbound, Pressed, Submitted
from bot.chat.form import Values
from bot.chat.message import Action
from bot.chat.names import Person
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Kind, Prompt
from bot.domain.response import Sharing
from bot.texts import asking, library
from bot.texts.verbs import Verb
from jobs.example import voices
from jobs.example.programme import Calendar
from jobs.example.setting_up import Played

_WAVES = (timedelta(minutes=12), timedelta(hours=4), timedelta(hours=26))
"""How long after a check-in opens people answer; the rest wait for the reminder."""
_AFTER_REMINDER = timedelta(hours=2)
_SHARED = {Kind.REFLECTION: 8, Kind.PULSE: 5, Kind.LEARNING_SHARE: 5}
"""How many people share words at a time; so what is said lasts for all months without being said twice."""


class Crowd:
    """Everybody, and how often each prompt has been asked."""

    def __init__(self, played: Played, calendar: Calendar) -> None:
        self._played = played
        self._calendar = calendar
        self._asked: Counter[str] = Counter()

    def answers(
        self, occurrence: Occurrence, prompt: Prompt, asked: Sequence[str], until: datetime
    ) -> Iterator[tuple[datetime, Inbound]]:
        """What people do about a check-in that has just opened, and when.

        Args:
            occurrence: what has opened.
            prompt: what it asks, from the library.
            asked: the members it asks.
            until: the end; what is open then is left to be answered by those who will look.
        """
        key = next(each.key for each in library.library() if each.title == prompt.title)
        occasion = f"{key} {self._asked[key]}"
        chance = Random(occasion)  # noqa: S311  an example must be the same every time
        pool = voices.said().get(key, ())
        first = self._asked[key] * _SHARED[prompt.kind]
        to_share = list(pool[first : first + _SHARED[prompt.kind]])
        gone = min(1.0, (occurrence.due_at - self._calendar.begins) / (0.95 * (until - self._calendar.begins)))
        self._asked[key] += 1
        people = sorted((self._played.people[member] for member in asked), key=lambda person: person.name)
        chance.shuffle(people)
        for person in people:
            turn = voices.turn(person.name, prompt, occasion)
            if turn is None or (person.name in self._played.looking and occurrence.closes_at > until):
                continue
            when = _when(occurrence, turn.wave)
            sharing = voices.sharing(person.name, occurrence.visibility) if to_share else Sharing.NO
            if turn.skips:
                yield when, Pressed(person, Action(Verb.SKIP, occurrence.id))
                continue
            words = to_share.pop() if sharing is not Sharing.NO else chance.choice(pool) if pool else ()
            values = voices.values(
                person.name, prompt, key, occasion=occasion, gone=gone, words=words, sharing=sharing
            )
            yield when, _answer(person, occurrence, prompt, values)


def _when(occurrence: Occurrence, wave: int) -> datetime:
    if wave < len(_WAVES) or occurrence.remind_at is None:
        return occurrence.due_at + _WAVES[min(wave, len(_WAVES) - 1)]
    return occurrence.remind_at + _AFTER_REMINDER


def _answer(person: Person, occurrence: Occurrence, prompt: Prompt, values: Values) -> Inbound:
    """One press where that is enough, else the form."""
    if asking.tappable(prompt) is None:
        return Submitted(person, Action(Verb.ANSWER, occurrence.id), values)
    point = values[prompt.questions[0].key]
    return Pressed(person, Action(Verb.TAP, f"{occurrence.id}:{point}"))
