"""An event of a partnership: a day from which schedules count theirs, and which may move."""

from dataclasses import dataclass
from datetime import date

NAME_LENGTH = 60
MOST = 20
"""Events of one partnership: as many as a form has room for beside the longest list of whom to ask."""


@dataclass(frozen=True, slots=True)
class Event:
    """Such as a launch; moving it moves everything that hangs on it and has not gone out."""

    id: str
    partnership: str
    name: str
    day: date
