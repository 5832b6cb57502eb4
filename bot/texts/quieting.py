"""The form by which a convener says when nobody is reminded."""

from bot.chat.form import Form, Option, PickOne
from bot.chat.message import Action
from bot.domain.partnership import Partnership
from bot.domain.shared_quiet import SharedQuiet
from bot.speech import gettext as _
from bot.speech import noop
from bot.texts.verbs import Verb

WEEKENDS = {"yes": noop("Yes, all of Saturday and Sunday"), "no": noop("No")}


def form(partnership: Partnership) -> Form:
    """From when to when, and whether at weekends."""
    quiet = partnership.quiet
    hours = tuple(Option(str(hour), f"{hour:02}:00") for hour in range(24))
    weekends = tuple(Option(value, _(label)) for value, label in WEEKENDS.items())
    return Form(
        title=_("Quiet hours"),
        action=Action(Verb.QUIET, partnership.id),
        fields=(
            PickOne(name="starts", label=_("Quiet from"), options=hours, initial=str(quiet.starts)),
            PickOne(name="ends", label=_("Quiet until"), options=hours, initial=str(quiet.ends)),
            PickOne(
                name="weekends",
                label=_("Are weekends quiet?"),
                options=weekends,
                initial="yes" if quiet.weekends else "no",
            ),
        ),
        intro=_("No reminder is sent in quiet hours, on the clock of the check-in. The same hour twice means none."),
    )


def said(quiet: SharedQuiet) -> str:
    """When it is quiet, in a sentence."""
    starts, ends = f"{quiet.starts:02}:00", f"{quiet.ends:02}:00"
    match quiet.starts == quiet.ends, quiet.weekends:
        case True, True:
            return _("From now on nobody is reminded at weekends. There are no other quiet hours.")
        case True, _weekdays:
            return _("From now on there are no quiet hours.")
        case _some, True:
            return _(
                "From now on nobody is reminded from {starts} to {ends}, nor at weekends.",
                starts=starts,
                ends=ends,
            )
        case _some, _weekdays:
            return _("From now on nobody is reminded from {starts} to {ends}.", starts=starts, ends=ends)
