"""What each role may do: the one table that every use case asks."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.partnership import Member, Role
from bot.errors import NotAllowed


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
    END_MEMBERSHIP = "end somebody's membership"
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
    Deed.END_MEMBERSHIP: _CONVENERS,
    Deed.GIVE_ROLE: _CONVENERS,
    Deed.LINK_SPACE: _CONVENERS,
    Deed.SCHEDULE: _CONVENERS,
    Deed.READ_CHANGES: _CONVENERS,
}


def may(member: Member, deed: Deed) -> bool:
    """Whether any of the member's roles includes the deed; nobody who has left may do anything."""
    return member.left_at is None and not MAY[deed].isdisjoint(member.roles)


def require(member: Member, deed: Deed) -> None:
    """Raise `NotAllowed`, saying who may, unless the member may."""
    if not may(member, deed):
        who = " or ".join(role.value for role in Role if role in MAY[deed])
        raise NotAllowed(f"Only a {who} of this partnership may {deed.value}.")
