"""Runs `weft` on a machine whose clock is an hour ahead: `python -m tests.faults.ahead serve`."""

import sys
from datetime import UTC, datetime

from bot import app
from bot.cli.commands import main


def _ahead() -> datetime:
    # Its names are looked up where the other one's are: only what both modules have is of use here.
    return datetime.fromtimestamp(datetime.now(UTC).timestamp() + 3_600, UTC)


if __name__ == "__main__":
    app.utc_now.__code__ = _ahead.__code__
    sys.exit(main(prog_name="weft"))
