"""By what results are shown: the whole partnership, and its sectors, organisations, cohorts and sites."""

from dataclasses import dataclass
from enum import StrEnum

from bot.speech import noop


class Margin(StrEnum):
    """The sorts of groups, highest first. A person may stand in several cohorts and sites, and in none."""

    PARTNERSHIP = "partnership"
    SECTOR = "sector"
    COHORT = "cohort"
    SITE = "site"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Group:
    """One group on one margin, with the name that its readers know it by."""

    margin: Margin
    id: str
    """Of the organisation, cohort or site; the sector; "" for the whole partnership."""
    name: str

    @property
    def key(self) -> str:
        """What an answer keeps of it, such as `sector:nhs`."""
        return key(self.margin, self.id)


Groups = frozenset[str]
"""The keys of the groups that somebody stands in, apart from the whole partnership, in which all do."""
EVERYBODY = Group(Margin.PARTNERSHIP, "", noop("Everybody"))


def key(margin: Margin, id_: str) -> str:
    """The key of a group."""
    return f"{margin}:{id_}"


def organisation_in(groups: Groups) -> str:
    """The id of the organisation that somebody with these groups speaks for; "" when it is not known."""
    prefix = key(Margin.ORGANISATION, "")
    return next((each.removeprefix(prefix) for each in groups if each.startswith(prefix)), "")
