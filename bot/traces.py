"""What deletions leave behind in the database's log and on pages of its file, and when it is seen to."""

from datetime import datetime, timedelta

from bot.store.database import Database

_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)


class Traces:
    """Counts what was deleted in this process; at the start there are those of whoever ran before."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_log = 1
        """How many deletions may still stand in the database's log."""
        self._stale = True
        """Whether something was deleted since the database's file was written anew."""
        self._wished = True
        """Whether it was somebody's wish, or a promise to them: then it is written anew within the hour."""
        self._rewritten: datetime | None = None

    def left(self, deletions: int, *, wished: bool = False) -> None:
        """So much was deleted."""
        self._in_log += deletions
        self._stale = self._stale or deletions > 0
        self._wished = self._wished or wished

    async def forget(self) -> None:
        """Empty the log, if anything deleted may stand in it."""
        # Others may add to them while this waits.
        traces = self._in_log
        if traces and await self._database.forget():
            self._in_log -= traces

    async def rewrite(self, now: datetime) -> None:
        """Write the file anew if anything was deleted since: see `Database.rewrite`."""
        last = self._rewritten
        if self._stale and (last is None or now - last >= (_AN_HOUR if self._wished else _A_DAY)):
            self._rewritten = now
            self._stale = not await self._database.rewrite()
            self._wished = self._wished and self._stale
            # What was written anew stands in the log, too.
            self._in_log += 1
