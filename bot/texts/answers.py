"""What somebody reads about their own answers."""

from collections.abc import Sequence
from functools import lru_cache

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Answer, Response, Sharing
from bot.speech import gettext as _
from bot.speech import language, noop
from bot.texts import asking, moments, skipping
from bot.texts.room import chunks, shorten
from bot.texts.verbs import Verb

_SAID = 400
"""Characters that are said besides questions and answers."""
SHARING = {
    Sharing.NO: noop("Your words stay out of the digest."),
    Sharing.UNNAMED: noop("Your words may stand in the digest without your name."),
    Sharing.NAMED: noop("Your words may stand in the digest with your name."),
}


def saved(prompt: Prompt, occurrence: Occurrence) -> Message:
    """It is kept: the same for everybody who answers in a language, so it is put together once."""
    return _saved(prompt, occurrence, language())


@lru_cache(maxsize=100)
def _saved(prompt: Prompt, occurrence: Occurrence, language: str) -> Message:  # noqa: ARG001  what it is kept by
    until = moments.moment(asking.changeable_until(occurrence), occurrence.zone)
    text = _(
        "Thank you, your answer to “{title}” is saved. You can change it until {until}.",
        title=prompt.title,
        until=until,
    )
    return Message(text, (Text(text), Buttons((_change(occurrence), _look(occurrence)))))


def skipped(prompt: Prompt, occurrence: Occurrence) -> Message:
    """Not this time."""
    text = _("You skipped “{title}”; you will not be reminded of it.", title=prompt.title)
    after_all = _change(occurrence, _("Answer after all"))
    return Message(text, (Text(text), Buttons((after_all, skipping.say_why(occurrence)))))


def listed(answered: Sequence[tuple[Occurrence, Prompt]]) -> Message:
    """The check-ins whose answers the reader may look at."""
    if not answered:
        text = _(
            "You have no answers to look at. Answers without a name can be seen only until a check-in takes no more."
        )
        return Message(text, (Text(text),))
    blocks: list[Block] = [Text(_("Your answers"), "heading")]
    for occurrence, prompt in answered:
        asked = moments.day(occurrence.due_at, occurrence.zone)
        blocks += [Text(f"{prompt.title}, {asked}"), Buttons((_look(occurrence),))]
    return Message(_("Your answers"), tuple(blocks))


def none(prompt: Prompt, *, open_: bool) -> Message:
    """There is no answer to show."""
    text = (
        _("You have not answered “{title}”.", title=prompt.title)
        if open_
        else _("“{title}” has closed. No answer of yours is kept here under your name.", title=prompt.title)
    )
    return Message(text, (Text(text),))


def own(prompt: Prompt, occurrence: Occurrence, response: Response, *, open_: bool) -> Message:
    """What the reader answered."""
    heading = _("Your answer: {title}", title=prompt.title)
    blocks: list[Block] = [Text(heading, "heading")]
    asked = sum(len(question.text) for question in prompt.questions)
    share = (limits.MESSAGE_TEXT - _SAID - asked) // len(prompt.questions)
    for question in prompt.questions:
        answer = response.answers.get(question.key)
        text = _("left out") if answer is None else in_words(question, answer)
        blocks.append(Text(question.text, "note"))
        blocks += [Text(piece) for piece in chunks(shorten(text, share))]
    if prompt.has_words:
        blocks.append(Text(_(SHARING[response.sharing]), "note"))
    if open_:
        blocks.append(Buttons((_change(occurrence),)))
    return Message(heading, tuple(blocks))


def in_words(question: Question, answer: Answer) -> str:
    """An answer as a person would say it."""
    match question, answer:
        case ScaleQuestion(), int():
            ends = {question.low: f" · {question.low_label}", question.high: f" · {question.high_label}"}
            return f"{answer}{ends.get(answer, '')}"
        case ChoiceQuestion(), tuple():
            return "; ".join(question.options[index] for index in answer)
        case OpenQuestion(), str():
            return answer
        case _:
            return _("left out")


def _change(occurrence: Occurrence, label: str = "") -> Button:
    return Button(label or _("Change my answer"), Action(Verb.ANSWER, occurrence.id), opens_form=True)


def _look(occurrence: Occurrence) -> Button:
    return Button(_("See my answer"), Action(Verb.MINE, occurrence.id))
