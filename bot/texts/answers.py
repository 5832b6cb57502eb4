"""What somebody reads about their own answers."""

from collections.abc import Sequence
from functools import lru_cache

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Answer, Response, Sharing
from bot.texts import asking, moments, skipping
from bot.texts.room import chunks, shorten
from bot.texts.verbs import Verb

_SAID = 400
"""Characters that are said besides questions and answers."""
SHARING = {
    Sharing.NO: "Your words stay out of the digest.",
    Sharing.UNNAMED: "Your words may stand in the digest without your name.",
    Sharing.NAMED: "Your words may stand in the digest with your name.",
}


@lru_cache(maxsize=100)
def saved(prompt: Prompt, occurrence: Occurrence) -> Message:
    """It is kept: the same for everybody who answers, so it is put together once."""
    until = moments.moment(asking.changeable_until(occurrence), occurrence.zone)
    text = f"Thank you, your answer to “{prompt.title}” is saved. You can change it until {until}."
    return Message(text, (Text(text), Buttons((_change(occurrence), _look(occurrence)))))


def skipped(prompt: Prompt, occurrence: Occurrence) -> Message:
    """Not this time."""
    text = f"You skipped “{prompt.title}”; you will not be reminded of it."
    after_all = _change(occurrence, "Answer after all")
    return Message(text, (Text(text), Buttons((after_all, skipping.say_why(occurrence)))))


def listed(answered: Sequence[tuple[Occurrence, Prompt]]) -> Message:
    """The check-ins whose answers the reader may look at."""
    if not answered:
        text = (
            "You have no answers to look at. Answers without a name can be seen only until a check-in takes no more."
        )
        return Message(text, (Text(text),))
    blocks: list[Block] = [Text("Your answers", "heading")]
    for occurrence, prompt in answered:
        asked = moments.day(occurrence.due_at, occurrence.zone)
        look = Button("See my answer", Action(Verb.MINE, occurrence.id))
        blocks += [Text(f"{prompt.title}, {asked}"), Buttons((look,))]
    return Message("Your answers", tuple(blocks))


def none(prompt: Prompt, *, open_: bool) -> Message:
    """There is no answer to show."""
    text = (
        f"You have not answered “{prompt.title}”."
        if open_
        else f"“{prompt.title}” has closed. No answer of yours is kept here under your name."
    )
    return Message(text, (Text(text),))


def own(prompt: Prompt, occurrence: Occurrence, response: Response, *, open_: bool) -> Message:
    """What the reader answered."""
    blocks: list[Block] = [Text(f"Your answer: {prompt.title}", "heading")]
    asked = sum(len(question.text) for question in prompt.questions)
    share = (limits.MESSAGE_TEXT - _SAID - asked) // len(prompt.questions)
    for question in prompt.questions:
        answer = response.answers.get(question.key)
        text = "left out" if answer is None else in_words(question, answer)
        blocks.append(Text(question.text, "note"))
        blocks += [Text(piece) for piece in chunks(shorten(text, share))]
    if prompt.has_words:
        blocks.append(Text(SHARING[response.sharing], "note"))
    if open_:
        blocks.append(Buttons((_change(occurrence),)))
    return Message(f"Your answer: {prompt.title}", tuple(blocks))


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
            return "left out"


def _change(occurrence: Occurrence, label: str = "Change my answer") -> Button:
    return Button(label, Action(Verb.ANSWER, occurrence.id), opens_form=True)


def _look(occurrence: Occurrence) -> Button:
    return Button("See my answer", Action(Verb.MINE, occurrence.id))
