"""A check-in as its readers see it: the card, the reminder and the form."""

from datetime import datetime

from bot.chat.form import DECLINED, Field, Form, LongText, Option, PickMany, PickOne, Scale
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.card import Card, Stage
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import SHARE, WORDS_LENGTH, Response, Sharing
from bot.domain.schedule import Visibility
from bot.texts import evaluating, moments, skipping
from bot.texts.verbs import Verb

KINDS = {Kind.REFLECTION: "Reflection", Kind.PULSE: "Pulse", Kind.LEARNING_SHARE: "Learning share"}

PROMISES = {
    Visibility.ATTRIBUTED: "Your name is kept with your answer, and conveners may see it.",
    Visibility.ORGANISATION: "Your organisation is kept with your answer, your name is not.",
    Visibility.ANONYMOUS: "Neither your name nor your organisation is kept with your answer.",
}
_SHOWN = "Only groups of {threshold} or more people are ever shown."
_CUT = {
    Visibility.ANONYMOUS: "After {day} nobody, operators included, can tell which answer is yours.",
    Visibility.ORGANISATION: (
        "After {day} nobody, operators included, can tell which of your organisation's answers is yours; your "
        "organisation stays with it only if {threshold} or more of its people answer."
    ),
}
_KEPT = "Until then you can change it or take it back, afterwards not any more."
_LATE = (
    "Late answers are taken until {until}, and until then you can change yours or take it back. They are told of as "
    "one group beside the results, if {threshold} or more come and nobody can be singled out. {else_}"
)
_ELSE = {
    Visibility.ATTRIBUTED: "Else they are shown to nobody but their authors.",
    Visibility.ORGANISATION: "Else they are deleted unread.",
    Visibility.ANONYMOUS: "Else they are deleted unread.",
}
_MOST_TAPS = 5
_NUDGE = "Only you see this, and it comes twice at most. Press Skip if this one is not for you."
_ASKED_FOR = "Only you see this: you asked to be reminded now."
DECLINE = Option(DECLINED, "Prefer not to say")


def promise(occurrence: Occurrence) -> str:
    """What holds for an answer, in plain words."""
    day = moments.moment(changeable_until(occurrence), occurrence.zone)
    shown = _SHOWN.format(threshold=occurrence.thresholds.scores)
    if occurrence.linked_until is not None:
        matching = evaluating.matching(occurrence.visibility, occurrence.linked_until, occurrence.zone)
        return f"{shown} {matching} You can change it until {day}."
    if occurrence.visibility is Visibility.ATTRIBUTED and occurrence.state is State.LATE:
        return f"{PROMISES[occurrence.visibility]} {_late(occurrence)}"
    if occurrence.visibility is Visibility.ATTRIBUTED:
        return f"{PROMISES[occurrence.visibility]} {shown} You can change it until {day}."
    last = moments.moment(occurrence.cut_at, occurrence.zone)
    cut = _CUT[occurrence.visibility].format(day=last, threshold=occurrence.thresholds.scores)
    if occurrence.state is State.LATE:
        return f"{_late(occurrence)} {cut}"
    if occurrence.late_until is not None:
        return f"{shown} {cut} Until {day} you can change it or take it back, afterwards not any more."
    return f"{shown} {cut} {_KEPT}"


def changeable_until(occurrence: Occurrence) -> datetime:
    """Until when an answer that is given now can be changed."""
    return occurrence.cut_at if occurrence.state is State.LATE else occurrence.closes_at


def _late(occurrence: Occurrence) -> str:
    return _LATE.format(
        until=moments.moment(occurrence.cut_at, occurrence.zone),
        threshold=occurrence.thresholds.scores,
        else_=_ELSE[occurrence.visibility],
    )


def card(partnership: str, prompt: Prompt, occurrence: Occurrence, card: Card, mark: str | None = None) -> Message:
    """The post of a check-in, in a space or in private."""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    blocks: list[Block] = [
        Text(prompt.title, "heading"),
        Text(f"{partnership} · {KINDS[prompt.kind]}", "note"),
        Text(_questions(prompt)),
    ]
    if card.stage is Stage.CLOSED:
        came = Buttons((Button("See what came of it", Action(Verb.RESULTS, occurrence.id)), _digest(occurrence)))
        return Message(f"Closed: {prompt.title}", (*blocks, Text(_state(card, until), "note"), came), mark)
    if card.stage is Stage.LATE:
        until = moments.moment(occurrence.cut_at, occurrence.zone)
    blocks += [Text(promise(occurrence), "note"), Text(_state(card, until), "note")]
    if card.stage is Stage.LATE and card.part is Part.ANSWERED:
        return Message(f"Closed: {prompt.title}", tuple(blocks), mark)
    blocks += [Buttons(row) for row in _buttons(prompt, occurrence, card.part)]
    return Message(f"{prompt.title}: {partnership} asks", tuple(blocks), mark)


def reminder(
    partnership: str, prompt: Prompt, occurrence: Occurrence, mark: str, *, asked_for: bool = False
) -> Message:
    """A private nudge, perhaps one that the reader asked for; it says nothing of anybody else."""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    return Message(
        f"A reminder: {prompt.title}",
        (
            Text(f"A reminder from {partnership}: “{prompt.title}” is open until {until}."),
            Text(_ASKED_FOR if asked_for else _NUDGE, "note"),
            *(Buttons(row) for row in _buttons(prompt, occurrence, Part.ASKED)),
        ),
        mark,
    )


