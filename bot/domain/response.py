"""What a member answers: reading a filled-in form against a prompt, and the token that stands for the member."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.form import DECLINED, Values
from bot.chat.limits import printable
from bot.chat.numerals import numeral
from bot.domain.group import Groups, Margin, key
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.schedule import Visibility
from bot.errors import InvalidInput
from bot.speech import gettext as _

Answer = int | str | tuple[int, ...]
"""A point on the scale; own words; or the indices of the chosen options."""
Answers = Mapping[str, Answer]
"""By question key; a question left out is absent."""

WORDS_LENGTH = 3_000
SHARE = "share"


class Sharing(StrEnum):
    """Whether the author lets their words be shown in digests."""

    NO = "no"
    UNNAMED = "unnamed"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Response:
    """One member's answers to one occurrence; the last word stands until it closes."""

    occurrence: str
    token: str
    answers: Answers
    sharing: Sharing
    member: str | None = None
    """Only where the visibility is attributed."""
    groups: Groups = frozenset()
    """Those in which its author stood when they answered; once it has closed, what of them may stay."""
    late: bool = False
    """Given after the release was made."""

    @property
    def person(self) -> str:
        """What is the same in every response of its author that can be matched with this one."""
        return self.member or self.token


def token(secret: bytes, member: str) -> str:
    """What stands for a member in an occurrence's answers: an HMAC-SHA256 that nobody can make without the key."""
    return hmac.new(secret, member.encode(), hashlib.sha256).hexdigest()


def lasting(given: Iterable[Groups], visibility: Visibility, least: int) -> Mapping[Groups, Groups]:
    """What of the groups in which authors stood stays with their answers once nothing else leads back to them.

    Where people were told that their organisation is kept, it and its sector are. But whoever knows where people
    stand would look for the few who keep the same, so what is kept gives way until it is the same for enough.

    Args:
        given: the groups of every author of one occurrence.
        visibility: of that occurrence.
        least: how many must keep the same: the threshold for scores.

    Returns:
        What stays, by what was.
    """
    counts = Counter(given)
    kept = {groups: _told(groups, visibility) for groups in counts}
    while True:
        rows: Counter[Groups] = Counter()
        for groups, count in counts.items():
            rows[kept[groups]] += count
        if (narrow := _gives_way(rows, least)) is None:
            return kept
        wider = frozenset(each for each in narrow if len(narrow) > 1 and each.startswith(key(Margin.SECTOR, "")))
        kept = {groups: wider if pattern == narrow else pattern for groups, pattern in kept.items()}


def _gives_way(rows: Mapping[Groups, int], least: int) -> Groups | None:
    """Whose pattern is to hold less, so that in the end each is kept by enough; None where that is so."""
    few = [pattern for pattern, count in rows.items() if count < least]
    if telling := [pattern for pattern in few if pattern]:
        # Organisations before sectors, so that their people meet in their sector before this gives way, too.
        return min(telling, key=lambda pattern: (-len(pattern), rows[pattern], sorted(pattern)))
    # The few who keep nothing can only be joined by others: by as few of these as possible.
    others = [pattern for pattern in rows if pattern and few]
    return min(others, key=lambda pattern: (rows[pattern], sorted(pattern)), default=None)


def _told(groups: Groups, visibility: Visibility) -> Groups:
    """The groups that people were told to be kept with their answer."""
    if visibility is Visibility.ANONYMOUS:
        return frozenset()
    shown = (key(Margin.ORGANISATION, ""), key(Margin.SECTOR, ""))
    return frozenset(each for each in groups if each.startswith(shown))


def read(prompt: Prompt, values: Values) -> tuple[Answers, Sharing]:
    """Turn a filled-in form into answers. A question may be left out, all of them may not.

    Raises:
        InvalidInput: with a sentence for every field that cannot be accepted.
    """
    answers: dict[str, Answer] = {}
    errors: dict[str, str] = {}
    for question in prompt.questions:
        if (value := values.get(question.key)) is None:
            continue
        try:
            answer = _read(question, value)
        except ValueError as error:
            errors[question.key] = str(error)
        else:
            if answer is not None:
                answers[question.key] = answer
    try:
        sharing = Sharing(_one(values.get(SHARE, Sharing.NO)))
    except ValueError:
        errors[SHARE], sharing = _("Choose one of the answers."), Sharing.NO
    if not errors and not answers:
        errors[prompt.questions[0].key] = _("Answer at least one question, or press Skip on the card.")
    if errors:
        raise InvalidInput(errors)
    return answers, sharing


def _read(question: Question, value: str | tuple[str, ...]) -> Answer | None:
    """None for a question that was left out, or to which somebody preferred not to say: nothing is kept of either."""
    if not isinstance(question, OpenQuestion) and value in {DECLINED, (DECLINED,)}:
        return None
    match question:
        case ScaleQuestion():
            points = {str(point): point for point in range(question.low, question.high + 1)}
            if (text := _one(value).strip()) not in points:
                raise ValueError(_("Choose a number from {low} to {high}.", low=question.low, high=question.high))
            return points[text]
        case ChoiceQuestion():
            return _choices(question, value)
        case OpenQuestion():
            text = printable(_one(value))
            if len(text) > WORDS_LENGTH:
                raise ValueError(
                    _(
                        "At most {most} characters; this has {count}.",
                        most=numeral(WORDS_LENGTH, ","),
                        count=numeral(len(text), ","),
                    )
                )
            return text if text.strip() else None


def _choices(question: ChoiceQuestion, value: str | tuple[str, ...]) -> tuple[int, ...] | None:
    chosen = (value,) if isinstance(value, str) else value
    if DECLINED in chosen:
        raise ValueError(_("Choose from the options, or that you prefer not to say: not both."))
    known = {str(index): index for index in range(len(question.options))}
    if not all(choice in known for choice in chosen):
        raise ValueError(_("Choose from the options."))
    if len(chosen) > 1 and not question.several:
        raise ValueError(_("Choose one option."))
    return tuple(sorted({known[choice] for choice in chosen})) or None


def _one(value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return value
    raise ValueError(_("Give one answer."))
