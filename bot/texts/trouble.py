"""What a convener is told when posts could not be made, or it cannot be told whether they were."""

from bot.chat.message import Action, Button, Buttons, Message, Text
from bot.domain.delivery import Lost
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts import moments
from bot.texts.room import shorten
from bot.texts.verbs import Verb

_LOST = {
    "slack": noop(
        "Slack no longer lets Weft into one of its workspaces. Since {when}, what is to be sent to people there "
        "waits. Other places are not affected. Whoever runs Weft can install it there again: then all goes on where "
        "it was, and nobody is asked twice."
    ),
    "teams": noop(
        "Microsoft Teams no longer lets Weft into one of its organisations. Since {when}, what is to be sent to "
        "people there waits. Other places are not affected. Whoever runs Weft can install it there again: then all "
        "goes on where it was, and nobody is asked twice."
    ),
}
_ELSEWHERE = noop(
    "One of the places in which Weft writes to people no longer lets it in. Since {when}, what is to be sent there "
    "waits. Whoever runs Weft can mend this: then all goes on where it was, and nobody is asked twice."
)


def lost(loss: Lost, zone: str) -> str:
    """A workspace no longer knows us."""
    return _(_LOST.get(loss.lane.platform, _ELSEWHERE), when=moments.moment(loss.at, zone))


def doubt(count: int) -> str:
    """So many people may have been asked, or not."""
    return ngettext(
        "It is not known whether {count} person got what was sent: there was no answer when it was. Nobody is asked "
        "twice. They can answer from their home page.",
        "It is not known whether {count} people got what was sent: there was no answer when it was. Nobody is asked "
        "twice. They can answer from their home page.",
        count,
    )


def lost_message(partnership: str, name: str, loss: Lost, zone: str, mark: str) -> Message:
    """The one message about a workspace that is lost."""
    summary = _("Weft cannot write to some people of {partnership}", partnership=shorten(name, 100))
    return Message(summary, (Text(lost(loss, zone)), _ways(partnership)), mark)


def doubt_message(partnership: str, title: str, count: int, mark: str) -> Message:
    """The one message about posts of one check-in."""
    summary = _("“{title}” may not have reached everybody", title=shorten(title, 100))
    return Message(summary, (Text(summary, "heading"), Text(doubt(count)), _ways(partnership)), mark)


def doubt_of_digests(partnership: str, count: int, mark: str) -> Message:
    """The one message about digests."""
    summary = _("A digest may not have reached everybody")
    return Message(summary, (Text(summary, "heading"), Text(doubt(count)), _ways(partnership)), mark)


def _ways(partnership: str) -> Buttons:
    return Buttons((Button(_("Check-ins and people"), Action(Verb.TEND, partnership)),))
