"""Which language somebody is spoken to in: asked, told, and the way to another in that language's own words."""

from bot.chat import limits
from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action, Button
from bot.domain.partnership import Partnership
from bot.speech import gettext as _
from bot.speech import language, offered
from bot.texts.verbs import Verb


def field(initial: str | None = None) -> tuple[PickOne, ...]:
    """The languages to choose from; none where there is only one. Without `initial` it is that which is spoken."""
    options = tuple(Option(code, name) for code, name in offered().items())
    if len(options) == 1:
        return ()
    chosen = initial or language()
    codes = {option.value for option in options}
    return (
        PickOne(
            name="language",
            label=_("Language"),
            options=options,
            initial=chosen if chosen in codes else None,
        ),
    )


def others() -> tuple[Button, ...]:
    """The ways to the other languages, each called as it calls itself; too many are in the settings only."""
    buttons = tuple(
        Button(name, Action(Verb.LANGUAGE, code)) for code, name in offered().items() if code != language()
    )
    return buttons if len(buttons) < limits.BUTTONS else ()


def chosen() -> str:
    """It is spoken from now on; said in it."""
    return _("I speak {language} to you from now on.", language=offered()[language()])


def form(partnership: Partnership) -> Form:
    """What a partnership's spaces speak."""
    return Form(
        title=_("Language"),
        action=Action(Verb.SHARED_LANGUAGE, partnership.id),
        fields=field(partnership.language),
        intro=_(
            "Weft writes in this language in the channels of {partnership}, and to people who have not chosen "
            "their own.",
            partnership=partnership.name,
        ),
    )


def kept(code: str) -> str:
    """A partnership's language is chosen."""
    return _(
        "Weft writes {language} in the channels from now on, and to people who have not chosen their own.",
        language=offered()[code],
    )
