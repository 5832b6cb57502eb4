"""A check-in as its readers see it: the card, the reminder and the form."""

from datetime import datetime

from bot.chat.form import DECLINED, Field, Form, LongText, Option, PickMany, PickOne, Scale
from bot.chat.message import Action, Block, Button, Buttons, Message, Text
from bot.domain.card import Card, Stage
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import SHARE, WORDS_LENGTH, Response, Sharing
from bot.domain.schedule import Visibility
from bot.speech import gettext as _
from bot.speech import ngettext, noop, pgettext
from bot.texts import evaluating, moments, skipping
from bot.texts.verbs import Verb

KINDS = {Kind.REFLECTION: noop("Reflection"), Kind.PULSE: noop("Pulse"), Kind.LEARNING_SHARE: noop("Learning share")}

PROMISES = {
    Visibility.ATTRIBUTED: noop("Your name is kept with your answer, and conveners may see it."),
    Visibility.ORGANISATION: noop("Your organisation is kept with your answer, your name is not."),
    Visibility.ANONYMOUS: noop("Neither your name nor your organisation is kept with your answer."),
}
_SHOWN = noop("Only groups of {threshold} or more people are ever shown.")
_CUT = {
    Visibility.ANONYMOUS: noop("After {day} nobody can tell which answer is yours, not even those who run Weft."),
    Visibility.ORGANISATION: noop(
        "After {day} nobody can tell which answer from your organisation is yours, not even those who run Weft. Your "
        "organisation's name stays with it only if {threshold} or more of its people answer."
    ),
}
_KEPT = noop("Until then you can change it or take it back, afterwards not any more.")
_LATE = noop(
    "Late answers are taken until {until}, and until then you can change yours or take it back. They are told of as "
    "one group beside the results, if {threshold} or more come and nobody can be singled out."
)
_ELSE = {
    Visibility.ATTRIBUTED: noop("Else they are shown to nobody but their authors."),
    Visibility.ORGANISATION: noop("Else they are deleted unread."),
    Visibility.ANONYMOUS: noop("Else they are deleted unread."),
}
_CHANGEABLE = noop("You can change it until {day}.")
_MOST_TAPS = 5
_NUDGE = noop("Only you see this, and it comes twice at most. Press Skip if this one is not for you.")
_THANKS, _SKIPPED = noop("You have answered, thank you."), noop("You skipped this one.")
_CLOSED, _CAME = noop("Closed."), noop("What came of it is here, and in the weekly digest.")
_LEAVE_OUT = noop("Leave out what you like.")
_ASKED_FOR = noop("Only you see this: you asked to be reminded now.")


def promise(occurrence: Occurrence) -> str:
    """What holds for an answer, in plain words."""
    day = moments.moment(changeable_until(occurrence), occurrence.zone)
    shown = _(_SHOWN, threshold=occurrence.thresholds.scores)
    if occurrence.linked_until is not None:
        matching = evaluating.matching(occurrence.visibility, occurrence.linked_until, occurrence.zone)
        return f"{shown} {matching} {_(_CHANGEABLE, day=day)}"
    if occurrence.visibility is Visibility.ATTRIBUTED and occurrence.state is State.LATE:
        return f"{_(PROMISES[occurrence.visibility])} {_late(occurrence)}"
    if occurrence.visibility is Visibility.ATTRIBUTED:
        return f"{_(PROMISES[occurrence.visibility])} {shown} {_(_CHANGEABLE, day=day)}"
    last = moments.moment(occurrence.cut_at, occurrence.zone)
    cut = _(_CUT[occurrence.visibility], day=last, threshold=occurrence.thresholds.scores)
    if occurrence.state is State.LATE:
        return f"{_late(occurrence)} {cut}"
    if occurrence.late_until is not None:
        kept = _("Until {day} you can change it or take it back, afterwards not any more.", day=day)
        return f"{shown} {cut} {kept}"
    return f"{shown} {cut} {_(_KEPT)}"


def changeable_until(occurrence: Occurrence) -> datetime:
    """Until when an answer that is given now can be changed."""
    return occurrence.cut_at if occurrence.state is State.LATE else occurrence.closes_at


def _late(occurrence: Occurrence) -> str:
    until = moments.moment(occurrence.cut_at, occurrence.zone)
    late = _(_LATE, until=until, threshold=occurrence.thresholds.scores)
    return f"{late} {_(_ELSE[occurrence.visibility])}"


