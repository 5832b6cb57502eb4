"""What is asked: prompts and their questions, as conveners write them."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.chat.limits import printable
from bot.errors import InvalidInput
from bot.speech import gettext as _
from bot.speech import noop

MOST_QUESTIONS = 10
QUESTION_LENGTH = 250
TITLE_LENGTH = 100
OPTION_LENGTH = 60
MOST_OPTIONS = 10


class Kind(StrEnum):
    """Reflections are open; pulses are compared over time; learning shares give or try something."""

    REFLECTION = "reflection"
    PULSE = "pulse"
    LEARNING_SHARE = "learning_share"


@dataclass(frozen=True, slots=True)
class ScaleQuestion:
    """Answered by a whole number from `low` to `high`."""

    key: str
    text: str
    low: int = 1
    high: int = 5
    low_label: str = noop("Strongly disagree")
    high_label: str = noop("Strongly agree")


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """Answered by one option, or by any number of them where `several`."""

    key: str
    text: str
    options: tuple[str, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Answered in the person's own words."""

    key: str
    text: str


Question = ScaleQuestion | ChoiceQuestion | OpenQuestion


@dataclass(frozen=True, slots=True)
class Prompt:
    """Authored questions, 1 to 10. Never changed once written: an edit makes another prompt."""

    id: str
    kind: Kind
    title: str
    theme: str
    questions: tuple[Question, ...]

    @property
    def has_words(self) -> bool:
        """Whether some answer is in the person's own words."""
        return any(isinstance(question, OpenQuestion) for question in self.questions)


# Neither can be made to backtrack: what a convener pastes must never hold up the bot.
_BRACKETS = re.compile(r"\[[^\[\]]*\]$|\([^()]*\)$")
_POINTS = re.compile(r"(\d{1,2})\s*[-\u2013]\s*(\d{1,2})\s*(?::(.*))?")
_WIDEST_SCALE = 10
_END_LABEL = 40


def parse_questions(text: str, kind: Kind) -> tuple[Question, ...]:
    """Read questions as a convener types them, one a line.

    `How well do we listen? [1-5]` or `[1-5: never / always]` is a scale, `Which first? [a / b / c]` a choice of
    one, `Which of these? (a / b / c)` a choice of several, anything else an open question.

    Raises:
        InvalidInput: with the field name "questions" and a sentence for the first line that cannot be read.
    """
    lines = [line for typed in text.splitlines() if (line := " ".join(printable(typed).split()))]
    if not 1 <= len(lines) <= MOST_QUESTIONS:
        raise _invalid(
            _(
                "Write 1 to {most} questions, one on each line; there are {count}.",
                most=MOST_QUESTIONS,
                count=len(lines),
            )
        )
    questions = tuple(_question(number, line) for number, line in enumerate(lines, 1))
    if kind is not Kind.PULSE and not all(isinstance(question, OpenQuestion) for question in questions):
        raise _invalid(_("Only a pulse has scales and choices. Leave out the brackets, or choose a pulse."))
    if len({question.text.casefold() for question in questions}) < len(questions):
        raise _invalid(_("Two questions are worded the same. Word them so that readers can tell them apart."))
    return questions


def written(questions: tuple[Question, ...]) -> str:
    """The lines that `parse_questions` reads back as these questions."""
    return "\n".join(map(_line, questions))


def _line(question: Question) -> str:
    match question:
        case ScaleQuestion():
            ends = f"{question.low_label} / {question.high_label}"
            return f"{question.text} [{question.low}-{question.high}: {ends}]"
        case ChoiceQuestion():
            options = " / ".join(question.options)
            return f"{question.text} ({options})" if question.several else f"{question.text} [{options}]"
        case OpenQuestion():
            return question.text


def _question(number: int, line: str) -> Question:
    if brackets := _BRACKETS.search(line):
        wording, inside, several = line[: brackets.start()], brackets[0][1:-1].strip(), line.endswith(")")
        if not several and (points := _POINTS.fullmatch(inside)):
            return _scale(number, wording, points)
        if "/" in inside:
            return _choice(number, wording, inside, several=several)
    return OpenQuestion(f"q{number}", _wording(number, line))


def _scale(number: int, wording: str, points: re.Match[str]) -> ScaleQuestion:
    low, high = int(points[1]), int(points[2])
    if not 1 <= high - low <= _WIDEST_SCALE:
        raise _invalid(
            _(
                "Line {number}: a scale goes up by 1 to {most} points, such as [1-5].",
                number=number,
                most=_WIDEST_SCALE,
            )
        )
    question = ScaleQuestion(f"q{number}", _wording(number, wording), low, high)
    if points[3] is None:
        return question
    low_label, _slash, high_label = (end.strip() for end in points[3].partition("/"))
    if "/" in high_label or not all(1 <= len(end) <= _END_LABEL for end in (low_label, high_label)):
        raise _invalid(
            _(
                "Line {number}: name both ends of the scale, such as [1-5: never / always], with at most {most} "
                "characters each.",
                number=number,
                most=_END_LABEL,
            )
        )
    return replace(question, low_label=low_label, high_label=high_label)


def _choice(number: int, wording: str, inside: str, *, several: bool) -> ChoiceQuestion:
    options = tuple(option.strip() for option in inside.split("/"))
    if not all(options) or len(set(options)) < len(options) or len(options) > MOST_OPTIONS:
        raise _invalid(
            _(
                "Line {number}: give 2 to {most} different options, with / between them.",
                number=number,
                most=MOST_OPTIONS,
            )
        )
    if any(len(option) > OPTION_LENGTH for option in options):
        raise _invalid(
            _("Line {number}: an option has at most {most} characters.", number=number, most=OPTION_LENGTH)
        )
    return ChoiceQuestion(f"q{number}", _wording(number, wording), options, several)


def _wording(number: int, text: str) -> str:
    wording = text.strip()
    if not 1 <= len(wording) <= QUESTION_LENGTH:
        raise _invalid(
            _(
                "Line {number}: a question has 1 to {most} characters, not {count}.",
                number=number,
                most=QUESTION_LENGTH,
                count=len(wording),
            )
        )
    return wording


def _invalid(complaint: str) -> InvalidInput:
    return InvalidInput({"questions": complaint})