def form(prompt: Prompt, occurrence: Occurrence, earlier: Response | None) -> Form:
    """The form to answer with, filled in with what was answered before."""
    fields = [_field(question, earlier) for question in prompt.questions]
    if prompt.has_words:
        fields.append(_share(occurrence.visibility, earlier))
    return Form(
        title=KINDS[prompt.kind],
        action=Action(Verb.ANSWER, occurrence.id),
        fields=tuple(fields),
        intro=f"{prompt.title}\n{promise(occurrence)} Leave out what you like.",
        submit="Send",
    )


def _questions(prompt: Prompt) -> str:
    texts = [question.text for question in prompt.questions]
    return texts[0] if len(texts) == 1 else "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def _state(card: Card, until: str) -> str:
    answered = "" if card.answered is None else f" {moments.people(card.answered)} answered."
    if card.stage is Stage.CLOSED:
        return f"Closed.{answered} What came of it is here, and in the weekly digest."
    if card.stage is Stage.LATE:
        thanks = "You have answered, thank you. " if card.part is Part.ANSWERED else ""
        return f"{thanks}Closed, and late answers are taken until {until}."
    opening = f"Closing soon: {until}." if card.stage is Stage.CLOSING_SOON else f"Open until {until}."
    match card.part:
        case Part.ANSWERED:
            return f"You have answered, thank you. {opening}"
        case Part.SKIPPED:
            return f"You skipped this one. {opening}"
        case Part.ASKED | None:
            return f"{opening}{answered}"


def _digest(occurrence: Occurrence) -> Button:
    return Button("This week's digest", Action(Verb.DIGEST, occurrence.partnership))


def _buttons(prompt: Prompt, occurrence: Occurrence, part: Part | None) -> list[tuple[Button, ...]]:
    if occurrence.state is State.LATE:
        return [(Button("Answer late", Action(Verb.ANSWER, occurrence.id), "primary", opens_form=True),)]
    answer = Button(
        "Change my answer" if part is Part.ANSWERED else "Answer",
        Action(Verb.ANSWER, occurrence.id),
        "primary",
        opens_form=True,
    )
    skip = Button("Skip", Action(Verb.SKIP, occurrence.id))
    later = Button("Later", Action(Verb.SNOOZE, occurrence.id), opens_form=True)
    never = Button("Not this one again", Action(Verb.NEVER, occurrence.id))
    rows: list[tuple[Button, ...]]
    match part:
        case None:
            rows = [(answer, skip)]
        case Part.ASKED:
            rows = [(answer, skip, later, never)]
        case Part.ANSWERED:
            rows = [(answer, skip, never)]
        case Part.SKIPPED:
            rows = [(answer, skipping.say_why(occurrence), never)]
    if (scale := tappable(prompt)) and part is not Part.ANSWERED:
        points = range(scale.low, scale.high + 1)
        ends = {scale.low: f" · {scale.low_label}"[:36], scale.high: f" · {scale.high_label}"[:36]}
        taps = (
            Button(f"{point}{ends.get(point, '')}", Action(Verb.TAP, f"{occurrence.id}:{point}")) for point in points
        )
        rows.insert(0, tuple(taps))
    return rows


def tappable(prompt: Prompt) -> ScaleQuestion | None:
    """The one question of a prompt that a single press answers."""
    match prompt.questions:
        case (ScaleQuestion() as scale,) if scale.high - scale.low < _MOST_TAPS:
            return scale
        case _:
            return None


def _field(question: Question, earlier: Response | None) -> Field:
    answer = earlier.answers.get(question.key) if earlier else None
    match question:
        case ScaleQuestion():
            return Scale(
                name=question.key,
                label=question.text,
                low=question.low,
                high=question.high,
                low_label=question.low_label,
                high_label=question.high_label,
                required=False,
                initial=answer if isinstance(answer, int) else None,
                decline=DECLINE.label,
            )
        case ChoiceQuestion():
            options = (*(Option(str(index), label) for index, label in enumerate(question.options)), DECLINE)
            chosen = tuple(str(index) for index in answer) if isinstance(answer, tuple) else ()
            if question.several:
                return PickMany(
                    name=question.key, label=question.text, options=options, required=False, initial=chosen
                )
            initial = chosen[0] if chosen else None
            return PickOne(name=question.key, label=question.text, options=options, required=False, initial=initial)
        case OpenQuestion():
            return LongText(
                name=question.key,
                label=question.text,
                hint="Leave this empty if you prefer not to say.",
                required=False,
                initial=answer if isinstance(answer, str) else "",
                most=WORDS_LENGTH,
            )


def _share(visibility: Visibility, earlier: Response | None) -> PickOne:
    options = [
        Option(Sharing.NO, "No, keep my words out of the digest"),
        Option(Sharing.UNNAMED, "Yes, without my name"),
    ]
    if visibility is Visibility.ATTRIBUTED:
        options.append(Option(Sharing.NAMED, "Yes, with my name"))
    return PickOne(
        name=SHARE,
        label="May others in the partnership read your words in the digest?",
        options=tuple(options),
        required=False,
        initial=earlier.sharing if earlier else Sharing.NO,
    )