def card(partnership: str, prompt: Prompt, occurrence: Occurrence, card: Card, mark: str | None = None) -> Message:
    """The post of a check-in, in a space or in private."""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    blocks: list[Block] = [
        Text(prompt.title, "heading"),
        Text(f"{partnership} · {_(KINDS[prompt.kind])}", "note"),
        Text(_questions(prompt)),
    ]
    closed = _("Closed: {title}", title=prompt.title)
    if card.stage is Stage.CLOSED:
        results = Button(_("See what came of it"), Action(Verb.RESULTS, occurrence.id))
        came = Buttons((results, _digest(occurrence)))
        return Message(closed, (*blocks, Text(_state(card, until), "note"), came), mark)
    if card.stage is Stage.LATE:
        until = moments.moment(occurrence.cut_at, occurrence.zone)
    blocks += [Text(promise(occurrence), "note"), Text(_state(card, until), "note")]
    if card.stage is Stage.LATE and card.part is Part.ANSWERED:
        return Message(closed, tuple(blocks), mark)
    blocks += [Buttons(row) for row in _buttons(prompt, occurrence, card.part)]
    summary = _("{title}: {partnership} asks", title=prompt.title, partnership=partnership)
    return Message(summary, tuple(blocks), mark)


def reminder(
    partnership: str, prompt: Prompt, occurrence: Occurrence, mark: str, *, asked_for: bool = False
) -> Message:
    """A private nudge, perhaps one that the reader asked for; it says nothing of anybody else."""
    until = moments.moment(occurrence.closes_at, occurrence.zone)
    said = _(
        "A reminder from {partnership}: “{title}” is open until {until}.",
        partnership=partnership,
        title=prompt.title,
        until=until,
    )
    return Message(
        _("A reminder: {title}", title=prompt.title),
        (
            Text(said),
            Text(_(_ASKED_FOR if asked_for else _NUDGE), "note"),
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
        title=_(KINDS[prompt.kind]),
        action=Action(Verb.ANSWER, occurrence.id),
        fields=tuple(fields),
        intro=f"{prompt.title}\n{promise(occurrence)} {_(_LEAVE_OUT)}",
        submit=_("Send"),
    )


def _questions(prompt: Prompt) -> str:
    texts = [question.text for question in prompt.questions]
    return texts[0] if len(texts) == 1 else "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def _state(card: Card, until: str) -> str:
    answered = "" if card.answered is None else f" {_answered(card.answered)}"
    if card.stage is Stage.CLOSED:
        return f"{_(_CLOSED)}{answered} {_(_CAME)}"
    if card.stage is Stage.LATE:
        closed = _("Closed, and late answers are taken until {until}.", until=until)
        return f"{_(_THANKS)} {closed}" if card.part is Part.ANSWERED else closed
    soon = card.stage is Stage.CLOSING_SOON
    opening = _("Closing soon: {until}.", until=until) if soon else _("Open until {until}.", until=until)
    match card.part:
        case Part.ANSWERED:
            return f"{_(_THANKS)} {opening}"
        case Part.SKIPPED:
            return f"{_(_SKIPPED)} {opening}"
        case Part.ASKED | None:
            return f"{opening}{answered}"


def _answered(count: int) -> str:
    return ngettext("{count} person answered.", "{count} people answered.", count)


def _digest(occurrence: Occurrence) -> Button:
    return Button(_("This week's digest"), Action(Verb.DIGEST, occurrence.partnership))


def _buttons(prompt: Prompt, occurrence: Occurrence, part: Part | None) -> list[tuple[Button, ...]]:
    if occurrence.state is State.LATE:
        return [(Button(_("Answer late"), Action(Verb.ANSWER, occurrence.id), "primary", opens_form=True),)]
    answer = Button(
        _("Change my answer") if part is Part.ANSWERED else pgettext("to do", "Answer"),
        Action(Verb.ANSWER, occurrence.id),
        "primary",
        opens_form=True,
    )
    skip = Button(pgettext("to do", "Skip"), Action(Verb.SKIP, occurrence.id))
    later = Button(_("Later"), Action(Verb.SNOOZE, occurrence.id), opens_form=True)
    never = Button(_("Not this one again"), Action(Verb.NEVER, occurrence.id))
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
                decline=_decline().label,
            )
        case ChoiceQuestion():
            options = (*(Option(str(index), label) for index, label in enumerate(question.options)), _decline())
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
                hint=_("Leave this empty if you prefer not to say."),
                required=False,
                initial=answer if isinstance(answer, str) else "",
                most=WORDS_LENGTH,
            )


def _decline() -> Option:
    return Option(DECLINED, _("Prefer not to say"))


def _share(visibility: Visibility, earlier: Response | None) -> PickOne:
    options = [
        Option(Sharing.NO, _("No, keep my words out of the digest")),
        Option(Sharing.UNNAMED, _("Yes, without my name")),
    ]
    if visibility is Visibility.ATTRIBUTED:
        options.append(Option(Sharing.NAMED, _("Yes, with my name")))
    return PickOne(
        name=SHARE,
        label=_("May others in the partnership read your words in the digest?"),
        options=tuple(options),
        required=False,
        initial=earlier.sharing if earlier else Sharing.NO,
    )
