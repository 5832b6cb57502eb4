"""What is told before a check-in that there is already is saved as it is planned anew."""

from collections.abc import Iterator

from bot.domain.occurrence import Occurrence
from bot.domain.schedule import Schedule
from bot.speech import gettext as _


def notes(earlier: Schedule, schedule: Schedule, running: Occurrence | None) -> Iterator[str]:
    """What stays as it was, and what is lost.

    Args:
        earlier: as it is until this is saved.
        schedule: as it is from then on.
        running: the one of it that is open, if there is one.
    """
    if running is not None and running.audience != schedule.audience:
        yield _("The one that is open stays as it was asked, with those who were asked.")
    if earlier.adjustments and not schedule.adjustments:
        yield _("What was skipped, moved or changed once is planned as all others again, as the days are new.")
