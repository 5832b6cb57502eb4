"""Of what nature it is that somebody does: whether it only looks, shows what is their own, or is put on record."""

from bot.chat.events import Inbound, Opened, Pressed, Said, Submitted
from bot.domain.pairing import spoken
from bot.domain.rights import asks
from bot.texts.verbs import Verb
from bot.usecases import speaking

LOOKING = frozenset(
    {
        Verb.HOME,
        Verb.HELP,
        Verb.ANSWERS,
        Verb.MINE,
        Verb.RESTS,
        Verb.TEND,
        Verb.CALENDAR,
        Verb.EVENTS,
        Verb.GROUPS,
        Verb.PEOPLE,
        Verb.DIGEST,
        Verb.RESULTS,
        Verb.HISTORY,
        Verb.CHANGES,
        Verb.MY_DATA,
        Verb.DOWNLOAD,
    }
)
"""The presses that change nothing: they run as reads and wait for no writer."""
OWN = frozenset({Verb.ANSWERS, Verb.MINE, Verb.MY_DATA, Verb.DOWNLOAD})
"""Those of them that show people what they answered themselves; all others cannot read answers at all."""


UNRECORDED = LOOKING | {
    Verb.ANSWER,
    Verb.TAP,
    Verb.SKIP,
    Verb.OPT_IN,
    Verb.PAIR,
    Verb.ENTER,
    Verb.WRITE_HERE,
    Verb.FORGET,
    Verb.DECLINE,
    Verb.BRING,
    Verb.DIGEST_TIME,
    Verb.WRITE,
    Verb.PLAN,
    Verb.EDIT,
    Verb.REWRITE,
    Verb.COPY,
    Verb.SETTINGS,
    Verb.LANGUAGE,
    Verb.WHY,
    Verb.SNOOZE,
    Verb.NEVER,
    Verb.REST,
    Verb.GO_ON,
    Verb.TAKE_UP,
    Verb.REMIND,
}
"""What is nobody's business but of who does it, and what changes nothing but a draft. All else is put on record."""


def introduces(pressed: Pressed) -> bool:
    """Whether the platform is asked first who somebody is: their organisation is proposed by it."""
    return pressed.action.verb == Verb.JOIN


def looks(inbound: Inbound) -> bool:
    """Whether this changes nothing, so that it runs as a read."""
    match inbound:
        case Opened():
            return True
        case Pressed(action=action):
            return action.verb in LOOKING
        case Said(text=text):
            return spoken(text) is None and speaking.named(text) is None
        case _:
            return False


def shows_own(inbound: Inbound) -> bool:
    """Whether this shows people what they answered themselves."""
    match inbound:
        case Pressed(action=action):
            return action.verb in OWN
        case Said(text=text):
            return asks(text)
        case _:
            return False


_LANGUAGES = frozenset({Verb.LANGUAGE, Verb.SHARED_LANGUAGE, Verb.SETTINGS, Verb.START, Verb.JOIN, Verb.LINK})
"""What may change the language in which somebody is spoken to."""


def changes_languages(inbound: Inbound) -> bool:
    """Whether somebody may be spoken to in another language after this."""
    match inbound:
        case Pressed(action=action) | Submitted(action=action):
            return action.verb in _LANGUAGES
        case Said(text=text):
            return speaking.named(text) is not None
        case _:
            return False
