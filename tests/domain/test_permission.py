"""The table of who may do what: every role against every deed."""

from dataclasses import replace

import pytest

from bot.domain.partnership import DigestTime, Member, Role
from bot.domain.permission import MAY, Deed, may, require
from bot.errors import NotAllowed
from tests.domain.examples import at

EVERYBODYS = {Deed.ANSWER, Deed.LEAVE, Deed.READ_RESULTS}
READERS = {Deed.TIME_DIGEST}
SOMEBODY = Member("id", "partnership", "organisation", "Ada", frozenset(), DigestTime(0, 9, "Europe/London"))


def held(*roles: Role) -> Member:
    """A member with these roles."""
    return replace(SOMEBODY, roles=frozenset(roles))


def test_every_deed_is_in_the_table_and_conveners_may_do_all() -> None:
    assert set(MAY) == set(Deed)
    assert all(Role.CONVENER in roles for roles in MAY.values())


@pytest.mark.parametrize("deed", Deed)
@pytest.mark.parametrize("role", Role)
def test_a_role_includes_its_deeds_and_no_other(role: Role, deed: Deed) -> None:
    allowed = {
        Role.MEMBER: EVERYBODYS,
        Role.LEAD: EVERYBODYS | READERS,
        Role.CONVENER: set(Deed),
    }[role]
    member = held(role)
    assert may(member, deed) is (deed in allowed)
    if deed in allowed:
        require(member, deed)
    else:
        with pytest.raises(NotAllowed, match=rf"Only a .* may {deed.value}"):
            require(member, deed)


@pytest.mark.parametrize("deed", Deed)
def test_who_has_left_or_has_no_role_may_do_nothing(deed: Deed) -> None:
    left = replace(held(*Role), left_at=at("2026-06-01 08:00Z"))
    for member in (left, held()):
        assert not may(member, deed)
        with pytest.raises(NotAllowed):
            require(member, deed)


@pytest.mark.parametrize("deed", Deed)
def test_any_one_of_several_roles_is_enough(deed: Deed) -> None:
    assert may(held(Role.MEMBER, Role.CONVENER), deed)


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowed) as caught:
        require(held(Role.MEMBER), Deed.TIME_DIGEST)
    assert str(caught.value) == "Only a lead or convener of this partnership may choose when the digest comes."


@pytest.mark.parametrize("deed", Deed)
def test_whoever_may_not_is_told_who_may(deed: Deed) -> None:
    roles = " or ".join(role.value for role in Role if role in MAY[deed])
    with pytest.raises(NotAllowed) as told:
        require(held(), deed)
    assert str(told.value) == f"Only a {roles} of this partnership may {deed.value}."
