"""Runs `weft` over a disk that takes its time: `python -m tests.faults.slowly serve`; a file says how long."""

import os
import sys
import threading
from pathlib import Path
from time import sleep

from sqlalchemy import Connection, Engine, event

from bot.cli.commands import main

SETTING = "SLOWLY"
"""Names a file in which the seconds stand that each commit takes; none while there is none."""


def _take_time(_: Connection) -> None:
    file = Path(os.environ[SETTING])
    if threading.current_thread().name == "weft-write" and file.exists():
        sleep(float(file.read_text()))


if __name__ == "__main__":
    event.listen(Engine, "commit", _take_time)
    sys.exit(main(prog_name="weft"))
