"""Where posts and people are."""

from bot.chat.names import Address, Identity, Lane


def test_an_address_lies_on_the_lane_of_the_installation_that_speaks_there() -> None:
    assert Address("slack", "T1", "C1").lane == Lane("slack", "T1") == ("slack", "T1")


def test_a_person_is_found_on_the_lane_of_their_own_workspace() -> None:
    assert Identity("slack", "T2", "U1").lane == Lane("slack", "T2")
