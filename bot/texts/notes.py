"""Short messages: confirmations, refusals, help."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import limits
from bot.chat.limits import printable
from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.speech import gettext as _
from bot.speech import pgettext
from bot.texts.room import chunks, shorten
from bot.texts.verbs import Verb


def home() -> Button:
    """The way to the home page."""
    return Button(pgettext("page", "Home"), Action(Verb.HOME))


def my_data() -> Button:
    """The way to all that is held about the reader."""
    return Button(_("My data"), Action(Verb.MY_DATA))


def note(text: str, *buttons: Button) -> Message:
    """One sentence or two, perhaps with something to do next."""
    blocks = (Text(text), Buttons(buttons)) if buttons else (Text(text),)
    return Message(shorten(text, limits.SUMMARY), blocks)


def with_words(message: Message, typed: Sequence[str]) -> Message:
    """The message with what its reader had written in vain, so that they can copy it."""
    if not typed:
        return message
    given_back = Text(_("What you wrote, so that you can copy it:"), "note")
    room = limits.MESSAGE_TEXT - sum(map(len, message.texts())) - len(given_back.text)
    fitting = (piece for text in typed for piece in chunks(shorten(printable(text), room // len(typed))))
    quotes = [Text(piece, "quote") for piece in fitting]
    return replace(message, blocks=(*message.blocks, given_back, *quotes)[: limits.BLOCKS])


def trouble(reference: str) -> Message:
    """Something failed that nobody foresaw; the reference is also in the log."""
    return note(
        _(
            "Something went wrong on our side, and we have noted it. What you had sent before is safe. "
            "Please try again in a minute. If it happens again, tell whoever runs Weft this code: {code}.",
            code=reference,
        )
    )


def busy() -> Message:
    """The database did not take it."""
    return note(
        _(
            "Weft could not save this just now, so nothing has changed. Please try again in a minute; "
            "if you were writing something long, keep a copy first."
        )
    )


def stale() -> Message:
    """A button or form of a verb that is not (or no longer) known."""
    return note(_("This button is from an earlier time and does nothing any more."), home())


def help_() -> Message:
    """What Weft is and what one can do."""
    return Message(
        _("How Weft works"),
        (
            Text(_("How Weft works"), "heading"),
            Text(
                _(
                    "Weft asks the people of a partnership a question now and then. It keeps the answers safe, "
                    "and gives them back as a weekly digest. No one can be singled out in it."
                )
            ),
            Text(
                _(
                    "When a check-in comes, press Answer. It takes a minute or two. You can leave out any question, "
                    "change your answer until the check-in closes, or press Skip or Later. "
                    "You get at most two reminders, and only you see them. Home, Reminders and pauses, is the way "
                    "out: no reminders, or nothing at all for a while."
                )
            ),
            Text(
                _(
                    "Only groups of five or more people are ever shown, and so that nobody's answer can be worked "
                    "out. Your own words are shared only if you say so. Write “who holds what about me?” to see "
                    "what is held."
                ),
                "note",
            ),
            Text(
                _(
                    "To leave a partnership, press My data on your home page, then Leave. Everything there has a "
                    "button. To open it, write /weft in Slack, or home to Weft in Teams."
                ),
                "note",
            ),
            Buttons((home(),)),
        ),
    )
