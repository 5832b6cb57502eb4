"""What each role may do: the one table that every use case asks."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.partnership import Member, Role
from bot.errors import NotAllowed
from bot.speech import gettext as _
from bot.speech import noop


class Deed(StrEnum):
    """Something that a role is needed for."""

    ANSWER = "answer"
    LEAVE = "leave"
    READ_RESULTS = "see what was released"
    TIME_DIGEST = "choose when the digest comes"
    ADD_ORGANISATION = "add organisations"
    EDIT_ORGANISATION = "edit organisations"
    TEND_GROUPS = "tend cohorts and sites"
    RAISE_THRESHOLDS = "raise the thresholds"
    INVITE = "invite people"
    GIVE_ROLE = "give roles"
    LINK_SPACE = "link a channel"
    SCHEDULE = "schedule check-ins"
    READ_CHANGES = "read what was changed"


_ALL = frozenset(Role)
_READERS = frozenset({Role.LEAD, Role.CONVENER})
_CONVENERS = frozenset({Role.CONVENER})

MAY: Mapping[Deed, frozenset[Role]] = {
    Deed.ANSWER: _ALL,
    Deed.LEAVE: _ALL,
    Deed.READ_RESULTS: _ALL,
    Deed.TIME_DIGEST: _READERS,
    Deed.ADD_ORGANISATION: _CONVENERS,
    Deed.EDIT_ORGANISATION: _CONVENERS,
    Deed.TEND_GROUPS: _CONVENERS,
    Deed.RAISE_THRESHOLDS: _CONVENERS,
    Deed.INVITE: _CONVENERS,
    Deed.GIVE_ROLE: _CONVENERS,
    Deed.LINK_SPACE: _CONVENERS,
    Deed.SCHEDULE: _CONVENERS,
    Deed.READ_CHANGES: _CONVENERS,
}

_ONLY: Mapping[Deed, str] = {
    Deed.ANSWER: noop("Only a member or lead or convener of this partnership may answer."),
    Deed.LEAVE: noop("Only a member or lead or convener of this partnership may leave."),
    Deed.READ_RESULTS: noop("Only a member or lead or convener of this partnership may see what was released."),
    Deed.TIME_DIGEST: noop("Only a lead or convener of this partnership may choose when the digest comes."),
    Deed.ADD_ORGANISATION: noop("Only a convener of this partnership may add organisations."),
    Deed.EDIT_ORGANISATION: noop("Only a convener of this partnership may edit organisations."),
    Deed.TEND_GROUPS: noop("Only a convener of this partnership may tend cohorts and sites."),
    Deed.RAISE_THRESHOLDS: noop("Only a convener of this partnership may raise the thresholds."),
    Deed.INVITE: noop("Only a convener of this partnership may invite people."),
    Deed.GIVE_ROLE: noop("Only a convener of this partnership may give roles."),
    Deed.LINK_SPACE: noop("Only a convener of this partnership may link a channel."),
    Deed.SCHEDULE: noop("Only a convener of this partnership may schedule check-ins."),
    Deed.READ_CHANGES: noop("Only a convener of this partnership may read what was changed."),
}
"""What whoever may not is told: a sentence for each deed, as not every language puts one together as English does."""


def may(member: Member, deed: Deed) -> bool:
    """Whether any of the member's roles includes the deed; nobody who has left may do anything."""
    return member.left_at is None and not MAY[deed].isdisjoint(member.roles)


def require(member: Member, deed: Deed) -> None:
    """Raise `NotAllowed`, saying who may, unless the member may."""
    if not may(member, deed):
        raise NotAllowed(_(_ONLY[deed]))
