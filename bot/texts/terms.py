"""What somebody is told before they take part: who answers for their answers, and what cannot be taken back."""

from collections.abc import Callable, Sequence

from bot.chat.message import Action, Block, Button, Buttons, Text
from bot.domain.partnership import Organisation
from bot.domain.rights import mark
from bot.speech import ENGLISH, noop, speaking
from bot.speech import gettext as _
from bot.texts import recording
from bot.texts.verbs import Verb

_MOST_TOLD = 4
"""Organisations whose record is told one by one; of more, “My data” tells the reader's own."""
_EACH = noop(
    "Your organisation is answerable for what is held of its people here. On what lawful basis, for how long, and "
    "whom to ask is on record."
)
LAST = noop(
    "What you cannot take back: once a check-in has closed, an answer without a name cannot be changed or deleted "
    "any more; nor can anybody tell which one was yours, once it takes no late answers either. Figures that were "
    "shown stay as they are."
)
MORE = noop(
    "Under “My data” on your home page, or when you write “who holds what about me?”, you see all that is held about "
    "you, and can download and erase the answers that have your name."
)


def told(organisations: Sequence[Organisation]) -> str:
    """What holds for the people of these organisations."""
    few = len(organisations) <= _MOST_TOLD
    first = "\n".join(map(_record, organisations)) if few and organisations else _(_EACH)
    return f"{first}\n{_(LAST)}\n{_(MORE)}"


def read(organisations: Sequence[Organisation]) -> str:
    """The mark of what holds for the people of these organisations, the same in every language."""
    return marked(lambda: told(organisations))


def marked(say: Callable[[], str]) -> str:
    """The mark of what is said, as it is in English: who agrees in one language has agreed in all of them."""
    with speaking(ENGLISH):
        return mark(say())


def before(partnership: str, organisation: Organisation) -> tuple[Block, ...]:
    """What somebody who was made a member reads on their home page until they say that they take part."""
    take_part = Button(_("I take part"), Action(Verb.OPT_IN, f"{partnership}:{read([organisation])}"), "primary")
    return Text(told([organisation])), Buttons((take_part,))


def _record(organisation: Organisation) -> str:
    if organisation.basis is None or organisation.retention_days is None:
        return _(
            "{organisation} has not put on record yet why and for how long it holds answers. Questions: {contact}",
            organisation=organisation.name,
            contact=organisation.contact,
        )
    return _(
        "{organisation} holds its people's answers for {period}. Lawful basis: {basis}. Questions: {contact}",
        organisation=organisation.name,
        period=recording.period(organisation),
        basis=recording.basis(organisation),
        contact=organisation.contact,
    )
