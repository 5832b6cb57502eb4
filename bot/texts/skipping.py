"""Why somebody skipped: the question, and what holds for what they say."""

from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action, Button, Message
from bot.domain.disclosure.addenda import WHY
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Prompt
from bot.texts.notes import HOME, note
from bot.texts.verbs import Verb


def say_why(occurrence: Occurrence) -> Button:
    """The way to the question."""
    return Button("Say why", Action(Verb.WHY, occurrence.id), opens_form=True)


def form(prompt: Prompt, occurrence: Occurrence) -> Form:
    """The question."""
    options = tuple(Option(str(index), label) for index, label in enumerate(WHY.options))
    return Form(
        title="Why did you skip it?",
        action=Action(Verb.WHY, occurrence.id),
        fields=(PickOne(name=WHY.key, label=WHY.text, options=options),),
        intro=(
            f"“{prompt.title}”: you need not say. Your reason is kept without your name, as answers are, until this "
            f"check-in closes. Then it is counted, if {occurrence.thresholds.scores} or more people said why and "
            "nobody can be singled out, and the reasons themselves are deleted."
        ),
        submit="Send",
    )


def thanks(prompt: Prompt) -> Message:
    """It is kept."""
    return note(f"Thank you. Why you skipped “{prompt.title}” is kept without your name.", HOME)
