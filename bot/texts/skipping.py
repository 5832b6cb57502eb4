"""Why somebody skipped: the question, and what holds for what they say."""

from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action, Button, Message
from bot.domain.disclosure.addenda import WHY
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Prompt
from bot.speech import gettext as _
from bot.texts.notes import home, note
from bot.texts.verbs import Verb


def say_why(occurrence: Occurrence) -> Button:
    """The way to the question."""
    return Button(_("Say why"), Action(Verb.WHY, occurrence.id), opens_form=True)


def form(prompt: Prompt, occurrence: Occurrence) -> Form:
    """The question."""
    options = tuple(Option(str(index), _(label)) for index, label in enumerate(WHY.options))
    return Form(
        title=_("Why did you skip it?"),
        action=Action(Verb.WHY, occurrence.id),
        fields=(PickOne(name=WHY.key, label=_(WHY.text), options=options),),
        intro=_(
            "“{title}”: you need not say. Your reason is kept without your name, as answers are, until this "
            "check-in closes. Then it is counted, if {least} or more people said why and "
            "nobody can be singled out, and the reasons themselves are deleted.",
            title=prompt.title,
            least=occurrence.thresholds.scores,
        ),
        submit=_("Send"),
    )


def thanks(prompt: Prompt) -> Message:
    """It is kept."""
    return note(_("Thank you. Why you skipped “{title}” is kept without your name.", title=prompt.title), home())
