"""Who takes part in the example, as its data file says."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.domain.partnership import Sector


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation with its people, its lead first."""

    name: str
    sector: Sector
    contact: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """The partnership's name and zone, its parties, and the three whose inboxes a newcomer opens."""

    name: str
    zone: str
    convener: str
    lead: str
    member: str
    parties: tuple[Party, ...]


@cache
def read() -> Cast:
    """Everybody."""
    told = tomllib.loads(files(__package__).joinpath("people.toml").read_text("utf-8"))
    parties = tuple(
        Party(each["name"], Sector(each["sector"]), each["contact"], tuple(each["people"]))
        for each in told["organisation"]
    )
    return Cast(told["name"], told["zone"], told["convener"], told["lead"], told["member"], parties)
