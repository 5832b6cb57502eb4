"""The days on which somebody does not work: the fields by which they say them, and what they have said."""

from collections.abc import Sequence

from bot.chat.form import Day, Field, Option, PickMany
from bot.domain.clock import Clock
from bot.speech import gettext as _
from bot.texts import moments
from bot.texts.recurring import dated


def fields(clock: Clock | None) -> Sequence[Field]:
    """Days of the week, and one leave."""
    leave = clock.leave if clock else None
    days = tuple(Option(str(number), day) for number, day in enumerate(moments.weekdays()))
    return (
        PickMany(
            name="days_off",
            label=_("Days on which you do not work"),
            hint=_("What would come on one of them comes on your next working day, if it is still open"),
            options=days,
            required=False,
            initial=tuple(str(day) for day in sorted(clock.quiet.days)) if clock else (),
        ),
        Day(
            name="leave_begins",
            label=_("First day of your leave"),
            hint=_("Nothing is sent to you in private while you are away"),
            required=False,
            initial=leave.begins if leave else None,
        ),
        Day(
            name="leave_ends",
            label=_("Last day of your leave"),
            hint=_("Leave both days empty if you have no leave to come"),
            required=False,
            initial=leave.ends if leave else None,
        ),
    )


def in_words(clock: Clock) -> Sequence[str]:
    """A sentence for each that they have said."""
    days = [moments.weekdays()[day] for day in sorted(clock.quiet.days)]
    said = [_("You do not work on: {days}.", days=moments.enumeration(days))] if days else []
    if clock.leave:
        begins, ends = dated(clock.leave.begins), dated(clock.leave.ends)
        said.append(_("You are on leave from {begins} to {ends}.", begins=begins, ends=ends))
    return said


def all_days() -> str:
    """Nobody can be asked on none."""
    return _("Leave out at least one day on which you work. To be sent nothing at all, pause everything.")


def both_days() -> str:
    """A leave has two ends."""
    return _("Give the first and the last day of your leave, or leave both empty.")


def wrong_order() -> str:
    """It ends before it begins, or lasts too long."""
    return _("Choose a last day that is not before the first, and at most a year after it.")


def over() -> str:
    """It is in the past, or too far ahead."""
    return _("Choose days to come, within a year from now.")
