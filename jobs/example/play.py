"""Playing the example: a partnership is set up and lives through its months, all through the real path.

It is played before Weft serves. A server that runs on the same database meanwhile would post what is still being
played, on its own clock: stop it first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from bot.app import Bot
from bot.chat.names import Person
from bot.errors import OperatorError
from bot.store import partnerships
from bot.store.database import Database
from jobs.example import cast, months, programme, setting_up

WEEKS = 26


class SimulatedClock:
    """A clock that stands still until it is moved; calling it tells the moment, aware, in UTC."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def __call__(self) -> datetime:
        """The moment."""
        return self._now

    def move(self, to: datetime) -> None:
        """Make it this moment, later or earlier."""
        self._now = to


async def play(
    bot: Bot,
    database: Database,
    clock: SimulatedClock,
    until: datetime,
    progress: Callable[[int], None],
    *,
    weeks: int = WEEKS,
) -> Mapping[str, str]:
    """Play the example up to a moment at which one check-in is left open; the clock ends there.

    Args:
        bot: over this database and this clock, with the web inbox as a platform.
        database: migrated, without a partnership.
        clock: the one that the bot goes by.
        until: the moment (UTC) at which it ends.
        progress: told now and then how much is done, from 0 to 100.
        weeks: how long it lasts.

    Returns:
        Role in words to user id in the web inbox, of three people who have not answered what is open.

    Raises:
        OperatorError: the example is here already, or other partnerships are, or it cannot be set up.
    """
    everybody = cast.read()
    # What is played lies in the past, where it would stir whatever waits in another partnership.
    names = await database.read(partnerships.names)
    if everybody.name in names.values():
        raise OperatorError("The example is here already. To play it anew, begin with an empty database.")
    if names:
        raise OperatorError("The example is played only where there is no partnership yet, and here there is one.")
    calendar = programme.calendar(until, weeks, everybody.zone)
    try:
        clock.move(calendar.begins)
        played = await setting_up.set_up(bot, database, everybody, calendar)
        await months.live(bot, database, played, calendar, move=clock.move, until=until, progress=progress)
    finally:
        clock.move(until)
    return _three(everybody, played.people)


async def played_before(database: Database) -> Mapping[str, str]:
    """Role in words to user id of the same three people, where the example is here already; none where it is not."""
    everybody = cast.read()
    for partnership, name in (await database.read(partnerships.names)).items():
        if name == everybody.name:
            return _three(everybody, await database.read(partial(setting_up.members_of, partnership=partnership)))
    return {}


def _three(everybody: cast.Cast, people: Mapping[str, Person]) -> Mapping[str, str]:
    users = {person.name: person.identity.user for person in people.values()}
    roles = {"a convener": everybody.convener, "a lead": everybody.lead, "a member": everybody.member}
    return {role: users[name] for role, name in roles.items() if name in users}
